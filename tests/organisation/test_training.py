"""Training: sessions, attendance, exams, who is overdue, and what a position demands (P00-2.3, P04-7)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juanzong.casework import tasks
from juanzong.casework.reads import obligations
from juanzong.kit import clock as house
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.organisation import actions
from juanzong.organisation import rules_training as rules
from juanzong.organisation.actions import training
from juanzong.organisation.actions.training import Mark
from juanzong.organisation.models import Department, Staff, TrainingSession
from juanzong.organisation.reads import training as reads
from juanzong.organisation.rules_training import TrainingState
from juanzong.organisation.viewer import Viewer, system, viewer_of
from juanzong.policies import actions as policies
from juanzong.policies.choices import Text
from juanzong.policies.shapes_training import Course
from tests.factories import make_department, make_staff

COURSE = "data_protection"


class Trained:
    """A department with a manager, two people, and the general part in force."""

    def __init__(self, *packs: str) -> None:
        self.company = make_department("杭州鸿远")
        self.place = make_department("业务一部", parent=self.company)
        self.manager = viewer_of(make_staff("department_manager", department=self.place))
        self.one = make_staff("customer_service", department=self.place, name="甲")
        self.two = make_staff("customer_service", department=self.place, name="乙")
        for pack in packs or ("P00",):
            policies.adopt(actor=system().actor, pack=pack, from_date=house.today())

    def plan(self, **more: Any) -> TrainingSession:
        known: dict[str, Any] = {
            "by": self.manager, "course": COURSE, "department": self.place.pk, "on_day": house.today(), "trainer": "王老师",
            "staff": [self.one.pk, self.two.pk],
        }  # fmt: skip
        return training.plan_training(**known | more)

    def hold(self, *marks: Mark, **more: Any) -> TrainingSession:
        return training.hold_training(by=self.manager, session=self.plan(**more).pk, marks=marks)


@pytest.fixture
def here(db: None, clock: Any) -> Trained:
    return Trained()


def _state(viewer: Viewer, staff: Staff) -> TrainingState:
    return next(one.state for one in reads.standing_of(viewer, staff.pk) if one.course.code == COURSE)


def test_who_passed_is_current_until_the_months_are_over_and_who_did_not_stays_overdue(
    here: Trained, clock: Any
) -> None:
    here.hold(Mark(here.one.pk, present=True, score=60), Mark(here.two.pk, present=True, score=59))
    assert _state(here.manager, here.one) is TrainingState.OK
    assert _state(here.manager, here.two) is TrainingState.OVERDUE
    clock.forward(days=340)
    assert _state(here.manager, here.one) is TrainingState.DUE
    clock.forward(days=26)
    assert _state(here.manager, here.one) is TrainingState.OVERDUE


def test_everybody_owes_the_training_of_the_quarter_until_it_is_passed(here: Trained) -> None:
    while tasks.run_some():
        pass
    owed = [one for one in obligations.work_of(viewer_of(here.one)).listed if one.duty.code == "take_training"]
    assert len(owed) == 1
    here.hold(Mark(here.one.pk, present=True, score=90), Mark(here.two.pk, present=False))
    assert not [one for one in obligations.work_of(viewer_of(here.one)).listed if one.duty.code == "take_training"]
    assert [one.duty.code for one in obligations.work_of(viewer_of(here.two)).listed] == ["take_training"]
    left = [one.subject.id for one in obligations.work_of(here.manager).listed if one.duty.code == "train_department"]
    assert left == [here.company.pk]


def test_a_session_is_written_up_once_completely_and_never_by_oneself_for_oneself(here: Trained) -> None:
    mine = here.plan(staff=[here.one.pk, here.manager.staff_id])
    with pytest.raises(Invalid):
        training.hold_training(by=here.manager, session=mine.pk, marks=[Mark(here.one.pk, present=True, score=70)])
    own = [Mark(here.one.pk, present=True, score=70), Mark(here.manager.staff_id, present=True, score=100)]
    with pytest.raises(NotAllowed) as refused:
        training.hold_training(by=here.manager, session=mine.pk, marks=own)
    assert refused.value.clause == "P00-2.3"
    marks = [own[0], Mark(here.manager.staff_id, present=True)]
    training.hold_training(by=here.manager, session=mine.pk, marks=marks)
    with pytest.raises(Conflict):
        training.hold_training(by=here.manager, session=mine.pk, marks=marks)


def test_what_has_not_come_or_is_not_ones_own_cannot_be_written_up(here: Trained) -> None:
    later = here.plan(on_day=house.today() + dt.timedelta(days=1))
    with pytest.raises(Invalid):
        training.hold_training(
            by=here.manager, session=later.pk,
            marks=[Mark(here.one.pk, present=True, score=1), Mark(here.two.pk, present=False)],
        )  # fmt: skip
    elsewhere = viewer_of(make_staff("department_manager", department=make_department("别处", parent=here.company)))
    with pytest.raises(NotFound):
        training.call_off_training(by=elsewhere, session=later.pk, reason="取消")
    with pytest.raises(NotAllowed):
        here.plan(by=elsewhere)
    training.call_off_training(by=here.manager, session=later.pk, reason="讲师有事")
    assert _state(here.manager, here.one) is TrainingState.OVERDUE


def test_everybody_sees_their_own_record_and_nobody_elses(here: Trained) -> None:
    here.hold(Mark(here.one.pk, present=True, score=77), Mark(here.two.pk, present=True, score=88))
    one = viewer_of(here.one)
    assert [row.score for row in reads.record_of(one, here.one.pk)] == [77]
    assert [row.staff_id for row in reads.attendances(one, reads.sessions(one).get())] == [here.one.pk]
    with pytest.raises(NotFound):
        reads.record_of(one, here.two.pk)
    assert training.print_record(by=one, staff=here.one.pk).startswith(b"%PDF")


@pytest.mark.django_db
def test_a_position_that_demands_an_exam_is_taken_up_after_it(clock: Any) -> None:
    here = Trained("P04")
    admin = viewer_of(make_staff("administrator", department=here.company))
    boss = viewer_of(make_staff("general_manager", department=here.company))
    new = make_staff("", name="新人")

    def appoint(place: Department) -> None:
        actions.appoint(
            by=admin,
            staff=new.pk,
            position="archivist",
            department=place.pk,
            from_date=house.today() + dt.timedelta(days=1),
        )

    with pytest.raises(Conflict) as refused:
        appoint(here.place)
    assert refused.value.clause == "P04-7"
    assert "信用管理" in str(refused.value.message)
    for score in (59, 60):
        made = training.plan_training(
            by=boss,
            course="credit_management",
            department=here.place.pk,
            on_day=house.today(),
            trainer="外聘",
            staff=[new.pk],
        )
        training.hold_training(by=boss, session=made.pk, marks=[Mark(new.pk, present=True, score=score)])
    appoint(here.place)


@given(
    months=st.integers(0, 36), first=st.integers(0, 90), began=st.dates(dt.date(2020, 1, 1), dt.date(2027, 1, 1)),
    waited=st.integers(0, 2000), today=st.dates(dt.date(2020, 1, 1), dt.date(2032, 1, 1)),
)  # fmt: skip
def test_a_course_is_valid_exactly_until_it_is_overdue(
    months: int, first: int, began: dt.date, waited: int, today: dt.date
) -> None:
    course = Course("c", "P", Text("课", "c"), Text("课", "c"), "P-1", (), months, first, None)
    taken = began + dt.timedelta(days=waited)
    due = rules.due_on(course, began, taken)
    assert rules.valid(course, taken, today) == (rules.state(due, today) is not TrainingState.OVERDUE)
    never = rules.due_on(course, began, None)
    assert never == began + dt.timedelta(days=first)
    assert rules.quarter_end(today) >= today
    assert (rules.quarter_end(today) + dt.timedelta(days=1)).month in (1, 4, 7, 10)
