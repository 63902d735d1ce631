"""When something is due: pure date arithmetic in China's working calendar. Nothing here asks a database."""

from __future__ import annotations

import calendar as months
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from juanzong.kit import calendar
from juanzong.kit.calendar import add_months
from juanzong.policies.shapes_work import Duty, Every, EveryUnit, Term, TermUnit

Off = Mapping[dt.date, bool]
"""Days of the company's own: worked or not."""


@dataclass(frozen=True, slots=True)
class Due:
    """A day, and whether it rests on a calendar that is not published yet."""

    on: dt.date
    provisional: bool = False


def worked(day: dt.date, own: Off) -> tuple[bool, bool]:
    """Whether a day is worked, and whether that is provisional; the company's own days go before the State Council's."""
    if day in own:
        return own[day], False
    kind = calendar.day(day)
    return kind.worked, kind.provisional


def add_working_days(start: dt.date, count: int, own: Off) -> Due:
    """The `count`-th working day after `start`, which is not counted."""
    day, provisional = start, False
    while count:
        day += dt.timedelta(days=1)
        is_worked, unsure = worked(day, own)
        provisional = provisional or unsure
        count -= is_worked
    return Due(day, provisional)


def due(term: Term, start: dt.date, own: Off, *, period_end: dt.date | None = None) -> Due:
    """The last day of a time limit that is counted from `start`.

    ValueError: the end of a period is asked for where there is none.
    """
    match term.unit:
        case TermUnit.WORKING_DAYS:
            return add_working_days(start, term.count, own)
        case TermUnit.DAYS:
            return Due(start + dt.timedelta(days=term.count))
        case TermUnit.WEEKS:
            return Due(start + dt.timedelta(weeks=term.count))
        case TermUnit.MONTHS:
            return Due(add_months(start, term.count))
        case TermUnit.SAME_DAY:
            return Due(start)
        case TermUnit.NEXT_DAY:
            return Due(start + dt.timedelta(days=1))
        case TermUnit.NEXT_WORKING_DAY:
            return add_working_days(start, 1, own)
        case TermUnit.END_OF_PERIOD:
            if period_end is None:
                raise ValueError("a duty that does not come round has no end of period")
            return Due(period_end)


@dataclass(frozen=True, slots=True)
class Round:
    """One turn of a recurring duty: its name, its first and last day."""

    name: str
    first: dt.date
    last: dt.date


def round_of(every: Every, day: dt.date, *, lead: int = 0) -> Round | None:
    """The turn that a day lies in; None when it lies in none (far from a fixed date).

    lead: days before a fixed date on which its turn begins.
    """
    first = day.replace(day=1)
    match every.unit:
        case EveryUnit.DAY | EveryUnit.WORKING_DAY:
            return Round(day.isoformat(), day, day)
        case EveryUnit.WEEK:
            monday = day - dt.timedelta(days=day.weekday())
            year, week, _day = monday.isocalendar()
            return Round(f"{year}W{week:02d}", monday, monday + dt.timedelta(days=6))
        case EveryUnit.MONTH:
            return Round(day.strftime("%Y-%m"), first, _before(add_months(first, 1)))
        case EveryUnit.QUARTER:
            quarter = (day.month - 1) // 3
            begin = dt.date(day.year, quarter * 3 + 1, 1)
            return Round(f"{day.year}Q{quarter + 1}", begin, _before(add_months(begin, 3)))
        case EveryUnit.HALF_YEAR:
            half = (day.month - 1) // 6
            begin = dt.date(day.year, half * 6 + 1, 1)
            return Round(f"{day.year}H{half + 1}", begin, _before(add_months(begin, 6)))
        case EveryUnit.YEAR:
            return Round(str(day.year), dt.date(day.year, 1, 1), dt.date(day.year, 12, 31))
        case EveryUnit.DATES:
            return _dated(every, day, lead)


def _before(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=1)


def _dated(every: Every, day: dt.date, lead: int) -> Round | None:
    """The next fixed date from a day on, when it is at most `lead` days away."""
    coming = sorted(_on(year, month, date) for year in (day.year, day.year + 1) for month, date in every.dates)
    last = next(one for one in coming if one >= day)
    first = last - dt.timedelta(days=lead)
    return Round(last.isoformat(), first, last) if first <= day else None


def _on(year: int, month: int, day: int) -> dt.date:
    return dt.date(year, month, min(day, months.monthrange(year, month)[1]))


def telling_days(duty: Duty, due_on: dt.date, own: Off) -> tuple[tuple[dt.date, int], ...]:
    """The days on which somebody is told, in order, each with the number of the escalation it is (0: a reminder)."""
    days = [(due_on - dt.timedelta(days=n), 0) for n in duty.remind_before]
    days += [(due_on + dt.timedelta(days=n), 0) for n in duty.remind_after]
    days += [(due(one.after, due_on, own).on, number) for number, one in enumerate(duty.escalate, 1)]
    return tuple(sorted(days))


def lateness(due_on: dt.date, today: dt.date) -> int:
    """Days after the last day that was on time; 0 while it is."""
    return max((today - due_on).days, 0)
