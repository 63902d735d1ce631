from __future__ import annotations

from django.db import migrations

from juanzong.kit.search import AddTriples


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_import_work")]
    operations = [AddTriples("customers")]
