"""How Django knows who signed in: active staff who have not left, and nobody else."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from juanzong.kit import clock, prepared
from juanzong.organisation.models import Staff


def may_enter(staff: Staff) -> bool:
    """Whether the account is open today: rights end at the legal date of leaving, on the next request."""
    return staff.is_active and (staff.left_on is None or clock.today() <= staff.left_on)


class StaffBackend(BaseBackend):
    """Checks user name and password; takes as long for unknown names as for known ones."""

    def authenticate(
        self, request: HttpRequest | None, username: str = "", password: str = "", **credentials: Any
    ) -> Staff | None:
        staff = Staff.objects.filter(username=username.strip()).first()
        if staff is None:
            Staff().set_password(password)
            return None
        if staff.check_password(password) and may_enter(staff):
            return staff
        return None

    def get_user(self, user_id: int) -> Staff | None:
        staff = prepared.one(Staff, id=user_id)
        return staff if staff is not None and may_enter(staff) else None
