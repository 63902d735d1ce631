"""The first page: what waits for me, what I am asked to judge, what I hold."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from juanzong.casework.reads import cases
from juanzong.casework.reads import obligations as casework
from juanzong.dossiers import reads as dossiers
from juanzong.dossiers import reads_work
from juanzong.kit import clock
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies
from juanzong.web.desk.deciding import decision, judged, task
from juanzong.web.desk.owed import owed_tasks
from juanzong.web.desk.work import with_notes, work_of
from juanzong.web.shell.links import address
from juanzong.web.shell.pages import SIGNED_IN, Request, page, render

SHOWN = 25
"""Lines of the work list at first, and by how many it grows."""
MOST = 500
APPROVALS = 8
DECISIONS = 6
HELD = 6


@page(SIGNED_IN)
@require_safe
def desk(request: Request) -> HttpResponse:
    """The work list, `shown` lines of it. Its statements are those of the sources the person has, those of their
    obligations and cases, and three."""
    viewer: Viewer = request.viewer
    lines = _lines(request)
    answering = casework.answers_for(viewer)
    owing = casework.work_of(viewer, limit=lines, answering=answering)
    waiting = cases.waiting(viewer, answering)
    approvals = [one for one in waiting if judged(one)]
    owed = owed_tasks(owing.listed)
    told = {one.about for one in owed}
    steps = [one for one in waiting if not judged(one) and one.about not in told]
    rows = {row.id: row for row in cases.told(viewer, [*approvals[:APPROVALS], *steps])}
    apart = {one.about for one in approvals}
    work = work_of(
        viewer,
        [one for one in owed if one.about not in apart] + [task(rows[one.one.row.pk], one.step) for one in steps],
        {str(one.one.subject) for one in waiting},
    )
    shown = with_notes([*work.tasks[:lines], *work.decisions[:DECISIONS]])
    hidden = max(len(work.tasks) - lines, 0) + max(owing.total - lines, 0)
    context: dict[str, Any] = {
        "work": work,
        "owing": owing,
        "late": owing.overdue + work.late,
        "today": owing.today + work.today,
        "tasks": [task for task in shown if not task.decide],
        "hidden": hidden,
        "more": min(lines + SHOWN, MOST) if hidden and lines < MOST else 0,
        "decisions": [task for task in shown if task.decide],
        "approvals": [decision(rows[one.one.row.pk], one.step) for one in approvals[:APPROVALS]],
        "approvals_count": len(approvals),
        "guidance": policies.guidance("desk"),
        "next": _next_step(viewer),
    }
    if viewer.may(dossiers.VIEW):
        context["held"], context["held_count"] = reads_work.held_by(viewer, HELD)
        if not owing.done:  # then a share is shown in its place
            context["filed"] = reads_work.accepted_since(viewer, clock.today().replace(day=1))
    return render(request, "desk/desk.html", context)


def _lines(request: Request) -> int:
    asked = request.GET.get("shown", "")
    return min(max(int(asked), SHOWN), MOST) if asked.isascii() and asked.isdigit() and len(asked) < 6 else SHOWN


def _next_step(viewer: Viewer) -> tuple[str, str] | None:
    """What to do when nothing waits: address and words."""
    if viewer.may("customers.register"):
        return address("customers:register"), _("登记客户")
    if viewer.may("dossiers.view"):
        return address("dossiers:list"), _("查看档案")
    if viewer.may("organisation.manage"):
        return address("organisation:tree"), _("管理组织")
    return None
