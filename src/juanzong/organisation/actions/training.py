"""Training (P00-2.3): a session is planned, held with attendance and scores by name, or called off; papers of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from juanzong.kit import checks, clock
from juanzong.kit.errors import Conflict, Invalid, NotAllowed
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.ledger.choices import JSON
from juanzong.organisation import rules_training as rules
from juanzong.organisation import training_papers as papers
from juanzong.organisation.acts import act, require
from juanzong.organisation.in_force import in_force
from juanzong.organisation.models import Attendance, TrainingSession
from juanzong.organisation.reads import training as reads
from juanzong.organisation.reads.training import TRAIN
from juanzong.organisation.viewer import Viewer

CLAUSE = "P00-2.3"
MOST = 500
FURTHEST = 366


@dataclass(frozen=True, slots=True)
class Mark:
    """What became of one person who was expected. score: of the exam, out of 100."""

    staff: int
    present: bool
    score: int | None = None


@act(TRAIN, clause=CLAUSE)
def plan_training(
    *,
    by: Viewer,
    course: str,
    department: int,
    on_day: dt.date,
    trainer: str,
    staff: Sequence[int],
    place: str = "",
    topic: str = "",
) -> TrainingSession:
    """Plan a session of a course for these people. NotAllowed: not the viewer's department. Invalid: unknown course, day,
    trainer, nobody, somebody who is not the viewer's to train."""
    if department not in dict(reads.training_departments(by)):
        raise NotAllowed(_("您不能为这个部门安排培训。"), clause=CLAUSE, todo=_("请选择您负责的部门。"))
    found = in_force().of(department).courses.get(course)
    if found is None:
        raise Invalid(_("现行制度没有这门课程。"), fields={"course": _("请选择课程。")}, clause=CLAUSE)
    if abs((on_day - clock.today()).days) > FURTHEST:
        raise Invalid(_("培训日期应在前后一年以内。"), fields={"on_day": _("请核对日期。")}, clause=found.clause)
    teacher = checks.text(trainer, max_chars=60)
    if not teacher:
        raise Invalid(_("请写明讲授人。"), fields={"trainer": _("请填写。")}, clause=found.clause)
    people = list(dict.fromkeys(staff))[:MOST]
    if not people or set(people) - dict(reads.trainable(by)).keys():
        raise Invalid(_("请选择参加人员。"), fields={"staff": _("请选择您负责的在职员工。")}, clause=found.clause)
    made = TrainingSession.objects.create(
        course=found.code, name_zh=found.name.zh[:100], name_en=found.name.en[:200], clause=found.clause,
        pass_mark=found.pass_mark, department_id=department, on_day=on_day, trainer=teacher,
        place=checks.text(place, max_chars=100), topic=checks.text(topic, max_chars=200), planned_by=by.staff_id,
        planned_by_name=by.name[:60],
    )  # fmt: skip
    Attendance.objects.bulk_create(Attendance(session=made, staff_id=one) for one in people)
    _note(by, "training.planned", made, on_day=on_day.isoformat(), people=len(people))
    return made


@act(TRAIN, clause=CLAUSE)
def hold_training(*, by: Viewer, session: int, marks: Sequence[Mark]) -> TrainingSession:
    """Take the attendance of a session that was held, with the scores of its exam.

    Everybody expected is marked; others may be added. Conflict: marked or called off already. Invalid: its day has not
    come, somebody left out, a score where there is none to give or missing. NotAllowed: a score of one's own.
    """
    one = _locked(by, session)
    if one.on_day > clock.today():
        raise Invalid(_("培训日还没有到。"), clause=one.clause, todo=_("请在培训之后登记。"))
    expected = {row.staff_id: row for row in Attendance.objects.filter(session=one)}
    by_staff = {mark.staff: mark for mark in marks}
    if expected.keys() - by_staff.keys() or by_staff.keys() - expected.keys() - dict(reads.trainable(by)).keys():
        raise Invalid(_("请逐人登记是否到场。"), clause=one.clause, todo=_("名单上的每个人都要登记。"))
    for mark in by_staff.values():
        _check(by, one, mark)
    for staff, mark in by_staff.items():
        row = expected.get(staff) or Attendance(session=one, staff_id=staff)
        row.present, row.score = mark.present, mark.score if mark.present else None
        row.passed = mark.present and rules.passed(one.pass_mark, mark.score)
        row.save(force_insert=staff not in expected)
    one.held_at, one.held_by_name = clock.now(), by.name[:60]
    one.save(update_fields=["held_at", "held_by_name"])
    present = [mark for mark in by_staff.values() if mark.present]
    told: list[tuple[Ref | None, dict[str, JSON]]] = [
        (Ref("staff", mark.staff), {
            "session": one.pk, "course": one.course, "name": one.name_zh,
            "passed": rules.passed(one.pass_mark, mark.score),
        })
        for mark in present
    ]  # fmt: skip
    _note(by, "training.held", one, present=len(present), people=len(by_staff))
    if told:
        ledger.record_many("training.taken", by.actor, told, clauses=(one.clause,))
    return one


