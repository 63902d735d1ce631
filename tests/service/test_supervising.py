"""The supervisor's day and the meetings (P09-2.8, P09-2.11)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from juanzong.casework import tasks
from juanzong.casework.models import Obligation
from juanzong.kit import clock as house
from juanzong.kit.errors import Conflict, Invalid, NotAllowed
from juanzong.service.actions import meetings
from juanzong.service.actions import supervision as actions
from juanzong.service.actions.meetings import Resolution
from juanzong.service.models import Agreed
from juanzong.service.reads import meetings as reads_meetings
from juanzong.service.reads import supervision
from tests.service.people import Company


def _run_daily() -> None:
    while tasks.run_some():
        pass


def _with_a_missed_visit(company: Company, clock: Any) -> None:
    one, two = company.mine("赵一"), company.mine("钱二")
    for each in (one, two):
        company.customer_form(each, bought=False)
    clock.forward(days=3)
    company.visit(one, "visit_other_contact")


def test_a_day_shows_what_was_planned_done_and_missed(company: Company, clock: Any) -> None:
    _with_a_missed_visit(company, clock)
    (row,) = supervision.day_of(company.doctor, house.today())
    assert (len(row.planned), len(row.done), len(row.missed), len(row.visits)) == (2, 1, 1, 1)
    assert row.name == company.rep.name


def test_a_day_is_still_told_as_it_was_when_it_is_looked_at_later(company: Company, clock: Any) -> None:
    _with_a_missed_visit(company, clock)
    day = house.today()
    clock.forward(days=2)
    (row,) = supervision.day_of(company.doctor, day)
    assert (len(row.done), len(row.missed)) == (1, 1)


def test_signing_off_a_day_keeps_its_figures_and_says_why_where_visits_were_missed(
    company: Company, clock: Any
) -> None:
    _with_a_missed_visit(company, clock)
    day = house.today()
    with pytest.raises(Invalid):
        actions.check_day(by=company.doctor, day=day)
    made = actions.check_day(by=company.doctor, day=day, note="钱二外出，明日补访")
    assert (made.planned, made.done, made.missed) == (2, 1, 1)
    with pytest.raises(Conflict):
        actions.check_day(by=company.doctor, day=day, note="再签")


def test_signing_off_settles_the_obligation_of_that_day_only(company: Company, clock: Any) -> None:
    first = house.today()
    _run_daily()
    clock.forward(days=1)
    _run_daily()
    actions.check_day(by=company.doctor, day=house.today())
    states = dict(Obligation.objects.filter(duty="supervise_visits").values_list("round", "state"))
    assert states == {first.isoformat(): "open", house.today().isoformat(): "done"}
    actions.check_day(by=company.doctor, day=first)
    late = Obligation.objects.get(duty="supervise_visits", round=first.isoformat())
    assert (late.state, late.on_time) == ("done", False)


def test_guidance_stands_beside_the_day_and_is_not_for_oneself(company: Company, clock: Any) -> None:
    _with_a_missed_visit(company, clock)
    day = house.today()
    actions.guide(by=company.doctor, staff=company.rep.staff_id, day=day, text="先问服用时间")
    (row,) = supervision.day_of(company.doctor, day)
    assert row.guidance == [(company.doctor.name, "先问服用时间")]
    with pytest.raises(NotAllowed):
        actions.guide(by=company.doctor, staff=company.doctor.staff_id, day=day, text="自勉")


def test_days_left_without_a_sign_off_are_named(company: Company, clock: Any) -> None:
    _with_a_missed_visit(company, clock)
    day = house.today()
    clock.forward(days=1)
    assert supervision.unchecked_days(company.doctor) == [day]
    actions.check_day(by=company.doctor, day=day, note="补签")
    assert supervision.unchecked_days(company.doctor) == []


# Meetings


def _called(company: Company, **more: Any) -> Any:
    told: dict[str, Any] = {"on_day": house.today(), "department": company.sales.pk, "topics": ["夏季活动"]}
    return meetings.call_meeting(by=company.doctor, **(told | more))


def _agreed(company: Company, days: int = 7) -> Resolution:
    return Resolution("补访逾期顾客", company.rep.staff_id, house.today() + dt.timedelta(days=days))


def _held(company: Company, *agreed: Resolution) -> Any:
    return meetings.hold_meeting(
        by=company.doctor, meeting=_called(company).pk, present=[company.manager.staff_id, company.supervisor.staff_id],
        minutes="讨论了逾期回访。", agreed=agreed,
    )  # fmt: skip


def test_the_agenda_is_drawn_from_what_is_open(company: Company, clock: Any) -> None:
    _with_a_missed_visit(company, clock)
    clock.forward(days=1)
    issues = reads_meetings.issues(company.doctor)
    assert [one.source for one in issues] == ["late"]
    assert company.rep.name in issues[0].text
    one = _called(company, drawn=["late"])
    assert [(topic.text, topic.source) for topic in one.topics.all()] == [(issues[0].text, "late"), ("夏季活动", "")]


def test_a_meeting_settles_its_months_obligation_and_what_it_agreed_is_owed(company: Company) -> None:
    _run_daily()
    _held(company, _agreed(company))
    assert Obligation.objects.get(duty="service_meeting").state == "done"
    owed = Obligation.objects.get(duty="carry_out_agreed")
    assert (owed.owner_id, owed.due_on) == (company.rep.staff_id, house.today() + dt.timedelta(days=7))
    made = Agreed.objects.get()
    with pytest.raises(NotAllowed):
        meetings.finish_agreed(by=company.manager, agreed=made.pk, note="办了")
    meetings.finish_agreed(by=company.rep, agreed=made.pk, note="已补访")
    owed.refresh_from_db()
    assert owed.state == "done"


def test_an_agreement_that_fell_overdue_comes_back_on_the_agenda(company: Company, clock: Any) -> None:
    _held(company, _agreed(company, days=1))
    clock.forward(days=2)
    assert [one.source for one in reads_meetings.issues(company.doctor)] == ["agreed"]


@pytest.mark.parametrize("present", [[], ["chair"]])
def test_nobody_meets_alone(company: Company, present: list[str]) -> None:
    there = [company.doctor.staff_id for _one in present]
    with pytest.raises(Invalid):
        meetings.hold_meeting(by=company.doctor, meeting=_called(company).pk, present=there, minutes="无")


def test_minutes_are_the_chairs_and_written_once(company: Company) -> None:
    one = _called(company)
    with pytest.raises(NotAllowed):
        meetings.hold_meeting(by=company.manager, meeting=one.pk, present=[company.rep.staff_id], minutes="代写")
    held = _held(company)
    with pytest.raises(Conflict):
        meetings.hold_meeting(by=company.doctor, meeting=held.pk, present=[company.rep.staff_id], minutes="改写")
