import django.db.models.deletion
import juanzong.kit.clock
import juanzong.kit.ids
from django.conf import settings
from django.db import migrations, models

from juanzong.dossiers import immutable
from juanzong.kit.search import CreateTextIndex


def protect(apps, editor):
    for statement in immutable.install(editor.connection.vendor):
        editor.execute(statement)


def unprotect(apps, editor):
    for statement in immutable.remove(editor.connection.vendor):
        editor.execute(statement)


class Migration(migrations.Migration):

    replaces = [('dossiers', '0001_initial'), ('dossiers', '0002_text_indexes'), ('dossiers', '0003_verification'), ('dossiers', '0004_discarding'), ('dossiers', '0005_happenings'), ('dossiers', '0006_managers'), ('dossiers', '0007_supplements'), ('dossiers', '0008_unchecked_items'), ('dossiers', '0009_destruction'), ('dossiers', '0010_triples_of_initials'), ('dossiers', '0011_work_list_indexes'), ('dossiers', '0012_collections'), ('dossiers', '0013_units')]

    initial = True

    dependencies = [
        ('customers', '0006_ending'),
        ('organisation', '0004_second_factor'),
    ]

    operations = [
        migrations.CreateModel(
            name='Shredding',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('stored', models.CharField(max_length=40, unique=True)),
                ('ordered_at', models.DateTimeField(default=juanzong.kit.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='Dossier',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=60)),
                ('pack_version', models.CharField(help_text='the version of the pack it was begun under', max_length=40)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer')),
                ('title', models.CharField(max_length=200)),
                ('state', models.CharField(choices=[('draft', '整理中'), ('verifying', '待核对'), ('verified', '待验收'), ('in_force', '在档'), ('closed', '已结卷'), ('destroyed', '已销毁')], default='draft', max_length=10)),
                ('series', models.CharField(blank=True, max_length=120)),
                ('sequence', models.PositiveIntegerField(blank=True, null=True)),
                ('number', models.CharField(blank=True, max_length=60)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.department')),
                ('custodian', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('missing_reason', models.CharField(blank=True, help_text='why it was submitted with items missing', max_length=300)),
                ('opened_at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('opened_by', models.BigIntegerField()),
                ('verified_at', models.DateTimeField(blank=True, null=True)),
                ('verified_by', models.BigIntegerField(blank=True, null=True)),
                ('verified_by_name', models.CharField(blank=True, max_length=60)),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('accepted_by_name', models.CharField(blank=True, max_length=60)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('building', models.CharField(blank=True, help_text='of the unit, where there is more than one (P06-2)', max_length=20)),
                ('floor', models.CharField(blank=True, max_length=5)),
                ('unit', models.CharField(blank=True, max_length=12)),
                ('unit_order', models.CharField(blank=True, help_text='the key in which units stand (rules_units)', max_length=200)),
            ],
            options={
                'indexes': [models.Index(fields=['customer', '-id'], name='dossier_of_customer'), models.Index(fields=['state', '-id'], name='dossier_state'), models.Index(fields=['department', '-id'], name='dossier_department'), models.Index(fields=['custodian', '-id', 'state'], name='dossier_of_custodian'), models.Index(condition=models.Q(('unit_order', ''), _negated=True), fields=['unit_order', 'id'], name='dossier_by_unit')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('number',), name='dossier_number_once'), models.UniqueConstraint(condition=models.Q(('sequence__isnull', False)), fields=('series', 'sequence'), name='dossier_sequence_once'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['in_force', 'closed', 'destroyed']), models.Q(('number', ''), _negated=True), ('sequence__isnull', False)), models.Q(('state__in', ['draft', 'verifying', 'verified']), ('number', ''), ('sequence__isnull', True)), _connector='OR'), name='dossier_numbered_when_in_force'), models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='dossier_has_a_title'), models.UniqueConstraint(condition=models.Q(models.Q(('unit_order', ''), _negated=True), ('state__in', ['draft', 'verifying', 'verified', 'in_force'])), fields=('kind', 'unit_order'), name='dossier_one_for_each_unit'), models.CheckConstraint(condition=models.Q(models.Q(('building', ''), ('floor', ''), ('unit', ''), ('unit_order', '')), models.Q(models.Q(('floor', ''), _negated=True), models.Q(('unit', ''), _negated=True), models.Q(('unit_order', ''), _negated=True)), _connector='OR'), name='dossier_unit_is_whole')],
            },
        ),
        migrations.CreateModel(
            name='Collection',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='collections', to='dossiers.dossier')),
                ('received_by', models.CharField(max_length=60)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('strokes', models.JSONField()),
                ('at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('handed_by', models.BigIntegerField()),
                ('handed_by_name', models.CharField(max_length=60)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('received_by', ''), _negated=True), name='collection_says_by_whom')],
            },
        ),
        migrations.CreateModel(
            name='ChangeConsent',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='dossiers.dossier')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('last_day', models.DateField()),
                ('reason', models.CharField(max_length=200)),
                ('given_by', models.BigIntegerField()),
                ('given_by_name', models.CharField(max_length=60)),
                ('given_at', models.DateTimeField(default=juanzong.kit.clock.now)),
            ],
            options={
                'indexes': [models.Index(fields=['dossier', 'staff'], name='consent_to_change')],
                'constraints': [models.CheckConstraint(condition=models.Q(('given_by', models.F('staff')), _negated=True), name='consent_by_another'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='consent_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Happening',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='happenings', to='dossiers.dossier')),
                ('event', models.CharField(max_length=40)),
                ('on_day', models.DateField()),
                ('note', models.CharField(blank=True, max_length=200)),
                ('noted_at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('noted_by', models.BigIntegerField()),
                ('noted_by_name', models.CharField(max_length=60)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('dossier', 'event', 'on_day'), name='happening_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='dossiers.dossier')),
                ('section', models.CharField(max_length=60)),
                ('requirement', models.CharField(blank=True, max_length=60)),
                ('title', models.CharField(max_length=200)),
                ('code', models.CharField(blank=True, help_text="the number after the dossier's (P03-4.8)", max_length=80)),
                ('document_number', models.CharField(blank=True, max_length=100)),
                ('author', models.CharField(blank=True, max_length=100)),
                ('issued_on', models.DateField(blank=True, null=True)),
                ('medium', models.CharField(choices=[('paper', '纸质'), ('scan', '扫描件'), ('both', '纸质和扫描件')], max_length=8)),
                ('authenticity', models.CharField(choices=[('original', '原件'), ('copy', '复印件')], max_length=8)),
                ('sheets', models.PositiveIntegerField(blank=True, null=True)),
                ('attachment', models.BooleanField(default=False)),
                ('place', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(choices=[('filed', '在卷'), ('withdrawn', '已撤出')], default='filed', max_length=10)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=200)),
                ('collection', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='dossiers.collection')),
                ('filed_at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('filed_by', models.BigIntegerField()),
                ('filed_by_name', models.CharField(max_length=60)),
                ('check_result', models.CharField(blank=True, choices=[('right', '核对无误'), ('wrong', '有误退回')], max_length=6)),
            ],
            options={
                'indexes': [models.Index(fields=['dossier', 'section', 'place'], name='item_in_catalogue'), models.Index(fields=['check_result', 'state', 'dossier', 'filed_by', 'id'], name='item_unchecked_of')],
                'constraints': [models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='item_has_a_title'), models.UniqueConstraint(condition=models.Q(('code', ''), _negated=True), fields=('dossier', 'code'), name='item_code_once'), models.CheckConstraint(condition=models.Q(('state', 'filed'), models.Q(('withdrawn_reason', ''), _negated=True), _connector='OR'), name='item_withdrawn_says_why'), models.CheckConstraint(condition=models.Q(('collection__isnull', True), models.Q(('attachment', True), ('state', 'withdrawn')), _connector='OR'), name='item_collected_was_an_attachment'), models.CheckConstraint(condition=models.Q(('sheets__isnull', True), ('sheets__gte', 1), _connector='OR'), name='item_sheets_from_one')],
            },
        ),
        migrations.CreateModel(
            name='Check',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='dossiers.item')),
                ('result', models.CharField(choices=[('right', '核对无误'), ('wrong', '有误退回')], max_length=6)),
                ('wrong_fields', models.CharField(blank=True, max_length=200)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('filed_by', models.BigIntegerField()),
                ('checked_by', models.BigIntegerField()),
                ('checked_by_name', models.CharField(max_length=60)),
                ('at', models.DateTimeField(default=juanzong.kit.clock.now)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('filed_by', models.F('checked_by')), _negated=True), name='checked_by_a_second_person'), models.CheckConstraint(condition=models.Q(('result', 'right'), models.Q(('wrong_fields', ''), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='wrong_item_says_what')],
            },
        ),
        migrations.CreateModel(
            name='Manager',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='managers', to='dossiers.dossier')),
                ('code', models.CharField(choices=[('a', 'A 角'), ('b', 'B 角')], max_length=2)),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('named_at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('named_by', models.BigIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('dossier', 'code'), name='manager_one_for_each_part'), models.UniqueConstraint(fields=('dossier', 'staff'), name='managers_are_different_people')],
            },
        ),
        migrations.CreateModel(
            name='Scan',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('stored', models.CharField(max_length=40)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveBigIntegerField()),
                ('mime', models.CharField(max_length=100)),
                ('pages', models.PositiveIntegerField(blank=True, null=True)),
                ('file_name', models.BinaryField()),
                ('received_at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('state', models.CharField(choices=[('waiting', '待归档'), ('filed', '已归档'), ('discarded', '已弃用')], default='waiting', max_length=10)),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dossiers.item')),
                ('discarded_reason', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'indexes': [models.Index(fields=['state', '-id'], name='scan_waiting')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'discarded'), _negated=True), fields=('sha256',), name='scan_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'filed'), _negated=True), ('item__isnull', False), _connector='OR'), name='scan_filed_in_an_item')],
            },
        ),
        migrations.CreateModel(
            name='Supplement',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='supplements', to='dossiers.dossier')),
                ('section', models.CharField(max_length=60)),
                ('requirement', models.CharField(blank=True, max_length=60)),
                ('title', models.CharField(max_length=200)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('asked_at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('asked_by', models.BigIntegerField()),
                ('asked_by_name', models.CharField(max_length=60)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('settled_at__isnull', True)), fields=('dossier', 'section', 'requirement', 'title'), name='supplement_asked_once'), models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='supplement_has_a_title')],
            },
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='dossiers.item')),
                ('number', models.PositiveIntegerField()),
                ('subject', models.BigIntegerField()),
                ('stored', models.CharField(max_length=40)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveBigIntegerField()),
                ('mime', models.CharField(max_length=100)),
                ('pages', models.PositiveIntegerField(blank=True, null=True)),
                ('file_name', models.BinaryField()),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('added_at', models.DateTimeField(default=juanzong.kit.clock.now)),
                ('added_by', models.BigIntegerField()),
                ('added_by_name', models.CharField(max_length=60)),
                ('indexed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['number'],
                'indexes': [models.Index(condition=models.Q(('indexed_at__isnull', True)), fields=['indexed_at'], name='version_to_index'), models.Index(fields=['item', 'added_by'], name='version_of_person')],
                'constraints': [models.UniqueConstraint(fields=('item', 'number'), name='item_version_once'), models.UniqueConstraint(fields=('item', 'sha256'), name='item_content_once'), models.CheckConstraint(condition=models.Q(('number', 1), models.Q(('reason', ''), _negated=True), _connector='OR'), name='correction_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Viewing',
            fields=[
                ('id', models.BigIntegerField(default=juanzong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='dossiers.item')),
                ('staff', models.BigIntegerField()),
                ('day', models.DateField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('item', 'staff', 'day'), name='item_viewing_once_a_day')],
            },
        ),
        CreateTextIndex('dossiers'),
        CreateTextIndex('items'),
        CreateTextIndex('texts'),
        migrations.RunPython(protect, unprotect),
    ]
