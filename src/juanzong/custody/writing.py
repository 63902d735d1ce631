"""What the actions of the archive room share: locking, putting a thing into a place and out of it, telling the ledger.

Whoever moves things locks the places first, then the things, each in the order of ids, so that two movers never wait
for one another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Max, Q, Sum
from django.utils.translation import gettext as _

from juanzong.custody.choices import HoldingState, PlaceKind
from juanzong.custody.models import Holding, Place, Stay
from juanzong.custody.rules import places as rules
from juanzong.dossiers import reads as dossiers
from juanzong.kit import clock, sequences
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation.viewer import Viewer

MOVES = "P05-c7"
"""The clause that wants every movement registered."""
_LONGEST_REASON = 200


def told(by: Viewer, kind: str, about: Ref, *, clauses: Sequence[str] = (MOVES,), **payload: Any) -> None:
    """One entry. Ids, counts and names of places only: titles may name people."""
    ledger.record(kind, by.actor, about, clauses=clauses, payload=payload)


def said(reason: str, *, clause: str = MOVES) -> str:
    """A reason, trimmed; Invalid when there is none or it is too long."""
    text = " ".join(reason.split())
    if not text:
        raise Invalid(_("请说明原因。"), fields={"reason": _("请说明原因。")}, clause=clause)
    if len(text) > _LONGEST_REASON:
        raise Invalid(_("原因最多 %(most)s 个字。") % {"most": _LONGEST_REASON}, fields={"reason": _("太长了。")})
    return text


def yearly_number(series: str, form: str) -> str:
    """The next number of this year's series, as the papers carry it. form: with places for {year} and {n}."""
    year = clock.today().year
    return form.format(year=year, n=sequences.take(f"{series}{year}"))


# Places


def locked_place(place_id: int) -> Place:
    """A place in use, its row locked until the act ends."""
    found = Place.objects.select_for_update().filter(pk=place_id).first()
    if found is None:
        raise NotFound(_("没有这个库位。"), todo=_("请从库位图中选择。"))
    if found.closed_on is not None:
        raise Conflict(_("库位“%(place)s”已停用。") % {"place": found.address}, todo=_("请选择在用的库位。"))
    return found


def holding_place(place_id: int) -> Place:
    """The same, for papers to stand in: a layer, a box or a safe."""
    place = locked_place(place_id)
    if place.kind not in rules.HOLDS:
        raise Invalid(
            _("%(kind)s不直接放档案。") % {"kind": place.get_kind_display()},
            fields={"place": _("请选择层、盒或保险柜。")},
            todo=_("请选择其中的层、盒或保险柜。"),
        )
    return place


def settle(place: Place, parent: Place | None) -> None:
    """Say where a place stands; its row is not saved yet."""
    place.parent = parent
    place.path = f"{parent.path if parent else '/'}{place.pk}/"
    place.address = f"{parent.address} · {place.name}" if parent else place.name


def resettle(place: Place, parent: Place | None, by: Viewer, reason: str) -> int:
    """Let a place stand elsewhere, or under another name, with all that is in it; how many things came along.

    Every thing in it gets a new stay, because its address is another one now.
    """
    below = list(
        Place.objects.select_for_update().filter(path__startswith=place.path).exclude(pk=place.pk).order_by("pk")
    )
    settle(place, parent)
    place.save(update_fields=["parent", "path", "address", "name", "rank"])
    known = {place.pk: place}
    waiting = sorted(below, key=lambda one: one.path.count("/"))
    for one in waiting:
        settle(one, known[one.parent_id or 0])
        known[one.pk] = one
    Place.objects.bulk_update(waiting, ["path", "address"], batch_size=500)
    things = list(Holding.objects.select_for_update().filter(place__in=known).order_by("pk"))
    _restay(things, known, by, reason)
    return len(things)


# Things


def reached(by: Viewer, right: str, dossier_id: int) -> Any:
    """A dossier that `by` may act on with `right`; NotFound or NotAllowed otherwise."""
    one = dossiers.dossier(by, dossier_id)
    if not dossiers.visible(by, right).filter(pk=one.pk).exists():
        raise NotAllowed(_("这份档案不在您的办理范围内。"), clause="P00-1.6", todo=_("请由档案管理员办理。"))
    return one


def paper_sheets(dossier_ids: Iterable[int]) -> dict[int, int]:
    """Sheets of paper of each dossier. One SQL statement."""
    facts = dossiers.facts_of(list(dossier_ids))
    return {pk: sum(item.sheets or 0 for item in items if item.on_paper) for pk, items in facts.items()}


