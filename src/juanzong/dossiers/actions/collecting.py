"""Handing the attachments of a dossier to the customer they belong to, against their signature (P03-4.4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from juanzong.casework.rules import drawing as rules_drawing
from juanzong.casework.rules.drawing import Drawing
from juanzong.dossiers.choices import DossierState, ItemState
from juanzong.dossiers.models import Collection, Item
from juanzong.dossiers.searching import forget_item
from juanzong.dossiers.writing import locked, told
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer

CLAUSE: Final = "P03-4.4"
_KEPT: Final = (DossierState.IN_FORCE, DossierState.CLOSED)


@act("dossiers.accept", clause=CLAUSE)
def hand_out_attachments(
    *, by: Viewer, dossier_id: int, items: Sequence[int], received_by: str, drawing: Drawing, note: str = ""
) -> Collection:
    """Hand attachments to the customer, or to whom they sent, who signs by hand. They leave the volume, their record stays.

    Invalid: nothing chosen, nobody named, not signed. Conflict: not an attachment in this volume, or not in the archive.
    """
    one = locked(by, "dossiers.accept", dossier_id)
    if one.state not in _KEPT:
        raise Conflict(_("这份档案还没有归档，附件还不由档案室保管。"), clause=CLAUSE, todo=_("归档后再办理领取。"))
    name, strokes = " ".join(received_by.split())[:60], rules_drawing.checked(drawing)
    faults = {}
    if not name:
        faults["received_by"] = _("请写明领取人。")
    if not strokes:
        faults["drawing"] = _("请领取人手写签名。")
    if not items:
        faults["items"] = _("请选择要领取的附件。")
    if faults:
        raise Invalid(" ".join(faults.values()), fields=faults, clause=CLAUSE)
    rows = list(
        Item.objects.select_for_update()
        .filter(pk__in=set(items), dossier=one, attachment=True, state=ItemState.FILED)
        .order_by("pk")
    )
    if len(rows) != len(set(items)):
        raise Conflict(
            _("其中有的不是本卷尚未领取的附件。"), clause=CLAUSE, todo=_("编号的卷内文件不外发；请刷新后重新选择。")
        )
    made = Collection.objects.create(
        dossier=one, received_by=name, note=" ".join(note.split())[:200], strokes=[list(map(list, s)) for s in strokes],
        at=clock.now(), handed_by=by.staff_id, handed_by_name=by.name,
    )  # fmt: skip
    for item in rows:
        item.state, item.collection, item.withdrawn_reason = ItemState.WITHDRAWN.value, made, _("客户领取")
        forget_item(item)
    Item.objects.bulk_update(rows, ["state", "collection", "withdrawn_reason"])
    told(
        by, "attachments.collected", one, clauses=(CLAUSE,), collection=made.pk, items=len(rows),
        sheets=sum(item.sheets or 0 for item in rows), parts=[item.pk for item in rows],
    )  # fmt: skip
    return made
