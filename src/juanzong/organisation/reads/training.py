"""Training: sessions, who was there with which result, and who is overdue (P00-2.3).

Records are seen as far as `training.view` reaches; everybody sees their own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from juanzong.kit import clock
from juanzong.kit.errors import NotFound
from juanzong.organisation import rules_training as rules
from juanzong.organisation.chart import chart
from juanzong.organisation.choices import Scope
from juanzong.organisation.in_force import in_force
from juanzong.organisation.models import Appointment, Attendance, Department, Staff, TrainingSession
from juanzong.organisation.rules_training import TrainingState
from juanzong.organisation.viewer import Viewer
from juanzong.policies.shapes_training import Course

VIEW = "training.view"
TRAIN = "training.hold"


@dataclass(frozen=True, slots=True)
class Standing:
    """How one person stands with one course. taken: when they last completed it. due: by when it is (next) due."""

    staff: int
    name: str
    department: int
    course: Course
    taken: dt.date | None
    score: int | None
    due: dt.date | None
    state: TrainingState


def standings(people: Iterable[int]) -> list[Standing]:
    """How these people stand with every course for the positions they hold today, by name. Three SQL statements."""
    today, found, rules_in_force = clock.today(), chart(), in_force()
    ids = [one for one in people if found.is_here(one)]
    began: dict[tuple[int, str, int], dt.date] = {}
    held = Appointment.objects.filter(staff__in=ids).order_by("from_date", "id")
    for staff, position, department, since in held.values_list("staff_id", "position", "department_id", "from_date"):
        began.setdefault((staff, position, department), since)
    names = dict(Staff.objects.filter(pk__in=ids).values_list("id", "name"))
    done = _completed(ids)
    rows = []
    for staff in ids:
        wanted: dict[str, tuple[Course, dt.date]] = {}
        for seat in found.by_staff[staff]:
            since = began.get((staff, seat.position, seat.department), today)
            for course in rules_in_force.of(seat.department).courses.values():
                if course.is_for(seat.position):
                    known = wanted.get(course.code, (course, since))
                    wanted[course.code] = (course, min(known[1], since))
        for course, since in wanted.values():
            taken, score = done.get((staff, course.code), (None, None))
            due = rules.due_on(course, since, taken)
            rows.append(
                Standing(
                    staff, names.get(staff, ""), found.department_of(staff), course, taken, score, due,
                    rules.state(due, today),
                )
            )  # fmt: skip
    return sorted(rows, key=lambda one: (one.name, one.staff, one.course.code))


def _completed(ids: Sequence[int]) -> dict[tuple[int, str], tuple[dt.date, int | None]]:
    rows = Attendance.objects.filter(staff__in=ids, passed=True, session__held_at__isnull=False)
    ordered = rows.order_by("session__on_day", "id")
    return {
        (staff, course): (on, score)
        for staff, course, on, score in ordered.values_list("staff_id", "session__course", "session__on_day", "score")
    }


def seen_people(viewer: Viewer) -> list[int]:
    """Ids of those who are here and whose training the viewer may know of."""
    found = chart()
    match viewer.scope(VIEW):
        case Scope.COMPANY:
            return list(found.by_staff)
        case Scope.DEPARTMENT:
            return [
                one
                for one in found.by_staff
                if one == viewer.staff_id or found.department_of(one) in viewer.departments
            ]
        case _:
            return [viewer.staff_id] if found.is_here(viewer.staff_id) else []


def standing_of(viewer: Viewer, staff: int) -> list[Standing]:
    """How one person stands. Three SQL statements. NotFound: not theirs to know."""
    if staff != viewer.staff_id and staff not in seen_people(viewer):
        raise NotFound(_("没有此人的培训记录，或您无权查看。"), clause="P00-2.3")
    return standings([staff])


def sessions(viewer: Viewer) -> QuerySet[TrainingSession]:
    """The sessions a viewer may know of: of their departments, and those they are or were expected at."""
    mine = Q(pk__in=Attendance.objects.filter(staff=viewer.staff_id).values("session"))
    match viewer.scope(VIEW):
        case Scope.COMPANY:
            return TrainingSession.objects.all()
        case Scope.DEPARTMENT:
            return TrainingSession.objects.filter(Q(department__in=viewer.departments) | mine)
        case _:
            return TrainingSession.objects.filter(mine)


def session(viewer: Viewer, session_id: int) -> TrainingSession:
    """One session. NotFound: not theirs to know. One SQL statement."""
    found = sessions(viewer).select_related("department").filter(pk=session_id).first()
    if found is None:
        raise NotFound(_("没有这场培训，或您无权查看。"), clause="P00-2.3")
    return found


def attendances(viewer: Viewer, one: TrainingSession) -> list[Attendance]:
    """Who was expected and came, by name; only oneself for whoever sees no more. One SQL statement."""
    rows = Attendance.objects.filter(session=one).select_related("staff").order_by("staff__name", "id")
    scope = viewer.scope(VIEW)
    if scope is None or (scope is not Scope.COMPANY and one.department_id not in viewer.departments):
        rows = rows.filter(staff=viewer.staff_id)
    return list(rows)


def record_of(viewer: Viewer, staff: int) -> list[Attendance]:
    """Everything somebody attended, newest first. One SQL statement; NotFound as `standing_of`."""
    if staff != viewer.staff_id and viewer.scope(VIEW) is not Scope.COMPANY and staff not in seen_people(viewer):
        raise NotFound(_("没有此人的培训记录，或您无权查看。"), clause="P00-2.3")
    rows = Attendance.objects.filter(staff=staff, session__held_at__isnull=False)
    return list(rows.select_related("session").order_by("-session__on_day", "-id"))


def courses() -> list[Course]:
    """The courses in force anywhere, by pack."""
    rules_in_force = in_force()
    places = (0, *rules_in_force.chart.parents)
    found = {code: course for place in places for code, course in rules_in_force.of(place).courses.items()}
    return sorted(found.values(), key=lambda one: (one.pack, one.code))


def trainable(viewer: Viewer) -> list[tuple[int, str]]:
    """Ids and names of those whom the viewer may call to a session: their people, and those who hold nothing yet.
    One SQL statement."""
    found = chart()
    rows = Staff.objects.filter(Q(left_on=None) | Q(left_on__gte=clock.today()), is_active=True).order_by("name", "id")
    whole = whole_company(viewer)
    return [
        (id, name)
        for id, name in rows.values_list("id", "name")
        if whole or not found.is_here(id) or found.department_of(id) in viewer.departments
    ]


def whole_company(viewer: Viewer) -> bool:
    """Whether the viewer may hold training for everybody."""
    return viewer.scope(TRAIN) is Scope.COMPANY


def training_departments(viewer: Viewer) -> list[tuple[int, str]]:
    """Where the viewer may hold training. One SQL statement."""
    rows = Department.objects.filter(closed_on=None).order_by("code")
    if not whole_company(viewer):
        rows = rows.filter(pk__in=viewer.departments)
    return list(rows.values_list("id", "name"))


def due_this_quarter(ids: Sequence[int]) -> Mapping[int, bool]:
    """Whether some training of each person falls due by the end of this quarter. Three SQL statements."""
    end = rules.quarter_end(clock.today())
    due = {one.staff for one in standings(ids) if one.due is not None and one.due <= end}
    return {id: id in due for id in ids}


def missing_exams(staff: int, position: str, department: int, day: dt.date) -> list[Course]:
    """The courses whose exam the position demands in that department and that this person has not passed, or whose pass
    no longer counts on that day. One SQL statement where it demands any."""
    here = in_force().of(department)
    post = here.positions.get(position)
    wanted = [here.courses[code] for code in (post.exams if post else ()) if code in here.courses]
    if not wanted:
        return []
    rows = Attendance.objects.filter(staff=staff, passed=True, session__course__in=[one.code for one in wanted])
    last = dict(rows.values_list("session__course").annotate(Max("session__on_day")).order_by())
    return [one for one in wanted if not rules.valid(one, last.get(one.code), day)]
