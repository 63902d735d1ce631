"""Every question others may ask about the organisation. Each takes a viewer first, except what must be known before
anybody has signed in, and costs a known number of SQL statements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from juanzong.kit import clock, prepared
from juanzong.kit.errors import NotAllowed, NotFound
from juanzong.organisation.backend import may_enter
from juanzong.organisation.choices import Scope
from juanzong.organisation.models import Appointment, Department, Staff
from juanzong.organisation.viewer import Viewer, known_position
from juanzong.policies import reads as policies


def has_anyone() -> bool:
    """Whether the installation has any account yet. One statement."""
    return Staff.objects.exists()


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One of the demo company's invented people, as the sign-in page offers them."""

    id: int
    name: str
    department: str


def demo_people() -> list[tuple[str, list[DemoPerson]]]:
    """Who may be entered with one click, by position, those with the fewest people above them first; nothing outside demo
    mode. One statement."""
    if not settings.DEMO:
        return []
    today = clock.today()
    rows = Appointment.objects.select_related("staff", "department").filter(staff__is_active=True)
    held = [one for one in rows.order_by("staff__username") if one.holds_on(today)]
    above = {one.staff_id: one.superior_id for one in held}
    found: dict[str, list[DemoPerson]] = {}
    rank: dict[str, int] = {}
    for one in held:
        found.setdefault(one.position, []).append(DemoPerson(one.staff_id, one.staff.name, one.department.name))
        rank[one.position] = min(rank.get(one.position, len(held)), _people_above(one.staff_id, above))
    known = sorted((one for one in policies.positions() if one.code in found), key=lambda one: rank[one.code])
    return [(str(position.name), found[position.code]) for position in known]


