"""Visit plans follow from the form and from purchases; visits settle them; the form comes back the same day (P09-2)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from juanzong.casework.models import Obligation
from juanzong.kit import clock as house
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.ledger.models import Entry
from juanzong.organisation.viewer import Viewer
from juanzong.service import reads
from juanzong.service.actions import events, visits
from juanzong.service.models import Visit
from tests.service.people import SAID, Company, ended, open_duties, purchase

BUYER = {"visit_buyer_use": 3, "visit_buyer_opinion": 30, "visit_buyer_effect": 60}
DOCTOR = {"doctor_visit_first": 15, "doctor_visit_second": 30, "doctor_visit_third": 60}
OTHER = {"visit_other_contact": 3, "visit_other_introduce": 15}


def _in_days(**days: int) -> dict[str, dt.date]:
    return {duty: house.today() + dt.timedelta(days=n) for duty, n in days.items()}


def _owners(duty: str) -> set[int | None]:
    return set(Obligation.objects.filter(duty=duty).values_list("owner", flat=True))


def test_a_participant_makes_the_form_due_today_and_its_handing_in_tomorrow(company: Company) -> None:
    one = company.mine()
    events.note_participant(by=company.rep, event=company.event().pk, customer=one.pk, bought=True)
    assert open_duties(one) == _in_days(fill_customer_form=0, hand_in_customer_form=1)
    assert _owners("fill_customer_form") == {company.rep.staff_id}
    company.customer_form(one, bought=True)
    assert ended(one, "fill_customer_form") == ended(one, "hand_in_customer_form") == "done"


def test_nobody_takes_part_in_an_event_twice(company: Company) -> None:
    one, event = company.mine(), company.event()
    events.note_participant(by=company.rep, event=event.pk, customer=one.pk, bought=False)
    with pytest.raises(Conflict):
        events.note_participant(by=company.rep, event=event.pk, customer=one.pk, bought=True)


def test_a_buyer_is_visited_three_times_by_the_representative_and_three_times_by_the_doctor(company: Company) -> None:
    one = company.mine()
    company.customer_form(one, bought=True)
    assert open_duties(one) == _in_days(**BUYER, **DOCTOR)
    assert _owners("visit_buyer_opinion") == {company.rep.staff_id}
    assert _owners("doctor_visit_first") == {company.doctor.staff_id}


def test_somebody_who_did_not_buy_is_visited_twice(company: Company) -> None:
    one = company.mine()
    company.customer_form(one, bought=False)
    assert open_duties(one) == _in_days(**OTHER)


def test_a_later_purchase_changes_the_plan(company: Company, clock: Any) -> None:
    one = company.mine()
    company.customer_form(one, bought=False)
    clock.forward(days=5)
    events.note_purchase(by=company.rep, customer=one.pk, purchase=purchase())
    assert open_duties(one) == _in_days(**BUYER, **DOCTOR)
    assert {ended(one, duty) for duty in OTHER} == {"replaced"}


def test_a_second_purchase_changes_nothing(company: Company) -> None:
    one = company.mine()
    events.note_purchase(by=company.rep, customer=one.pk, purchase=purchase())
    company.visit(one, "visit_buyer_use")
    again = events.note_purchase(by=company.rep, customer=one.pk, purchase=purchase())
    assert not again.first
    assert "visit_buyer_use" not in open_duties(one)


def test_a_visit_settles_the_planned_one_it_was_and_no_other(company: Company) -> None:
    one = company.mine()
    company.customer_form(one, bought=True)
    company.visit(one, "visit_buyer_use", mode="home", minutes=40)
    assert ended(one, "visit_buyer_use") == "done"
    assert set(open_duties(one)) == {*BUYER, *DOCTOR} - {"visit_buyer_use"}
    (row,) = reads.visits_to(company.rep, one.pk)
    assert (row.mode.label, row.minutes, row.said) == ("上门", 40, SAID)


@pytest.mark.parametrize(("outcome", "left"), [("no_answer", True), ("postponed", True), ("declined", False)])
def test_only_a_visit_that_took_place_or_was_declined_settles_it(company: Company, outcome: str, left: bool) -> None:
    one = company.mine()
    company.customer_form(one, bought=True)
    company.visit(one, "visit_buyer_use", outcome=outcome, minutes=0, said="")
    assert ("visit_buyer_use" in open_duties(one)) is left


def test_the_doctors_visit_is_not_the_representatives(company: Company) -> None:
    one = company.mine()
    company.customer_form(one, bought=True)
    with pytest.raises(Invalid) as refused:
        company.visit(one, "doctor_visit_first")
    assert refused.value.clause == "P09-2.7c"
    company.visit(one, "doctor_visit_first", by=company.doctor, purpose="guidance")
    assert ended(one, "doctor_visit_first") == "done"


def test_the_doctor_visits_on_request(company: Company) -> None:
    one = company.mine()
    company.customer_form(one, bought=False)
    visits.ask_doctor(by=company.rep, customer=one.pk, purpose="guidance")
    assert _owners("doctor_visit_asked") == {company.doctor.staff_id}
    company.visit(one, "doctor_visit_asked", by=company.doctor)
    assert ended(one, "doctor_visit_asked") == "done"


@pytest.mark.parametrize(
    "changes",
    [{"minutes": 0}, {"minutes": 2000}, {"mode": "letter"}, {"said": " "}, {"outcome": "gone"}, {"purpose": ""},
     {"on_day": dt.date(2030, 1, 1)}, {"on_day": dt.date(2020, 1, 1)}],
)  # fmt: skip
def test_a_visit_says_how_how_long_and_what_came_of_it(company: Company, changes: dict[str, Any]) -> None:
    one = company.mine()
    with pytest.raises(Invalid):
        company.visit(one, **changes)
    assert not Visit.objects.exists()


def test_what_a_customer_said_is_sealed(company: Company) -> None:
    one = company.visit(company.mine())
    assert SAID.encode() not in bytes(Visit.objects.get(pk=one.pk).said)
    assert SAID not in "".join(Entry.objects.values_list("payload", flat=True))


def test_visits_of_others_stay_theirs(company: Company) -> None:
    one = company.mine()
    company.visit(one)
    assert reads.visits_to(company.other, one.pk) == []
    assert len(reads.visits_to(company.manager, one.pk)) == 1
    with pytest.raises(NotFound):
        company.visit(one, by=company.other)


def test_the_working_list_has_whoever_is_due_first_on_top(company: Company, clock: Any) -> None:
    late, soon, none = company.mine("赵一"), company.mine("钱二"), company.mine("孙三")
    company.customer_form(late, bought=True)
    clock.forward(days=1)
    company.customer_form(soon, bought=False)
    company.visit(late)
    listed = reads.working_list(company.rep)
    assert [one.id for one in listed] == [late.pk, soon.pk, none.pk]
    assert listed[0].last == house.today()
    assert [one.id for one in reads.working_list(company.other)] == []


# The form taken for a visit


def _kept(company: Company) -> tuple[Any, Any]:
    one = company.mine()
    return one, company.customer_form(one, bought=True)


def test_a_form_taken_for_a_visit_is_back_the_same_day_with_the_visit(company: Company) -> None:
    one, record = _kept(company)
    taking = visits.take_form(by=company.rep, record=record.pk)
    assert open_duties(one)["give_back_form"] == house.today()
    with pytest.raises(Invalid) as refused:
        visits.give_back_form(by=company.rep, taking=taking.pk, visit=0)
    assert refused.value.clause == "P09-2.9"
    visit = company.visit(one, "visit_buyer_use")
    visits.give_back_form(by=company.rep, taking=taking.pk, visit=visit.pk)
    assert ended(one, "give_back_form") == "done"
    assert reads.takings(company.rep) == []


def test_a_visit_before_the_form_was_taken_is_not_the_visit_it_was_taken_for(company: Company, clock: Any) -> None:
    one, record = _kept(company)
    early = company.visit(one)
    clock.forward(minutes=5)
    taking = visits.take_form(by=company.rep, record=record.pk)
    with pytest.raises(Invalid):
        visits.give_back_form(by=company.rep, taking=taking.pk, visit=early.pk)


def test_a_form_is_taken_by_one_and_only_by_whoever_answers_for_the_customer(company: Company) -> None:
    _one, record = _kept(company)
    with pytest.raises(NotAllowed):
        visits.take_form(by=company.supervisor, record=record.pk)
    visits.take_form(by=company.rep, record=record.pk)
    with pytest.raises(Conflict):
        visits.take_form(by=company.rep, record=record.pk)


def test_a_draft_cannot_be_taken(company: Company) -> None:
    from juanzong.forms import actions as forms

    one = company.mine()
    draft = forms.save_record(
        by=company.rep, form="customer_form", subject=one.pk, filling=forms.Filling(values={"bought": "no"})
    )
    with pytest.raises(Conflict):
        visits.take_form(by=company.rep, record=draft.pk)


def test_a_late_form_reaches_the_doctor(company: Company, clock: Any) -> None:
    from juanzong.casework import tasks

    one, record = _kept(company)
    visits.take_form(by=company.rep, record=record.pk)
    clock.forward(days=1)
    while tasks.run_some():
        pass
    late = Obligation.objects.get(subject=f"customer:{one.pk}", duty="give_back_form")
    assert set(late.notices.filter(escalated=True).values_list("staff", flat=True)) == {company.doctor.staff_id}


def test_the_system_may_see_all_visits(company: Company) -> None:
    company.visit(company.mine())
    viewer: Viewer = company.boss
    assert reads.visits(viewer).count() == 1
