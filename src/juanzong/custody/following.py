"""What stands in the archive room follows what is filed, and what the customer collects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from juanzong.custody.choices import HoldingState
from juanzong.custody.models import Holding
from juanzong.custody.rules import places as rules
from juanzong.custody.writing import leave, paper_sheets
from juanzong.kit.errors import Conflict
from juanzong.kit.refs import Ref
from juanzong.ledger.facts import Told

_FILING = frozenset({"item.added", "item.changed", "item.withdrawn"})


def measure(told: Sequence[Told]) -> None:
    """Count the sheets of shelved dossiers again when papers came, changed or went, until a hand has measured them."""
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


def collect(told: Sequence[Told]) -> None:
    """What the customer collects is kept apart no more. Conflict: it lies in a dossier that is with a borrower."""
    for one in told:
        for _entry, ref, payload in one.rows if one.kind == "attachments.collected" else ():
            parts: Any = payload["parts"]
            if ref is not None:
                _collected(ref, parts)


def _collected(dossier: Ref, parts: Sequence[int]) -> None:
    apart = list(Holding.objects.select_for_update().filter(item__in=parts, place__isnull=False).order_by("pk"))
    if apart:
        leave(apart, HoldingState.JOINED)
    lent = Holding.objects.select_for_update().filter(dossier=dossier.id, state=HoldingState.OUT).first()
    if lent is not None and len(apart) < len(parts):
        raise Conflict(
            _("整卷现在由%(holder)s借出，附件不在库，不能领取。") % {"holder": lent.holder_name}, clause="P03-4.4",
            todo=_("请等整卷归还复位后再办理领取。"),
        )  # fmt: skip