def _people_above(staff: int, above: dict[int, int | None]) -> int:
    line: list[int] = []
    at = above.get(staff)
    while at is not None and at not in line:
        line.append(at)
        at = above.get(at)
    return len(line)


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """A department in its place in the tree; `depth` 0 is the company. staff: people in it today, staff_below: with
    all departments under it, each person once."""

    id: int
    code: str
    name: str
    parent_id: int | None
    depth: int
    staff: int
    staff_below: int
    closed_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Post:
    """One person in one position in one department. `holds` whether today."""

    id: int
    staff_id: int
    staff_name: str
    position: str
    position_name: str
    department_id: int
    department_name: str
    superior_id: int | None
    superior_name: str
    from_date: dt.date
    until_date: dt.date | None
    holds: bool


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A person of the company, as colleagues may see them. `is_here`: may sign in and has not left."""

    id: int
    username: str
    name: str
    number: str
    email: str
    joined_on: dt.date | None
    left_on: dt.date | None
    is_active: bool
    must_change_password: bool
    last_login: dt.datetime | None
    is_here: bool


def _refuse_public(viewer: Viewer) -> None:
    """The organisation is known to all who work in it, and to nobody else."""
    if viewer.actor.kind == "public":
        raise NotAllowed(_("组织信息仅供内部使用。"), clause="P00-1.6")


def tree(viewer: Viewer, *, closed: bool = False) -> list[DepartmentRow]:
    """All departments, each under its parent, with how many people are in them today. Two statements."""
    _refuse_public(viewer)
    today = clock.today()
    people: dict[int, set[int]] = {}
    for one in Appointment.objects.select_related("staff"):
        if one.holds_on(today) and one.staff.is_active:
            people.setdefault(one.department_id, set()).add(one.staff_id)
    children: dict[int | None, list[Department]] = {}
    for department in Department.objects.order_by("code"):
        if closed or department.closed_on is None or department.closed_on > today:
            children.setdefault(department.parent_id, []).append(department)
    rows: list[DepartmentRow] = []

    def add(department: Department, depth: int) -> set[int]:
        place = len(rows)
        within = set(people.get(department.pk, ()))
        for child in children.get(department.pk, ()):
            within |= add(child, depth + 1)
        rows.insert(place, _department_row(department, depth, len(people.get(department.pk, ())), len(within)))
        return within

    for root in children.get(None, ()):
        add(root, 0)
    return rows


def _department_row(department: Department, depth: int, staff: int, staff_below: int) -> DepartmentRow:
    return DepartmentRow(
        department.pk,
        department.code,
        department.name,
        department.parent_id,
        depth,
        staff,
        staff_below,
        department.closed_on,
    )


def department(viewer: Viewer, department_id: int) -> DepartmentRow:
    """One department with its figures; NotFound when there is none. Two statements."""
    for row in tree(viewer, closed=True):
        if row.id == department_id:
            return row
    raise NotFound(_("没有这个部门。"))


def department_choices(viewer: Viewer) -> list[tuple[int, str]]:
    """Open departments for a form, each with the path to it. One statement."""
    _refuse_public(viewer)
    found = {one.pk: one for one in Department.objects.order_by("code")}
    named = [(pk, _path(one, found)) for pk, one in found.items() if one.closed_on is None]
    return sorted(named, key=lambda choice: [found[step].code for step in _steps(found[choice[0]], found)])


def _steps(one: Department, known: dict[int, Department]) -> list[int]:
    steps = [one.pk]
    while one.parent_id is not None and one.parent_id in known:
        one = known[one.parent_id]
        steps.insert(0, one.pk)
    return steps


def _path(one: Department, known: dict[int, Department]) -> str:
    return " / ".join(known[step].name for step in _steps(one, known))


def department_names(ids: Iterable[int]) -> dict[int, str]:
    """Names by id. One statement."""
    return dict(Department.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def staff_row(staff: Staff) -> StaffRow:
    """The person as others may see them."""
    return StaffRow(
        staff.pk, staff.username, staff.name, staff.number or "", staff.email, staff.joined_on, staff.left_on,
        staff.is_active, staff.must_change_password, staff.last_login, may_enter(staff),
    )  # fmt: skip


def staff(viewer: Viewer, staff_id: int) -> StaffRow:
    """One person; NotFound when there is none. One statement."""
    _refuse_public(viewer)
    found = Staff.objects.filter(pk=staff_id).first()
    if found is None:
        raise NotFound(_("没有这位员工。"))
    return staff_row(found)


def staff_choices(viewer: Viewer) -> list[tuple[int, str]]:
    """People who are here today, for a form, with their number where names are not enough. One statement."""
    _refuse_public(viewer)
    here = [one for one in Staff.objects.filter(is_active=True).order_by("name", "username") if may_enter(one)]
    return [
        (one.pk, _("%(name)s（%(number)s）") % {"name": one.name, "number": one.number or one.username}) for one in here
    ]


def names(ids: Iterable[int]) -> dict[int, str]:
    """Names of people by id. One statement."""
    return dict(prepared.chosen(Staff, sorted(set(ids)), "pk", "name"))


def position_name(code: str) -> str:
    """The name of a position; its code where no pack has it any more."""
    known = known_position(code)
    return str(known.name) if known else code


def _posts(viewer: Viewer, **narrowed: Any) -> list[Post]:
    _refuse_public(viewer)
    today = clock.today()
    rows = Appointment.objects.filter(**narrowed).select_related("staff", "department", "superior")
    return [
        Post(
            one.pk, one.staff_id, one.staff.name, one.position, position_name(one.position),
            one.department_id, one.department.name, one.superior_id, one.superior.name if one.superior else "",
            one.from_date, one.last_day, one.holds_on(today) and may_enter(one.staff),
        )
        for one in rows.order_by("-from_date", "-id")
    ]  # fmt: skip


def history(viewer: Viewer, staff_id: int) -> list[Post]:
    """Every appointment of a person there ever was, newest first. One statement."""
    return _posts(viewer, staff=staff_id)


def posts_of(viewer: Viewer, staff_ids: Iterable[int]) -> dict[int, list[Post]]:
    """What these people hold today. One statement."""
    found: dict[int, list[Post]] = {}
    for post in _posts(viewer, staff__in=set(staff_ids)):
        if post.holds:
            found.setdefault(post.staff_id, []).append(post)
    return found


def people_in(viewer: Viewer, department_id: int) -> list[Post]:
    """Who holds what in this very department today, by name. One statement."""
    return sorted(
        (one for one in _posts(viewer, department=department_id) if one.holds), key=lambda one: one.staff_name
    )


def holders(viewer: Viewer, position: str, department_id: int | None = None) -> list[Post]:
    """Who holds a position today, in the whole company or in one department. One statement."""
    narrowed = {"position": position} | ({"department": department_id} if department_id is not None else {})
    return [one for one in _posts(viewer, **narrowed) if one.holds]


def holders_by_position(viewer: Viewer) -> dict[str, list[Post]]:
    """Who holds which position today, by the position's code. One statement."""
    found: dict[str, list[Post]] = {}
    for one in _posts(viewer):
        if one.holds:
            found.setdefault(one.position, []).append(one)
    return found


def superior_of(viewer: Viewer, staff_id: int, department_id: int | None = None) -> Post | None:
    """The appointment of a person that names their superior today, the department's own before others; None where no
    superior is named. One statement."""
    held = [one for one in _posts(viewer, staff=staff_id) if one.holds and one.superior_id is not None]
    return next((one for one in held if one.department_id == department_id), held[0] if held else None)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a right today, through which appointment, and how far it reaches."""

    post: Post
    scope: Scope


def who_may(viewer: Viewer, right: str) -> list[Holder]:
    """Everybody who has a right today. One statement."""
    _refuse_public(viewer)
    reach = {one.code: one.rights[right] for one in policies.positions() if right in one.rights}
    held = [one for one in _posts(viewer, position__in=list(reach)) if one.holds]
    return [Holder(one, Scope.named(reach[one.position])) for one in held]


def everybody(viewer: Viewer) -> list[StaffRow]:
    """All people, those who have left too, by user name. One statement."""
    _refuse_public(viewer)
    return [staff_row(one) for one in Staff.objects.order_by("username")]
