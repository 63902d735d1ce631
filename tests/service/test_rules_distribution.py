"""The five principles of distribution, in their order (P09-1.8): what they propose, and what never happens."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juanzong.service.choices import Principle
from juanzong.service.rules_distribution import Candidate, Waiting, by_staff, is_newcomer, propose, same_area

AREAS = ("湖滨街道", "小营街道", "凯旋街道")


def candidates(count: int = 5) -> st.SearchStrategy[list[Candidate]]:
    one = st.builds(
        Candidate,
        staff=st.integers(1, 20),
        name=st.just("某"),
        areas=st.frozensets(st.sampled_from(AREAS), max_size=2),
        newcomer=st.booleans(),
        load=st.integers(0, 40),
        sales=st.integers(0, 20),
        kept=st.one_of(st.none(), st.integers(0, 100)),
    )
    return st.lists(one, max_size=count, unique_by=lambda c: c.staff)


WAITING = st.lists(
    st.builds(
        Waiting,
        record=st.integers(1, 10_000),
        customer=st.integers(1, 10_000),
        collector=st.integers(1, 25),
        area=st.sampled_from(("", *AREAS, "上城区湖滨街道", "外地")),
    ),
    max_size=30,
    unique_by=lambda w: w.record,
)


@given(WAITING, candidates())
def test_every_form_gets_one_proposal_for_somebody_who_is_there(
    waiting: list[Waiting], people: list[Candidate]
) -> None:
    found = propose(waiting, people)
    assert [one.waiting for one in found] == waiting
    known = {one.staff for one in people}
    for one in found:
        assert (one.staff in known) is (one.principle is not Principle.MANAGER)
        assert one.staff == 0 or one.staff in known


@given(WAITING, candidates())
def test_the_same_forms_and_people_give_the_same_proposal(waiting: list[Waiting], people: list[Candidate]) -> None:
    assert propose(waiting, people) == propose(list(waiting), list(reversed(people)))


@given(WAITING, candidates())
def test_no_later_principle_is_used_while_an_earlier_one_fits(waiting: list[Waiting], people: list[Candidate]) -> None:
    for one in propose(waiting, people):
        collector_is_there = one.waiting.collector in {c.staff for c in people}
        near = {c.staff for c in people if any(same_area(area, one.waiting.area) for area in c.areas)}
        if collector_is_there:
            assert (one.principle, one.staff) == (Principle.COLLECTOR, one.waiting.collector)
        elif near:
            assert one.principle is Principle.NEAREST
            assert one.staff in near
        else:
            assert one.principle in (Principle.NEWCOMER, Principle.MERIT, Principle.MANAGER)


@given(WAITING, candidates(), st.integers(0, 100))
def test_newcomers_get_their_share_of_what_is_left_and_no_more(
    waiting: list[Waiting], people: list[Candidate], share: int
) -> None:
    found = propose(waiting, people, share=share)
    left = [one for one in found if one.principle not in (Principle.COLLECTOR, Principle.NEAREST)]
    to_newcomers = [one for one in left if one.principle is Principle.NEWCOMER]
    new = {one.staff for one in people if one.newcomer}
    assert all(one.staff in new for one in to_newcomers)
    wanted = -(-len(left) * share // 100) if new else 0
    assert len(to_newcomers) == wanted


@given(WAITING, candidates())
def test_the_sums_agree(waiting: list[Waiting], people: list[Candidate]) -> None:
    assert sum(by_staff(propose(waiting, people)).values()) == len(waiting)


def test_of_those_who_are_near_the_one_with_least_to_do_gets_it() -> None:
    people = [Candidate(1, "甲", frozenset({"湖滨街道"}), load=9), Candidate(2, "乙", frozenset({"湖滨街道"}), load=8)]
    found = propose([Waiting(n, n, 99, "湖滨街道") for n in range(1, 4)], people)
    assert [one.staff for one in found] == [2, 1, 2]


def test_ability_weighs_against_load() -> None:
    able = Candidate(1, "甲", load=10, sales=20, kept=100)
    idle = Candidate(2, "乙", load=8, sales=0, kept=10)
    (one,) = propose([Waiting(1, 1, 99)], [able, idle])
    assert (one.staff, one.principle) == (1, Principle.MERIT)


def test_where_nothing_speaks_for_one_of_two_the_manager_decides() -> None:
    (one,) = propose([Waiting(1, 1, 99)], [Candidate(1, "甲"), Candidate(2, "乙")])
    assert (one.staff, one.principle) == (0, Principle.MANAGER)


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [("湖滨街道", "上城区湖滨街道", True), ("湖滨街道", "湖滨 街道", True), ("湖滨街道", "小营街道", False), ("", "", False)],
)  # fmt: skip
def test_areas_are_the_same_by_name(one: str, two: str, same: bool) -> None:
    assert same_area(one, two) is same
    assert same_area(two, one) is same


def test_somebody_is_new_for_three_months() -> None:
    today = dt.date(2026, 6, 1)
    assert is_newcomer(today - dt.timedelta(days=89), today)
    assert not is_newcomer(today - dt.timedelta(days=90), today)
