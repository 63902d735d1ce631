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
    return now().astimezone(SHANGHAI).date()


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
