import django.db.models.deletion
import juanzong.kit.clock
import juanzong.kit.ids
from django.conf import settings
from django.db import migrations, models

from juanzong.kit.search import CreateTextIndex


class Migration(migrations.Migration):

    replaces = [('customers', '0001_initial'), ('customers', '0002_text_index'), ('customers', '0003_compared'), ('customers', '0004_import_work'), ('customers', '0005_triples_of_initials'), ('customers', '0006_ending')]

    initial = True

    dependencies = [
        ('organisation', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('channel', models.CharField(max_length=40)),
                ('purpose', models.CharField(max_length=40)),
                ('basis', models.CharField(max_length=40)),
                ('reference', models.CharField(blank=True, max_length=200)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('collector', models.BigIntegerField(help_text='staff id; 0 when the customer registered in person')),
                ('collector_name', models.CharField(max_length=60)),
                ('collected_at', models.DateTimeField()),
                ('consent_how', models.CharField(blank=True, max_length=40)),
                ('consent_at', models.DateTimeField(blank=True, null=True)),
                ('notice_version', models.CharField(blank=True, max_length=40)),
                ('sensitive_consent_at', models.DateTimeField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField(default=juanzong.kit.clock.now)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('channel', ''), _negated=True), models.Q(('purpose', ''), _negated=True), models.Q(('basis', ''), _negated=True), models.Q(('collector_name', ''), _negated=True)), name='source_says_channel_purpose_basis_collector'), models.CheckConstraint(condition=models.Q(models.Q(('basis', 'consent'), _negated=True), models.Q(('consent_at__isnull', False), models.Q(('consent_how', ''), _negated=True)), _connector='OR'), name='source_consent_is_shown')],
            },
        ),
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('file_name', models.CharField(max_length=255)),
                ('stored', models.CharField(max_length=40)),
                ('size', models.PositiveBigIntegerField()),
                ('state', models.CharField(choices=[('uploaded', '待核对列'), ('checking', '正在试算'), ('checked', '试算完成'), ('running', '正在导入'), ('done', '已完成'), ('refused', '未导入'), ('cancelled', '已取消')], default='uploaded', max_length=10)),
                ('header', models.JSONField(default=list)),
                ('header_row', models.PositiveIntegerField(default=1)),
                ('mapping', models.JSONField(default=dict, help_text='column index as text to field code')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.department')),
                ('responsible', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('language', models.CharField(default='zh-hans', help_text='in which the reasons are written', max_length=10)),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.source')),
                ('all_or_nothing', models.BooleanField(default=False)),
                ('total_rows', models.PositiveIntegerField(default=0)),
                ('next_row', models.PositiveIntegerField(default=0, help_text="the sheet's row number up to which work is done")),
                ('good_rows', models.PositiveIntegerField(default=0)),
                ('bad_rows', models.PositiveIntegerField(default=0)),
                ('imported_rows', models.PositiveIntegerField(default=0)),
                ('worked_ms', models.PositiveBigIntegerField(default=0, help_text='time spent on the rows done so far')),
                ('paused', models.BooleanField(default=False, help_text='stopped by itself; `message` says why')),
                ('message', models.CharField(blank=True, max_length=500)),
                ('by_id', models.BigIntegerField()),
                ('by_name', models.CharField(max_length=60)),
                ('created_at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('beat_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['state'], name='import_batch_state')],
            },
        ),
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('person', '个人'), ('organisation', '单位')], max_length=12)),
                ('name', models.CharField(max_length=120)),
                ('folded', models.CharField(help_text='the name without spaces, punctuation and company endings', max_length=120)),
                ('initials', models.CharField(blank=True, max_length=120)),
                ('category', models.CharField(blank=True, max_length=40)),
                ('region', models.CharField(blank=True, max_length=80)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.department')),
                ('responsible', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='customers', to='customers.source')),
                ('state', models.CharField(choices=[('active', '正常'), ('merged', '已合并')], default='active', max_length=8)),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='customers.customer')),
                ('minor_until', models.DateField(blank=True, help_text='the day a person turns fourteen (PIPL art. 31)', null=True)),
                ('batch', models.BigIntegerField(blank=True, help_text='the import batch that brought it', null=True)),
                ('compared', models.BooleanField(db_default=False, help_text='looked for duplicates since it last changed')),
                ('created_at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('updated_at', models.DateTimeField(default=juanzong.kit.clock.now)),
            ],
            options={
                'indexes': [models.Index(fields=['folded'], name='customer_folded'), models.Index(condition=models.Q(('compared', False)), fields=['id'], name='customer_to_compare'), models.Index(fields=['department', '-id'], name='customer_department'), models.Index(condition=models.Q(('batch__isnull', False)), fields=['batch'], name='customer_batch')],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='customer_has_a_name'), models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('state', 'merged')), models.Q(('merged_into__isnull', True), ('state', 'active')), _connector='OR'), name='customer_merged_says_into_which'), models.CheckConstraint(condition=models.Q(('merged_into', models.F('id')), _negated=True), name='customer_not_merged_into_itself')],
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='customers.customer')),
                ('name', models.CharField(max_length=60)),
                ('role', models.CharField(choices=[('legal_representative', '法定代表人'), ('daily', '日常联系人'), ('finance', '财务联系人'), ('emergency', '紧急联系人'), ('guardian', '监护人'), ('other', '其他联系人')], max_length=24)),
                ('title', models.CharField(blank=True, max_length=60)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.source')),
                ('from_at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('until_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['customer', '-from_at'], name='contact_of_customer')],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='contact_has_a_name')],
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='customers.customer')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='customers.contact')),
                ('field', models.CharField(max_length=40)),
                ('old', models.CharField(blank=True, max_length=200)),
                ('new', models.CharField(blank=True, max_length=200)),
                ('at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('by_id', models.BigIntegerField(default=0)),
                ('by_name', models.CharField(max_length=60)),
            ],
            options={
                'indexes': [models.Index(fields=['customer', '-id'], name='change_of_customer')],
            },
        ),
        migrations.CreateModel(
            name='Duplicate',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('one', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer')),
                ('two', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer')),
                ('reasons', models.CharField(max_length=120)),
                ('score', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('open', '待核对'), ('different', '不是同一客户'), ('merged', '已合并')], default='open', max_length=10)),
                ('found_at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by', models.CharField(blank=True, max_length=60)),
            ],
            options={
                'indexes': [models.Index(fields=['state', '-score', '-id'], name='duplicate_open')],
                'constraints': [models.UniqueConstraint(fields=('one', 'two'), name='duplicate_pair_once'), models.CheckConstraint(condition=models.Q(('one__lt', models.F('two'))), name='duplicate_pair_in_order')],
            },
        ),
        migrations.CreateModel(
            name='ImportRowFault',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='faults', to='customers.importbatch')),
                ('row', models.PositiveIntegerField()),
                ('reasons', models.JSONField(default=list)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('batch', 'row'), name='import_row_fault_once')],
            },
        ),
        migrations.CreateModel(
            name='Intake',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('channel', models.CharField(max_length=40)),
                ('shown_name', models.CharField(help_text='masked, for the list', max_length=120)),
                ('sealed', models.BinaryField()),
                ('notice_version', models.CharField(max_length=40)),
                ('consent_at', models.DateTimeField()),
                ('sensitive_consent_at', models.DateTimeField(blank=True, null=True)),
                ('received_at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('state', models.CharField(choices=[('waiting', '待受理'), ('accepted', '已受理'), ('declined', '未受理')], default='waiting', max_length=10)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by', models.CharField(blank=True, max_length=60)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('customer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer')),
            ],
            options={
                'indexes': [models.Index(fields=['state', '-id'], name='intake_waiting')],
            },
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer')),
                ('gone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer')),
                ('moved', models.JSONField(default=dict)),
                ('at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('by_id', models.BigIntegerField(default=0)),
                ('by_name', models.CharField(max_length=60)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('gone',), name='customer_merged_away_once')],
            },
        ),
        migrations.CreateModel(
            name='Relation',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='relations', to='customers.customer')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='related_to', to='customers.customer')),
                ('kind', models.CharField(choices=[('spouse', '配偶'), ('kin', '亲属'), ('guarantor', '保证人'), ('shareholder', '股东'), ('controller', '实际控制人'), ('parent_company', '母公司'), ('employer', '任职单位'), ('other', '其他关系')], max_length=24)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.source')),
                ('from_at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('until_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('customer', models.F('other')), _negated=True), name='relation_is_between_two'), models.UniqueConstraint(condition=models.Q(('until_at__isnull', True)), fields=('customer', 'other', 'kind'), name='relation_stands_once')],
            },
        ),
        migrations.CreateModel(
            name='Particular',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='particulars', to='customers.customer')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='particulars', to='customers.contact')),
                ('subject', models.BigIntegerField()),
                ('field', models.CharField(max_length=40)),
                ('plain', models.CharField(blank=True, max_length=2000)),
                ('sealed', models.BinaryField(blank=True, null=True)),
                ('lookup', models.CharField(blank=True, max_length=20)),
                ('exact', models.BinaryField(blank=True, max_length=16, null=True)),
                ('tail', models.BinaryField(blank=True, max_length=8, null=True)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.source')),
                ('from_at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('until_at', models.DateTimeField(blank=True, null=True)),
                ('by_id', models.BigIntegerField(default=0)),
                ('by_name', models.CharField(blank=True, max_length=60)),
            ],
            options={
                'indexes': [models.Index(fields=['customer', 'field'], name='particular_of_customer'), models.Index(condition=models.Q(('exact__isnull', False)), fields=['exact'], name='particular_exact'), models.Index(condition=models.Q(('tail__isnull', False), ('until_at__isnull', True)), fields=['tail', '-id', 'customer'], name='particular_ending')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('sealed__isnull', True), models.Q(('plain', ''), _negated=True)), models.Q(('sealed__isnull', False), ('plain', '')), _connector='OR'), name='particular_plain_or_sealed'), models.UniqueConstraint(condition=models.Q(('contact__isnull', True), ('exact__isnull', False), ('field__in', ('resident_id', 'uscc', 'passport')), ('until_at__isnull', True)), fields=('exact',), name='identity_of_one_customer')],
            },
        ),
        CreateTextIndex('customers'),
    ]
