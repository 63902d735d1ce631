"""Who can manage the organisation, somebody always must; and one change of it at a time."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from juanzong.kit import clock
from juanzong.kit.errors import Conflict
from juanzong.organisation.models import Appointment, Department
from juanzong.policies import reads as policies


def _positions() -> list[str]:
    return [position.code for position in policies.positions() if "organisation.manage" in position.rights]


def managers(day: dt.date, *, for_good: bool = False) -> dict[int, set[int]]:
    """Ids of the people who manage the organisation on a day, each with the appointments by which; with `for_good`
    only those whose appointment and employment have no end. One statement."""
    held = Appointment.objects.filter(position__in=_positions(), staff__is_active=True).select_related("staff")
    found: dict[int, set[int]] = {}
    for one in held:
        if one.holds_on(day) and not (for_good and one.last_day is not None):
            found.setdefault(one.staff_id, set()).add(one.pk)
    return found


def any_manager() -> bool:
    """Whether anybody manages the organisation today."""
    return bool(managers(clock.today()))


def refuse_last_manager(*, leaving: int = 0, appointment: int = 0, clause: str = "") -> None:
    """Conflict when nobody could manage the organisation after this person, or this appointment, is gone."""
    standing = managers(clock.today(), for_good=True)
    concerned = leaving in standing or any(appointment in by_which for by_which in standing.values())
    remaining = {staff for staff, by_which in standing.items() if staff != leaving and by_which - {appointment}}
    if concerned and not remaining:
        raise Conflict(_("这是最后一位系统管理员。"), clause=clause, todo=_("请先任命另一位系统管理员，再办理此事。"))


def lock_tree() -> None:
    """One change of departments or superiors at a time, so that two at once cannot make a circle."""
    list(Department.objects.select_for_update().filter(parent__isnull=True).order_by("id"))
