"""Unit dossiers on their shelves: where a floor belongs, what stands out of order, the picture of a cabinet by floor (P06-2).

Bound volumes of departed customers stand apart and are left out of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from juanzong.custody.choices import PlaceKind
from juanzong.custody.models import Bound, Holding, Place
from juanzong.custody.reads.places import Picture
from juanzong.custody.rules import floors as rules
from juanzong.custody.rules.floors import Line, Standing
from juanzong.dossiers import reads as dossiers
from juanzong.dossiers import reads_units
from juanzong.dossiers.rules_units import storey_order, storey_words
from juanzong.organisation.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Cabinet:
    """A cabinet with its layers and boxes in their order, and the floors that stand there."""

    place: Place
    shelves: tuple[Place, ...]
    standing: tuple[tuple[Standing, str], ...]  # with the floor in words

    @property
    def line(self) -> Line:
        return rules.line(one for one, _words in self.standing)

    def rank(self, place_id: int) -> int:
        return next((n for n, one in enumerate(self.shelves) if one.pk == place_id), 0)

    def belongs(self, building: str, floor: str) -> tuple[Place, ...]:
        """The shelves on which a floor belongs, those that hold it already first."""
        key = storey_order(building, floor)
        first, last = self.line.span(key, len(self.shelves) - 1)
        here = {one.rank for one, _words in self.standing if one.floor == key}
        return tuple(sorted(self.shelves[first : last + 1], key=lambda one: self.rank(one.pk) not in here))


def _units(**which: Any) -> QuerySet[Holding, Any]:
    """Things that are unit dossiers in use, grouped by nothing yet."""
    rows = Holding.objects.filter(**which).exclude(dossier__unit_order="").exclude(dossier=None)
    return rows.exclude(dossier__in=Bound.objects.values("dossier")).order_by()


def cabinet_of(place: Place, *, without: Iterable[int] = ()) -> Cabinet | None:
    """The cabinet a place is or stands in, None for one that stands in none. without: dossiers to be left out.

    Three SQL statements.
    """
    above = [int(pk) for pk in place.path.strip("/").split("/")]
    found = Place.objects.filter(pk__in=above, kind=PlaceKind.CABINET).first()
    if found is None:
        return None
    shelves = _in_order(list(Place.objects.filter(path__startswith=found.path, closed_on=None).exclude(pk=found.pk)))
    ranks = {one.pk: n for n, one in enumerate(shelves)}
    rows = _units(place__path__startswith=found.path).exclude(dossier__in=list(without))
    counted = rows.values_list("place", "dossier__building", "dossier__floor").annotate(n=Count("pk"))
    standing = tuple(
        (Standing(ranks[at], storey_order(building, floor), n), storey_words(building, floor))
        for at, building, floor, n in counted
        if at in ranks
    )
    return Cabinet(found, tuple(shelves), standing)


def _in_order(parts: Sequence[Place]) -> list[Place]:
    """Layers from the top down, the boxes of each after it."""
    ranks = {one.pk: one.rank for one in parts}
    return sorted(
        parts, key=lambda one: [ranks[pk] for text in one.path.strip("/").split("/") if (pk := int(text)) in ranks]
    )


def elsewhere(building: str, floor: str, cabinet: Cabinet) -> Place | None:
    """A place in another cabinet where a floor stands, while none of it stands in this one. One SQL statement at most."""
    key = storey_order(building, floor)
    if any(one.floor == key for one, _words in cabinet.standing):
        return None
    rows = _units(dossier__building=building, dossier__floor=floor, place__isnull=False)
    other = rows.exclude(place__path__startswith=cabinet.place.path).select_related("place").order_by("pk").first()
    return other.place if other else None


def homes(one: Any) -> list[Place]:
    """The shelves on which a dossier belongs: where its floor stands, else beside the nearest lower floor, else the nearest
    higher one. Four SQL statements at most, none for a dossier without a unit."""
    if not one.unit_order:
        return []
    rows = _units(dossier__kind=one.kind, place__isnull=False).values_list(
        "place", "dossier__building", "dossier__floor"
    )
    known = [(storey_order(building, floor), at) for at, building, floor in rows.distinct()]
    key = storey_order(one.building, one.floor)
    lower, upper = [row for row in known if row[0] <= key], [row for row in known if row[0] > key]
    if not known:
        return []
    _floor, near = max(lower) if lower else min(upper)
    place = Place.objects.get(pk=near)
    cabinet = cabinet_of(place, without=[one.pk])
    return list(cabinet.belongs(one.building, one.floor)) if cabinet else [place]


# The picture by floor


@dataclass(frozen=True, slots=True)
class UnitCell:
    """A unit's dossier in the picture. stray: it stands where its floor does not belong."""

    dossier: int
    unit: str
    words: str
    state: str
    stray: bool


@dataclass(frozen=True, slots=True)
class Storey:
    """A floor with its units in order, where they stand, and where they belong when some stand elsewhere."""

    words: str
    cells: tuple[UnitCell, ...]
    places: str
    belongs: str

    @property
    def strays(self) -> list[UnitCell]:
        return [cell for cell in self.cells if cell.stray]


def by_floor(viewer: Viewer, picture: Picture) -> list[Storey]:
    """What stands in a cabinet whose picture was read, floor by floor from the top one down; none where no dossier goes by
    unit. Six SQL statements at most, one in a company without units."""
    if not reads_units.any_at_all():
        return []
    cabinet = cabinet_of(picture.place)
    if cabinet is None or not cabinet.standing:
        return []
    astray = {(one.rank, one.floor) for one in rules.strays(one for one, _words in cabinet.standing)}
    rows = _units(place__path__startswith=picture.place.path, dossier__in=dossiers.visible(viewer).values("pk"))
    found: dict[tuple[str, str, str], list[tuple[UnitCell, str]]] = {}
    columns = ("dossier_id", "dossier__building", "dossier__floor", "dossier__unit", "dossier__customer__name", "place", "place__name", "state")  # fmt: skip
    for pk, building, floor, unit, customer, at, name, state in rows.order_by("dossier__unit_order", "pk").values_list(
        *columns
    ):
        key = storey_order(building, floor)
        cell = UnitCell(pk, unit, customer, state, (cabinet.rank(at), key) in astray)
        found.setdefault((key, building, floor), []).append((cell, name))
    return [
        Storey(
            storey_words(building, floor),
            tuple(cell for cell, _name in cells),
            _listed(name for _cell, name in cells),
            _listed(one.name for one in cabinet.belongs(building, floor))
            if any(cell.stray for cell, _n in cells)
            else "",
        )
        for (_key, building, floor), cells in sorted(found.items(), reverse=True)
    ]


def _listed(names: Iterable[str]) -> str:
    return _("、").join(dict.fromkeys(names))
