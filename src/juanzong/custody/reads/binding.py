"""Reading bound volumes: what waits for a box, by floor, with the box that has room; what lies in which box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from juanzong.custody.models import Bound, Holding, Place
from juanzong.custody.reads import places
from juanzong.custody.rules import places as rules
from juanzong.dossiers import reads as dossiers
from juanzong.dossiers import reads_units as units
from juanzong.dossiers.choices import DossierState
from juanzong.dossiers.rules_units import storey_words
from juanzong.kit.errors import NotFound
from juanzong.organisation.viewer import Viewer

LEFT = "moved_out"
"""The event after which a dossier is bound."""


@dataclass(frozen=True, slots=True)
class FloorRow:
    """The volumes of a floor that wait, how thick they are together, and the box proposed for them, if one has room."""

    floor: str
    volumes: tuple[Bound, ...]
    mm: int
    box: Place | None


def storey(row: Bound) -> str:
    """The floor of a bound volume whose dossier is at hand, in words."""
    one = row.dossier
    return storey_words(one.building, one.floor) if one.unit_order else row.floor


def visible(viewer: Viewer) -> list[Bound]:
    """All bound volumes of dossiers the viewer may see that are still there, by floor and number. One SQL statement."""
    if not viewer.may(places.VIEW):
        return []
    rows = Bound.objects.filter(dossier__in=dossiers.visible(viewer)).exclude(dossier__state=DossierState.DESTROYED)
    rows = rows.select_related("dossier", "box")
    return list(rows.order_by("dossier__unit_order", "floor", "dossier__number")[:5000])


def waiting_units(viewer: Viewer, volumes: Sequence[Bound]) -> list[Bound]:
    """Of bound volumes that `visible` gave, the last one of each unit that has no dossier in use: the unit waits for its next
    customer (P06-3). One SQL statement."""
    last = {(row.dossier.kind, row.dossier.unit_order): row for row in volumes if row.dossier.unit_order}
    used = units.in_use(order for _kind, order in last) if viewer.may("dossiers.open") else last.keys()
    return [row for key, row in last.items() if key not in used]


@dataclass(frozen=True, slots=True)
class BoxedFloor:
    """The boxes of a floor, each with its volumes."""

    floor: str
    boxes: tuple[tuple[Place, tuple[Bound, ...]], ...]


def boxed(volumes: Sequence[Bound]) -> list[BoxedFloor]:
    """The bound volumes that are in boxes, floor by floor, of those that `visible` gave."""
    found: dict[str, dict[int, list[Bound]]] = {}
    boxes = {row.box.pk: row.box for row in volumes if row.box}
    for row in volumes:
        if row.box_id:
            found.setdefault(storey(row), {}).setdefault(row.box_id, []).append(row)
    return [
        BoxedFloor(floor, tuple((boxes[pk], tuple(rows)) for pk, rows in by_box.items()))
        for floor, by_box in found.items()
    ]


def to_box(viewer: Viewer) -> list[FloorRow]:
    """What waits for a box, by floor, each with a proposal: a box of this floor that has room, else an empty one."""
    rows = visible(viewer)
    waiting: dict[str, list[Bound]] = {}
    words: dict[str, str] = {}
    taken: dict[int, str] = {}
    used: dict[int, int] = {}
    for row in rows:
        if row.box_id:
            taken[row.box_id] = row.floor
            used[row.box_id] = used.get(row.box_id, 0) + rules.thickness(row.sheets)
        else:
            waiting.setdefault(row.floor, []).append(row)
            words[row.floor] = storey(row)
    empty = [one for one in _boxes(viewer) if one.pk not in taken]
    own = list(Place.objects.filter(pk__in=taken, closed_on=None).order_by("name")) if waiting else []
    found = []
    for floor, volumes in waiting.items():
        mm = sum(rules.thickness(row.sheets) for row in volumes)
        fitting = [one for one in own if taken[one.pk] == floor and _room(one, used[one.pk]) >= mm]
        fresh = [one for one in empty if _room(one, 0) >= mm]
        box = next(iter(fitting or fresh), None)
        if box is not None and box in empty:
            empty.remove(box)
        found.append(FloorRow(words[floor], tuple(volumes), mm, box))
    return found


def _room(box: Place, used: int) -> int:
    return 1_000_000 if box.capacity_mm is None else box.capacity_mm - used


def _boxes(viewer: Viewer) -> list[Place]:
    """Boxes with nothing in them. One SQL statement."""
    return list(places.places(viewer).filter(kind="box", holdings=None).order_by("name")[:200])


def lying_in(box: Place) -> QuerySet[Bound]:
    """The volumes that were put into a box and lie there still."""
    return Bound.objects.filter(box=box, dossier__in=Holding.objects.filter(place=box).values("dossier"))


def in_box(viewer: Viewer, box_id: int) -> tuple[Place, list[Bound]]:
    """A box and the volumes that lie in it; NotFound when it is no such box. Two SQL statements."""
    box = places.place(viewer, box_id)
    rows = lying_in(box).filter(dossier__in=dossiers.visible(viewer)).select_related("dossier__customer")
    found = list(rows.order_by("dossier__unit_order", "dossier__number"))
    if not found:
        raise NotFound(_("这个盒里没有装订卷。"), todo=_("请选择已装箱的盒。"))
    return box, found


def may_bind(viewer: Viewer, dossier_id: int) -> bool:
    """Whether a dossier of a unit waits to be bound: its customer has left, it is closed and not bound. Three SQL
    statements."""
    closed = dossiers.visible(viewer).filter(pk=dossier_id, state="closed").exclude(unit_order="").exists()
    if not closed or Bound.objects.filter(dossier=dossier_id).exists():
        return False
    return LEFT in {event for event, _day in dossiers.events_of([dossier_id]).get(dossier_id, ())}
