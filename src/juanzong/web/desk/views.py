"""The first page: what waits for me, what I am asked to judge, what I hold."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from juanzong.casework import reads as casework
from juanzong.casework import reads_cases
from juanzong.dossiers import reads as dossiers
from juanzong.dossiers import reads_work
from juanzong.kit import clock
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies
from juanzong.web.desk.deciding import decisions_of, tasks_of
from juanzong.web.desk.owed import owed_task
from juanzong.web.desk.work import with_notes, work_of
from juanzong.web.shell.pages import SIGNED_IN, page, render

SHOWN = 40
DECISIONS = 6
HELD = 6


@page(SIGNED_IN)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The work list. Its statements are those of the sources the person has, those of their obligations
    and cases, and three."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    answering = casework.answers_for(viewer)
    owing = casework.work_of(viewer, limit=SHOWN, answering=answering)
    waiting = reads_cases.decisions(viewer, answering=answering)
    judged = decisions_of(waiting)
    owed = [owed_task(one) for one in owing.listed]
    apart = {f"case:{one.row.id}" for one in judged}
    told = {one.about for one in owed}
    steps = [one for one in tasks_of(waiting) if one.about not in told]
    work = work_of(
        viewer, [*(one for one in owed if one.about not in apart), *steps], {str(one.subject) for one in waiting}
    )
    shown = with_notes([*work.tasks[:SHOWN], *work.decisions[:DECISIONS]])
    context: dict[str, Any] = {
        "work": work,
        "owing": owing,
        "late": owing.overdue + work.late,
        "today": owing.today + work.today,
        "tasks": [task for task in shown if not task.decide],
        "hidden": max(len(work.tasks) - SHOWN, 0) + max(owing.total - SHOWN, 0),
        "decisions": [task for task in shown if task.decide],
        "approvals": judged,
        "more_decisions": len(work.decisions) > DECISIONS,
        "guidance": policies.guidance("desk"),
        "next": _next_step(viewer),
    }
    if viewer.may(dossiers.VIEW):
        context["held"], context["held_count"] = reads_work.held_by(viewer, HELD)
        context["filed"] = reads_work.accepted_since(viewer, clock.today().replace(day=1))
    return render(request, "desk/desk.html", context)


def _next_step(viewer: Viewer) -> tuple[str, str] | None:
    """What to do when nothing waits: address and words."""
    if viewer.may("customers.register"):
        return reverse("customers:register"), _("登记客户")
    if viewer.may("dossiers.view"):
        return reverse("dossiers:list"), _("查看档案")
    if viewer.may("organisation.manage"):
        return reverse("organisation:tree"), _("管理组织")
    return None
