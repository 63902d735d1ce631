"""Terms are counted from events, and only ever made longer."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juanzong.custody.choices import Method
from juanzong.custody.rules import retention as rules
from juanzong.policies import reads as policies
from juanzong.policies.choices import RetentionStart, Text
from juanzong.policies.shapes import Retention

_DAYS = st.dates(min_value=dt.date(1995, 1, 1), max_value=dt.date(2060, 12, 31))
TEN = Retention(10, RetentionStart.SETTLED, Text("结清后 10 年", "ten years after settlement"))
D = dt.date


@pytest.mark.parametrize(
    ("events", "closed", "began"),
    [
        ([], None, None),
        ([("settled", D(2014, 3, 1))], None, None),
        ([("settled", D(2014, 3, 1))], D(2014, 5, 2), D(2014, 3, 1)),
        ([("settled", D(2014, 3, 1)), ("settled", D(2015, 1, 1))], D(2016, 1, 1), D(2015, 1, 1)),
        ([("loan_granted", D(2012, 3, 1))], D(2014, 5, 2), D(2014, 5, 2)),
    ],
)
def test_a_term_begins_with_its_event(
    events: list[tuple[str, dt.date]], closed: dt.date | None, began: dt.date | None
) -> None:
    kept = rules.kept(TEN, events, closed)
    assert kept.began == began
    assert (kept.until is None) == (began is None)


def test_the_last_day_still_counts() -> None:
    kept = rules.kept(TEN, [], D(2014, 5, 2))
    assert kept.until == D(2024, 5, 2)
    assert not kept.passed(D(2024, 5, 2))
    assert kept.passed(D(2024, 5, 3))
    assert rules.after_years(D(2024, 2, 29), 10) == D(2034, 3, 1)


@given(_DAYS, st.integers(min_value=1, max_value=50), st.none() | _DAYS)
def test_nothing_is_kept_shorter_than_its_term(closed: dt.date, years: int, longer: dt.date | None) -> None:
    retention = Retention(years, RetentionStart.CLOSED, TEN.text)
    kept = rules.kept(retention, [("closed", closed)], closed, longer)
    assert kept.until is not None
    assert kept.until >= rules.after_years(closed, years)
    assert kept.until.year - closed.year >= years
    assert longer is None or kept.until >= longer


def test_papers_of_a_protected_class_are_shredded() -> None:
    kind = policies.dossier_kind("loan")
    slots = [(section.code, item.code) for section in kind.sections for item in section.items]
    secret = [slot for slot in slots if rules.confidential(kind, [slot])]
    assert secret
    assert len(secret) < len(slots)
    assert rules.method_for(secret=True) is Method.SHRED
    assert rules.method_for(secret=rules.confidential(kind, [("approval", "")])) is Method.TEAR


def test_who_may_witness() -> None:
    assert rules.may_witness(2, 1, frozenset({3}))
    assert not rules.may_witness(1, 1, frozenset())
    assert not rules.may_witness(2, 1, frozenset({1, 3}))
