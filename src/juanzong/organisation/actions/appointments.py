"""Who holds which position where: rights come with appointments and with nothing else."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.ledger.choices import JSON
from juanzong.organisation.actions.departments import MANAGE
from juanzong.organisation.acts import act
from juanzong.organisation.managers import lock_tree, refuse_last_manager
from juanzong.organisation.models import Appointment, Department, Staff
from juanzong.organisation.reads import training
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies

_CLAUSES = ("P00-1.6",)


@act(MANAGE, clause="P00-1.6")
def appoint(
    *,
    by: Viewer,
    staff: int,
    position: str,
    department: int,
    from_date: dt.date,
    until_date: dt.date | None = None,
    superior: int | None = None,
) -> Appointment:
    """Appoint a person to a position in a department from a day on, until a day (inclusive) or open.

    NotAllowed: to oneself, or a post that must not read customers' data together with one that does. NotFound: no
    such person, position, department. Invalid: dates, superior. Conflict: already appointed, closed, left, an exam that
    the position demands is not passed.
    """
    if staff == by.staff_id:
        raise NotAllowed(_("不能给自己任职或授权。"), clause="P00-1.6", todo=_("请由另一位系统管理员办理。"))
    lock_tree()
    person, place = _person(staff), _place(department, from_date)
    post = policies.position(position)
    if until_date is not None and until_date < from_date:
        raise Invalid(_("任职的截止日早于起始日。"), fields={"until_date": _("截止日不能早于起始日。")})
    if person.left_on is not None and (until_date is None or until_date > person.left_on):
        raise Conflict(_("任职不能晚于离职日 %(day)s。") % {"day": person.left_on.isoformat()})
    others = [one for one in Appointment.objects.filter(staff=person) if _overlaps(one, from_date, until_date)]
    if any(one.position == position and one.department_id == department for one in others):
        raise Conflict(_("此人在这段时间已担任这个岗位。"), todo=_("请先结束原来的任职，或改动日期。"))
    _keep_apart(post.reads_customers, [one.position for one in others])
    _examined(person, position, department, from_date)
    if superior is not None:
        _check_superior(staff, superior, from_date)
    made = Appointment.objects.create(
        staff=person,
        position=position,
        department=place,
        superior_id=superior,
        from_date=from_date,
        until_date=until_date,
    )
    _note(by, "appointment.made", made, until_date=until_date.isoformat() if until_date else None, superior=superior)
    return made


@act(MANAGE, clause="P00-1.6")
def end_appointment(*, by: Viewer, appointment: int, until_date: dt.date) -> Appointment:
    """End an appointment; `until_date` is its last day, so yesterday takes the rights away on the next request.

    Conflict: it has ended, or nobody could manage the organisation any more.
    """
    lock_tree()
    found = _appointment(appointment)
    if found.last_day is not None and found.last_day <= until_date:
        raise Conflict(_("这项任职到 %(day)s 已经结束。") % {"day": found.last_day.isoformat()})
    if until_date < found.from_date:
        raise Invalid(
            _("截止日不能早于起始日。"),
            fields={"until_date": _("截止日不能早于起始日。")},
            todo=_("今天或以后才开始的任职可以撤回。"),
        )
    refuse_last_manager(appointment=found.pk, clause="P00-1.6")
    found.until_date = until_date
    found.save(update_fields=["until_date"])
    _note(by, "appointment.ended", found, until_date=until_date.isoformat())
    return found


@act(MANAGE, clause="P00-1.6")
def withdraw_appointment(*, by: Viewer, appointment: int) -> int:
    """Take back an appointment that begins today or later: entered by mistake, or overtaken by events. Whose it was."""
    lock_tree()
    found = _appointment(appointment)
    if found.from_date < clock.today():
        raise Conflict(_("任职已经开始，不能撤回。"), todo=_("请为它填写截止日。"))
    refuse_last_manager(appointment=found.pk, clause="P00-1.6")
    _note(by, "appointment.withdrawn", found)
    found.delete()
    return found.staff_id


@act(MANAGE, clause="P00-1.6")
def change_superior(*, by: Viewer, appointment: int, superior: int | None) -> Appointment:
    """Name another superior for an appointment, or none."""
    lock_tree()
    found = _appointment(appointment)
    if found.superior_id == superior:
        raise Conflict(_("内容没有变化。"))
    if superior is not None:
        _check_superior(found.staff_id, superior, clock.today(), besides=found.pk)
    found.superior_id = superior
    found.save(update_fields=["superior"])
    _note(by, "appointment.changed", found, superior=superior)
    return found


def _person(staff: int) -> Staff:
    person = Staff.objects.select_for_update().filter(pk=staff).first()
    if person is None:
        raise NotFound(_("没有这位员工。"))
    return person


def _place(department: int, from_date: dt.date) -> Department:
    place = Department.objects.filter(pk=department).first()
    if place is None:
        raise NotFound(_("没有这个部门。"))
    if place.closed_on is not None:
        raise Conflict(_("部门“%(name)s”已撤销。") % {"name": place.name}, todo=_("请选择未撤销的部门。"))
    return place


def _appointment(appointment: int) -> Appointment:
    found = Appointment.objects.select_for_update().filter(pk=appointment).first()
    if found is None:
        raise NotFound(_("没有这项任职。"))
    return found


def _overlaps(one: Appointment, from_date: dt.date, until_date: dt.date | None) -> bool:
    begins_before = until_date is None or one.from_date <= until_date
    return begins_before and (one.until_date is None or from_date <= one.until_date)


def _keep_apart(reads_customers: bool, held: list[str]) -> None:
    """Whoever runs the system does not read customers' data (separation of powers, P00-1.6)."""
    if any(policies.position(code).reads_customers != reads_customers for code in held):
        raise NotAllowed(
            _("管理系统的岗位与接触客户资料的岗位不能由同一人担任。"),
            clause="P00-1.6",
            todo=_("请由另一人担任，或先结束原来的任职。"),
        )


