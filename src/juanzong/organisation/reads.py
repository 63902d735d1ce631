"""Every question others may ask about the organisation. Each takes a viewer first, except what must be known before
anybody has signed in, and costs a known number of SQL statements."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from juanzong.kit import clock
from juanzong.organisation.models import Appointment, Staff
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
    """Who may be entered with one click, by position, in the order of the packs; nothing outside demo mode. One
    statement."""
    if not settings.DEMO:
        return []
    today = clock.today()
    held = Appointment.objects.select_related("staff", "department").filter(staff__is_active=True)
    found: dict[str, list[DemoPerson]] = {}
    for one in held.order_by("staff__username"):
        if one.holds_on(today) and (one.staff.left_on is None or today <= one.staff.left_on):
            person = DemoPerson(one.staff_id, one.staff.name, one.department.name)
            found.setdefault(one.position, []).append(person)
    known = [position for position in policies.positions() if position.code in found]
    return [(str(position.name), found[position.code]) for position in known]
