"""Reading places: the tree with what is free, the picture of a cabinet, where a thing is and was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from juanzong.custody.choices import HoldingState, PlaceKind
from juanzong.custody.choices_safe import Title
from juanzong.custody.models import Holding, Place, Stay
from juanzong.custody.rules import places as rules
from juanzong.dossiers import reads as dossiers
from juanzong.kit import prepared
from juanzong.kit.errors import NotFound
from juanzong.organisation.choices import Scope
from juanzong.organisation.viewer import Viewer

VIEW = "custody.view"


def places(viewer: Viewer) -> QuerySet[Place]:
    """The places in use, for whoever may see the archive room."""
    return Place.objects.filter(closed_on=None) if viewer.may(VIEW) else Place.objects.none()


def place(viewer: Viewer, place_id: int) -> Place:
    """One place, in use or not; NotFound for whoever may not know of it. One SQL statement."""
    found = prepared.one(Place, id=place_id) if viewer.may(VIEW) else None
    if found is None:
        raise NotFound(_("没有这个库位，或您无权查看。"), clause="P00-1.6")
    return found


def things(viewer: Viewer) -> QuerySet[Holding]:
    """What the archive room holds, of the dossiers the viewer may see."""
    if not viewer.may(VIEW):
        return Holding.objects.none()
    seen = dossiers.visible(viewer).values("pk")
    return Holding.objects.filter(Q(dossier__in=seen) | Q(item__dossier__in=seen) | Q(certificate__dossier__in=seen))


def labels(viewer: Viewer, ids: Iterable[int]) -> dict[int, str]:
    """Places in words, also those out of use. One SQL statement."""
    if not viewer.may(VIEW):
        return {}
    return dict(Place.objects.filter(pk__in=list(ids)).values_list("pk", "address"))


# The tree


@dataclass(frozen=True, slots=True)
class Part:
    """A place in a list, with all that is in it and below it. free_mm: None where nobody has measured."""

    place: Place
    inside: int
    out: int
    used_mm: int
    capacity_mm: int

    @property
    def free_mm(self) -> int:
        return max(0, self.capacity_mm - self.used_mm)

    @property
    def filled(self) -> int:
        """Per cent of the measured capacity, 0 where nobody has measured."""
        return min(100, 100 * self.used_mm // self.capacity_mm) if self.capacity_mm else 0


def parts(viewer: Viewer, parent_id: int | None) -> list[Part]:
    """The places directly in one, or all rooms, with what is in each. Three SQL statements for any number."""
    found = list(places(viewer).filter(parent=parent_id).order_by("rank", "name"))
    if not found:
        return []
    above = {one.pk for one in found}
    prefix = found[0].path[: -len(f"{found[0].pk}/")]
    level = prefix.count("/")
    sums: dict[int, list[int]] = {pk: [0, 0, 0, 0] for pk in above}
    counted = Holding.objects.filter(place__path__startswith=prefix).values_list("place__path", "state")
    for path, state, number, mm in counted.annotate(n=Count("pk"), mm=Sum("thickness_mm")).order_by():
        row = sums.get(int(path.split("/")[level]))
        if row:
            row[0] += number if state == HoldingState.IN else 0
            row[1] += number if state == HoldingState.OUT else 0
            row[2] += mm or 0
    sized = Place.objects.filter(path__startswith=prefix, closed_on=None, capacity_mm__isnull=False)
    for path, size in sized.filter(Q(kind__in=(PlaceKind.LAYER, PlaceKind.SAFE)) | Q(pk__in=above)).values_list(
        "path", "capacity_mm"
    ):
        row = sums.get(int(path.split("/")[level]))
        if row:
            row[3] += size or 0
    return [Part(one, *sums[one.pk]) for one in found]


# The picture of a cabinet


class Cell(NamedTuple):
    """A thing in the picture; dossier 0 and no words for what the viewer may not see. There may be thousands."""

    dossier: int
    number: str
    title: str
    state: str


@dataclass(frozen=True, slots=True)
class Row:
    """A layer, or a box on one: its things in order, its boxes, and how many usual dossiers still fit. marked: the dossier
    that the picture is about, 0 for none."""

    place: Place
    cells: tuple[Cell, ...]
    boxes: tuple[Row, ...]
    free: int
    used_mm: int
    marked: int

    @property
    def count(self) -> int:
        return len(self.cells) + sum(box.count for box in self.boxes)

    @property
    def out(self) -> int:
        """How many of all in it are out."""
        own = [cell.state for cell in self.cells].count(HoldingState.OUT)
        return own + sum(box.out for box in self.boxes)

    @property
    def here(self) -> bool:
        return bool(self.marked) and any(cell.dossier == self.marked for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Picture:
    """A cabinet, safe, layer or box with everything in it, from the top layer down."""

    place: Place
    rows: tuple[Row, ...]

    @property
    def count(self) -> int:
        return sum(row.count for row in self.rows)

    @property
    def out(self) -> int:
        return sum(row.out for row in self.rows)


_OF_PAPERS: Final = (
    "place_id", "thickness_mm", Coalesce("dossier_id", "item__dossier_id"), Coalesce("dossier__number", "item__code"),
    Coalesce("dossier__title", "item__title"), "state",
)  # fmt: skip
_OF_CERTIFICATES: Final = (
    "place_id", "thickness_mm", "certificate__dossier_id", "certificate__dossier__number", "certificate__kind", "state",
)  # fmt: skip


def picture(viewer: Viewer, place: Place, *, here: int = 0) -> Picture:
    """Everything in a place that a read gave, as a picture. here: the dossier to mark. Three SQL statements at most,
    however much there is, one more with a safe."""
    below = list(places(viewer).filter(path__startswith=place.path).order_by("rank", "name"))
    ids = [one.pk for one in below]
    seen: set[int] | None = None
    if viewer.scope(dossiers.VIEW) is not Scope.COMPANY:
        held = Holding.objects.filter(place__in=ids)
        inside = Q(pk__in=held.values("dossier")) | Q(pk__in=held.values("certificate__dossier"))
        seen = set(dossiers.visible(viewer).filter(inside).values_list("pk", flat=True))
    cells: dict[int, list[Cell]] = {}
    used: dict[int, int] = {}
    for things_in in (_papers_in, *([_certificates_in] if _has_a_safe(below) else [])):
        for at, group in groupby(prepared.among(prepared.ANYBODY, things_in, ids), itemgetter(0)):
            rows = list(group)
            found = [Cell._make(row[2:]) for row in rows]
            if things_in is _certificates_in:
                found = [cell._replace(title=str(Title(cell.title).label)) for cell in found]
            known = found if seen is None else [cell if cell.dossier in seen else _unknown(cell) for cell in found]
            cells.setdefault(at, []).extend(known)
            used[at] = used.get(at, 0) + sum(row[1] for row in rows)
    return Picture(place, tuple(_rows(place, below, cells, used, here)))


def _has_a_safe(below: Sequence[Place]) -> bool:
    return any(one.kind == PlaceKind.SAFE for one in below)


def _unknown(cell: Cell) -> Cell:
    return Cell(0, "", "", cell.state)


def _papers_in(_anybody: Any, ids: Sequence[int]) -> QuerySet[Holding, Any]:
    rows = Holding.objects.filter(place__in=ids, certificate__isnull=True)
    return rows.order_by("place_id", "slot", "pk").values_list(*_OF_PAPERS)


def _certificates_in(_anybody: Any, ids: Sequence[int]) -> QuerySet[Holding, Any]:
    rows = Holding.objects.filter(place__in=ids, certificate__isnull=False)
    return rows.order_by("place_id", "slot", "pk").values_list(*_OF_CERTIFICATES)


def _rows(
    place: Place, below: list[Place], cells: dict[int, list[Cell]], used: dict[int, int], marked: int
) -> list[Row]:
    by_parent: dict[int, list[Place]] = {}
    for one in below:
        by_parent.setdefault(one.parent_id or 0, []).append(one)

    def row(one: Place) -> Row:
        boxes = tuple(row(part) for part in by_parent.get(one.pk, ()))
        mm = used.get(one.pk, 0) + sum(box.place.capacity_mm or 0 for box in boxes)
        slots = rules.free_slots(one.capacity_mm, mm)
        return Row(one, tuple(cells.get(one.pk, ())), boxes, slots, mm, marked)

    layers = [part for part in by_parent.get(place.pk, ()) if part.kind == PlaceKind.LAYER]
    rows = [row(one) for one in layers]
    if not layers or place.pk in cells:
        rows.insert(0, row(place))
    return rows


# Where a thing is


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a dossier belongs and what of it is kept apart. None stays: never shelved."""

    holding: Holding | None
    apart: tuple[Holding, ...]


def whereabouts(viewer: Viewer, dossier_id: int) -> Whereabouts:
    """The place of a dossier that a scoped read gave, and of its items kept apart. One SQL statement."""
    if not viewer.may(VIEW):
        return Whereabouts(None, ())
    rows = Holding.objects.select_related("place__parent__parent", "item").filter(
        Q(dossier=dossier_id) | Q(item__dossier=dossier_id, place__isnull=False)
    )
    own = [one for one in rows if one.dossier_id]
    return Whereabouts(own[0] if own else None, tuple(one for one in rows if one.item_id))


@dataclass(frozen=True, slots=True)
class StayRow:
    """A line of the history of a thing's place."""

    address: str
    since: dt.datetime
    until: dt.datetime | None
    reason: str
    by_name: str


def history(viewer: Viewer, dossier_id: int) -> list[StayRow]:
    """Where a dossier stood, newest first. Two SQL statements."""
    one = dossiers.dossier(viewer, dossier_id)
    rows: Any = Stay.objects.filter(holding__dossier=one.pk).order_by("-since", "-pk")
    return [StayRow(row.address, row.since, row.until, row.reason, row.by_name) for row in rows[:200]]
