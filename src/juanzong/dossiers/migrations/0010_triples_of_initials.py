from __future__ import annotations

from django.db import migrations

from juanzong.kit.search import AddTriples


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0009_destruction")]
    operations = [AddTriples("dossiers")]
