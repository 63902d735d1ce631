"""The one clock of the house: UTC inside, Asia/Shanghai on screen, stoppable in tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_frozen: ContextVar[dt.datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return _frozen.get() or dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The calendar day in China, which is what every deadline speaks of."""
    return day_of(now())


def local(moment: dt.datetime) -> dt.datetime:
    """A moment as clocks in China show it."""
    return moment.astimezone(SHANGHAI)


def day_of(moment: dt.datetime) -> dt.date:
    """The calendar day in China on which a moment falls."""
    return local(moment).date()


def start_of(day: dt.date) -> dt.datetime:
    """The moment a day begins in China."""
    return dt.datetime.combine(day, dt.time(), SHANGHAI)


def written(moment: dt.datetime) -> str:
    """A moment as screens and papers write it: day and minute."""
    return f"{local(moment):%Y-%m-%d %H:%M}"


@contextmanager
def frozen(moment: dt.datetime) -> Iterator[dt.datetime]:
    """Stop the clock at `moment` (aware) for the length of the block."""
    if moment.tzinfo is None:
        raise ValueError("a frozen clock needs an aware datetime")
    token = _frozen.set(moment.astimezone(dt.UTC))
    try:
        yield moment
    finally:
        _frozen.reset(token)
