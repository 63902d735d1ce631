"""The organisation as rules see it: who holds what where today, who stands above whom. Read once, then pure.

Rules name positions and relations, never people; this is where a person is found for them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from juanzong.kit import clock
from juanzong.organisation.models import Appointment, Department

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


@dataclass(frozen=True)
class Chart:
    """parents: department to the one above it. seats: everybody who is here today and what they hold."""

    parents: Mapping[int, int | None]
    seats: tuple[Seat, ...]
    by_staff: Mapping[int, tuple[Seat, ...]] = field(default_factory=dict)
    by_position: Mapping[str, tuple[Seat, ...]] = field(default_factory=dict)

    def line(self, department: int) -> Iterator[int]:
        """The department and all above it, nearest first."""
        at: int | None = department
        while at is not None and at in self.parents:
            yield at
            at = self.parents[at]

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

    def acting_for(self, staff: int) -> tuple[int, ...]:
        """The people this person stands in for today, while they are away."""
        return ()

    def stand_in(self, staff: int) -> int:
        """Who stands in for a person today; 0 when nobody does."""
        return 0

    def in_charge(self, department: int) -> tuple[int, ...]:
        """The deputy general manager whose area the department is in, else the general manager."""
        seats = self.by_position.get(DEPUTY, ())
        for at in self.line(department):
            if found := tuple(seat.staff for seat in seats if seat.department == at):
                return found
        return self.holders(MANAGER, department)


def chart(on: dt.date | None = None) -> Chart:
    """The organisation of a day (today). Two SQL statements."""
    day = on or clock.today()
    parents = dict(Department.objects.values_list("id", "parent_id"))
    rows = Appointment.objects.filter(staff__is_active=True, from_date__lte=day).exclude(until_date__lt=day)
    rows = rows.exclude(staff__left_on__lt=day).order_by("from_date", "id")
    seats = tuple(
        Seat(staff, position, department, superior or 0)
        for staff, position, department, superior in rows.values_list(
            "staff_id", "position", "department_id", "superior_id"
        )
    )
    return Chart(parents, seats, _grouped((s.staff, s) for s in seats), _grouped((s.position, s) for s in seats))


def _grouped(pairs: Iterable[tuple[K, Seat]]) -> dict[K, tuple[Seat, ...]]:
    found: dict[K, tuple[Seat, ...]] = {}
    for name, seat in pairs:
        found[name] = (*found.get(name, ()), seat)
    return found
