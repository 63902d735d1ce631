"""How thick a dossier is follows what is filed in it, until a hand has measured it."""

from __future__ import annotations

from collections.abc import Sequence

from juanzong.custody.models import Holding
from juanzong.custody.rules import places as rules
from juanzong.custody.writing import paper_sheets
from juanzong.ledger.facts import Told

_FILING = frozenset({"item.added", "item.changed", "item.withdrawn"})


def measure(told: Sequence[Told]) -> None:
    """Count the sheets of shelved dossiers again when papers came, changed or went."""
    ids = {
        int(str(row[2]["dossier"])) for one in told if one.kind in _FILING for row in one.rows if "dossier" in row[2]
    }
    if not ids:
        return
    things = list(Holding.objects.filter(dossier__in=ids, measured=False, place__isnull=False).order_by("pk"))
    if not things:
        return
    sheets = paper_sheets([one.dossier_id or 0 for one in things])
    for one in things:
        one.thickness_mm = rules.thickness(sheets[one.dossier_id or 0])
    Holding.objects.bulk_update(things, ["thickness_mm"])
