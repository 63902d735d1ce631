from __future__ import annotations

from django.db import migrations

from juanzong.kit.search import CreateTextIndex


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]
    operations = [CreateTextIndex("customers")]
