"""Reads about units: on which floors there are dossiers, and which other dossiers a unit has or had (P06-2)."""

from __future__ import annotations

from collections.abc import Iterable

from juanzong.dossiers.models import Dossier
from juanzong.dossiers.reads import visible
from juanzong.dossiers.rules_units import storey_order, storey_words
from juanzong.dossiers.units import ENDED
from juanzong.organisation.in_force import in_force
from juanzong.organisation.viewer import Viewer


def used(viewer: Viewer) -> bool:
    """Whether dossiers go by unit where this person works. No statement beyond those of `in_force`."""
    rules = in_force()
    return any(kind.unit for place in (0, *viewer.home_departments) for kind in rules.of(place).dossier_kinds.values())


def any_at_all() -> bool:
    """Whether any dossier goes by unit, whosever it is. One SQL statement."""
    return Dossier.objects.filter(unit_order__gt="").exists()


def storeys(viewer: Viewer) -> list[tuple[str, str]]:
    """The floors that have dossiers, in order, as `building/floor` and in words. One SQL statement."""
    rows = visible(viewer).exclude(unit_order="").order_by().values_list("building", "floor").distinct()
    found = sorted(rows, key=lambda row: storey_order(*row))
    return [("/".join(row), storey_words(*row)) for row in found]


def has_one(one: Dossier) -> bool:
    """Whether the unit of a dossier has one in use. One SQL statement."""
    return one.kind in {kind for kind, order in in_use([one.unit_order]) if order == one.unit_order}


def in_use(orders: Iterable[str]) -> set[tuple[str, str]]:
    """Of units, by the key in which they stand, those with a dossier in use, with its kind. One SQL statement."""
    rows = Dossier.objects.filter(unit_order__in=[order for order in orders if order]).exclude(state__in=ENDED)
    return set(rows.values_list("kind", "unit_order"))


def of_the_unit(viewer: Viewer, one: Dossier) -> list[Dossier]:
    """The other dossiers of the same unit, newest first. One SQL statement, none for a dossier without a unit."""
    if not one.unit_order:
        return []
    rows = visible(viewer).filter(kind=one.kind, unit_order=one.unit_order).exclude(pk=one.pk)
    return list(rows.select_related("customer").order_by("-pk")[:12])
