"""What every act on a step asks first: is the case still there, and is it this person's turn."""

from __future__ import annotations

from django.utils.translation import gettext as _

from juanzong.casework.cases.standing import Standing
from juanzong.casework.choices import STARTED, CaseState
from juanzong.casework.models import Case
from juanzong.casework.reads import cases
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, NotAllowed, NotFound
from juanzong.organisation import chart as organisation
from juanzong.organisation.viewer import Viewer


def at_step(by: Viewer, case: int, arrival: int) -> Standing:
    """An open case that the person may see, locked, where they saw it. Conflict tells who was faster and when."""
    row = Case.objects.select_for_update().filter(pk=case).first()
    if row is None or not cases.may_see(by, row):
        raise NotFound(
            _("没有这张办理单，或您无权查看。"), clause="P00-1.6", todo=_("请从自己的待办打开，或请办理人处理。")
        )
    if row.state == CaseState.OPEN and row.arrival == arrival:
        return Standing(row, organisation.chart())
    last = row.moves.select_related("by").order_by("-n").first()
    if last is None or last.move == STARTED:
        raise Conflict(_("这张办理单不在这一环节。"), clause=row.clause, todo=_("请刷新后查看。"))
    raise Conflict(
        _("这一环节已由 %(who)s 于 %(when)s 办理。")
        % {
            "who": last.by.name if last.by else _("系统"),
            "when": clock.written(last.at),
        },
        clause=row.clause,
        todo=_("请刷新后查看现在的环节。"),
    )


def taking(one: Standing, by: Viewer) -> int:
    """On whose behalf this person takes the step, 0 for their own; NotAllowed when it is not theirs to take."""
    step, parties = one.step, one.parties
    for_whom = parties.takes(by.staff_id, step)
    if for_whom is not None:
        return for_whom
    if by.staff_id in parties.excluded(step):
        raise NotAllowed(
            _("不能决定自己或自己上级提出的事项。"), clause=step.clause,
            todo=_("请由 %(who)s 办理。") % {"who": cases.names_of(parties.may_take(step))},
        )  # fmt: skip
    raise NotAllowed(
        _("“%(step)s”应由 %(who)s 办理。") % {"step": step.name, "who": cases.people_words(step.who)},
        clause=step.clause,
        todo=_("请由其办理；其不在岗时由代理人办理。"),
    )
