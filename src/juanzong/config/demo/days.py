"""When things happened in the demo company: office hours of working days, over eighteen months, and what happened in
what order."""

from __future__ import annotations

import datetime as dt
import heapq
import itertools
from collections.abc import Callable
from random import Random

from juanzong.kit import calendar, clock

MONTHS = 18
_OPENS = 9 * 60
_CLOSES = 17 * 60 + 30


class Days:
    """The working days of the eighteen months before a moment."""

    def __init__(self, rng: Random, end: dt.datetime) -> None:
        self._rng = rng
        self._end = end
        last = clock.day_of(end)
        first = last - dt.timedelta(days=MONTHS * 30)
        span = [first + dt.timedelta(days=n) for n in range((last - first).days)]
        self._days = [day for day in span if calendar.day(day).worked]

    @property
    def first(self) -> dt.date:
        return self._days[0]

    def beginning(self) -> dt.datetime:
        """The first morning."""
        return _at(self.first, _OPENS - 30)

    def between(self, begin: float, until: float) -> dt.datetime:
        """Some moment in a part of the time, 0 for its first day and 1 for its last."""
        place = begin + (until - begin) * self._rng.random()
        day = self._days[min(int(place * len(self._days)), len(self._days) - 1)]
        return _at(day, self._rng.randrange(_OPENS, _CLOSES), self._rng.randrange(60))

    def later(self, moment: dt.datetime, least: int, most: int) -> dt.datetime | None:
        """Office hours `least` to `most` working days after a moment; None when that has not come yet."""
        date = clock.day_of(moment)
        days = self._rng.randint(least, most)
        target, _provisional = calendar.add_workdays(date, days) if days else (date, False)
        found = _at(target, self._rng.randrange(_OPENS, _CLOSES), self._rng.randrange(60))
        if days == 0:
            found = moment + dt.timedelta(minutes=self._rng.randrange(2, 40))
        return found if found < self._end - dt.timedelta(minutes=30) else None


def _at(day: dt.date, minute: int, second: int = 0) -> dt.datetime:
    local = dt.datetime.combine(day, dt.time(minute // 60, minute % 60, second), clock.SHANGHAI)
    return local.astimezone(dt.UTC)


Happening = Callable[[], None]


class History:
    """What happens, in the order of time; what happens may add what follows from it."""

    def __init__(self) -> None:
        self._waiting: list[tuple[dt.datetime, int, Happening]] = []
        self._count = itertools.count()

    def add(self, moment: dt.datetime | None, happening: Happening) -> None:
        """Let something happen at a moment; nothing when the moment has not come."""
        if moment is not None:
            heapq.heappush(self._waiting, (moment, next(self._count), happening))

    def __len__(self) -> int:
        return len(self._waiting)

    def run(self, after: Callable[[dt.datetime], None]) -> None:
        """Let everything happen, the clock standing at its moment; `after` hears of each."""
        while self._waiting:
            moment, _order, happening = heapq.heappop(self._waiting)
            with clock.frozen(moment):
                happening()
            after(moment)
