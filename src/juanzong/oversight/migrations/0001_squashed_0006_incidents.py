import django.db.models.deletion
import juanzong.kit.clock
import juanzong.kit.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('oversight', '0001_initial'), ('oversight', '0002_plain_check'), ('oversight', '0003_bulk_alerts'), ('oversight', '0004_audits'), ('oversight', '0005_evaluation'), ('oversight', '0006_incidents')]

    initial = True

    dependencies = [
        ('customers', '0006_ending'),
        ('organisation', '0004_second_factor'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditRun',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=30, unique=True)),
                ('begin', models.DateField()),
                ('end', models.DateField()),
                ('clauses', models.JSONField(default=list)),
                ('departments', models.JSONField(default=list)),
                ('sources', models.JSONField(default=list)),
                ('size', models.PositiveSmallIntegerField()),
                ('seed', models.CharField(max_length=40)),
                ('drawn', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('open', '审查中'), ('signed', '已签发，待答复'), ('answered', '已答复')], default='open', max_length=10)),
                ('auditor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('responsible', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('started_at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.TextField(blank=True, max_length=2000)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('begin__lte', models.F('end'))), name='audit_begins_before_it_ends'), models.CheckConstraint(condition=models.Q(('auditor', models.F('responsible')), _negated=True), name='audit_not_of_oneself'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'answered'), _negated=True), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='audit_answered_says_what')],
            },
        ),
        migrations.CreateModel(
            name='BulkAlert',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('measure', models.CharField(choices=[('opened', '打开文件、查看隐藏信息'), ('exported', '导出客户')], max_length=10)),
                ('window', models.CharField(choices=[('hour', '一小时内'), ('day', '一天内')], max_length=10)),
                ('began_at', models.DateTimeField()),
                ('clause', models.CharField(max_length=24)),
                ('number', models.PositiveIntegerField()),
                ('most', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('entry', models.BigIntegerField()),
            ],
            options={
                'ordering': ['-at', '-id'],
                'constraints': [models.UniqueConstraint(fields=('staff', 'measure', 'window', 'began_at', 'clause'), name='bulk_alert_once')],
            },
        ),
        migrations.CreateModel(
            name='BulkCount',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('staff', models.BigIntegerField()),
                ('measure', models.CharField(choices=[('opened', '打开文件、查看隐藏信息'), ('exported', '导出客户')], max_length=10)),
                ('hour', models.DateTimeField()),
                ('number', models.PositiveIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('staff', 'measure', 'hour'), name='bulk_count_once')],
            },
        ),
        migrations.CreateModel(
            name='Evaluation',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('year', models.PositiveSmallIntegerField(unique=True)),
                ('conclusion', models.TextField(blank=True, max_length=2000)),
                ('satisfaction', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ('satisfaction_source', models.CharField(blank=True, max_length=200)),
                ('figures', models.JSONField(default=dict)),
                ('figured_at', models.DateTimeField(blank=True, null=True)),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('satisfaction', None), models.Q(('satisfaction_source', ''), _negated=True), _connector='OR'), name='evaluation_satisfaction_has_a_source'), models.CheckConstraint(condition=models.Q(('signed_at', None), models.Q(('conclusion', ''), _negated=True), _connector='OR'), name='evaluation_signed_concludes')],
            },
        ),
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=40, unique=True)),
                ('kind', models.CharField(choices=[('leak', '泄露'), ('loss', '丢失'), ('damage', '损坏'), ('gap', '缺少'), ('breach', '违反保密')], max_length=8)),
                ('severity', models.CharField(choices=[('minor', '一般'), ('major', '较大'), ('grave', '重大')], max_length=8)),
                ('state', models.CharField(choices=[('open', '处置中'), ('closed', '已结案')], default='open', max_length=8)),
                ('what', models.CharField(max_length=1000)),
                ('cause', models.CharField(blank=True, max_length=1000)),
                ('happened_on', models.DateField(blank=True, null=True)),
                ('known_at', models.DateTimeField()),
                ('reported_at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('reporter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reporter_name', models.CharField(max_length=60)),
                ('responsible', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.department')),
                ('about', models.CharField(blank=True, max_length=40)),
                ('about_words', models.CharField(blank=True, max_length=200)),
                ('policy', models.CharField(blank=True, max_length=12)),
                ('source', models.BigIntegerField(default=0)),
                ('made_good_at', models.DateTimeField(blank=True, null=True)),
                ('made_good_by_name', models.CharField(blank=True, max_length=60)),
                ('made_good', models.CharField(blank=True, max_length=500)),
                ('listed_at', models.DateTimeField(blank=True, null=True)),
                ('decided', models.BooleanField(default=False)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_by_name', models.CharField(blank=True, max_length=60)),
            ],
            options={
                'indexes': [models.Index(fields=['state', '-id'], name='incident_by_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(('what', ''), _negated=True), name='incident_says_what'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state', 'open')), models.Q(('closed_at__isnull', False), ('decided', True), ('listed_at__isnull', False), ('state', 'closed')), _connector='OR'), name='incident_closed_is_decided'), models.UniqueConstraint(condition=models.Q(('source', 0), _negated=True), fields=('source',), name='incident_once_for_a_fact')],
            },
        ),
        migrations.CreateModel(
            name='Affected',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='affected', to='oversight.incident')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer')),
                ('found_by', models.CharField(max_length=200)),
                ('at', models.DateTimeField(default=juanzong.kit.clock.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('incident', 'customer'), name='affected_once')],
            },
        ),
        migrations.CreateModel(
            name='Accountability',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='oversight.incident')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('staff_name', models.CharField(max_length=60)),
                ('facts', models.CharField(max_length=1000)),
                ('at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('by_name', models.CharField(max_length=60)),
                ('said', models.CharField(blank=True, max_length=1000)),
                ('said_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('incident', 'staff'), name='account_once'), models.CheckConstraint(condition=models.Q(('facts', ''), _negated=True), name='account_says_what')],
            },
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='oversight.incident')),
                ('kind', models.CharField(choices=[('contain', '处置措施'), ('lesson', '整改措施')], max_length=8)),
                ('words', models.CharField(max_length=300)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('due_on', models.DateField()),
                ('state', models.CharField(choices=[('open', '未完成'), ('done', '已完成'), ('dropped', '不再需要')], default='open', max_length=8)),
                ('set_by_name', models.CharField(max_length=60)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by_name', models.CharField(blank=True, max_length=60)),
                ('outcome', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='measure_says_what'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('ended_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='measure_ended_says_how')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='oversight.incident')),
                ('whom', models.CharField(choices=[('authority', '主管部门'), ('persons', '受影响的个人')], max_length=10)),
                ('notify', models.BooleanField()),
                ('reason', models.CharField(max_length=500)),
                ('kinds', models.CharField(blank=True, max_length=500)),
                ('remedies', models.CharField(blank=True, max_length=500)),
                ('contact', models.CharField(blank=True, max_length=200)),
                ('decided_at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('decided_by_name', models.CharField(max_length=60)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('told_how', models.CharField(blank=True, max_length=500)),
                ('told_by_name', models.CharField(blank=True, max_length=60)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('incident', 'whom'), name='notice_decided_once'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='notice_says_why'), models.CheckConstraint(condition=models.Q(('notify', False), models.Q(models.Q(('kinds', ''), _negated=True), models.Q(('remedies', ''), _negated=True), models.Q(('contact', ''), _negated=True)), _connector='OR'), name='notice_says_what_the_law_asks'), models.CheckConstraint(condition=models.Q(('told_at__isnull', True), models.Q(('notify', True), models.Q(('told_how', ''), _negated=True)), _connector='OR'), name='notice_told_says_how')],
            },
        ),
        migrations.CreateModel(
            name='Sample',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='samples', to='oversight.auditrun')),
                ('place', models.PositiveSmallIntegerField()),
                ('source', models.CharField(choices=[('obligation', '待办'), ('case', '办理单'), ('dossier', '档案'), ('entry', '台账记录')], max_length=10)),
                ('thing', models.BigIntegerField()),
                ('clause', models.CharField(blank=True, max_length=24)),
                ('verdict', models.CharField(choices=[('open', '未审'), ('in_order', '符合'), ('finding', '有问题'), ('n_a', '不适用')], default='open', max_length=8)),
                ('severity', models.CharField(blank=True, choices=[('minor', '轻微'), ('major', '较重'), ('critical', '严重')], max_length=8)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('judged_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['place'],
                'constraints': [models.UniqueConstraint(fields=('run', 'source', 'thing'), name='sample_once'), models.UniqueConstraint(fields=('run', 'place'), name='sample_place_once'), models.CheckConstraint(condition=models.Q(models.Q(('verdict', 'finding'), _negated=True), models.Q(models.Q(('note', ''), _negated=True), models.Q(('severity', ''), _negated=True)), _connector='OR'), name='sample_finding_says_what'), models.CheckConstraint(condition=models.Q(('verdict', 'finding'), ('severity', ''), _connector='OR'), name='sample_severity_of_findings')],
            },
        ),
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('sample', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='oversight.sample')),
                ('evaluation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='improvements', to='oversight.evaluation')),
                ('text', models.CharField(max_length=200)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('due_on', models.DateField()),
                ('agreed_at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('done_note', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'ordering': ['due_on', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('sample', None), ('evaluation', None), _connector='XOR'), name='follow_up_of_one_thing'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='follow_up_says_what'), models.CheckConstraint(condition=models.Q(('done_at', None), models.Q(('done_note', ''), _negated=True), _connector='OR'), name='follow_up_done_says_how')],
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('clause', models.CharField(max_length=24)),
                ('month', models.DateField()),
                ('department', models.BigIntegerField(default=0)),
                ('staff', models.BigIntegerField(default=0)),
                ('applied', models.PositiveIntegerField(default=0)),
                ('on_time', models.PositiveIntegerField(default=0)),
                ('late', models.PositiveIntegerField(default=0)),
                ('refused', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('clause', 'month', 'department', 'staff'), name='tally_once')],
            },
        ),
    ]
