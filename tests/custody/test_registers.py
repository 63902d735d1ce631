"""Registers as clerks know them: written with the acts, adding up, and agreeing with the ledger or saying what differs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from juanzong.casework.actions import checks
from juanzong.casework.models import Case
from juanzong.custody import actions
from juanzong.custody.models import Handed, Holding
from juanzong.custody.reads import registers as reads
from juanzong.custody.registers.shapes import Period
from juanzong.custody.rules.registers import Totals
from juanzong.dossiers.models import Dossier
from juanzong.kit import clock as house_clock
from juanzong.kit.errors import Invalid
from juanzong.ledger.models import Entry
from tests.custody.helpers import a_loan, numbered, shelved
from tests.dossiers.company import Lender, as_viewer, dossier_of, go, sign
from tests.dossiers.test_prints import pages_of
from tests.factories import make_viewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ALL = Period()


@pytest.fixture
def house() -> Lender:
    return Lender()


def cells(viewer: Any, code: str, period: Period = ALL) -> list[tuple[Any, ...]]:
    one = reads.register(code)
    return [line.cells for line in one.lines(viewer, list(one.rows(viewer, period)))]


def test_what_is_accepted_is_in_the_register_at_once_with_who_gave_it_and_what_differed(house: Lender) -> None:
    case = house.to_archive()
    one = dossier_of(case)
    sheets = {item.pk: item.sheets or 0 for item in one.items.all()}
    first = min(sheets)
    checks.confirm(
        by=as_viewer(house.archivist), case=case.pk, arrival=Case.objects.get(pk=case.pk).arrival, check="agrees",
        items=list(sheets), counts=sheets | {first: 5}, notes={first: "多三张附页"},
    )  # fmt: skip
    sign(house.archivist, case, "archivist")
    go(house.archivist, case, "accept")
    line = Handed.objects.get()
    entry = Entry.objects.get(kind="dossier.accepted")
    assert (line.entry, line.case, line.items, line.sheets) == (entry.pk, case.pk, len(sheets), sum(sheets.values()))
    assert (line.given_by, line.received_by) == (f"{house.a.name}、{house.b.name}", house.archivist.name)
    assert (line.difference, line.place) == ("清单 2 页，清点 5 页：多三张附页", house.shelf.address)
    viewer = as_viewer(house.archivist)
    ((number, *_rest, difference, place),) = cells(viewer, "handovers")
    assert (number, difference, place) == (line.number, line.difference, line.place)
    for code in ("archive", "handovers", "totals"):
        agreement = reads.agreement(viewer, reads.register(code), ALL)
        assert agreement is not None
        assert agreement.agrees, (code, agreement)


def test_a_dossier_that_the_ledger_does_not_know_is_named(house: Lender) -> None:
    viewer = as_viewer(house.archivist)
    house.accepted()
    strange = numbered(viewer)
    agreement = reads.agreement(viewer, reads.register("archive"), ALL)
    assert agreement is not None
    assert (agreement.agrees, agreement.names) == (False, [strange.number])
    assert [(one.table, one.ledger) for one in agreement.compared] == [(2, 1)]
    Dossier.objects.exclude(pk=strange.pk).update(number="", state="draft", series="", sequence=None)
    agreement = reads.agreement(viewer, reads.register("archive"), ALL)
    assert agreement is not None
    assert len(agreement.names) == 2


def test_lending_and_totals_show_what_is_out(house: Lender) -> None:
    viewer = as_viewer(house.archivist)
    out, there = shelved(viewer, house.shelf, 2, sheets=3)
    a_loan(out, house.a)
    a_loan(there, house.b, state="returned")
    (kind, *together) = cells(viewer, "totals")[-1]
    assert (kind, together) == ("合计", [0, 2, 0, 2, 2, 1, 1])
    assert {row[9] for row in cells(viewer, "archive")} == {f"借出 {house.a.name}", f"借出 {house.b.name}"}
    assert len(cells(viewer, "lending")) == 2


events = st.lists(st.tuples(st.sampled_from(["in", "destroy", "lend", "return"]), st.integers(0, 20)), max_size=40)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=events, cut=st.integers(0, 20))
def test_the_totals_of_one_period_begin_where_those_of_the_one_before_ended(events: Any, cut: int) -> None:
    """Two periods that meet add up to the whole, whatever happened in them."""

    def count(kind: str, since: int, until: int) -> int:
        return sum(1 for what, day in events if what == kind and since <= day <= until)

    def totals(since: int, until: int) -> Totals:
        return Totals.of(
            count("in", 0, since - 1), count("destroy", 0, since - 1), count("in", since, until),
            count("destroy", since, until), count("lend", since, until), count("return", since, until),
            count("lend", 0, until), count("return", 0, until),
        )  # fmt: skip

    first, second, whole = totals(0, cut), totals(cut + 1, 20), totals(0, 20)
    assert first.held == second.held_before
    assert (second.held, second.out) == (whole.held, whole.out)
    for name in ("taken_in", "destroyed", "lent", "returned"):
        assert getattr(first, name) + getattr(second, name) == getattr(whole, name)
    assert second.out == first.out + second.lent - second.returned


def test_a_period_counts_its_days_whole(house: Lender, clock: Any) -> None:
    viewer = as_viewer(house.archivist)
    house.accepted()
    day = house_clock.today()
    clock.forward(days=3)
    house.accepted(house.to_archive(house.to_b(house.granted(house.opened()))))
    before = Period(day, day)
    since = Period(day + dt.timedelta(days=1), None)
    assert [len(cells(viewer, "archive", period)) for period in (before, since, ALL)] == [1, 1, 2]
    assert cells(viewer, "totals", since)[-1][1:5] == (1, 1, 0, 2)
    for period in (before, since):
        agreement = reads.agreement(viewer, reads.register("totals"), period)
        assert agreement is not None
        assert agreement.agrees


@pytest.mark.parametrize("size", [1, 3])
def test_a_register_costs_the_same_however_many_lines(
    house: Lender, size: int, django_assert_max_num_queries: Any
) -> None:
    viewer = as_viewer(house.archivist)
    shelved(viewer, house.shelf, size, sheets=2)
    for code, most in (("archive", 3), ("lending", 1), ("handovers", 1), ("totals", 8)):
        with django_assert_max_num_queries(most):
            cells(viewer, code)


def test_it_prints_with_company_period_pages_and_signers_and_is_on_record(house: Lender) -> None:
    viewer = as_viewer(house.archivist)
    house.accepted()
    day = house_clock.today()
    for code, word in (("archive", "鸿借字第001号"), ("handovers", "移字〔2026〕0001号"), ("totals", "合计")):
        text = "".join(pages_of(actions.print_register(by=viewer, code=code, period=Period(day, day))))
        for wanted in (word, day.isoformat(), "公司", "与台账核对一致", "第1页", "共1页", "核对码"):
            assert wanted in text, (code, wanted)
    assert Entry.objects.filter(kind="register.printed").count() == 3
    with pytest.raises(Invalid, match="请写明用途"):
        actions.export_register(by=viewer, code="archive", period=ALL, purpose=" ")
    made = actions.export_register(by=viewer, code="archive", period=ALL, purpose="年度归档检查")
    assert [row[0] for row in made.lines] == ["鸿借字第001号"]
    assert house.archivist.name in made.watermark.line()


def test_a_department_sees_its_own_lines_and_no_comparison(house: Lender) -> None:
    house.accepted()
    stranger = make_viewer("department_manager")
    assert cells(stranger, "archive") == cells(stranger, "handovers") == []
    assert reads.agreement(stranger, reads.register("archive"), ALL) is None
    assert Holding.objects.count() == 1
