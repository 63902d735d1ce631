import django.db.models.deletion
import juanzong.kit.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('policies', '0001_initial'), ('policies', '0002_editions'), ('policies', '0003_changes_rights'), ('policies', '0004_rights_by_stamp')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Adoption',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('pack', models.CharField(max_length=12)),
                ('version', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('department', models.BigIntegerField(null=True)),
                ('parameters', models.JSONField(default=dict)),
                ('in_force_from', models.DateField()),
                ('in_force_until', models.DateField(null=True)),
                ('adopted_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['in_force_from', 'in_force_until'], name='policies_adoption_when')],
                'constraints': [models.CheckConstraint(condition=models.Q(('in_force_until__isnull', True), ('in_force_until__gte', models.F('in_force_from')), _connector='OR'), name='policies_adoption_period'), models.UniqueConstraint(condition=models.Q(('department__isnull', True), ('in_force_until__isnull', True)), fields=('pack',), name='policies_adoption_company'), models.UniqueConstraint(condition=models.Q(('department__isnull', False), ('in_force_until__isnull', True)), fields=('pack', 'department'), name='policies_adoption_department')],
            },
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('pack', models.CharField(max_length=12)),
                ('version', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('draft', '草稿'), ('proposed', '待同意'), ('consented', '已同意'), ('withdrawn', '已放弃')], default='draft', max_length=10)),
                ('stands_on', models.CharField(max_length=24)),
                ('title_zh', models.CharField(max_length=60)),
                ('title_en', models.CharField(max_length=120)),
                ('made_by', models.BigIntegerField()),
                ('made_by_name', models.CharField(max_length=60)),
                ('made_at', models.DateTimeField()),
                ('proposed_by', models.BigIntegerField(null=True)),
                ('proposed_at', models.DateTimeField(null=True)),
                ('decided_by', models.BigIntegerField(null=True)),
                ('decided_by_name', models.CharField(default='', max_length=60)),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(default='', max_length=400)),
                ('files', models.JSONField(default=dict)),
                ('digest', models.CharField(default='', max_length=64)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('pack', 'version'), name='policies_edition_version'), models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'proposed'])), fields=('pack',), name='policies_edition_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'consented'), _negated=True), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('digest', ''), _negated=True), models.Q(('decided_by', models.F('made_by')), _negated=True), models.Q(('decided_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='policies_edition_two_people')],
            },
        ),
        migrations.CreateModel(
            name='EditionChange',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='policies.edition')),
                ('of', models.CharField(max_length=12)),
                ('code', models.CharField(max_length=60)),
                ('at', models.CharField(default='', max_length=200)),
                ('body', models.JSONField()),
                ('why', models.CharField(max_length=400)),
                ('by', models.BigIntegerField()),
                ('by_name', models.CharField(max_length=60)),
                ('made_at', models.DateTimeField()),
                ('taken_back_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['edition', 'id'], name='policies_edition_changes')],
            },
        ),
    ]
