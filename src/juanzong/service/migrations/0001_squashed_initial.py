import django.db.models.deletion
import juanzong.kit.clock
import juanzong.kit.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('service', '0001_initial')]

    initial = True

    dependencies = [
        ('customers', '0004_import_work'),
        ('organisation', '0004_second_factor'),
    ]

    operations = [
        migrations.CreateModel(
            name='DayCheck',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField(unique=True)),
                ('planned', models.PositiveIntegerField()),
                ('done', models.PositiveIntegerField()),
                ('missed', models.PositiveIntegerField()),
                ('note', models.CharField(blank=True, max_length=300)),
                ('by_id', models.BigIntegerField()),
                ('by_name', models.CharField(max_length=60)),
                ('at', models.DateTimeField(default=juanzong.kit.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('kind', models.CharField(choices=[('gathering', '联谊会'), ('outing', '旅游'), ('dinner', '餐饮'), ('talk', '健康讲座'), ('other', '其他')], max_length=12)),
                ('held_on', models.DateField()),
                ('place', models.CharField(blank=True, max_length=100)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.department')),
                ('organiser', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField(default=juanzong.kit.clock.now)),
            ],
            options={
                'indexes': [models.Index(fields=['department', '-held_on', '-id'], name='event_of_department')],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='event_has_a_name')],
            },
        ),
        migrations.CreateModel(
            name='Guidance',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('text', models.CharField(max_length=300)),
                ('by_id', models.BigIntegerField()),
                ('by_name', models.CharField(max_length=60)),
                ('at', models.DateTimeField(default=juanzong.kit.clock.now)),
            ],
            options={
                'indexes': [models.Index(fields=['day', 'staff'], name='guidance_of_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='guidance_says_something')],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('on_day', models.DateField()),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.department')),
                ('chair', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('minutes', models.TextField(blank=True, max_length=4000)),
                ('held_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=juanzong.kit.clock.now)),
            ],
            options={
                'indexes': [models.Index(fields=['department', '-on_day', '-id'], name='meeting_of_department')],
                'constraints': [models.CheckConstraint(condition=models.Q(('held_at', None), models.Q(('minutes', ''), _negated=True), _connector='OR'), name='meeting_held_has_minutes')],
            },
        ),
        migrations.CreateModel(
            name='Agreed',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreed', to='service.meeting')),
                ('text', models.CharField(max_length=200)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('due_on', models.DateField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('done_note', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'indexes': [models.Index(fields=['done_at', 'due_on'], name='agreed_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='agreed_says_something'), models.CheckConstraint(condition=models.Q(('done_at', None), models.Q(('done_note', ''), _negated=True), _connector='OR'), name='agreed_done_says_how')],
            },
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participants', to='service.event')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='customers.customer')),
                ('representative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('bought', models.BooleanField(default=False)),
                ('noted_at', models.DateTimeField(default=juanzong.kit.clock.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('event', 'customer'), name='participant_once')],
            },
        ),
        migrations.CreateModel(
            name='Present',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='present', to='service.meeting')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('meeting', 'staff'), name='present_once')],
            },
        ),
        migrations.CreateModel(
            name='Purchase',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='purchases', to='customers.customer')),
                ('event', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='purchases', to='service.event')),
                ('product', models.CharField(max_length=60)),
                ('quantity', models.PositiveIntegerField()),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12)),
                ('bought_on', models.DateField()),
                ('first', models.BooleanField()),
                ('representative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('noted_at', models.DateTimeField(default=juanzong.kit.clock.now)),
            ],
            options={
                'indexes': [models.Index(fields=['representative', 'bought_on'], name='purchase_of_representative')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gte', 0), ('quantity__gt', 0)), name='purchase_of_something')],
            },
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='topics', to='service.meeting')),
                ('place', models.PositiveSmallIntegerField()),
                ('text', models.CharField(max_length=200)),
                ('source', models.CharField(blank=True, max_length=20)),
            ],
            options={
                'ordering': ['place', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='customers.customer')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.department')),
                ('on_day', models.DateField()),
                ('mode', models.CharField(choices=[('phone', '电话'), ('home', '上门')], max_length=8)),
                ('minutes', models.PositiveSmallIntegerField()),
                ('purpose', models.CharField(choices=[('use', '指导使用产品'), ('opinion', '征询意见'), ('effect', '了解使用效果'), ('contact', '密切联系'), ('introduce', '介绍产品和服务'), ('guidance', '专业指导'), ('other', '其他')], max_length=12)),
                ('outcome', models.CharField(choices=[('done', '已回访'), ('no_answer', '无人接听或不在家'), ('postponed', '另约时间'), ('declined', '谢绝回访')], max_length=12)),
                ('duty', models.CharField(blank=True, max_length=60)),
                ('key_subject', models.BigIntegerField()),
                ('said', models.BinaryField()),
                ('noted_at', models.DateTimeField(default=juanzong.kit.clock.now)),
            ],
            options={
                'indexes': [models.Index(fields=['customer', '-on_day', '-id'], name='visit_of_customer'), models.Index(fields=['on_day', 'staff'], name='visit_of_day'), models.Index(fields=['department', '-on_day', '-id'], name='visit_of_department')],
                'constraints': [models.CheckConstraint(condition=models.Q(('minutes__lte', 1440)), name='visit_at_most_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Taking',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('record', models.BigIntegerField()),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='takings', to='customers.customer')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('taken_at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('back_by', models.DateField()),
                ('back_at', models.DateTimeField(blank=True, null=True)),
                ('visit', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='taking', to='service.visit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('back_at', None)), fields=('record',), name='taking_one_at_a_time'), models.CheckConstraint(condition=models.Q(('back_at__isnull', True), ('visit__isnull', False), _connector='OR'), name='taking_back_with_its_visit')],
            },
        ),
        migrations.CreateModel(
            name='Area',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='areas', to=settings.AUTH_USER_MODEL)),
                ('name', models.CharField(max_length=60)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('staff', 'name'), name='area_once')],
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='customers.customer')),
                ('record', models.BigIntegerField()),
                ('representative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('principle', models.CharField(choices=[('collector', '谁收集归谁'), ('nearest', '按地域就近'), ('newcomer', '照顾新员工'), ('merit', '按销售能力、工作量和服务效率'), ('manager', '由销售经理决定')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('by_id', models.BigIntegerField()),
                ('by_name', models.CharField(max_length=60)),
                ('at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('until_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['representative', 'until_at'], name='assignment_of_representative'), models.Index(fields=['customer', '-id'], name='assignment_of_customer')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until_at', None)), fields=('customer',), name='assignment_one_at_a_time'), models.CheckConstraint(condition=models.Q(('proposed__isnull', True), ('proposed', models.F('representative')), models.Q(('reason', ''), _negated=True), _connector='OR'), name='assignment_override_says_why')],
            },
        ),
        migrations.CreateModel(
            name='CallBack',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('record', models.BigIntegerField(unique=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='call_backs', to='customers.customer')),
                ('collector', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('drawn_at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('drawn_by', models.BigIntegerField()),
                ('result', models.CharField(blank=True, choices=[('true', '属实'), ('differs', '有出入'), ('no_answer', '未联系上')], max_length=10)),
                ('differing', models.CharField(blank=True, help_text='which fields differ, never what they say', max_length=200)),
                ('by_id', models.BigIntegerField(default=0)),
                ('by_name', models.CharField(blank=True, max_length=60)),
                ('at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('at__isnull', True), ('result', '')), ('at__isnull', False), _connector='OR'), name='call_back_result_says_when'), models.CheckConstraint(condition=models.Q(models.Q(('result', 'differs'), _negated=True), models.Q(('differing', ''), _negated=True), _connector='OR'), name='call_back_difference_is_named')],
            },
        ),
    ]
