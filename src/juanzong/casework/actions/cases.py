"""Starting a case, taking its steps, taking it back. Whatever a step does happens in the same transaction, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from juanzong.casework.cases import needs, routing, running
from juanzong.casework.cases.needs import NotReady
from juanzong.casework.cases.parties import Parties
from juanzong.casework.cases.routing import Start
from juanzong.casework.cases.standing import Standing
from juanzong.casework.cases.turns import at_step, taking
from juanzong.casework.choices import WITHDREW, CaseState
from juanzong.casework.models import Case, CaseMove
from juanzong.casework.reads import cases, routes
from juanzong.casework.rules import procedures
from juanzong.casework.sockets import effects
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, Refusal
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation import chart as organisation
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer
from juanzong.policies.shapes_work import Move, MoveKind, Procedure

_ENTRY = {
    MoveKind.FORWARD: "case.moved", MoveKind.BACK: "case.sent_back", MoveKind.REFUSE: "case.refused",
    MoveKind.END: "case.ended",
}  # fmt: skip


@act("desk.view")
def start(
    *,
    by: Viewer,
    procedure: str,
    subject: Ref,
    roles: Mapping[str, int] | None = None,
    data: Mapping[str, str] | None = None,
    reason: str = "",
) -> Case:
    """Start a case about a thing the person may see.

    roles: staff by role; those left out are taken by whom the procedure proposes. data: what the procedure asks for.
    NotFound: no such procedure for this thing. NotAllowed: not for them to start. Conflict: under way already, or nobody
    could ever decide it.
    """
    offered = routes.offered(by, subject, procedure)
    route = offered.procedure
    here = organisation.chart()
    parties = Parties(here, subject, offered.department, by.staff_id)
    may_start = routes.starters(route, here, subject, offered.department, by.staff_id)
    for_whom = parties.acting(by.staff_id, may_start)
    if for_whom is None:
        raise NotAllowed(
            _("“%(name)s”应由 %(who)s 提出。") % {"name": route.name, "who": cases.people_words(route.starts)},
            clause=route.clause,
            todo=_("请由其提出。"),
        )
    if offered.running:
        raise routing.already_running(route)
    if offered.beside:
        raise routing.leads_there_already(route, offered.beside)
    parties.started_for = for_whom
    parties.parts = _parts(route, parties, roles or {})
    given = procedures.entered(route.data, data or {}, route.clause)
    lonely = parties.undecidable(route)
    if lonely is not None:
        raise Conflict(
            _("“%(step)s”这一环节没有人可以办理：不能由提出人本人或其下级决定。") % {"step": lonely.name}
            if lonely.not_own
            else _("“%(step)s”这一环节目前没有在岗的人可以办理。") % {"step": lonely.name},
            clause=lonely.clause,
            todo=_("请由其他人提出，或请系统管理员先完成任职登记。"),
        )
    wanted = Start(
        route, offered.version, subject, offered.department, by.staff_id, clock.today(), for_whom, parties.parts, given,
        reason.strip()[: procedures.LONGEST_REASON],
    )  # fmt: skip
    row = routing.begin(wanted, by.actor, here)
    if route.asks:
        _refuse(list(needs.form_faults(Standing(row, here), by, route.asks, {})))
    return row


def _parts(route: Procedure, parties: Parties, chosen: Mapping[str, int]) -> dict[str, int]:
    """Who plays which part. Invalid: nobody named, somebody without the position, one person in two parts."""
    found: dict[str, int] = {}
    faults: dict[str, str] = {}
    for role in route.roles:
        staff = chosen.get(role.code) or routes.proposed(role, parties, found)
        holds = {seat.position for seat in parties.chart.by_staff.get(staff, ())}
        if not staff or not parties.chart.is_here(staff):
            faults[role.code] = _("请选择“%(role)s”。") % {"role": role.name}
        elif role.positions and not holds & set(role.positions):
            faults[role.code] = _("“%(role)s”应为 %(positions)s。") % {
                "role": role.name, "positions": cases.position_words(role.positions),
            }  # fmt: skip
        elif staff in found.values():
            faults[role.code] = _("“%(role)s”应是另一个人。") % {"role": role.name}
        found[role.code] = staff
    if faults:
        raise Invalid(" ".join(faults.values()), fields=faults, clause=route.clause)
    return found


@act("desk.view")
def take_step(
    *, by: Viewer, case: int, arrival: int, move: str, data: Mapping[str, str] | None = None, reason: str = ""
) -> Case:
    """Take the step at which a case stands. arrival: as the person saw it, so that nobody decides what another already has.

    Conflict: somebody was faster (it says who and when), or the step is not ready (it says what is missing, and by
    which clause). NotAllowed: not for them to take. Invalid: no reason, or wrong data. What an effect refuses is refused.
    """
    one = at_step(by, case, arrival)
    for_whom = taking(one, by)
    chosen = _move(one, move)
    clause = chosen.clause or one.step.clause
    given = procedures.entered(chosen.data, data or {}, clause)
    reason = reason.strip()
    if len(reason) > procedures.LONGEST_REASON:
        raise Invalid(_("理由过长。"), fields={"reason": _("理由过长。")}, clause=clause)
    if (chosen.reason or chosen.kind in (MoveKind.BACK, MoveKind.REFUSE)) and not reason:
        raise Invalid(_("请写明理由。"), fields={"reason": _("请写明理由。")}, clause=clause)
    given_all = {**given, "reason": reason}
    _refuse(needs.faults(one, by, chosen, given_all))
    doings = [(use, one.doing(by, chosen, given_all, use.with_)) for use in chosen.effects]
    with running.inside(case):
        for use, doing in doings:
            effects[use.name].run(doing)
    one = Standing(one.row, one.chart)  # an effect may have passed a part on to somebody else
    _go(one, by, chosen, given, reason, for_whom)
    return one.row


def _move(one: Standing, code: str) -> Move:
    try:
        return one.step.move(code)
    except LookupError:
        raise Invalid(_("这一环节不能这样办理。"), clause=one.step.clause, todo=_("请在办理单上选择。")) from None


def _refuse(faults: Sequence[Refusal]) -> None:
    if faults:
        raise NotReady(faults)


def _go(one: Standing, by: Viewer, move: Move, given: Mapping[str, str], reason: str, for_whom: int) -> None:
    """Note the move and let the case go on; the number of the move decides between two who move it at once."""
    row, step = one.row, one.step
    n = row.arrival
    entry = ledger.record(
        _ENTRY[move.kind], by.actor, one.subject, basis=reason[:200], clauses=(move.clause or step.clause,),
        payload={**routing.told(one), "move": move.code, "did": move.name.zh, "to": move.to, "for": for_whom},
    )  # fmt: skip
    CaseMove.objects.create(
        case=row, n=n, step=step.code, move=move.code, kind=move.kind.value, to=move.to, by_id=by.staff_id or None,
        for_whom_id=for_whom or None, at=clock.now(), reason=reason, data=dict(given), entry=entry.pk,
    )  # fmt: skip
    routing.leave(row, by.actor)
    row.data = {**one.earlier(move), **given}
    if move.to:
        row.step, row.arrival, row.arrived_at = move.to, n + 1, clock.now()
        row.save()
        routing.arrive(one, clock.today())
    else:
        routing.end(row, CaseState.REFUSED if move.kind is MoveKind.REFUSE else CaseState.DONE)
        row.save()


@act("desk.view")
def withdraw(*, by: Viewer, case: int, arrival: int, reason: str) -> Case:
    """Take one's own case back while it runs, with a reason."""
    one = at_step(by, case, arrival)
    row, clause = one.row, one.procedure.clause
    if not one.procedure.withdraw:
        raise Conflict(_("这个流程不能撤回。"), clause=clause, todo=_("请由办理人退回或不同意。"))
    for_whom = one.parties.acting(by.staff_id, frozenset({row.starter_id or 0, row.started_for_id or 0} - {0}))
    if for_whom is None:
        raise NotAllowed(_("只有提出人可以撤回。"), clause=clause, todo=_("请由提出人撤回，或由办理人退回。"))
    if not reason.strip():
        raise Invalid(_("请写明理由。"), fields={"reason": _("请写明理由。")}, clause=clause)
    text = reason.strip()[: procedures.LONGEST_REASON]
    entry = ledger.record(
        "case.withdrawn", by.actor, one.subject, basis=text[:200], clauses=(clause,),
        payload={**routing.told(one), "for": for_whom},
    )  # fmt: skip
    CaseMove.objects.create(
        case=row, n=row.arrival, step=row.step, move=WITHDREW, kind=WITHDREW, by_id=by.staff_id, at=clock.now(),
        for_whom_id=for_whom or None, reason=text, entry=entry.pk,
    )  # fmt: skip
    routing.leave(row, by.actor, withdrawn=True)
    routing.end(row, CaseState.WITHDRAWN)
    row.save()
    return row


@act("desk.view", clause="P00-1.6")
def note_export(*, by: Viewer, rows: int) -> None:
    """Note that somebody took a list of cases along as a sheet."""
    ledger.record("case.list_exported", by.actor, None, clauses=("P00-1.6",), payload={"rows": rows})
