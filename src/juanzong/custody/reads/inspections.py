"""Reading inspection rounds: when each room was last looked after, and how a place went over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, QuerySet

from juanzong.custody.choices import PlaceKind
from juanzong.custody.models import Inspection, InspectionFinding, Place
from juanzong.custody.reads import places
from juanzong.custody.rules import climate as rules
from juanzong.kit import clock
from juanzong.organisation.viewer import Viewer


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A room in the list: its last round, and how many findings wait."""

    place: Place
    last: Inspection | None
    waiting: int

    @property
    def bad(self) -> bool:
        """Whether the last readings are outside what papers need."""
        return self.last is not None and (
            rules.outside(self.last.temperature, rules.TEMPERATURE) or rules.outside(self.last.humidity, rules.HUMIDITY)
        )


def rooms(viewer: Viewer) -> list[RoomRow]:
    """The rooms and safes with their last round. Three SQL statements."""
    found = list(places.places(viewer).filter(kind__in=(PlaceKind.ROOM, PlaceKind.SAFE)).order_by("path"))
    ids = [one.pk for one in found]
    newest = (
        Inspection.objects.filter(place__in=ids).values("place").annotate(at=Max("pk")).values_list("at", flat=True)
    )
    last = {row.place_id: row for row in Inspection.objects.filter(pk__in=list(newest))}
    open_ones = InspectionFinding.objects.filter(inspection__place__in=ids, repaired_at=None)
    waiting = dict(open_ones.values_list("inspection__place").annotate(n=Count("pk")).order_by())
    return [RoomRow(one, last.get(one.pk), waiting.get(one.pk, 0)) for one in found]


@dataclass(frozen=True, slots=True)
class Course:
    """A place with its rounds, newest first, and the curves of its readings."""

    place: Place
    rounds: tuple[Inspection, ...]
    temperature: rules.Curve
    humidity: rules.Curve


def course(viewer: Viewer, place_id: int, *, limit: int = 60) -> Course:
    """The last rounds of a place. Four SQL statements."""
    one = places.place(viewer, place_id)
    rows = Inspection.objects.filter(place=one).prefetch_related("findings", "photos").order_by("-at", "-pk")[:limit]
    rounds = tuple(rows)
    old_first = [(clock.local(row.at), row) for row in reversed(rounds)]
    return Course(
        one, rounds,
        rules.curve([(at, row.temperature) for at, row in old_first], rules.TEMPERATURE, scale=10),
        rules.curve([(at, row.humidity) for at, row in old_first], rules.HUMIDITY),
    )  # fmt: skip


def waiting(viewer: Viewer) -> QuerySet[InspectionFinding, Any]:
    """The ids of findings that wait to be put right, for whoever looks after the rooms."""
    rows = InspectionFinding.objects if viewer.may("custody.inspect") else InspectionFinding.objects.none()
    return rows.filter(repaired_at=None).values("pk")