def _check(by: Viewer, one: TrainingSession, mark: Mark) -> None:
    if mark.score is not None and not 0 <= mark.score <= 100:
        raise Invalid(_("成绩应为 0 到 100 的整数。"), clause=one.clause, todo=_("请核对成绩。"))
    if one.pass_mark is None and mark.score is not None:
        raise Invalid(_("这门课程不设考核。"), clause=one.clause, todo=_("请不要填写成绩。"))
    if mark.present and mark.score is not None and mark.staff == by.staff_id:
        raise NotAllowed(
            _("不能登记自己的考核成绩。"), clause=one.clause, todo=_("请由另一位负责人登记，或本人另行参加考核。")
        )


@act(TRAIN, clause=CLAUSE)
def call_off_training(*, by: Viewer, session: int, reason: str) -> TrainingSession:
    """Note why a planned session was not held."""
    one = _locked(by, session)
    why = checks.text(reason, max_chars=200)
    if not why:
        raise Invalid(_("请说明原因。"), fields={"reason": _("请填写。")}, clause=one.clause)
    one.called_off = why
    one.save(update_fields=["called_off"])
    _note(by, "training.called_off", one)
    return one


def print_attendance(*, by: Viewer, session: int, address: str = "") -> bytes:
    """The attendance sheet of a session as PDF/A: to be signed when it is planned, with the results once it was held."""
    require(by, "desk.view", clause=CLAUSE, attempted="print_attendance")
    one = reads.session(by, session)
    paper = papers.attendance_sheet(by, one, address)
    _note_sheet(by=by, one=one, code=papers.code_of(paper))
    return papers.pdf_of(by, paper)


@act("desk.view", clause=CLAUSE)
def _note_sheet(*, by: Viewer, one: TrainingSession, code: str) -> None:
    _note(by, "training.printed", one, code=code)


def print_record(*, by: Viewer, staff: int, address: str = "") -> bytes:
    """The training record of a person as PDF/A."""
    require(by, "desk.view", clause=CLAUSE, attempted="print_record")
    paper = papers.record(by, staff, address)
    _note_record(by=by, staff=staff, code=papers.code_of(paper))
    return papers.pdf_of(by, paper)


@act("desk.view", clause=CLAUSE)
def _note_record(*, by: Viewer, staff: int, code: str) -> None:
    ledger.record("training.record_printed", by.actor, Ref("staff", staff), clauses=(CLAUSE,), payload={"code": code})


def _locked(by: Viewer, session: int) -> TrainingSession:
    reads.session(by, session)
    one = TrainingSession.objects.select_for_update().get(pk=session)
    if one.department_id not in dict(reads.training_departments(by)):
        raise NotAllowed(_("这场培训不由您登记。"), clause=one.clause, todo=_("请由负责这个部门的人登记。"))
    if one.held_at is not None or one.called_off:
        raise Conflict(_("这场培训已登记。"), clause=one.clause, todo=_("请看登记的结果。"))
    return one


def _note(by: Viewer, kind: str, one: TrainingSession, **more: JSON) -> None:
    payload: dict[str, JSON] = {"session": one.pk, "course": one.course, "name": one.name_zh, **more}
    ledger.record(kind, by.actor, Ref("department", one.department_id), clauses=(one.clause,), payload=payload)
