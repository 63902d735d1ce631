"""Who read or took away more than allowed, and what was found out about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from juanzong.casework.reads import obligations as casework
from juanzong.casework.shapes.obligations import Owed
from juanzong.kit import clock
from juanzong.kit.refs import Ref
from juanzong.organisation import chart
from juanzong.organisation.acts import require
from juanzong.organisation.choices import Scope
from juanzong.organisation.viewer import Viewer
from juanzong.oversight.models import BulkAlert
from juanzong.oversight.reads import VIEW

LATEST = 100


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert, and what somebody owes because of it: to find out why, with the outcome once it is noted."""

    alert: BulkAlert
    owed: Owed | None


def alerts(viewer: Viewer) -> list[AlertRow]:
    """The latest alerts within reach, newest first; nobody sees their own. Five SQL statements, and those of the
    obligations for each person."""
    require(viewer, VIEW, clause="P08-5")
    rows = BulkAlert.objects.select_related("staff").exclude(staff=viewer.staff_id)
    if viewer.scope(VIEW) is not Scope.COMPANY:
        found = chart.chart()
        rows = rows.filter(staff__in=[one for one in found.by_staff if found.department_of(one) in viewer.departments])
    listed = list(rows[:LATEST])
    owed = {staff: casework.obligations_of(viewer, Ref("staff", staff)) for staff in {one.staff_id for one in listed}}
    return [AlertRow(one, _about(one, owed[one.staff_id])) for one in listed]


def _about(one: BulkAlert, owed: Sequence[Owed]) -> Owed | None:
    """The obligation that was open when the alert came: one opened by it, or before it and not yet ended."""
    day = clock.day_of(one.at)
    fitting = [
        task
        for task in owed
        if task.clause == one.clause and task.opened_on <= day and (task.closed_at is None or task.closed_at >= one.at)
    ]
    return max(fitting, key=lambda task: task.id, default=None)
