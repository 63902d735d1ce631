"""When something is due: the working calendar of the State Council, months, rounds, fixed dates."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juanzong.casework.rules import deadlines
from juanzong.policies import notation
from juanzong.policies.shapes_work import EveryUnit, TermUnit

DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2026, 11, 30))


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        ("2024-02-08", 1, "2024-02-09"), ("2024-02-09", 1, "2024-02-18"), ("2024-02-09", 15, "2024-03-07"),
        ("2024-04-26", 5, "2024-05-07"), ("2024-09-13", 3, "2024-09-19"), ("2024-09-30", 5, "2024-10-12"),
        ("2025-01-24", 15, "2025-02-20"), ("2025-01-27", 1, "2025-02-05"), ("2025-04-30", 1, "2025-05-06"),
        ("2025-09-26", 5, "2025-10-10"), ("2025-09-30", 15, "2025-10-28"), ("2025-12-31", 1, "2026-01-04"),
        ("2026-02-13", 1, "2026-02-14"), ("2026-02-14", 1, "2026-02-24"), ("2026-02-13", 15, "2026-03-12"),
        ("2026-04-30", 5, "2026-05-11"), ("2026-09-18", 5, "2026-09-24"), ("2026-09-30", 15, "2026-10-27"),
    ],
)  # fmt: skip
def test_working_days_follow_the_state_council(start: str, count: int, expected: str) -> None:
    due = deadlines.due(notation.term(f"{count} working_days"), dt.date.fromisoformat(start), {})
    assert (due.on.isoformat(), due.provisional) == (expected, False)


def test_a_year_without_a_published_calendar_is_provisional() -> None:
    assert deadlines.due(notation.term("3 working_days"), dt.date(2031, 3, 3), {}) == deadlines.Due(
        dt.date(2031, 3, 6), True
    )


def test_the_companys_own_days_go_first() -> None:
    own = {dt.date(2026, 6, 2): False, dt.date(2026, 6, 6): True}
    assert deadlines.due(notation.term("3 working_days"), dt.date(2026, 6, 1), own).on == dt.date(2026, 6, 5)
    assert deadlines.due(notation.term("5 working_days"), dt.date(2026, 6, 1), own).on == dt.date(2026, 6, 8)
    assert deadlines.due(notation.term("4 working_days"), dt.date(2026, 6, 1), own).on == dt.date(2026, 6, 6)


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("same_day", "2026-01-31"), ("next_day", "2026-02-01"), ("next_working_day", "2026-02-02"),
        ("7 days", "2026-02-07"), ("2 weeks", "2026-02-14"), ("1 months", "2026-02-28"), ("13 months", "2027-02-28"),
    ],
)  # fmt: skip
def test_other_terms(term: str, expected: str) -> None:
    assert deadlines.due(notation.term(term), dt.date(2026, 1, 31), {}).on.isoformat() == expected


@pytest.mark.parametrize(
    ("every", "day", "name", "first", "last"),
    [
        ("quarter", "2026-08-15", "2026Q3", "2026-07-01", "2026-09-30"),
        ("half_year", "2026-08-15", "2026H2", "2026-07-01", "2026-12-31"),
        ("year", "2026-08-15", "2026", "2026-01-01", "2026-12-31"),
        ("month", "2024-02-15", "2024-02", "2024-02-01", "2024-02-29"),
        ("week", "2027-01-01", "2026W53", "2026-12-28", "2027-01-03"),
        ("dates:01-10,07-10", "2026-07-05", "2026-07-10", "2026-06-30", "2026-07-10"),
        ("dates:01-10,07-10", "2026-12-31", "2027-01-10", "2026-12-31", "2027-01-10"),
    ],
)
def test_rounds(every: str, day: str, name: str, first: str, last: str) -> None:
    found = deadlines.round_of(notation.every(every), dt.date.fromisoformat(day), lead=10)
    assert found == deadlines.Round(name, dt.date.fromisoformat(first), dt.date.fromisoformat(last))


def test_a_fixed_date_far_away_has_no_round_yet() -> None:
    assert deadlines.round_of(notation.every("dates:01-10"), dt.date(2026, 8, 15), lead=10) is None


def test_the_end_of_a_period_needs_a_period() -> None:
    with pytest.raises(ValueError, match="no end of period"):
        deadlines.due(notation.term("end_of_period"), dt.date(2026, 1, 1), {})


@given(start=DAYS, count=st.integers(1, 20))
def test_counting_further_never_comes_earlier(start: dt.date, count: int) -> None:
    first = deadlines.add_working_days(start, count, {})
    second = deadlines.add_working_days(start, count + 1, {})
    assert start < first.on < second.on
    assert deadlines.worked(first.on, {})[0]


@given(start=DAYS, first=st.integers(1, 10), more=st.integers(1, 10))
def test_counting_in_two_goes_is_counting_in_one(start: dt.date, first: int, more: int) -> None:
    there = deadlines.add_working_days(start, first, {}).on
    assert deadlines.add_working_days(there, more, {}).on == deadlines.add_working_days(start, first + more, {}).on


@given(day=DAYS, unit=st.sampled_from([one for one in EveryUnit if one is not EveryUnit.DATES]))
def test_every_day_lies_in_its_round(day: dt.date, unit: EveryUnit) -> None:
    found = deadlines.round_of(notation.every(unit.value), day)
    assert found is not None
    assert found.first <= day <= found.last
    assert deadlines.round_of(notation.every(unit.value), found.last) == found


@given(unit=st.sampled_from(list(TermUnit)), count=st.integers(1, 999))
def test_terms_are_written_as_they_are_read(unit: TermUnit, count: int) -> None:
    text = f"{count} {unit.value}" if unit in notation.COUNTED else unit.value
    assert str(notation.term(text)) == text


@pytest.mark.parametrize(
    "text", ["position:archivist", "role:a", "superior_of:role:a", "superior_of:starter", "starter"]
)
def test_people_are_written_as_they_are_read(text: str) -> None:
    assert str(notation.who(text)) == text


@pytest.mark.parametrize("text", ["dates:01-10,07-10", "dates:02-29", "quarter", "working_day"])
def test_rounds_are_written_as_they_are_read(text: str) -> None:
    assert notation.every_text(notation.every(text)) == text


@pytest.mark.parametrize("text", ["3 workdays", "0 days", "-1 days", "same_day ", "99999 days", "", "3"])
def test_a_term_that_cannot_be_computed_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="working_days"):
        notation.term(text)


@pytest.mark.parametrize("text", ["dates:02-30", "dates:", "dates:1-1", "dates:01-10,01-10", "fortnight"])
def test_a_round_that_never_comes_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="quarter"):
        notation.every(text)


@pytest.mark.parametrize("text", ["position:", "superior_of:position:a", "boss", "starter:x", "role:Ä"])
def test_nobody_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="deputy_in_charge"):
        notation.who(text)
