"""Putting things into their places: on the shelf, elsewhere, apart from their dossier and back into it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from juanzong.custody import by_floor
from juanzong.custody.choices import HoldingState
from juanzong.custody.models import Holding
from juanzong.custody.rules import places as rules
from juanzong.custody.writing import MOVES, holding_place, leave, locked_place, paper_sheets, put, reached, said, told
from juanzong.dossiers import reads as dossiers
from juanzong.dossiers.writing import hold_still
from juanzong.kit.errors import Conflict, Invalid, NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer

SHELVE = "custody.shelve"
MOST_AT_ONCE = 500
MOST_MM = 2000


@act(SHELVE, clause=MOVES)
def shelve(
    *, by: Viewer, place_id: int, dossier_ids: Sequence[int], reason: str = "", out_of_order: bool = False
) -> list[Holding]:
    """Put dossiers into a place, in this order: for the first time, or from where they stand.

    Only what has been accepted and numbered stands on a shelf (P03-2). All or none. Unit dossiers stand by floor and unit
    (P06-2); out_of_order: one may stand elsewhere, and the reason says why.
    """
    ids = list(dict.fromkeys(dossier_ids))
    if not ids or len(ids) > MOST_AT_ONCE:
        sentence = _("一次上架 1 到 %(most)s 卷。") % {"most": MOST_AT_ONCE}
        raise Invalid(sentence, fields={"dossiers": sentence})
    place = holding_place(place_id)
    found = [_numbered(reached(by, SHELVE, pk)) for pk in ids]
    if not out_of_order:
        by_floor.check(place, found)
    known = {one.dossier_id: one for one in _locked(dossier__in=ids)}
    if new := [pk for pk in ids if pk not in known]:
        # No thing of theirs is there to be locked, and they may be destroyed in this very moment.
        for one in hold_still(*new):
            _numbered(one)
    there = [one.dossier_id for one in known.values() if one.place_id == place.pk]
    if len(there) == len(ids):
        numbers = _("、").join(one.number for one in found[:10])
        raise Conflict(
            _("%(numbers)s 已经在“%(place)s”。") % {"numbers": numbers, "place": place.address},
            clause=MOVES, todo=_("不用再次上架。"),
        )  # fmt: skip
    stood = {pk: one.place.address if one.place else "" for pk, one in known.items()}
    sheets = paper_sheets(ids)
    things = [
        _thing(known.get(one.pk), Holding(dossier_id=one.pk), sheets[one.pk]) for one in found if one.pk not in there
    ]
    text = " ".join(reason.split())[:200]
    put(things, place, by, text or (_("上架") if not known else _("移位")))
    if any(one.unit_order for one in found):
        by_floor.arrange(place)
    for kind, moved in (("dossier.shelved", False), ("dossier.moved", True)):
        rows = [
            (Ref("dossier", pk), _where(one, stood.get(pk, "")))
            for one in things
            if (pk := int(one.dossier_id or 0)) and (pk in known) is moved
        ]
        if rows:
            ledger.record_many(kind, by.actor, rows, clauses=(MOVES,))
    return things


@act(SHELVE, clause=MOVES)
def move_contents(*, by: Viewer, from_id: int, place_id: int, reason: str) -> int:
    """Move everything that stands directly in one place to another, in its order; how many things. What is out is
    moved too: it will come back to the new place."""
    text = said(reason)
    for pk in sorted({from_id, place_id}):
        locked_place(pk)
    place = holding_place(place_id)
    things = sorted(_locked(place=from_id), key=lambda one: one.slot)
    if not things or from_id == place_id:
        raise Invalid(_("这里没有可移的档案。"), fields={"place": _("请另选库位。")})
    if any(one.certificate_id for one in things):
        raise Conflict(
            _("这里存有权证，权证由掌管钥匙和密码的两人办理，不能整处移走。"),
            clause="P03-5.2",
            todo=_("请先办理权证出柜，或只移动档案。"),
        )
    stood = things[0].place.address if things[0].place else ""
    put(things, place, by, text)
    by_floor.arrange(place)
    ledger.record_many(
        "dossier.moved", by.actor, [(_about(one), _where(one, stood)) for one in things if one.dossier_id],
        clauses=(MOVES,),
    )  # fmt: skip
    ledger.record_many(
        "item.moved", by.actor, [(_about(one), _where(one, stood)) for one in things if one.item_id], clauses=(MOVES,)
    )
    return len(things)


@act(SHELVE, clause=MOVES)
def keep_apart(*, by: Viewer, item_id: int, place_id: int, reason: str) -> Holding:
    """Keep an item of a dossier in a place of its own, or move it from there to another."""
    text = said(reason)
    place = holding_place(place_id)
    page = dossiers.item_page(by, item_id)
    _numbered(reached(by, SHELVE, page.dossier.pk))
    if page.item.state != "filed" or not page.facts.on_paper:
        raise Conflict(_("这件没有在卷的纸质文件，不能另存。"), clause=MOVES, todo=_("请核对这件的形态。"))
    one = next(iter(_locked(item=item_id)), None)
    if one is None or one.place is None:
        _dossier_is_here(page.dossier.pk)
    if one is not None and one.place_id == place.pk:
        raise Conflict(_("已经在“%(place)s”。") % {"place": place.address}, clause=MOVES, todo=_("不用再次上架。"))
    stood = one.place.address if one is not None and one.place else ""
    thing = _thing(one, Holding(item_id=item_id), page.facts.sheets or 0)
    put([thing], place, by, text)
    kind = "item.moved" if stood else "item.kept_apart"
    told(by, kind, Ref("item", item_id), dossier=page.dossier.pk, **_where(thing, stood))
    return thing


@act(SHELVE, clause=MOVES)
def rejoin(*, by: Viewer, item_id: int) -> Holding:
    """Put an item that was kept apart back into its dossier."""
    page = dossiers.item_page(by, item_id)
    reached(by, SHELVE, page.dossier.pk)
    _dossier_is_here(page.dossier.pk)
    one = next(iter(_locked(item=item_id)), None)
    if one is None or one.state != HoldingState.IN or one.place is None:
        raise Conflict(_("这件没有另存在库。"), clause=MOVES, todo=_("请核对它现在的位置。"))
    stood = one.place.address
    leave([one], HoldingState.JOINED)
    told(by, "item.rejoined", Ref("item", item_id), dossier=page.dossier.pk, stood=stood)
    return one


@act(SHELVE, clause=MOVES)
def correct_thickness(*, by: Viewer, dossier_id: int, thickness_mm: int) -> Holding:
    """Say how thick a dossier really is; from then on its sheets are not counted any more."""
    if not 1 <= thickness_mm <= MOST_MM:
        sentence = _("厚度须在 1 到 %(most)s 毫米之间。") % {"most": MOST_MM}
        raise Invalid(sentence, fields={"thickness_mm": sentence})
    reached(by, SHELVE, dossier_id)
    one = next(iter(_locked(dossier=dossier_id)), None)
    if one is None:
        raise NotFound(_("这份档案还没有上架。"), todo=_("请先上架。"))
    one.thickness_mm, one.measured = thickness_mm, True
    one.save(update_fields=["thickness_mm", "measured"])
    told(by, "dossier.measured", Ref("dossier", dossier_id), thickness_mm=thickness_mm)
    return one


def _locked(**which: Any) -> list[Holding]:
    """Things with their places, locked in the order of ids."""
    return list(Holding.objects.select_for_update(of=("self",)).select_related("place").filter(**which).order_by("pk"))


def _dossier_is_here(dossier_id: int) -> None:
    """Conflict while the dossier is with somebody: what lies in it is with them too, and nothing can be put into it. Nor
    when it was destroyed in this very moment."""
    for one in _locked(dossier=dossier_id):
        _not_gone(one)
        if one.state == HoldingState.OUT:
            raise Conflict(
                _("整卷现在由%(holder)s借出，卷内文件不能取出或并回。") % {"holder": one.holder_name}, clause=MOVES,
                todo=_("请等整卷归还复位后再办理。"),
            )  # fmt: skip


def _numbered(one: Any) -> Any:
    if one.state == "destroyed":
        raise Conflict(_("这份档案已销毁。"), clause="P05-d1", todo=_("请核对档号。"))
    if not one.number:
        raise Conflict(
            _("“%(title)s”还没有验收编号，不能上架。") % {"title": one.title},
            clause="P03-2",
            todo=_("请先由档案管理员验收归档。"),
        )
    return one


def _thing(known: Holding | None, new: Holding, sheets: int) -> Holding:
    """The thing as it goes into a place: a new row is written, a known one measured by its sheets again."""
    one = known or new
    _not_gone(one)
    if one.state == HoldingState.JOINED:
        one.state = HoldingState.IN
    if not one.measured:
        one.thickness_mm = rules.thickness(sheets)
    return one


def _not_gone(one: Holding) -> None:
    if one.state == HoldingState.GONE:
        raise Conflict(_("这份档案已销毁。"), clause="P05-d1", todo=_("请核对档号。"))


def _about(one: Holding) -> Ref:
    return Ref("dossier", one.dossier_id) if one.dossier_id else Ref("item", one.item_id or 0)


def _where(one: Holding, stood: str) -> dict[str, Any]:
    place = one.place
    return {"place": place.pk if place else 0, "stands": place.address if place else "", "stood": stood}
