import django.db.models.deletion
import juanzong.kit.clock
import juanzong.kit.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('organisation', '0001_initial'), ('organisation', '0002_sign_in_waits'), ('organisation', '0003_away_and_in_charge'), ('organisation', '0004_second_factor'), ('organisation', '0005_training')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Staff',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('username', models.CharField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('number', models.CharField(blank=True, max_length=20, null=True, unique=True)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('joined_on', models.DateField(blank=True, null=True)),
                ('left_on', models.DateField(blank=True, null=True)),
                ('is_active', models.BooleanField(default=True)),
                ('must_change_password', models.BooleanField(default=False)),
                ('password_changed_at', models.DateTimeField(blank=True, null=True)),
                ('session_epoch', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=juanzong.kit.clock.now, editable=False)),
            ],
            options={
                'ordering': ['username'],
            },
        ),
        migrations.CreateModel(
            name='FactorRule',
            fields=[
                ('who', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('set_by', models.BigIntegerField()),
                ('set_at', models.DateTimeField(default=juanzong.kit.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='SignInWindow',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('began_at', models.DateTimeField()),
                ('failures', models.PositiveIntegerField(default=0)),
                ('until', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='SecondFactor',
            fields=[
                ('staff', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='second_factor', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('sealed', models.BinaryField()),
                ('begun_at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('last_step', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Department',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('code', models.CharField(max_length=20, unique=True)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='organisation.department')),
                ('closed_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['code'],
                'constraints': [models.UniqueConstraint(fields=('parent', 'name'), name='department_name_once_under_parent'), models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='department_not_under_itself')],
            },
        ),
        migrations.CreateModel(
            name='Charge',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='charges', to='organisation.department')),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('from_date', models.DateField()),
                ('until_date', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-from_date', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('until_date__isnull', True), ('until_date__gte', models.F('from_date')), _connector='OR'), name='charge_ends_after_it_begins'), models.UniqueConstraint(condition=models.Q(('until_date__isnull', True)), fields=('department',), name='one_open_charge_of_a_department')],
            },
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to=settings.AUTH_USER_MODEL)),
                ('position', models.CharField(max_length=40)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='organisation.department')),
                ('superior', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('from_date', models.DateField()),
                ('until_date', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['from_date', 'id'],
                'indexes': [models.Index(fields=['position'], name='appointment_position')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until_date__isnull', True), ('until_date__gte', models.F('from_date')), _connector='OR'), name='appointment_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('superior__isnull', True), models.Q(('superior', models.F('staff')), _negated=True), _connector='OR'), name='nobody_their_own_superior'), models.UniqueConstraint(condition=models.Q(('until_date__isnull', True)), fields=('staff', 'position', 'department'), name='one_open_appointment_of_a_kind')],
            },
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hashed', models.CharField(max_length=64)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('staff', 'hashed'), name='recovery_code_once')],
            },
        ),
        migrations.CreateModel(
            name='StandIn',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('away', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stand_in', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('from_date', models.DateField()),
                ('until_date', models.DateField()),
                ('reason', models.CharField(choices=[('travel', '出差'), ('leave', '休假'), ('training', '学习培训'), ('other', '其他')], max_length=10)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField(default=juanzong.kit.clock.now, editable=False)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-from_date', '-id'],
                'indexes': [models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['until_date'], name='stand_in_until')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until_date__gte', models.F('from_date'))), name='stand_in_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('away', models.F('stand_in')), _negated=True), name='nobody_stands_in_for_themselves'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('away', 'from_date'), name='one_stand_in_from_a_day')],
            },
        ),
        migrations.CreateModel(
            name='TrainingSession',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('course', models.CharField(max_length=60)),
                ('name_zh', models.CharField(max_length=100)),
                ('name_en', models.CharField(max_length=200)),
                ('clause', models.CharField(max_length=24)),
                ('pass_mark', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.department')),
                ('on_day', models.DateField()),
                ('trainer', models.CharField(max_length=60)),
                ('place', models.CharField(blank=True, max_length=100)),
                ('topic', models.CharField(blank=True, max_length=200)),
                ('planned_by', models.BigIntegerField()),
                ('planned_by_name', models.CharField(max_length=60)),
                ('held_at', models.DateTimeField(blank=True, null=True)),
                ('held_by_name', models.CharField(blank=True, max_length=60)),
                ('called_off', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'ordering': ['-on_day', '-id'],
                'indexes': [models.Index(fields=['department', '-on_day', '-id'], name='training_of_department')],
                'constraints': [models.CheckConstraint(condition=models.Q(('held_at', None), ('called_off', ''), _connector='OR'), name='training_held_or_called_off'), models.CheckConstraint(condition=models.Q(('trainer', ''), _negated=True), name='training_says_who_teaches')],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='organisation.trainingsession')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('present', models.BooleanField(blank=True, null=True)),
                ('score', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('passed', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('session', 'staff'), name='attendance_once'), models.CheckConstraint(condition=models.Q(('score', None), ('score__lte', 100), _connector='OR'), name='attendance_score_of_100'), models.CheckConstraint(condition=models.Q(('present', True), models.Q(('passed', False), ('score', None)), _connector='OR'), name='attendance_marked_when_there')],
            },
        ),
        migrations.CreateModel(
            name='Acknowledgement',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField(default=juanzong.kit.clock.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('staff', 'digest'), name='acknowledged_once')],
            },
        ),
    ]
