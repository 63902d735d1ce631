"""Names and places of staff and departments, for screens of other rooms: who is meant, who belongs to whom."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from juanzong.organisation.choices import Scope
from juanzong.organisation.models import Appointment, Department, Staff
from juanzong.organisation.viewer import Viewer


def company() -> str:
    """The name of the company: the department without a superior one; "" before it is founded. One SQL statement."""
    names = Department.objects.filter(parent=None).order_by("code").values_list("name", flat=True)
    return names.first() or ""


def staff_of(departments: Iterable[int]) -> QuerySet[Appointment, int]:
    """Ids of all who are or ever were appointed in these departments, as a subquery."""
    return Appointment.objects.filter(department__in=list(departments)).values_list("staff", flat=True)


def staff_called(text: str) -> list[int]:
    """Ids of staff by exact name, number or user name. One SQL statement."""
    if not text:
        return []
    named = Staff.objects.filter(name=text) | Staff.objects.filter(username=text) | Staff.objects.filter(number=text)
    return list(named.values_list("id", flat=True)[:50])


def departments_for(viewer: Viewer, right: str) -> list[tuple[int, str]]:
    """Ids and names of the open departments in which `right` lets the viewer act. One SQL statement."""
    rows = Department.objects.filter(closed_on=None)
    if viewer.scope(right) is not Scope.COMPANY:
        rows = rows.filter(pk__in=viewer.departments)
    return list(rows.order_by("code").values_list("id", "name"))


def with_email(staff: Iterable[int]) -> set[int]:
    """Those of these people who can be written to. One SQL statement."""
    return set(Staff.objects.filter(pk__in=set(staff)).exclude(email="").values_list("id", flat=True))


def email_of(staff: int) -> str:
    """Where somebody who is here can be written to, "" for nowhere. One SQL statement."""
    return Staff.objects.filter(pk=staff, is_active=True).values_list("email", flat=True).first() or ""
