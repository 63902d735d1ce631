"""Departments and staff that a dossier may be given to, as choices for forms."""

from __future__ import annotations

from django.apps import apps

from juanzong.organisation.choices import Scope
from juanzong.organisation.viewer import Viewer


def departments(viewer: Viewer, right: str) -> list[tuple[int, str]]:
    """Ids and names of the departments in which the right lets the viewer act. One SQL statement."""
    rows = apps.get_model("organisation", "Department").objects.filter(closed_on__isnull=True)
    if viewer.scope(right) is not Scope.COMPANY:
        rows = rows.filter(pk__in=viewer.departments)
    return list(rows.order_by("code").values_list("id", "name"))


def staff() -> list[tuple[int, str]]:
    """Ids and names of everybody who works here now. One SQL statement."""
    rows = apps.get_model("organisation", "Staff").objects.filter(is_active=True, left_on__isnull=True)
    return list(rows.order_by("name").values_list("id", "name"))


def company() -> str:
    """The name of the company: the department without a superior one. One SQL statement."""
    rows = apps.get_model("organisation", "Department").objects.filter(parent__isnull=True)
    return str(rows.order_by("code").values_list("name", flat=True).first() or "")
