"""What a handover does in the archive room: with its number a dossier gets its place, in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from juanzong.casework.sockets import Doing, Effect, Offer
from juanzong.custody.actions.shelving import shelve
from juanzong.custody.models import Place
from juanzong.custody.reads import finding, shelves
from juanzong.custody.writing import paper_sheets
from juanzong.dossiers import reads as dossiers
from juanzong.kit.errors import Conflict, Invalid, Refusal
from juanzong.kit.refs import Ref
from juanzong.organisation.viewer import Viewer
from juanzong.policies.vocabulary import Mechanism

SHELF = "shelf"
"""Under this code a move says where the dossier is to stand."""


def _shelves(viewer: Viewer, subject: Ref) -> Sequence[str]:
    """The places with room for a dossier, the proposed one first; none for one without paper."""
    one = dossiers.dossier(viewer, subject.id)
    sheets = paper_sheets([one.pk])[one.pk]
    return [place.address for place in shelves.proposed(one, sheets)] if sheets else []


def _shelve(doing: Doing) -> None:
    """Put the dossier where the move says, or where it is proposed. What has no sheet of paper stands on no shelf."""
    pk = doing.subject.id
    sheets = paper_sheets([pk])[pk]
    if not sheets:
        return
    chosen = _chosen(doing, doing.data.get(SHELF, "").strip())
    place = chosen or _proposed(doing, pk, sheets)
    shelve(by=doing.by, place_id=place.pk, dossier_ids=[pk], reason=_("验收上架"), out_of_order=chosen is None)


def _chosen(doing: Doing, words: str) -> Place | None:
    """The place of an address, or of a scanned label; None where nothing was said."""
    if not words or (found := shelves.called(words)):
        return found if words else None
    try:
        ref = finding.found(doing.by, words).ref
    except Refusal:
        ref = None
    place = Place.objects.filter(pk=ref.id).first() if ref and ref.kind == "place" else None
    if place is None:
        fault = _("没有库位“%(place)s”。") % {"place": words[:60]}
        raise Invalid(fault, fields={SHELF: fault}, clause=doing.clause, todo=_("请从列表中选择，或扫库位标签。"))
    return place


def _proposed(doing: Doing, dossier_id: int, sheets: int) -> Place:
    found = shelves.proposed(dossiers.dossier(doing.by, dossier_id), sheets)
    if not found:
        raise Conflict(
            _("没有放得下这份档案的库位。"), clause=doing.clause, todo=_("请先在“库位”中设置或腾出档案柜，再接收。")
        )
    return found[0]


OFFER = Offer("custody.shelf", gettext_lazy("放得下的库位"), _shelves, subject="dossier")
EFFECT = Effect("custody.shelve", gettext_lazy("上架：放到选定的或建议的库位"), _shelve, subject="dossier")
MECHANISMS = (
    Mechanism("custody.acceptance", gettext_lazy("验收时编号、登记、上架同一事务完成，放不下的不收"), "custody:rooms"),
)
