import django.db.models.deletion
import juanzong.kit.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('casework', '0001_initial'), ('casework', '0002_counted_within_indexes'), ('casework', '0003_signatures'), ('casework', '0004_ways_of_proving'), ('casework', '0005_cases'), ('casework', '0006_outbox'), ('casework', '0007_checks_counted')]

    initial = True

    dependencies = [
        ('organisation', '0002_sign_in_waits'),
    ]

    operations = [
        migrations.CreateModel(
            name='Channel',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('email', '电子邮件'), ('wecom', '企业微信群机器人'), ('dingtalk', '钉钉群机器人'), ('feishu', '飞书群机器人')], max_length=10)),
                ('name', models.CharField(max_length=60, unique=True)),
                ('host', models.CharField(max_length=255)),
                ('port', models.PositiveIntegerField(default=443)),
                ('security', models.CharField(choices=[('tls', 'TLS'), ('starttls', 'STARTTLS'), ('plain', '不加密（仅限公司内部网络）')], default='tls', max_length=10)),
                ('username', models.CharField(blank=True, max_length=254)),
                ('sender', models.EmailField(blank=True, max_length=254)),
                ('sealed_url', models.BinaryField(null=True)),
                ('sealed_secret', models.BinaryField(null=True)),
                ('departments', models.JSONField(default=list)),
                ('kinds', models.JSONField(default=list)),
                ('language', models.CharField(default='zh-hans', max_length=10)),
                ('home', models.CharField(max_length=200)),
                ('inside', models.BooleanField(default=False)),
                ('active', models.BooleanField(default=True)),
                ('rests_until', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('procedure', models.CharField(max_length=60)),
                ('pack', models.CharField(max_length=12)),
                ('version', models.PositiveIntegerField()),
                ('clause', models.CharField(max_length=24)),
                ('subject', models.CharField(max_length=60)),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.department')),
                ('starter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('started_for', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('state', models.CharField(choices=[('open', '办理中'), ('done', '已办结'), ('refused', '未同意'), ('withdrawn', '已撤回')], default='open', max_length=10)),
                ('once', models.BooleanField()),
                ('step', models.CharField(blank=True, max_length=60)),
                ('arrival', models.PositiveIntegerField(default=1)),
                ('arrived_at', models.DateTimeField()),
                ('data', models.JSONField(default=dict)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('looked_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['subject', '-id'], name='case_of_subject'), models.Index(fields=['starter', '-id'], name='case_of_starter'), models.Index(fields=['department', '-id'], name='case_of_department'), models.Index(condition=models.Q(('state', 'open')), fields=['looked_on'], name='case_to_look_at')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('once', True), ('state', 'open')), fields=('subject', 'procedure'), name='case_open_once'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state', 'open'), models.Q(('step', ''), _negated=True)), models.Q(models.Q(('state', 'open'), _negated=True), ('ended_at__isnull', False), ('step', '')), _connector='OR'), name='case_open_stands_somewhere')],
            },
        ),
        migrations.CreateModel(
            name='AddedSigner',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signers', to='casework.case')),
                ('arrival', models.PositiveIntegerField()),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField()),
                ('note', models.CharField(blank=True, max_length=200)),
                ('released_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('released_at__isnull', True)), fields=('case', 'arrival', 'staff'), name='added_signer_once')],
            },
        ),
        migrations.CreateModel(
            name='CaseAttachment',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='casework.case')),
                ('step', models.CharField(max_length=60)),
                ('paper', models.CharField(max_length=200)),
                ('stored', models.CharField(max_length=64)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveBigIntegerField()),
                ('mime', models.CharField(max_length=120)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('case', 'step', 'paper', 'sha256'), name='attachment_once')],
            },
        ),
        migrations.CreateModel(
            name='CaseCall',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calls', to='casework.case')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('need', models.CharField(blank=True, max_length=60)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'staff', 'need'), name='case_call_once')],
            },
        ),
        migrations.CreateModel(
            name='CaseMove',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='casework.case')),
                ('n', models.PositiveIntegerField()),
                ('step', models.CharField(blank=True, max_length=60)),
                ('move', models.CharField(max_length=60)),
                ('kind', models.CharField(max_length=10)),
                ('to', models.CharField(blank=True, max_length=60)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('for_whom', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('data', models.JSONField(default=dict)),
                ('entry', models.BigIntegerField()),
            ],
            options={
                'indexes': [models.Index(fields=['by', '-id'], name='case_move_of_person')],
                'constraints': [models.UniqueConstraint(fields=('case', 'n'), name='case_move_one_wins'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('back', 'refuse')), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='case_move_back_says_why')],
            },
        ),
        migrations.CreateModel(
            name='CasePart',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='casework.case')),
                ('role', models.CharField(max_length=60)),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'role'), name='case_part_once'), models.UniqueConstraint(fields=('case', 'staff'), name='case_part_different_people')],
            },
        ),
        migrations.CreateModel(
            name='CheckMade',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='casework.case')),
                ('arrival', models.PositiveIntegerField()),
                ('check_code', models.CharField(max_length=60)),
                ('item', models.BigIntegerField(default=0)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField()),
                ('counted', models.PositiveIntegerField(blank=True, null=True)),
                ('listed', models.PositiveIntegerField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('failed', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'arrival', 'check_code', 'item'), name='check_made_once'), models.CheckConstraint(condition=models.Q(('failed', False), models.Q(('note', ''), _negated=True), _connector='OR'), name='check_failed_says_why'), models.CheckConstraint(condition=models.Q(('counted__isnull', True), ('counted', models.F('listed')), models.Q(('note', ''), _negated=True), _connector='OR'), name='check_difference_in_words')],
            },
        ),
        migrations.CreateModel(
            name='CompanyDay',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
                ('worked', models.BooleanField()),
                ('reason', models.CharField(max_length=100)),
                ('set_by', models.BigIntegerField()),
                ('set_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='company_day_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Obligation',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('duty', models.CharField(max_length=60)),
                ('clause', models.CharField(max_length=24)),
                ('pack', models.CharField(max_length=12)),
                ('version', models.PositiveIntegerField()),
                ('subject', models.CharField(max_length=60)),
                ('round', models.CharField(blank=True, max_length=12)),
                ('owner', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('position', models.CharField(blank=True, max_length=40)),
                ('department', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.department')),
                ('opened_at', models.DateTimeField()),
                ('opened_on', models.DateField()),
                ('opened_entry', models.BigIntegerField()),
                ('due_on', models.DateField()),
                ('due_was', models.DateField()),
                ('provisional', models.BooleanField(default=False)),
                ('tell_on', models.DateField(blank=True, null=True)),
                ('told', models.PositiveSmallIntegerField(default=0)),
                ('state', models.CharField(choices=[('open', '待办'), ('done', '已完成'), ('waived', '已免除'), ('replaced', '已由新的待办代替'), ('cancelled', '不再需要')], default='open', max_length=10)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_entry', models.BigIntegerField(blank=True, null=True)),
                ('closed_by', models.BigIntegerField(blank=True, null=True)),
                ('on_time', models.BooleanField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'due_on', 'id'], name='obligation_by_day'), models.Index(fields=['owner', 'state', 'due_on', 'id'], name='obligation_of_owner'), models.Index(fields=['position', 'owner', 'state', 'due_on', 'department'], name='obligation_of_position'), models.Index(fields=['department', 'state', 'due_on'], name='obligation_department'), models.Index(fields=['clause', 'state', 'due_on', 'department', 'owner'], name='obligation_late_by_clause'), models.Index(fields=['clause', '-id'], name='obligation_of_clause'), models.Index(fields=['subject', '-id'], name='obligation_of_subject'), models.Index(fields=['owner', 'closed_at'], name='obligation_done_by'), models.Index(condition=models.Q(('tell_on__isnull', False)), fields=['tell_on'], name='obligation_to_tell')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('round', ''), ('state', 'open')), fields=('subject', 'duty'), name='obligation_open_once'), models.UniqueConstraint(condition=models.Q(('round', ''), _negated=True), fields=('subject', 'duty', 'round'), name='obligation_round_once'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('on_time__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='obligation_closed_says_when'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), ('on_time__isnull', False), _connector='OR'), name='obligation_done_is_timed'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'waived'), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='obligation_waived_says_why'), models.CheckConstraint(condition=models.Q(('owner__isnull', False), models.Q(('position', ''), _negated=True), _connector='OR'), name='obligation_somebody_owes_it'), models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('due_was'))), name='obligation_only_longer')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('obligation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='casework.obligation')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('escalated', models.BooleanField()),
                ('on_day', models.DateField()),
            ],
            options={
                'indexes': [models.Index(fields=['staff', '-id'], name='notice_of_staff')],
                'constraints': [models.UniqueConstraint(fields=('obligation', 'staff', 'on_day', 'escalated'), name='notice_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='casework.channel')),
                ('kind', models.CharField(choices=[('reminder', '到期提醒（每天一次汇总）'), ('escalation', '逾期升级（立即）'), ('decision', '等待审批（随每日汇总）'), ('test', '测试')], max_length=10)),
                ('key', models.CharField(max_length=100, unique=True)),
                ('staff', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('obligation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='casework.obligation')),
                ('on_day', models.DateField()),
                ('state', models.CharField(choices=[('waiting', '等待发送'), ('sent', '已发送'), ('dropped', '已不需要'), ('failed', '发送失败')], default='waiting', max_length=10)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('not_before', models.DateTimeField()),
                ('error', models.CharField(blank=True, max_length=300)),
                ('sent_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['not_before'], name='message_waiting'), models.Index(fields=['state', 'on_day'], name='message_by_state')],
            },
        ),
        migrations.CreateModel(
            name='RoundRun',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('duty', models.CharField(max_length=60)),
                ('round', models.CharField(max_length=12)),
                ('after', models.BigIntegerField(default=0, help_text='subjects up to this id have had it')),
                ('opened', models.PositiveIntegerField(default=0)),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('duty', 'round'), name='round_run_once')],
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('subject', models.CharField(max_length=60)),
                ('capacity', models.CharField(max_length=60)),
                ('words_zh', models.CharField(max_length=200)),
                ('words_en', models.CharField(max_length=300)),
                ('clause', models.CharField(max_length=24)),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('name', models.CharField(max_length=60)),
                ('position', models.CharField(blank=True, max_length=200)),
                ('digest', models.CharField(max_length=64)),
                ('way', models.CharField(choices=[('password', '再次输入密码'), ('code', '手机验证码'), ('recovery', '恢复码'), ('demo', '演示模式，未验证密码')], max_length=20)),
                ('drawing', models.JSONField(default=list)),
                ('signed_at', models.DateTimeField()),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='casework.case')),
                ('arrival', models.PositiveIntegerField(default=0)),
                ('entry', models.BigIntegerField()),
            ],
            options={
                'indexes': [models.Index(fields=['subject', 'signed_at'], name='signature_of_subject'), models.Index(condition=models.Q(('case__isnull', False)), fields=['case', 'arrival'], name='signature_of_case')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('case__isnull', True)), fields=('subject', 'staff', 'capacity', 'digest'), name='signature_once'), models.UniqueConstraint(condition=models.Q(('case__isnull', False)), fields=('case', 'arrival', 'staff', 'digest'), name='signature_one_capacity_each'), models.UniqueConstraint(condition=models.Q(('case__isnull', False), models.Q(('capacity', 'also'), _negated=True)), fields=('case', 'arrival', 'capacity', 'digest'), name='signature_one_person_each'), models.CheckConstraint(condition=models.Q(('clause', ''), _negated=True), name='signature_names_a_clause')],
            },
        ),
    ]
