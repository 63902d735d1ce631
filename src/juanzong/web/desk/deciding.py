"""Cases on the desk: what waits for a decision or a signature stands apart, with the one thing to press where nothing else
has to be looked at; a step that is plain work joins the work list."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from juanzong.casework.reads.cases import Waiting
from juanzong.casework.shapes.cases import CaseRow
from juanzong.policies.shapes_work import Move, MoveKind, Step
from juanzong.web.desk.work import Task
from juanzong.web.shell.links import address, page_of

_JUDGING = (MoveKind.BACK, MoveKind.REFUSE)


@dataclass(frozen=True, slots=True)
class Decision:
    """One case that waits to be judged. yes: the move that can be made at once, None when the page has to be opened first.
    no: the refusal or the sending back that asks for nothing but a reason."""

    row: CaseRow
    clause: str
    url: str
    subject_url: str
    button: str
    yes: Move | None
    no: Move | None


def judged(one: Waiting) -> bool:
    """Whether a case waits for a judgement or a signature; else it is work, a step with one way on."""
    return bool(one.need) or any(move.kind in _JUDGING for move in one.step.moves)


def decision(row: CaseRow, step: Step) -> Decision:
    """A case that waits to be judged."""
    plain = not (step.form or step.attachments or step.checks or step.signatures) and not row.need
    ahead = [move for move in step.moves if move.goes_ahead]
    yes = ahead[0] if plain and len(ahead) == 1 and not (ahead[0].data or ahead[0].reason) else None
    no = next((move for move in step.moves if move.kind in _JUDGING and not move.data), None)
    button = _("查看并签字") if row.need else _("查看并决定")
    return Decision(
        row, step.clause, address("casework:case", row.id), page_of(row.subject) if row.label else "", button,
        yes, no if yes else None,
    )  # fmt: skip


def task(row: CaseRow, step: Step) -> Task:
    """A case that is work."""
    return Task(
        since=row.arrived_at,
        what=_("%(procedure)s：%(step)s") % {"procedure": row.procedure.name, "step": step.name},
        subject=row.label or _("您无权查看的对象"),
        subject_url=page_of(row.subject) if row.label else "",
        clause=step.clause,
        button=_("办理"),
        url=address("casework:case", row.id),
        due=row.due.due_on if row.due else None,
        primary=row.due is not None and row.due.late_days > 0,
        about=f"case:{row.id}",
    )
