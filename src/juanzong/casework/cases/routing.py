"""A case on its way: beginning, arriving at a step, leaving it, ending. Inside the act that moves it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from juanzong.casework.cases import needs
from juanzong.casework.cases.standing import Standing
from juanzong.casework.choices import ALSO, STARTED, CaseState, ObligationState
from juanzong.casework.duties import opening
from juanzong.casework.messages import outbox
from juanzong.casework.models import Case, CaseCall, CaseMove, CasePart, Obligation
from juanzong.casework.rules import procedures
from juanzong.kit import clock, subject_keys
from juanzong.kit.errors import Conflict
from juanzong.kit.ids import new_id
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.ledger.choices import JSON, Actor
from juanzong.organisation.chart import Chart
from juanzong.policies.shapes_work import Procedure, WhoKind


@dataclass(frozen=True, slots=True)
class Start:
    """A case to begin. counted_from: the day from which the first step's limit counts."""

    procedure: Procedure
    version: int
    subject: Ref
    department: int
    starter: int
    counted_from: dt.date
    started_for: int = 0
    parts: Mapping[str, int] = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""


def begin(start: Start, actor: Actor, chart: Chart) -> Case:
    """Begin a case. Conflict: this procedure is under way for this thing already."""
    procedure, moment = start.procedure, clock.now()
    row = Case(
        id=new_id(), procedure=procedure.code, pack=procedure.pack, version=start.version, clause=procedure.clause,
        subject=str(start.subject), department_id=start.department or None, starter_id=start.starter or None,
        started_for_id=start.started_for or None, once=procedure.once, step=procedure.steps[0].code, arrived_at=moment,
        data=dict(start.data), started_at=moment,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise already_running(procedure) from error
    CasePart.objects.bulk_create(CasePart(case=row, role=role, staff_id=staff) for role, staff in start.parts.items())
    if any(step.attachments for step in procedure.steps):
        subject_keys.create(row.pk)
    one = Standing(row, chart)
    entry = ledger.record(
        "case.started", actor, start.subject, basis=start.reason[:200], clauses=(procedure.clause,),
        payload={**told(one), "to": row.step, "for": start.started_for},
    )  # fmt: skip
    CaseMove.objects.create(
        case=row, n=0, move=STARTED, kind=STARTED, to=row.step, by_id=start.starter or None,
        for_whom_id=start.started_for or None, at=moment, reason=start.reason, data=dict(start.data), entry=entry.pk,
    )  # fmt: skip
    arrive(one, start.counted_from)
    return row


def already_running(procedure: Procedure) -> Conflict:
    """The refusal of a second case of the same kind on the same thing."""
    return Conflict(
        _("“%(name)s”已在办理中，不能重复提出。") % {"name": procedure.name},
        clause=procedure.clause,
        todo=_("请在已有的办理单上继续。"),
    )


def told(one: Standing) -> dict[str, JSON]:
    """What every entry of a case says. name, at: the words of the route and the step, as the ledger keeps them."""
    row = one.row
    return {
        "case": row.pk, "procedure": row.procedure, "pack": row.pack, "version": row.version, "step": row.step,
        "department": row.department_id or 0, "name": one.procedure.name.zh, "at": one.step.name.zh,
    }  # fmt: skip


def leads_there_already(procedure: Procedure, case: int) -> Conflict:
    """The refusal of a case that would end in what another open one ends in."""
    return Conflict(
        _("已有别的办理单在办同一件事，不能再提出“%(name)s”。") % {"name": procedure.name},
        clause=procedure.clause,
        todo=_("请在已有的办理单上继续。"),
        about=Ref("case", case),
    )


def arrive(one: Standing, counted_from: dt.date) -> None:
    """The case stands at its step: whoever it waits for is called, and its time limit begins."""
    call(one)
    step = one.step
    if step.within is not None:
        duty = procedures.step_duty(one.procedure, step)
        new = opening.New(duty, one.row.version, Ref("case", one.row.pk), one.parties.owner(step), counted_from)
        opening.open_all([new], opening.own_days())


def leave(row: Case, actor: Actor, *, withdrawn: bool = False) -> None:
    """The case leaves its step: what was owed there is done, or not needed any more; nobody is called."""
    CaseCall.objects.filter(case=row).delete()
    open_ones = Obligation.objects.select_for_update().filter(subject=f"case:{row.pk}", state=ObligationState.OPEN)
    state = ObligationState.CANCELLED if withdrawn else ObligationState.DONE
    opening.end_all(list(open_ones), state, actor)


def end(row: Case, state: CaseState) -> None:
    """The case is over."""
    row.state, row.step, row.ended_at = state, "", clock.now()


def call(one: Standing) -> None:
    """Write down whom the case waits for today: for its step, and for every signature that is not given."""
    row, step, parties = one.row, one.step, one.parties
    wanted: set[tuple[int, str]] = set()
    if all(who.kind is not WhoKind.EVERYONE for who in step.who):
        wanted |= {(staff, "") for staff in parties.may_take(step)}
    given, _stale = needs.given_signatures(one)
    signed = {capacity for capacity, _staff in given}
    for need in step.signatures:
        if need.code not in signed and all(who.kind is not WhoKind.EVERYONE for who in need.who):
            wanted |= {(staff, need.code) for staff in parties.may_sign(need)}
    asked = row.signers.filter(arrival=row.arrival, released_at__isnull=True).values_list("staff_id", flat=True)
    wanted |= {(staff, ALSO) for staff in asked if (ALSO, staff) not in given}
    before = set(row.calls.values_list("staff_id", flat=True))
    outbox.put_decisions({staff for staff, _need in wanted} - before, row.department_id)
    CaseCall.objects.filter(case=row).delete()
    CaseCall.objects.bulk_create(CaseCall(case=row, staff_id=staff, need=need) for staff, need in sorted(wanted))
    row.looked_on = clock.today()
    Case.objects.filter(pk=row.pk).update(looked_on=row.looked_on)
