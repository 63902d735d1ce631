"""The organisation as rules see it: who holds what where today, who stands above whom. Read once, then pure.

Rules name positions and relations, never people; this is where a person is found for them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from juanzong.kit import clock
from juanzong.kit.stamps import kept_while
from juanzong.organisation.models import Appointment, Charge, Department, Staff, StandIn

K = TypeVar("K")

DEPUTY = "deputy_general_manager"
MANAGER = "general_manager"


@dataclass(frozen=True, slots=True)
class Seat:
    """One person in one position in one department today. superior: staff id, 0 where none is named."""

    staff: int
    position: str
    department: int
    superior: int


@dataclass(frozen=True, eq=False)
class Chart:
    """parents: department to the one above it. seats: everybody who is here today and what they hold. stand_ins: whoever
    is away to who stands in for them. charges: department to the deputy in charge of it."""

    parents: Mapping[int, int | None]
    seats: tuple[Seat, ...]
    by_staff: Mapping[int, tuple[Seat, ...]] = field(default_factory=dict)
    by_position: Mapping[str, tuple[Seat, ...]] = field(default_factory=dict)
    stand_ins: Mapping[int, int] = field(default_factory=dict)
    charges: Mapping[int, int] = field(default_factory=dict)

    def line(self, department: int) -> Iterator[int]:
        """The department and all above it, nearest first."""
        at: int | None = department
        while at is not None and at in self.parents:
            yield at
            at = self.parents[at]

    def below(self, roots: Iterable[int]) -> set[int]:
        """The given departments and every department under them."""
        wanted = set(roots)
        return wanted | {one for one in self.parents if not wanted.isdisjoint(self.line(one))}

    def is_here(self, staff: int) -> bool:
        """Whether the person works here today and holds anything."""
        return staff in self.by_staff

    def department_of(self, staff: int) -> int:
        """The first department the person is appointed to, 0 for nobody."""
        seats = self.by_staff.get(staff, ())
        return seats[0].department if seats else 0

    def holders(self, position: str, department: int) -> tuple[int, ...]:
        """Who holds a position for a department: in it, else in the nearest above it, else anywhere."""
        seats = self.by_position.get(position, ())
        for at in self.line(department):
            found = tuple(dict.fromkeys(seat.staff for seat in seats if seat.department == at))
            if found:
                return found
        return tuple(dict.fromkeys(seat.staff for seat in seats))

    def superior(self, staff: int, department: int = 0) -> int:
        """The person's direct superior today, by the appointment in that department before others; 0 for nobody."""
        seats = self.by_staff.get(staff, ())
        named = [seat for seat in seats if seat.superior and self.is_here(seat.superior)]
        own = [seat for seat in named if seat.department == department]
        return (own or named)[0].superior if named else 0

    def above(self, staff: int) -> frozenset[int]:
        """Everybody above a person."""
        found: set[int] = set()
        waiting = [staff]
        while waiting:
            for seat in self.by_staff.get(waiting.pop(), ()):
                if seat.superior and seat.superior not in found:
                    found.add(seat.superior)
                    waiting.append(seat.superior)
        return frozenset(found)

    def in_charge(self, department: int) -> tuple[int, ...]:
        """The deputy general manager put in charge of the department or the nearest above it, else the one appointed
        there, else the general manager."""
        deputies = self.by_position.get(DEPUTY, ())
        here = {seat.staff for seat in deputies}
        for at in self.line(department):
            if self.charges.get(at) in here:
                return (self.charges[at],)
        for at in self.line(department):
            if found := tuple(seat.staff for seat in deputies if seat.department == at):
                return found
        return self.holders(MANAGER, department)

    def stand_in(self, staff: int) -> int:
        """Who does a person's work today because they are away: the last in line where the stand-in is away too.
        0 for somebody who is not away, or for whom nobody who is here stands in."""
        found, seen = 0, {staff}
        at = self.stand_ins.get(staff, 0)
        while at and at not in seen and self.is_here(at):
            found = at
            seen.add(at)
            at = self.stand_ins.get(at, 0)
        return found

    def acting_for(self, staff: int) -> tuple[int, ...]:
        """The people this person stands in for today, in no order that means anything."""
        return tuple(away for away in self.stand_ins if self.stand_in(away) == staff)

    def with_stand_ins(self, people: Iterable[int]) -> tuple[int, ...]:
        """These people, and after them whoever stands in for one of them, each once."""
        them = tuple(people)
        return tuple(dict.fromkeys([*them, *(found for one in them if (found := self.stand_in(one)))]))


def chart(on: dt.date | None = None) -> Chart:
    """The organisation of a day (today). One SQL statement, four more after a change of the organisation."""
    return _chart(on or clock.today())


@kept_while("organisation")
def _chart(day: dt.date) -> Chart:
    parents = dict(Department.objects.values_list("id", "parent_id"))
    rows = Appointment.objects.filter(staff__is_active=True, from_date__lte=day).exclude(until_date__lt=day)
    rows = rows.exclude(staff__left_on__lt=day).order_by("from_date", "id")
    seats = tuple(
        Seat(staff, position, department, superior or 0)
        for staff, position, department, superior in rows.values_list(
            "staff_id", "position", "department_id", "superior_id"
        )
    )
    away = StandIn.objects.filter(from_date__lte=day, until_date__gte=day, ended_at__isnull=True)
    charges = Charge.objects.filter(from_date__lte=day).exclude(until_date__lt=day).order_by("from_date", "id")
    return Chart(
        parents,
        seats,
        _grouped((seat.staff, seat) for seat in seats),
        _grouped((seat.position, seat) for seat in seats),
        dict(away.order_by("from_date", "id").values_list("away_id", "stand_in_id")),
        dict(charges.values_list("department_id", "deputy_id")),
    )


def gone(found: Chart) -> list[int]:
    """Everybody who ever had an account and is not here on the day of the chart. One SQL statement."""
    return [pk for pk in Staff.objects.values_list("id", flat=True) if not found.is_here(pk)]


def _grouped(pairs: Iterable[tuple[K, Seat]]) -> dict[K, tuple[Seat, ...]]:
    found: dict[K, tuple[Seat, ...]] = {}
    for name, seat in pairs:
        found[name] = (*found.get(name, ()), seat)
    return found
