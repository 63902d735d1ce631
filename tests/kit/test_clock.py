"""The clock: moments are kept in UTC, days are days in China."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as some

from juanzong.kit import clock

EARLY = dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC)  # half past seven on New Year's Day in China


def test_before_eight_in_the_morning_the_day_is_the_day_in_china() -> None:
    with clock.frozen(EARLY):
        assert clock.today() == clock.day_of(clock.now()) == dt.date(2027, 1, 1)
    assert clock.written(EARLY) == "2027-01-01 07:30"


@given(some.dates(dt.date(1992, 1, 1), dt.date(2200, 1, 1)))
def test_a_day_begins_with_its_first_moment(day: dt.date) -> None:
    start = clock.start_of(day)
    assert clock.day_of(start) == day
    assert clock.day_of(start - dt.timedelta(microseconds=1)) == day - dt.timedelta(days=1)