def _examined(person: Staff, position: str, department: int, day: dt.date) -> None:
    """Whoever has not passed an exam that the position demands does not take it up."""
    for course in training.missing_exams(person.pk, position, department, day):
        raise Conflict(
            _("%(name)s 还没有通过“%(course)s”的考核，不能担任这个岗位。")
            % {"name": person.name, "course": course.name},
            clause=course.clause,
            todo=_("请先安排这门培训，考核达到 %(mark)s 分后再任命。") % {"mark": course.pass_mark},
        )


def _check_superior(staff: int, superior: int, day: dt.date, besides: int = 0) -> None:
    """Invalid when the superior is the person, is not here, or is below the person."""
    sentence = ""
    boss = Staff.objects.filter(pk=superior).first()
    if superior == staff:
        sentence = _("不能做自己的上级。")
    elif boss is None or not boss.is_active or (boss.left_on is not None and boss.left_on < day):
        sentence = _("上级须是在职员工。")
    elif staff in _above(superior, day, besides):
        sentence = _("此人是所选上级的上级，不能互为上下级。")
    if sentence:
        raise Invalid(sentence, fields={"superior": sentence})


def _above(staff: int, day: dt.date, besides: int) -> set[int]:
    """Everybody above a person from a day on. One statement."""
    above: dict[int, set[int]] = {}
    rows = Appointment.objects.filter(superior__isnull=False).exclude(pk=besides)
    rows = rows.exclude(until_date__lt=day).exclude(staff__left_on__lt=day)
    for person, boss in rows.values_list("staff_id", "superior_id"):
        above.setdefault(person, set()).add(boss or 0)
    found: set[int] = set()
    waiting = [staff]
    while waiting:
        for boss in above.get(waiting.pop(), set()) - found:
            found.add(boss)
            waiting.append(boss)
    return found


def _note(by: Viewer, kind: str, one: Appointment, **more: JSON) -> None:
    payload: dict[str, JSON] = {
        "post": one.position, "department": one.department_id, "from_date": one.from_date.isoformat(), **more
    }  # fmt: skip
    ledger.record(kind, by.actor, Ref("staff", one.staff_id), clauses=_CLAUSES, payload=payload)
