"""The rules of dossiers: pages that add up, the order of each kind, the table of steps, what is missing."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from juanzong.dossiers import rules
from juanzong.dossiers.choices import CheckResult, DossierState, Step
from juanzong.dossiers.shapes import ItemFacts
from juanzong.kit.errors import Conflict
from juanzong.policies import reads as policies

LOAN, UNIT, CONTRACT = "loan", "unit", "contract"


def item(pk: int, section: str = "approval", requirement: str = "", **changes: object) -> ItemFacts:
    known = {"sheets": 2, "title": f"第{pk}件"} | changes
    return ItemFacts(id=pk, section=section, requirement=requirement, **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("counts", "ranges"),
    [
        ([], []),
        ([2, 4], [(1, 2), (3, 6)]),
        ([1], [(1, 1)]),
        ([2, 0, 3], [(1, 2), None, (3, 5)]),
        ([2, None, 3], [(1, 2), None, None]),
        ([0, 0], [None, None]),
        ([12, 9, 31], [(1, 12), (13, 21), (22, 52)]),
    ],
)
def test_page_ranges(counts: list[int | None], ranges: list[tuple[int, int] | None]) -> None:
    assert rules.page_ranges(counts) == ranges


@given(st.lists(st.integers(min_value=0, max_value=500), max_size=60))
def test_page_ranges_follow_one_another_and_add_up(counts: list[int]) -> None:
    ranges = rules.page_ranges(counts)
    known = [one for one in ranges if one]
    assert [one[1] - one[0] + 1 for one in known] == [count for count in counts if count]
    assert all(one[1] + 1 == two[0] for one, two in pairwise(known))
    assert (known[0][0], known[-1][1]) == (1, sum(counts)) if known else sum(counts) == 0


@given(st.lists(st.one_of(st.none(), st.integers(min_value=0, max_value=9)), max_size=30))
def test_nothing_after_an_uncounted_item_has_a_page(counts: list[int | None]) -> None:
    ranges = rules.page_ranges(counts)
    at = counts.index(None) if None in counts else len(counts)
    assert all(one is None for one in ranges[at:])
    assert all((one is not None) == bool(count) for one, count in zip(ranges[:at], counts[:at], strict=True))


def test_a_loan_lies_in_the_order_of_its_catalogue() -> None:
    kind = policies.dossier_kind(LOAN)
    items = [
        item(1, "customer", "licence"), item(2, "contracts", "promissory_note"), item(3, "approval", "risk_opinion"),
        item(4, "contracts", "loan_contract"), item(5, "approval", "application"), item(6, "approval"),
    ]  # fmt: skip
    assert [one.id for one in rules.in_order(kind, items)] == [5, 3, 6, 4, 2, 1]


def test_a_place_given_by_hand_comes_before_the_order_of_the_list() -> None:
    kind = policies.dossier_kind(LOAN)
    items = [item(1, "approval", "application", place=2), item(2, "approval", "risk_opinion", place=1)]
    assert [one.id for one in rules.in_order(kind, items)] == [2, 1]


def test_a_unit_dossier_has_the_newest_in_front_and_the_undated_last() -> None:
    kind = policies.dossier_kind(UNIT)
    days = [dt.date(2026, 1, 5), None, dt.date(2026, 3, 1), dt.date(2026, 1, 5)]
    items = [item(n, "move_in", issued_on=day) for n, day in enumerate(days, 1)]
    assert [one.id for one in rules.in_order(kind, items)] == [3, 4, 1, 2]


@given(st.lists(st.one_of(st.none(), st.dates(dt.date(2000, 1, 1), dt.date(2026, 1, 1))), max_size=20))
def test_the_order_by_date_loses_nothing(days: list[dt.date | None]) -> None:
    kind = policies.dossier_kind(UNIT)
    items = [item(n, "move_in", issued_on=day) for n, day in enumerate(days, 1)]
    ordered = rules.in_order(kind, items)
    assert sorted(one.id for one in ordered) == [one.id for one in items]
    dated = [one.issued_on for one in ordered if one.issued_on]
    assert dated == sorted(dated, reverse=True)
    assert [one.issued_on for one in ordered[: len(dated)]] == dated


def test_the_contract_dossier_has_its_eleven_sections() -> None:
    kind = policies.dossier_kind(CONTRACT)
    assert len(rules.catalogue(kind, []).groups) == 11


def test_the_catalogue_says_what_is_missing_and_keeps_attachments_apart() -> None:
    kind = policies.dossier_kind(LOAN)
    listed = rules.catalogue(kind, [item(1, "approval", "application"), item(2, "contracts", attachment=True)])
    assert listed.items == 1
    assert [line.item.id for line in listed.attachments] == [2]
    assert listed.attachments[0].no is None
    assert len(listed.missing) == listed.required - 1
    assert listed.completeness == 100 // listed.required


def test_sound_takes_no_page_and_a_scan_takes_its_own() -> None:
    assert rules.extent(item(1, medium="scan", sheets=None, scan_pages=None, mime="audio/wav")) == 0
    assert rules.extent(item(1, medium="scan", sheets=None, scan_pages=7)) == 7
    assert rules.extent(item(1, medium="both", sheets=3, scan_pages=7)) == 3
    assert rules.extent(item(1, sheets=None)) is None


def test_every_step_of_the_table_leads_where_it_says() -> None:
    for (state, step), new in rules.TABLE.items():
        assert rules.after(state, step) == new
    assert rules.after(DossierState.DRAFT, Step.SUBMIT, four_eyes=False) == DossierState.VERIFIED


@given(st.sampled_from(DossierState), st.sampled_from(Step))
def test_every_other_step_is_refused_with_its_clause(state: DossierState, step: Step) -> None:
    if (state, step) in rules.TABLE:
        assert step in rules.open_steps(state)
        return
    with pytest.raises(Conflict) as refused:
        rules.after(state, step)
    assert refused.value.clause == rules.CLAUSES[step]


class Course(RuleBasedStateMachine):
    """However steps are tried, a dossier is in force only after a second person and the archivist."""

    def __init__(self) -> None:
        super().__init__()
        self.state = DossierState.DRAFT
        self.passed = self.accepted = False

    @rule(step=st.sampled_from(Step))
    def attempt(self, step: Step) -> None:
        try:
            self.state = rules.after(self.state, step)
        except Conflict:
            return
        self.passed = (self.passed or step is Step.PASS) and step is not Step.SEND_BACK
        self.accepted = self.accepted or (step is Step.ACCEPT and self.passed)

    @invariant()
    def nothing_is_in_force_unverified(self) -> None:
        if self.state in (DossierState.IN_FORCE, DossierState.CLOSED):
            assert self.accepted
        if self.state is DossierState.VERIFIED:
            assert self.passed


TestCourse = Course.TestCase


def test_all_who_opened_or_filed_are_involved() -> None:
    items = [item(1, filed_by=2, by=frozenset({2, 5})), item(2, filed_by=3)]
    assert rules.involved(1, items) == {1, 2, 3, 5}


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("03 借款合同.pdf", "借款合同"),
        ("12_抵押_合同-.PDF", "抵押 合同"),
        ("20261105.pdf", "20261105"),
        ("（1）营业执照.jpg", "营业执照"),
        ("无后缀", "无后缀"),
        (".pdf", ".pdf"),
    ],
)
def test_titles_are_guessed_from_file_names(name: str, title: str) -> None:
    assert rules.title_from(name) == title


def test_places_are_guessed_from_titles_the_longest_name_first() -> None:
    kind = policies.dossier_kind(LOAN)
    assert rules.guess_place(kind, "青竹公司借款合同（签字版）") == ("contracts", "loan_contract")
    assert rules.guess_place(kind, "营业执照副本") == ("customer", "licence")
    assert rules.guess_place(kind, "随便什么") is None


def test_error_rates_are_counted_by_person_and_field() -> None:
    rows = [
        (1, "陈立", CheckResult.RIGHT, "", 6), (1, "陈立", CheckResult.WRONG, "sheets,title", 2),
        (2, "孙悦", CheckResult.RIGHT, "", 5),
    ]  # fmt: skip
    first, second = rules.error_rates(rows)
    assert (first.name, first.checked, first.wrong, first.per_cent) == ("陈立", 8, 2, 25.0)
    assert dict(first.fields) == {"sheets": 2, "title": 2}
    assert second.per_cent == 0


def test_sensitive_papers_are_closed_to_those_who_only_look() -> None:
    kind = policies.dossier_kind(LOAN)
    looks = SimpleNamespace(may={"dossiers.view"}.__contains__)
    files = SimpleNamespace(may={"dossiers.view", "dossiers.file"}.__contains__)
    sensitive = ("customer", "legal_representative_identity")
    assert rules.content_is_closed(kind, *sensitive, looks.may)
    assert not rules.content_is_closed(kind, *sensitive, files.may)
    assert not rules.content_is_closed(kind, "contracts", "loan_contract", looks.may)
