from django.db import migrations, models


def as_it_is(apps, _schema):
    apps.get_model("custody", "Certificate").objects.update(valid_was=models.F("valid_until"))


class Migration(migrations.Migration):

    dependencies = [
        ('custody', '0001_squashed_0012_moves_between_safes'),
    ]

    operations = [
        migrations.AddField(
            model_name='certificate',
            name='valid_was',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.RunPython(as_it_is, migrations.RunPython.noop),
    ]
