"""The visits of a day as the supervisor checks them: planned, done, missed, and what was said about them (P09-2.8)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from juanzong.casework.choices import ObligationState
from juanzong.casework.reads import others as casework
from juanzong.casework.shapes.obligations import Owed
from juanzong.kit import clock
from juanzong.organisation.viewer import Viewer
from juanzong.service import reads
from juanzong.service.models import DayCheck, Guidance
from juanzong.service.shapes import DayOf


def _ended_on(one: Owed, day: dt.date) -> bool:
    return one.closed_at is not None and clock.day_of(one.closed_at) == day


def figures(planned: Sequence[Owed], day: dt.date) -> tuple[int, int, int]:
    """How many visits were due or overdue that day, were made that day, and were still to be made at its end. Pure."""
    done = sum(_ended_on(one, day) for one in planned)
    due = sum(one.due_on <= day for one in planned)
    missed = sum(one.due_on <= day and not _ended_on(one, day) for one in planned)
    return due, done, missed


def planned_on(viewer: Viewer, day: dt.date) -> Sequence[Owed]:
    """The planned visits that counted on a day."""
    return casework.of_day(viewer, reads.planned_duties(), day)


def day_of(viewer: Viewer, day: dt.date) -> list[DayOf]:
    """The day of everybody who had visits planned or made some, those with missed ones first. At most eight SQL
    statements and those of the obligations."""
    planned = planned_on(viewer, day)
    made = reads.shown(reads.visits(viewer).filter(on_day=day).select_related("customer", "staff").order_by("id"))
    said = list(Guidance.objects.filter(day=day).order_by("id").values_list("staff", "by_name", "text"))
    names = {one.owner_id: one.owner or one.position for one in planned} | {one.staff_id: one.staff for one in made}
    found = []
    for staff, name in names.items():
        mine = [one for one in planned if one.owner_id == staff]
        done = [one for one in mine if _ended_on(one, day)]
        missed = [one for one in mine if one.due_on <= day and not _ended_on(one, day)]
        visits = [one for one in made if one.staff_id == staff]
        guided = [(by, text) for whose, by, text in said if whose == staff]
        found.append(DayOf(staff, name, mine, done, missed, visits, guided))
    return sorted(found, key=lambda one: (-len(one.missed), one.name))


def check_of(day: dt.date) -> DayCheck | None:
    """The sign-off of a day; None while it is open. One SQL statement."""
    return DayCheck.objects.filter(day=day).first()


def unchecked_days(viewer: Viewer, *, back: int = 14) -> list[dt.date]:
    """Days of the last two weeks before today with planned visits and no sign-off, oldest first."""
    today = clock.today()
    first = today - dt.timedelta(days=back)
    checked = set(DayCheck.objects.filter(day__gte=first).values_list("day", flat=True))
    due = {one.due_on for one in planned_on(viewer, today - dt.timedelta(days=1)) if one.due_on >= first}
    return sorted(day for day in due if day not in checked and day < today)


def late_by_staff(viewer: Viewer) -> dict[str, int]:
    """How many planned visits each representative is late with today, by name."""
    found: dict[str, int] = {}
    for one in planned_on(viewer, clock.today()):
        if one.state == ObligationState.OPEN and one.days_left < 0:
            name = one.owner or one.position
            found[name] = found.get(name, 0) + 1
    return found
