"""Working days in China: the State Council's calendar with its make-up days, from the library that follows it.

A year the State Council has not published yet is answered by weekends alone and says so (`provisional`).
"""

from __future__ import annotations

import calendar as months
import datetime as dt
from dataclasses import dataclass

import chinese_calendar


@dataclass(frozen=True, slots=True)
class Day:
    """Whether a date is worked, and whether that rests on an unpublished calendar."""

    worked: bool
    provisional: bool


def day(date: dt.date) -> Day:
    """What kind of day `date` is."""
    try:
        return Day(chinese_calendar.is_workday(date), provisional=False)
    except NotImplementedError:
        return Day(date.weekday() < 5, provisional=True)


def add_workdays(start: dt.date, count: int) -> tuple[dt.date, bool]:
    """The date `count` (> 0) working days after `start`, which is not counted; and whether it is provisional."""
    if count < 1:
        raise ValueError("count working days from 1")
    date, provisional = start, False
    while count:
        date += dt.timedelta(days=1)
        kind = day(date)
        provisional = provisional or kind.provisional
        count -= kind.worked
    return date, provisional


def add_months(start: dt.date, count: int) -> dt.date:
    """The same day so many months later, the last of the month where it has no such day (民法典 art. 202)."""
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    return dt.date(year, month + 1, min(start.day, months.monthrange(year, month + 1)[1]))
