"""What the acts of offboarding share: beginning a leaving, keeping in mind what is held, who may do something about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from juanzong.casework.sockets_held import Held, Holds, all_holds, holdings
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.ledger.choices import JSON, Actor
from juanzong.ledger.facts import Told
from juanzong.organisation import chart, reads
from juanzong.organisation.viewer import Viewer, system, viewer_for
from juanzong.oversight.models import Leaving, LeavingLine
from juanzong.oversight.offboarding.choices import LeavingState, LineState
from juanzong.oversight.offboarding.reads import CLAUSE, CLEAR, MOST, clears, held_now, leaving


def begin(actor: Actor, staff: int, last_day: dt.date, receiver: int = 0) -> Leaving:
    """Write down that somebody leaves, who sees to it, and what they hold today."""
    found, person = chart.chart(), reads.staff(system(), staff)
    root = next(pk for pk, above in found.parents.items() if above is None)
    boss = _superior(found, staff)
    one = Leaving.objects.create(
        staff_id=staff, staff_name=person.name, department_id=found.department_of(staff) or root, last_day=last_day,
        receiver_id=receiver or boss or None, superior_id=boss or None, begun_at=clock.now(), begun_by_name=actor.name[:60],
    )  # fmt: skip
    held = {holds.code: held_now(staff, holds)[0] for holds in all_holds() if holds.is_thing}
    for code, things in held.items():
        keep_in_mind(one, code, things)
    _say(actor, "leaving.begun", one, due=last_day.isoformat(), things=sum(len(things) for things in held.values()))
    return one


def _superior(found: chart.Chart, staff: int) -> int:
    """The nearest above a person who may see to the clearance; 0 for nobody."""
    at, seen = found.superior(staff), {staff}
    while at and at not in seen:
        seen.add(at)
        viewer = viewer_for(at)
        if viewer is not None and viewer.may(CLEAR):
            return at
        at = found.superior(at)
    return 0


def follow(told: Sequence[Told]) -> None:
    """The listener: a last day that is noted begins the leaving, or moves it, and one that is taken back ends it, in the same
    transaction."""
    for one in told:
        for _entry, ref, payload in one.rows if one.kind in ("staff.changed", "staff.stays") else ():
            if ref is not None and one.kind == "staff.stays":
                _stays(one.actor, ref.id, str(payload["reason"]))
            elif ref is not None and payload.get("fields") == ["left_on"]:
                _noted(one.actor, ref.id, dt.date.fromisoformat(str(payload["day"])))


def _open(staff: int) -> Leaving | None:
    return Leaving.objects.select_for_update(of=("self",)).filter(staff=staff, state=LeavingState.OPEN).first()


def _stays(actor: Actor, staff: int, reason: str) -> None:
    one = _open(staff)
    if one is not None:
        one.lines.filter(state=LineState.HELD).delete()  # it stays with them; what was handed over is still told
        end(one, LeavingState.STAYS, actor.name)
        _say(actor, "leaving.withdrawn", one, reason=reason)


def end(one: Leaving, state: LeavingState, by_name: str) -> None:
    """It is over, in this way."""
    one.state, one.closed_at, one.closed_by_name = state, clock.now(), by_name[:60]
    one.save(update_fields=["state", "closed_at", "closed_by_name", "incident"])


def _noted(actor: Actor, staff: int, day: dt.date) -> None:
    one = _open(staff)
    if one is None:
        begin(actor, staff, day)
    elif one.last_day != day:
        one.last_day = day
        one.save(update_fields=["last_day"])
        _say(actor, "leaving.moved", one, due=day.isoformat())


def keep_in_mind(one: Leaving, code: str, held: Sequence[Held]) -> Mapping[int, LeavingLine]:
    """The lines of these things, made for those that were not known of."""
    if not held:
        return {}
    ids = [each.id for each in held]
    known = set(LeavingLine.objects.filter(leaving=one, holds=code, thing__in=ids).values_list("thing", flat=True))
    LeavingLine.objects.bulk_create(
        LeavingLine(
            leaving=one, holds=code, thing=each.id, about=each.about, words=f"{each.words} {each.where}".strip()[:200]
        )
        for each in held
        if each.id not in known
    )
    rows = LeavingLine.objects.filter(leaving=one, holds=code, thing__in=ids)
    return {line.thing: line for line in rows}


def locked(by: Viewer, leaving_id: int) -> Leaving:
    """An open leaving, locked, about which this person may do something. NotAllowed, Conflict when it is closed."""
    known = leaving(by, leaving_id)
    if known.staff_id == by.staff_id:
        raise NotAllowed(_("不能办理自己的离职交接。"), clause=CLAUSE, todo=_("请把东西交给接手人，由上级逐项登记。"))
    if not clears(by, known):
        raise NotAllowed(_("这次离职交接不归您办理。"), clause=CLAUSE, todo=_("请由其上级、部门经理或总经理办理。"))
    row = Leaving.objects.select_for_update(of=("self",)).get(pk=leaving_id)
    if row.state != LeavingState.OPEN:
        said = _("这次离职交接%(state)s。") % {"state": row.get_state_display()}
        raise Conflict(said, clause=CLAUSE, todo=_("请查看离职交接清单。"))
    return row


def sort_of(code: str) -> Holds:
    """A sort of things by its code."""
    found = holdings.find(code)
    if found is None:
        raise NotFound(_("没有这一类。"), clause=CLAUSE)
    return found


def chosen(one: Leaving, holds: Holds, things: Sequence[int]) -> list[Held]:
    """These things as they are held now, all of the sort where none is named. Conflict: one is not held any more."""
    wanted = set(things)
    left = outstanding(one, holds, held_now(one.staff_id, holds)[0])
    found = [each for each in left if not wanted or each.id in wanted]
    if not found or len(found) < len(wanted):
        raise Conflict(_("其中有的已不在其名下，或已登记缺少。"), clause=CLAUSE, todo=_("请刷新后查看。"))
    return found


def outstanding(one: Leaving, holds: Holds, held: Sequence[Held]) -> list[Held]:
    """What is held and was not noted as missing, or as back where nothing in the house changes with that."""
    settled = (LineState.MISSING, LineState.TAKEN) if holds.by_hand else (LineState.MISSING,)
    done = LeavingLine.objects.filter(leaving=one, holds=holds.code, state__in=settled).values_list("thing", flat=True)
    known = set(done)
    return [each for each in held if each.id not in known]


def all_of(one: Leaving, holds: Holds) -> Iterator[list[Held]]:
    """All of a sort, as many at a time as are looked at, each handed over before the next. Conflict: there are none."""
    found = chosen(one, holds, ())
    yield found
    while len(found) == MOST and held_now(one.staff_id, holds)[0]:
        found = chosen(one, holds, ())
        yield found


def settle(
    by: Viewer,
    one: Leaving,
    holds: Holds,
    found: Sequence[Held],
    state: LineState,
    to_name: str = "",
    incident: int = 0,
) -> None:
    """Write down what became of them: each thing for itself, work as so many together."""
    said = {
        "state": state.value, "to_name": to_name[:60], "at": clock.now(), "by_name": by.name[:60],
        "incident_id": incident or None,
    }  # fmt: skip
    if holds.is_thing:
        lines = keep_in_mind(one, holds.code, found)
        LeavingLine.objects.filter(pk__in=[line.pk for line in lines.values()]).update(**said)
    else:
        LeavingLine.objects.create(leaving=one, holds=holds.code, number=len(found), **said)


def receiver_of(by: Viewer, one: Leaving, staff: int) -> tuple[int, str]:
    """Who takes something over: the person named, else whoever takes over from them. Invalid: nobody, or not here."""
    to = staff or one.receiver_id or 0
    person = reads.staff(by, to) if to else None
    if person is None or not person.is_here or to == one.staff_id:
        fault = _("接手人须是另一位在职的同事。")
        raise Invalid(fault, fields={"to": fault}, clause=CLAUSE, todo=_("请另选接手人。"))
    return to, person.name


def say(by: Viewer, kind: str, one: Leaving, **payload: JSON) -> None:
    """One entry about the leaving. What things are stays in the tables."""
    _say(by.actor, kind, one, **payload)


def _say(actor: Actor, kind: str, one: Leaving, **payload: JSON) -> None:
    ledger.record(
        kind, actor, Ref("leaving", one.pk), clauses=(CLAUSE,), payload={"staff": one.staff_id, "name": one.staff_name, **payload}
    )  # fmt: skip