def used_mm(place: Place, *, without: Iterable[int] = ()) -> int:
    """What stands directly in a place, together with the boxes on it, in millimetres."""
    things = Holding.objects.filter(place=place).exclude(pk__in=list(without)).aggregate(mm=Sum("thickness_mm"))
    boxes = Place.objects.filter(parent=place, closed_on=None).aggregate(mm=Sum("capacity_mm"))
    return (things["mm"] or 0) + (boxes["mm"] or 0)


def fits(place: Place, more: int, *, without: Iterable[int] = ()) -> None:
    """Conflict when a place has no room for so many millimetres more."""
    if place.capacity_mm is None:
        return
    left = place.capacity_mm - used_mm(place, without=without)
    if more > left:
        raise Conflict(
            _("“%(place)s”放不下：还剩 %(left)s 毫米，需要 %(more)s 毫米。")
            % {"place": place.address, "left": max(0, left), "more": more},
            todo=_("请另选库位，或更正厚度。"),
        )


def put(things: Sequence[Holding], place: Place, by: Viewer, reason: str) -> None:
    """Let things belong to a place from now on, in this order after what stands there. Known rows are locked; new ones
    are written here, so that no row is ever without a place."""
    _certificates_only_in_safes(things, place)
    fits(place, sum(one.thickness_mm for one in things), without=[one.pk for one in things])
    last = Holding.objects.filter(place=place).aggregate(slot=Max("slot"))["slot"] or 0
    for n, one in enumerate(things, last + 1):
        one.place, one.slot = place, n
    new, known = [one for one in things if one._state.adding], [one for one in things if not one._state.adding]
    Holding.objects.bulk_create(new, batch_size=500)
    Holding.objects.bulk_update(known, ["place", "slot", "state", "thickness_mm"], batch_size=500)
    _restay(things, {place.pk: place}, by, reason)


def _certificates_only_in_safes(things: Sequence[Holding], place: Place) -> None:
    if place.kind != PlaceKind.SAFE and any(one.certificate_id for one in things):
        raise Conflict(
            _("“%(place)s”不是保险柜，权证只能存入保险柜。") % {"place": place.address},
            clause="P03-5.4",
            todo=_("请扫描保险柜的标签。"),
        )


def leave(things: Sequence[Holding], state: HoldingState) -> None:
    """Let things belong nowhere any more: an item that joins its dossier again, a dossier that is destroyed, a certificate
    that its owner has again."""
    Stay.objects.filter(holding__in=things, until=None).update(until=clock.now())
    for one in things:
        one.place, one.slot, one.state = None, 0, state
        one.holder_name, one.out_since = "", None
    Holding.objects.bulk_update(things, ["place", "slot", "state", "holder_name", "out_since"])


def go_out(one: Holding, holder: str) -> None:
    """Let a thing be with somebody; its home place is kept. Its row is locked. Conflict when it is not in."""
    if one.state != HoldingState.IN:
        raise Conflict(
            _("这件现在不在库：%(state)s%(holder)s。")
            % {"state": one.get_state_display(), "holder": f" {one.holder_name}" if one.holder_name else ""},
            clause=MOVES,
            todo=_("请等归还后再借出。"),
        )
    one.state, one.holder_name, one.out_since = HoldingState.OUT, holder[:60], clock.now()
    one.save(update_fields=["state", "holder_name", "out_since"])


def come_back(one: Holding) -> None:
    """Let a thing stand in its home place again. Its row is locked. Conflict when it is not out."""
    if one.state != HoldingState.OUT:
        raise Conflict(_("这件没有借出，不能归还。"), clause=MOVES, todo=_("请核对档号。"))
    one.state, one.holder_name, one.out_since = HoldingState.IN, "", None
    one.save(update_fields=["state", "holder_name", "out_since"])


def _restay(things: Sequence[Holding], places: dict[int, Place], by: Viewer, reason: str) -> None:
    at = clock.now()
    Stay.objects.filter(Q(holding__in=[one.pk for one in things]), until=None).update(until=at)
    Stay.objects.bulk_create(
        [
            Stay(
                holding=one, place=places[one.place_id or 0], address=places[one.place_id or 0].address, since=at,
                reason=reason, by_name=by.name,
            )
            for one in things
        ],
        batch_size=500,
    )  # fmt: skip
