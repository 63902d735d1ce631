from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('custody', '0013_validity_as_listed'),
    ]

    operations = [
        migrations.AddField(
            model_name='disposal',
            name='counted',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='disposalline',
            name='appraised_by',
            field=models.BigIntegerField(default=0),
        ),
    ]
