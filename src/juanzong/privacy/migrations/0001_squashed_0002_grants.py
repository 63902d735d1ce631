import django.db.models.deletion
import juanzong.kit.clock
import juanzong.kit.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('privacy', '0001_initial'), ('privacy', '0002_grants')]

    initial = True

    dependencies = [
        ('organisation', '0004_second_factor'),
    ]

    operations = [
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=40, unique=True)),
                ('reader', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reader_name', models.CharField(max_length=60)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.department')),
                ('purpose', models.CharField(max_length=200)),
                ('route', models.CharField(max_length=60)),
                ('policy', models.CharField(max_length=12)),
                ('clause', models.CharField(max_length=24)),
                ('state', models.CharField(choices=[('asked', '待批准'), ('granted', '已授权'), ('refused', '未同意'), ('withdrawn', '已撤回'), ('ended', '提前结束')], default='asked', max_length=10)),
                ('asked_at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('last_day', models.DateField()),
                ('granted_at', models.DateTimeField(blank=True, null=True)),
                ('granted_by_name', models.CharField(blank=True, max_length=60)),
                ('case', models.BigIntegerField(default=0)),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by_name', models.CharField(blank=True, max_length=60)),
                ('end_reason', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'indexes': [models.Index(fields=['reader', '-until'], name='grant_of_reader'), models.Index(fields=['state', '-id'], name='grant_by_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(('purpose', ''), _negated=True), name='grant_says_what_for'), models.CheckConstraint(condition=models.Q(models.Q(('granted_at__isnull', False), ('state__in', ['granted', 'ended']), ('until__gt', models.F('granted_at')), models.Q(('granted_by_name', ''), _negated=True)), models.Q(('granted_at__isnull', True), ('state__in', ['asked', 'refused', 'withdrawn']), ('until__isnull', True)), _connector='OR'), name='grant_given_says_by_whom_and_until'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state', 'ended'), models.Q(('end_reason', ''), _negated=True)), models.Q(models.Q(('state', 'ended'), _negated=True), ('end_reason', ''), ('ended_at__isnull', True)), _connector='OR'), name='grant_ended_says_why')],
            },
        ),
        migrations.CreateModel(
            name='GrantedThing',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='things', to='privacy.grant')),
                ('kind', models.CharField(max_length=20)),
                ('thing', models.BigIntegerField()),
                ('words', models.CharField(max_length=200)),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'thing'], name='grant_of_thing')],
                'constraints': [models.UniqueConstraint(fields=('grant', 'kind', 'thing'), name='granted_thing_once')],
            },
        ),
        migrations.CreateModel(
            name='GrantReading',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('thing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='privacy.grantedthing')),
                ('words', models.CharField(max_length=200)),
                ('at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('entry', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Reveal',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('staff', models.BigIntegerField()),
                ('customer', models.BigIntegerField()),
                ('particular', models.BigIntegerField()),
                ('field', models.CharField(max_length=40)),
                ('purpose', models.CharField(max_length=40)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('until', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['staff', 'customer', '-until'], name='reveal_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('purpose', ''), _negated=True), name='reveal_says_what_for')],
            },
        ),
    ]
