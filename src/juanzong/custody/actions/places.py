"""Setting up places: one by one or a whole row of cabinets, renaming, moving, taking out of use."""

from __future__ import annotations

from django.db.models import Max
from django.utils.translation import gettext as _

from juanzong.custody.choices import PlaceKind
from juanzong.custody.models import Holding, Place
from juanzong.custody.rules import places as rules
from juanzong.custody.writing import fits, locked_place, resettle, said, settle, told
from juanzong.kit import clock, sequences
from juanzong.kit.errors import Conflict, Invalid
from juanzong.kit.refs import Ref
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer

PLACES = "custody.places"
SAFETY = "P03-3"
MOST_AT_ONCE = 5000
_BOXES = "custody.boxes"


@act(PLACES, clause=SAFETY)
def add_place(
    *, by: Viewer, kind: str, name: str, parent_id: int | None = None, capacity_mm: int | None = None, note: str = ""
) -> Place:
    """Set up one place: a room by itself, everything else in another place."""
    if kind not in PlaceKind.values:
        raise Invalid(_("没有这种库位。"), fields={"kind": _("请从列表中选择。")})
    parent = locked_place(parent_id) if parent_id else None
    _stands(kind, parent)
    place = Place(kind=kind, name=_name(name), rank=_next_rank(parent), capacity_mm=capacity_mm, note=note[:200])
    settle(place, parent)
    _not_taken(place)
    if kind == PlaceKind.BOX and parent is not None:
        fits(parent, capacity_mm or 0)
    place.save(force_insert=True)
    told(by, "place.added", Ref("place", place.pk), clauses=(SAFETY,), place_kind=kind, stands=place.address, places=1)
    return place


@act(PLACES, clause=SAFETY)
def add_cabinets(
    *,
    by: Viewer,
    room_id: int,
    cabinets: int,
    layers: int,
    boxes: int = 0,
    layer_mm: int | None = None,
    box_mm: int | None = None,
) -> list[Place]:
    """Set up a row of equal cabinets, numbered on after those there are, each with layers and on each layer boxes.

    Boxes are numbered through the whole house, without a gap and never twice.
    """
    _counts(cabinets, layers, boxes, layer_mm, box_mm)
    room = locked_place(room_id)
    if room.kind != PlaceKind.ROOM:
        raise Invalid(_("档案柜只能放在库房里。"), fields={"room": _("请选择库房。")})
    siblings = Place.objects.filter(parent=room).values_list("name", flat=True)
    first, rank = rules.next_number(siblings), _next_rank(room)
    box = sequences.take(_BOXES, cabinets * layers * boxes) if boxes else 0
    made: list[Place] = []
    stood: list[Place] = []
    for n in range(cabinets):
        # untranslated: names as the labels carry them
        cabinet = _made(made, PlaceKind.CABINET, f"{first + n}柜", room, rank + n, None)
        stood.append(cabinet)
        for m in range(1, layers + 1):
            layer = _made(made, PlaceKind.LAYER, f"{m}层", cabinet, m, layer_mm)  # untranslated: a name
            for k in range(boxes):
                _made(made, PlaceKind.BOX, f"B-{box:04d}", layer, k + 1, box_mm)
                box += 1
    Place.objects.bulk_create(made, batch_size=500)
    told(
        by, "place.added", Ref("place", room.pk), clauses=(SAFETY,), place_kind="cabinet", stands=room.address,
        places=len(made),
    )  # fmt: skip
    return stood


@act(PLACES, clause=SAFETY)
def change_place(*, by: Viewer, place_id: int, name: str, capacity_mm: int | None, note: str = "") -> Place:
    """Rename or measure a place again. What stands in it is told the new name."""
    place = locked_place(place_id)
    before = (place.name, place.capacity_mm, place.note)
    wanted = (_name(name), capacity_mm, note.strip()[:200])
    if before == wanted:
        raise Invalid(_("没有改动。"))
    place.name, place.capacity_mm, place.note = wanted
    _still_fits(place)
    _not_taken(place)
    place.save(update_fields=["capacity_mm", "note"])
    came = resettle(place, place.parent, by, _("库位改名")) if before[0] != place.name else 0
    told(by, "place.changed", Ref("place", place.pk), clauses=(SAFETY,), stands=place.address, things=came)
    return place


