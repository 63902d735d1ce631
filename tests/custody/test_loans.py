"""Lending as the policies lay it down: the routes of P03 and no third, reading on site, one holder, counted back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from juanzong.casework.actions import cases
from juanzong.casework.models import Case, Obligation
from juanzong.custody import actions
from juanzong.custody.choices import HoldingState, LoanKind, LoanState, Rest
from juanzong.custody.reads import loans as reads
from juanzong.custody.writing import yearly_number
from juanzong.kit import clock as house
from juanzong.kit.errors import Conflict, Invalid, NotAllowed
from juanzong.kit.refs import Ref
from juanzong.ledger import reads as ledger
from juanzong.ledger.choices import SYSTEM
from juanzong.ledger.models import Entry
from juanzong.organisation.viewer import viewer_of
from juanzong.policies.actions import adopt
from tests.custody.helpers import label_of, make_layers, numbered
from tests.custody.lending import IN_A_WEEK, Lender
from tests.factories import make_department, make_viewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def lender() -> Lender:
    return Lender()


def test_staff_borrow_by_slip_and_leaders_directly_and_there_is_no_third_way(lender: Lender) -> None:
    assert [way.procedure.code for way in reads.routes(lender.asker, lender.dossier.pk)] == ["lending_slip"]
    assert [way.procedure.code for way in reads.routes(lender.general, lender.dossier.pk)] == [
        "lending_direct", "lending_slip",
    ]  # fmt: skip
    slip = lender.ask(lender.asker)
    assert (slip.state, slip.route, slip.clause, slip.due_on) == (LoanState.ASKED, "lending_slip", "P03-6.1", IN_A_WEEK)
    for stranger in (lender.keeper, lender.asker, make_viewer("department_manager", department=lender.business)):
        with pytest.raises(NotAllowed) as refused:
            lender.take(stranger, slip)
        assert refused.value.clause == "P03-6.1"
    assert lender.take(lender.chairman, slip).state == LoanState.APPROVED
    direct = lender.ask(lender.general)
    assert direct.route == "lending_direct"
    assert lender.take(lender.keeper, direct).state == LoanState.APPROVED


def test_without_an_approved_slip_nothing_is_handed_out(lender: Lender) -> None:
    slip = lender.ask(lender.asker)
    with pytest.raises(Conflict) as refused:
        actions.issue_loan(by=lender.keeper, loan_id=slip.pk, items=1, sheets=40, condition="")
    assert refused.value.clause == "P03-6.2"
    assert lender.thing.state == HoldingState.IN
    lender.take(lender.general, slip, "refuse", "与业务无关")
    assert slip.state == LoanState.REFUSED
    with pytest.raises(Conflict):
        actions.issue_loan(by=lender.keeper, loan_id=slip.pk, items=1, sheets=40, condition="")


def test_out_back_and_on_its_shelf_again_with_a_line_for_each(lender: Lender, clock: Any) -> None:
    loan = lender.out()
    assert (lender.thing.state, lender.thing.holder_name) == (HoldingState.OUT, lender.asker.name)
    assert lender.thing.place_id == lender.layer.pk
    owed = Obligation.objects.get(duty="return_lending_slip")
    assert (owed.owner_id, owed.due_on, owed.clause) == (lender.asker.staff_id, IN_A_WEEK, "P03-6.3")
    assert [one.pk for one in reads.held_by(lender.asker)] == [loan.pk]
    clock.forward(days=2)
    loan = actions.return_loan(by=lender.keeper, loan_id=loan.pk, items=1, sheets=40, condition="完好")
    owed.refresh_from_db()
    assert (loan.state, owed.state, owed.on_time) == (LoanState.RETURNED, "done", True)
    assert lender.thing.state == HoldingState.OUT
    other = make_layers(lender.keeper)[0]
    with pytest.raises(Invalid) as refused:
        actions.confirm_shelf(by=lender.keeper, loan_id=loan.pk, code=label_of(lender.keeper, other))
    assert (refused.value.clause, "应放回" in str(refused.value)) == ("P03-6.4", True)
    loan = actions.confirm_shelf(by=lender.keeper, loan_id=loan.pk, code=label_of(lender.keeper, lender.layer))
    assert (loan.state, lender.thing.state, loan.place_id) == (LoanState.CLOSED, HoldingState.IN, lender.layer.pk)
    kinds = Entry.objects.filter(subject=str(Ref("loan", loan.pk)), kind__startswith="loan.").order_by("id")
    assert [one.kind for one in kinds] == [
        "loan.asked", "loan.approved", "loan.issued", "loan.returned", "loan.closed",
    ]  # fmt: skip


def test_what_comes_back_short_is_partial_or_a_difference_never_nothing(lender: Lender) -> None:
    loan = lender.out()
    with pytest.raises(Invalid):
        actions.return_loan(by=lender.keeper, loan_id=loan.pk, items=1, sheets=30, condition="")
    loan = actions.return_loan(by=lender.keeper, loan_id=loan.pk, items=0, sheets=30, condition="", rest=Rest.LATER)
    assert (loan.state, loan.sheets_back) == (LoanState.OUT, 30)
    assert Obligation.objects.get(duty="return_lending_slip").state == "open"
    with pytest.raises(Invalid, match="多于"):
        actions.return_loan(by=lender.keeper, loan_id=loan.pk, items=1, sheets=11, condition="")
    with pytest.raises(Invalid, match="缺少什么"):
        actions.return_loan(by=lender.keeper, loan_id=loan.pk, items=1, sheets=9, condition="", rest=Rest.MISSING)
    loan = actions.return_loan(
        by=lender.keeper, loan_id=loan.pk, items=1, sheets=9, condition="第 12 页未归还", rest=Rest.MISSING
    )
    assert (loan.state, loan.difference) == (LoanState.RETURNED, "少 1 页：第 12 页未归还")
    told = Entry.objects.get(kind="loan.returned_short")
    assert ledger.sentence(told) == f"{loan.number} 归还时少 1 页"
    part = Entry.objects.get(kind="loan.partly_returned")
    assert "的 30 页，其余待还" in ledger.sentence(part)


def test_nobody_lends_to_themselves(lender: Lender) -> None:
    slip = lender.take(lender.general, lender.ask(lender.keeper))
    with pytest.raises(NotAllowed) as refused:
        actions.issue_loan(by=lender.keeper, loan_id=slip.pk, items=1, sheets=40, condition="")
    assert refused.value.clause == "P08-4"
    second = make_viewer("archivist", department=lender.company)
    actions.issue_loan(by=second, loan_id=slip.pk, items=1, sheets=40, condition="")
    slip.refresh_from_db()
    assert slip.state == LoanState.OUT
    with pytest.raises(NotAllowed):
        actions.return_loan(by=lender.keeper, loan_id=slip.pk, items=1, sheets=40, condition="")


def test_a_count_other_than_the_list_is_said(lender: Lender) -> None:
    slip = lender.take(lender.general, lender.ask(lender.asker))
    with pytest.raises(Invalid, match="1 件 40 页"):
        actions.issue_loan(by=lender.keeper, loan_id=slip.pk, items=1, sheets=39, condition="")
    loan = actions.issue_loan(
        by=lender.keeper, loan_id=slip.pk, items=1, sheets=39, condition="第 3 页粘连，按 39 页计"
    )
    assert loan.sheets_out == 39


@pytest.mark.parametrize("day", [dt.date(2026, 5, 31), dt.date(2026, 6, 16)])
def test_every_loan_has_a_day_within_the_policy(lender: Lender, day: dt.date) -> None:
    with pytest.raises(Invalid) as refused:
        lender.ask(lender.asker, due_on=day)
    assert "due_on" in refused.value.fields
    with pytest.raises(Invalid):
        lender.ask(lender.asker, purpose="  ")


def test_late_is_heard_of_above_and_more_time_moves_the_day_of_the_slip(lender: Lender, clock: Any) -> None:
    loan = lender.out()
    owed = Obligation.objects.get(duty="return_lending_slip")
    case = cases.start(
        by=lender.asker, procedure="more_time", subject=Ref("obligation", owed.pk),
        data={"until": "2026-06-12", "why": "开庭延期"},
    )  # fmt: skip
    boss = make_viewer("general_manager", department=lender.company)
    cases.take_step(by=viewer_of(lender.boss), case=case.pk, arrival=case.arrival, move="grant")
    loan.refresh_from_db()
    assert (loan.due_on, loan.due_was) == (dt.date(2026, 6, 12), IN_A_WEEK)
    clock.forward(days=14)
    assert reads.overdue_count(boss) == 1


def test_a_slip_whose_day_has_passed_is_not_handed_out_any_more(lender: Lender, clock: Any) -> None:
    slip = lender.take(lender.general, lender.ask(lender.asker))
    clock.forward(days=8)
    with pytest.raises(Conflict, match="期限 2026-06-08 已过") as refused:
        actions.issue_loan(by=lender.keeper, loan_id=slip.pk, items=1, sheets=40, condition="")
    assert refused.value.clause == "P03-6.1"
    assert actions.drop_loan(by=lender.keeper, loan_id=slip.pk, reason="期限已过").state == LoanState.DROPPED


def test_reading_on_site_gets_no_more_time(lender: Lender) -> None:
    slip = lender.take(lender.general, lender.ask(lender.asker, kind=LoanKind.ON_SITE, due_on=house.today()))
    actions.issue_loan(by=lender.keeper, loan_id=slip.pk, items=1, sheets=40, condition="")
    owed = Obligation.objects.get(duty="return_lending_slip")
    case = cases.start(
        by=lender.asker, procedure="more_time", subject=Ref("obligation", owed.pk),
        data={"until": "2026-06-02", "why": "没有读完"},
    )  # fmt: skip
    with pytest.raises(Conflict, match="室内阅览当日归还"):
        cases.take_step(by=viewer_of(lender.boss), case=case.pk, arrival=case.arrival, move="grant")
    slip.refresh_from_db()
    owed.refresh_from_db()
    assert slip.due_on == owed.due_on == house.today()


def test_a_number_is_of_the_year_of_its_series(monkeypatch: pytest.MonkeyPatch) -> None:
    midnight = iter([dt.date(2026, 12, 31), dt.date(2027, 1, 1)])
    monkeypatch.setattr(house, "today", lambda: next(midnight))
    assert [yearly_number("test:", "{year}-{n}") for _n in range(2)] == ["2026-1", "2027-1"]


def test_a_slip_taken_back_is_over_and_an_approved_one_can_be_put_aside(lender: Lender) -> None:
    slip = lender.ask(lender.asker)
    case = Case.objects.get(subject=str(Ref("loan", slip.pk)))
    cases.withdraw(by=lender.asker, case=case.pk, arrival=case.arrival, reason="不需要了")
    slip.refresh_from_db()
    assert slip.state == LoanState.WITHDRAWN
    approved = lender.take(lender.general, lender.ask(lender.asker))
    assert actions.drop_loan(by=lender.keeper, loan_id=approved.pk, reason="未来领取").state == LoanState.DROPPED


def test_reading_on_site_ends_the_same_day_and_cannot_leave() -> None:
    company = make_department("公司")
    service = make_department("客务部", parent=company)
    manager = make_viewer("service_department_manager", department=service)
    supervisor = make_viewer("service_supervisor", department=service)
    keeper = make_viewer("archivist", department=service)
    adopt(actor=SYSTEM, pack="P06", from_date=house.today())
    one = numbered(keeper, kind="unit")
    actions.shelve(by=keeper, place_id=make_layers(keeper)[0].pk, dossier_ids=[one.pk])
    asked = {"by": keeper, "dossier_id": one.pk, "purpose": "核对装修图纸"}
    with pytest.raises(Invalid) as refused:
        actions.request_loan(kind=LoanKind.TAKE_OUT, due_on=house.today(), **asked)
    assert refused.value.clause == "P06-7"
    with pytest.raises(Invalid):
        actions.request_loan(kind=LoanKind.ON_SITE, due_on=house.today() + dt.timedelta(days=1), **asked)
    loan = actions.request_loan(kind=LoanKind.ON_SITE, due_on=house.today(), **asked)
    for by in (supervisor, manager):
        case = Case.objects.get(subject=str(Ref("loan", loan.pk)))
        cases.take_step(by=by, case=case.pk, arrival=case.arrival, move="agree")
    loan = actions.issue_loan(by=supervisor, loan_id=loan.pk, items=0, sheets=0, condition="")
    assert (loan.state, loan.due_on) == (LoanState.OUT, house.today())


def test_without_a_policy_for_it_nothing_can_be_borrowed() -> None:
    keeper = make_viewer("archivist")
    one = numbered(keeper, sheets=3)
    with pytest.raises(NotAllowed) as refused:
        actions.request_loan(by=keeper, dossier_id=one.pk, kind=LoanKind.COPY, purpose="核对", due_on=house.today())
    assert refused.value.clause == "P03-6.1"
