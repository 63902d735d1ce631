import django.db.models.deletion
import juanzong.kit.clock
import juanzong.kit.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('forms', '0001_first'), ('forms', '0002_blank_counts'), ('forms', '0003_seals')]

    initial = True

    dependencies = [
        ('customers', '0004_import_work'),
        ('organisation', '0002_sign_in_waits'),
    ]

    operations = [
        migrations.CreateModel(
            name='BlankBatch',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('form', models.CharField(max_length=60)),
                ('first', models.PositiveIntegerField()),
                ('last', models.PositiveIntegerField()),
                ('by_id', models.BigIntegerField()),
                ('by_name', models.CharField(max_length=60)),
                ('at', models.DateTimeField(default=juanzong.kit.clock.now)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='blank_batch_runs_upwards')],
            },
        ),
        migrations.CreateModel(
            name='BlankCount',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('form', models.CharField(max_length=60)),
                ('counted', models.PositiveIntegerField()),
                ('expected', models.PositiveIntegerField()),
                ('note', models.CharField(blank=True, max_length=200)),
                ('by_id', models.BigIntegerField()),
                ('by_name', models.CharField(max_length=60)),
                ('at', models.DateTimeField(default=juanzong.kit.clock.now)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('counted', models.F('expected')), models.Q(('note', ''), _negated=True), _connector='OR'), name='blank_count_difference_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('giver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('receiver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('given', models.PositiveIntegerField()),
                ('received', models.PositiveIntegerField(blank=True, null=True)),
                ('state', models.CharField(choices=[('offered', '待接收'), ('received', '已接收'), ('recalled', '已撤回')], default='offered', max_length=10)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('offered_at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('giver', models.F('receiver')), _negated=True), name='handover_between_two'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'received'), _negated=True), models.Q(('ended_at__isnull', False), ('received__isnull', False)), _connector='OR'), name='handover_received_says_how_many')],
            },
        ),
        migrations.CreateModel(
            name='Record',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('form', models.CharField(max_length=60)),
                ('pack', models.CharField(max_length=12)),
                ('pack_version', models.PositiveIntegerField()),
                ('subject', models.CharField(max_length=40)),
                ('customer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='customers.customer')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.department')),
                ('key_subject', models.BigIntegerField()),
                ('state', models.CharField(choices=[('draft', '填写中'), ('submitted', '已提交'), ('discarded', '已作废')], default='draft', max_length=10)),
                ('filled_by', models.CharField(choices=[('staff', '员工代填'), ('customer', '本人在屏幕上填写'), ('paper', '纸质填写后录入')], default='staff', max_length=10)),
                ('filled_on', models.DateField()),
                ('filler', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('percent', models.PositiveSmallIntegerField(default=0)),
                ('answers', models.JSONField(default=dict)),
                ('replaces', models.BigIntegerField(blank=True, null=True)),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('submitted_by', models.BigIntegerField(default=0)),
                ('sealed_at', models.DateTimeField(blank=True, null=True)),
                ('sealed_by', models.BigIntegerField(default=0)),
                ('discarded_reason', models.CharField(blank=True, max_length=200)),
                ('item', models.BigIntegerField(blank=True, help_text='the item of a dossier that its paper became', null=True)),
                ('created_at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('updated_at', models.DateTimeField(default=juanzong.kit.clock.now)),
            ],
            options={
                'indexes': [models.Index(fields=['form', '-id'], name='record_of_form'), models.Index(fields=['subject', 'form'], name='record_of_subject'), models.Index(fields=['department', '-id'], name='record_of_department')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'submitted'), _negated=True), models.Q(('percent', 100), ('submitted_at__isnull', False)), _connector='OR'), name='record_submitted_says_when'), models.CheckConstraint(condition=models.Q(('sealed_at__isnull', True), ('state', 'submitted'), _connector='OR'), name='record_sealed_is_submitted'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'discarded'), _negated=True), models.Q(('discarded_reason', ''), _negated=True), _connector='OR'), name='record_discarded_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Permit',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='permits', to='forms.record')),
                ('kind', models.CharField(choices=[('read', '启封阅读'), ('copy', '复制打印')], max_length=6)),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('purpose', models.CharField(max_length=200)),
                ('by_id', models.BigIntegerField()),
                ('by_name', models.CharField(max_length=60)),
                ('case', models.BigIntegerField(default=0)),
                ('at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('until', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['staff', 'record', '-until'], name='permit_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('purpose', ''), _negated=True), name='permit_says_what_for'), models.CheckConstraint(condition=models.Q(('until__gt', models.F('at'))), name='permit_ends')],
            },
        ),
        migrations.CreateModel(
            name='HandoverLine',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('handover', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='forms.handover')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='forms.record')),
                ('open', models.BooleanField(default=True)),
                ('found', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('handover', 'record'), name='handover_line_once'), models.UniqueConstraint(condition=models.Q(('open', True)), fields=('record',), name='record_in_one_open_handover')],
            },
        ),
        migrations.CreateModel(
            name='Blank',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='blanks', to='forms.blankbatch')),
                ('form', models.CharField(max_length=60)),
                ('serial', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('in_stock', '在库'), ('issued', '已领用'), ('used', '已使用'), ('spoilt', '已作废'), ('lost', '遗失')], default='in_stock', max_length=10)),
                ('holder', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('record', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='blank', to='forms.record')),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('changed_at', models.DateTimeField(default=juanzong.kit.clock.now)),
            ],
            options={
                'indexes': [models.Index(fields=['holder', 'state'], name='blank_with_holder')],
                'constraints': [models.UniqueConstraint(fields=('form', 'serial'), name='blank_serial_once'), models.CheckConstraint(condition=models.Q(models.Q(('record__isnull', False), ('state', 'used')), models.Q(models.Q(('state', 'used'), _negated=True), ('record__isnull', True)), _connector='OR'), name='blank_used_says_for_what'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'issued'), _negated=True), ('holder__isnull', False), _connector='OR'), name='blank_issued_says_to_whom'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('spoilt', 'lost')), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='blank_gone_says_why')],
            },
        ),
        migrations.CreateModel(
            name='RecordVersion',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='forms.record')),
                ('number', models.PositiveSmallIntegerField()),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('by_id', models.BigIntegerField()),
                ('by_name', models.CharField(max_length=60)),
                ('at', models.DateTimeField(default=juanzong.kit.clock.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('record', 'number'), name='record_version_once'), models.CheckConstraint(condition=models.Q(('number', 1), models.Q(('reason', ''), _negated=True), _connector='OR'), name='record_correction_says_why')],
            },
        ),
        migrations.CreateModel(
            name='RecordValue',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='values', to='forms.recordversion')),
                ('field', models.CharField(max_length=60)),
                ('plain', models.TextField(blank=True)),
                ('sealed', models.BinaryField(blank=True, null=True)),
                ('exact', models.BinaryField(blank=True, max_length=16, null=True)),
                ('tail', models.BinaryField(blank=True, max_length=8, null=True)),
                ('origin', models.CharField(blank=True, max_length=140)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('exact__isnull', False)), fields=['exact'], name='record_value_exact'), models.Index(condition=models.Q(('tail__isnull', False)), fields=['tail'], name='record_value_tail')],
                'constraints': [models.UniqueConstraint(fields=('version', 'field'), name='record_value_once'), models.CheckConstraint(condition=models.Q(models.Q(('sealed__isnull', True), models.Q(('plain', ''), _negated=True)), models.Q(('sealed__isnull', False), ('plain', '')), _connector='OR'), name='record_value_plain_or_sealed')],
            },
        ),
        migrations.CreateModel(
            name='RegisterKey',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('form', models.CharField(max_length=60)),
                ('digest', models.BinaryField(max_length=16)),
                ('shown', models.CharField(max_length=200)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('retired_reason', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField(default=juanzong.kit.clock.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('form', 'digest'), name='register_key_once')],
            },
        ),
        migrations.CreateModel(
            name='RegisterHolding',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to='forms.registerkey')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to='forms.record')),
                ('holder', models.CharField(max_length=200)),
                ('from_at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('by_name', models.CharField(max_length=60)),
                ('until_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.CharField(blank=True, choices=[('issue', '发放'), ('return', '收回'), ('transfer', '转给他人'), ('retire', '停用')], max_length=10)),
                ('ended_by_name', models.CharField(blank=True, max_length=60)),
                ('note', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('until_at__isnull', True)), fields=('key',), name='register_one_holder_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('ended_by', ''), ('until_at__isnull', True)), models.Q(('until_at__isnull', False), models.Q(('ended_by', ''), _negated=True)), _connector='OR'), name='register_holding_says_how_it_ended')],
            },
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=30, unique=True)),
                ('put_at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('put_by', models.BigIntegerField()),
                ('put_by_name', models.CharField(max_length=60)),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='next', to='forms.seal')),
                ('broken_at', models.DateTimeField(blank=True, null=True)),
                ('broken_by_name', models.CharField(blank=True, max_length=60)),
                ('reason', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('number', ''), _negated=True), name='seal_has_a_number'), models.CheckConstraint(condition=models.Q(models.Q(('broken_at__isnull', True), ('broken_by_name', ''), ('reason', '')), models.Q(('broken_at__isnull', False), models.Q(('broken_by_name', ''), _negated=True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='seal_broken_says_who_and_why')],
            },
        ),
        migrations.CreateModel(
            name='SealLine',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('seal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='forms.seal')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seals', to='forms.record')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('seal', 'record'), name='seal_line_once')],
            },
        ),
    ]