@act("custody.shelve", clause="P05-c7")
def move_place(*, by: Viewer, place_id: int, parent_id: int, reason: str) -> Place:
    """Move a whole cabinet, safe or box with everything in it to another place."""
    text = said(reason)
    for pk in sorted({place_id, parent_id}):
        locked_place(pk)
    place, parent = Place.objects.get(pk=place_id), Place.objects.get(pk=parent_id)
    if parent.path.startswith(place.path):
        raise Invalid(_("库位不能放进自己里面。"), fields={"parent": _("请另选。")})
    if place.parent_id == parent.pk:
        raise Invalid(_("已经在这里。"), fields={"parent": _("请另选。")})
    _stands(place.kind, parent)
    if place.kind == PlaceKind.BOX:
        fits(parent, place.capacity_mm or 0)
    was, place.rank = place.address, _next_rank(parent)
    place.parent = parent
    _not_taken(place)
    came = resettle(place, parent, by, text)
    told(by, "place.moved", Ref("place", place.pk), stood=was, stands=place.address, things=came)
    return place


@act(PLACES, clause=SAFETY)
def close_place(*, by: Viewer, place_id: int, reason: str) -> Place:
    """Take an empty place, with the empty places in it, out of use. Its history stays."""
    text = said(reason, clause=SAFETY)
    place = locked_place(place_id)
    within = Place.objects.select_for_update().filter(path__startswith=place.path, closed_on=None)
    ids = [one.pk for one in within.order_by("pk")]
    there = Holding.objects.filter(place__in=ids).count()
    if there:
        raise Conflict(
            _("“%(place)s”里还有 %(n)s 件，不能停用。") % {"place": place.address, "n": there},
            clause=SAFETY,
            todo=_("请先移到别处。"),
        )
    Place.objects.filter(pk__in=ids).update(closed_on=clock.today())
    place.refresh_from_db()
    told(by, "place.closed", Ref("place", place.pk), clauses=(SAFETY,), stands=place.address, why=text)
    return place


def _made(made: list[Place], kind: str, name: str, parent: Place, rank: int, capacity: int | None) -> Place:
    place = Place(kind=kind, name=name, rank=rank, capacity_mm=capacity)
    settle(place, parent)
    made.append(place)
    return place


def _counts(cabinets: int, layers: int, boxes: int, layer_mm: int | None, box_mm: int | None) -> None:
    total = cabinets * (1 + layers * (1 + boxes))
    if cabinets < 1 or layers < 1 or boxes < 0 or total > MOST_AT_ONCE:
        sentence = _("一次最多设 %(most)s 个库位。") % {"most": MOST_AT_ONCE}
        raise Invalid(sentence, fields={"cabinets": sentence})
    if layer_mm and box_mm and boxes * box_mm > layer_mm:
        sentence = _("一层 %(layer)s 毫米放不下 %(n)s 个 %(box)s 毫米的盒。") % {
            "layer": layer_mm, "n": boxes, "box": box_mm,
        }  # fmt: skip
        raise Invalid(sentence, fields={"boxes": sentence})


def _name(name: str) -> str:
    text = " ".join(name.split())
    if not text or len(text) > 40:
        sentence = _("名称须有 1 到 40 个字。")
        raise Invalid(sentence, fields={"name": sentence})
    return text


def _stands(kind: str, parent: Place | None) -> None:
    if parent is None and kind == PlaceKind.ROOM:
        return
    if parent is None or not rules.may_stand_in(kind, parent.kind):
        where = [PlaceKind(one).label for one in rules.INSIDE[kind]]
        raise Invalid(
            _("%(kind)s不能放在这里。") % {"kind": PlaceKind(kind).label},
            fields={"parent": _("请另选。")},
            todo=_("它可以放在：%(where)s。") % {"where": _("、").join(map(str, where)) or _("不放在别处")},
        )


def _not_taken(place: Place) -> None:
    same = Place.objects.filter(parent=place.parent_id, name=place.name, closed_on=None).exclude(pk=place.pk)
    if same.exists():
        raise Conflict(_("这里已有“%(name)s”。") % {"name": place.name}, todo=_("请换一个名称。"))


def _still_fits(place: Place) -> None:
    fits(place, 0)
    if place.kind == PlaceKind.BOX:
        was = Place.objects.values_list("capacity_mm", flat=True).get(pk=place.pk) or 0
        fits(Place.objects.get(parts=place), (place.capacity_mm or 0) - was)


def _next_rank(parent: Place | None) -> int:
    return (Place.objects.filter(parent=parent).aggregate(most=Max("rank"))["most"] or 0) + 1
