from __future__ import annotations

from django.db import migrations

from juanzong.kit.search import CreateTextIndex


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_initial")]
    # `dossiers` finds titles and numbers; `items` titles of items; `texts` (hashed tokens) the words inside them.
    operations = [CreateTextIndex("dossiers"), CreateTextIndex("items"), CreateTextIndex("texts")]
