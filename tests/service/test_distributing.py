"""The board: what waits, what each has, what is proposed; who is given a customer answers for them (P09-1.7, P09-1.8)."""

from __future__ import annotations

from typing import Any

import pytest

from juanzong.customers.models import Customer
from juanzong.kit.errors import Conflict, Invalid, NotAllowed
from juanzong.ledger.models import Entry
from juanzong.organisation.acts import Denied
from juanzong.service.actions import distribution as actions
from juanzong.service.actions import supervision
from juanzong.service.choices import Principle
from juanzong.service.models import Assignment
from juanzong.service.reads import distribution as board
from tests.service.people import Company


def _came_in(company: Company, name: str = "王桂兰", **more: Any) -> tuple[Customer, int]:
    by = more.get("by", company.rep)
    one = company.customer(name, by=by, responsible=by)
    return one, company.questionnaire(one, **more).pk


def test_a_form_that_came_in_waits_with_its_proposal_and_reason(company: Company) -> None:
    one, record = _came_in(company)
    (row,) = board.board(company.manager).waiting
    assert (row.record, row.customer, row.area, row.staff) == (record, one.name, "湖滨街道", company.rep.staff_id)
    assert row.principle is Principle.COLLECTOR


def test_what_a_supervisor_gathered_goes_to_the_nearest_representative(company: Company) -> None:
    actions.set_areas(by=company.manager, staff=company.other.staff_id, areas=["湖滨街道", " ", "湖滨街道"])
    _one, _record = _came_in(company, by=company.supervisor)
    (row,) = board.board(company.manager).waiting
    assert (row.staff, row.principle) == (company.other.staff_id, Principle.NEAREST)


def test_whoever_is_given_a_customer_answers_for_them(company: Company) -> None:
    actions.set_areas(by=company.manager, staff=company.other.staff_id, areas=["湖滨街道"])
    one, record = _came_in(company, by=company.supervisor)
    actions.assign_by_rule(by=company.manager, records=[record])
    assert Customer.objects.get(pk=one.pk).responsible_id == company.other.staff_id
    told = Entry.objects.get(kind="customer.assigned")
    assert '"principle":"nearest"' in told.payload.replace(" ", "")
    assert board.board(company.manager).waiting == []
    loads = {row.staff: row.load for row in board.board(company.manager).loads}
    assert loads == {company.rep.staff_id: 0, company.other.staff_id: 1}


def test_deciding_otherwise_asks_why_and_is_kept(company: Company) -> None:
    _one, record = _came_in(company)
    with pytest.raises(Invalid) as refused:
        actions.assign(by=company.manager, record=record, staff=company.other.staff_id)
    assert refused.value.clause == "P09-1.8"
    made = actions.assign(by=company.manager, record=record, staff=company.other.staff_id, reason="原收集人休假")
    assert (made.principle, made.proposed_id, made.reason) == (Principle.MANAGER, company.rep.staff_id, "原收集人休假")


def test_a_form_is_given_once(company: Company) -> None:
    _one, record = _came_in(company)
    actions.assign(by=company.manager, record=record, staff=company.rep.staff_id)
    with pytest.raises(Conflict):
        actions.assign(by=company.manager, record=record, staff=company.rep.staff_id)


def test_a_second_form_of_the_same_customer_does_not_wait_again(company: Company) -> None:
    one, record = _came_in(company)
    actions.assign(by=company.manager, record=record, staff=company.rep.staff_id)
    company.customer_form(one, bought=False)
    assert board.waiting(company.manager) == []


def test_an_assigned_customer_can_be_given_to_another_with_the_reason(company: Company) -> None:
    one, record = _came_in(company)
    actions.assign(by=company.manager, record=record, staff=company.rep.staff_id)
    with pytest.raises(Invalid):
        actions.reassign(by=company.manager, customer=one.pk, staff=company.other.staff_id, reason=" ")
    actions.reassign(by=company.manager, customer=one.pk, staff=company.other.staff_id, reason="调整片区")
    assert list(Assignment.objects.filter(until_at=None).values_list("representative", flat=True)) == [
        company.other.staff_id
    ]


def test_only_representatives_of_the_department_are_given_customers(company: Company) -> None:
    _one, record = _came_in(company)
    for stranger in (company.doctor, company.supervisor):
        with pytest.raises(Invalid):
            actions.assign(by=company.manager, record=record, staff=stranger.staff_id, reason="试")
    with pytest.raises(Denied):
        actions.assign(by=company.rep, record=record, staff=company.rep.staff_id)


def test_a_call_back_is_drawn_once_and_not_made_by_the_collector(company: Company) -> None:
    _came_in(company)
    (drawn,) = supervision.draw_call_backs(by=company.keeper, number=5)
    with pytest.raises(Invalid):
        supervision.draw_call_backs(by=company.keeper, number=1)
    with pytest.raises(Invalid):
        supervision.note_call_back(by=company.keeper, call_back=drawn.pk, result="differs")
    made = supervision.note_call_back(by=company.keeper, call_back=drawn.pk, result="differs", differing="出生日期")
    assert made.by_id == company.keeper.staff_id
    with pytest.raises(Conflict):
        supervision.note_call_back(by=company.keeper, call_back=drawn.pk, result="true")


def test_the_collector_does_not_check_their_own_form(company: Company) -> None:
    from dataclasses import replace

    _came_in(company)
    (drawn,) = supervision.draw_call_backs(by=company.keeper, number=1)
    both = replace(company.rep, rights={**company.rep.rights, "service.call_back": company.rep.rights["service.view"]})
    with pytest.raises(NotAllowed):
        supervision.note_call_back(by=both, call_back=drawn.pk, result="true")
