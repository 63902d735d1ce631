"""Opening and ending obligations, many at a time: rows and ledger entries together, inside the act that causes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from juanzong.casework.choices import ObligationState
from juanzong.casework.duties.people import Owner
from juanzong.casework.models import CompanyDay, Obligation
from juanzong.casework.rules import deadlines
from juanzong.kit import bulk, clock, prepared
from juanzong.kit.ids import new_id
from juanzong.kit.refs import Ref
from juanzong.kit.stamps import kept_while
from juanzong.ledger import actions as ledger
from juanzong.ledger.choices import JSON, SYSTEM, Actor
from juanzong.policies.shapes_work import Duty

BATCH = 2000
_VERBS: Mapping[ObligationState, str] = {
    ObligationState.DONE: "obligation.closed",
    ObligationState.WAIVED: "obligation.waived",
    ObligationState.REPLACED: "obligation.replaced",
    ObligationState.CANCELLED: "obligation.cancelled",
}


@dataclass(frozen=True, slots=True)
class New:
    """An obligation to open. start: the day its limit is counted from; period_end: of a recurring one; until: its last
    day where the fact itself says it, as a lending slip does."""

    duty: Duty
    version: int
    subject: Ref
    owner: Owner
    start: dt.date
    round: str = ""
    period_end: dt.date | None = None
    until: dt.date | None = None


@kept_while("company_days")
def own_days() -> Mapping[dt.date, bool]:
    """The company's own days. One SQL statement, another after a change of them."""
    return dict(CompanyDay.objects.values_list("day", "worked"))


def open_all(wanted: Sequence[New], own: deadlines.Off) -> list[Obligation]:
    """Open what is not open yet; what is, stays as it is. Two SQL statements and one entry for each batch and clause."""
    standing = _standing(wanted)
    fresh: dict[tuple[str, str, str], New] = {}
    for one in wanted:
        key = (str(one.subject), one.duty.code, one.round)
        if key not in standing:
            fresh.setdefault(key, one)
    today, moment = clock.today(), clock.now()
    rows = [_row(one, own, today, moment) for one in fresh.values()]
    by_clause: dict[str, list[Obligation]] = {}
    for row in rows:
        by_clause.setdefault(row.clause, []).append(row)
    for clause, of_clause in by_clause.items():
        told: list[tuple[Ref | None, dict[str, JSON]]] = [(Ref.parse(row.subject), _payload(row)) for row in of_clause]
        entries = ledger.record_many("obligation.opened", SYSTEM, told, clauses=(clause,))
        for row, entry in zip(of_clause, entries, strict=True):
            row.opened_entry = entry
    bulk.insert(Obligation, bulk.columns(Obligation), [bulk.row(row) for row in rows])
    return rows


def _standing(wanted: Sequence[New]) -> set[tuple[str, str, str]]:
    """What of this is open already, or was opened in the same round."""
    found: set[tuple[str, str, str]] = set()
    texts = sorted({str(one.subject) for one in wanted})
    for start in range(0, len(texts), BATCH):
        duties = tuple(sorted({one.duty.code for one in wanted}))
        found.update(prepared.among(prepared.ANYBODY, _of_duties, texts[start : start + BATCH], duties))
    return found


def _of_duties(_anybody: object, texts: Sequence[str], duties: Sequence[str]) -> QuerySet[Obligation, Any]:
    there = Obligation.objects.filter(~Q(round="") | Q(state=ObligationState.OPEN), subject__in=texts, duty__in=duties)
    return there.values_list("subject", "duty", "round")


def _row(one: New, own: deadlines.Off, today: dt.date, moment: dt.datetime) -> Obligation:
    day = (
        deadlines.Due(one.until)
        if one.until
        else deadlines.due(one.duty.due, one.start, own, period_end=one.period_end)
    )
    telling = deadlines.telling_days(one.duty, day.on, own)
    # Reminders of days gone by are behind it; whoever is above hears at the next run of what is late from its beginning.
    told = next((n for n, (when, escalation) in enumerate(telling) if when >= today or escalation), len(telling))
    return Obligation(
        id=new_id(),
        duty=one.duty.code,
        clause=one.duty.clause,
        pack=one.duty.pack,
        version=one.version,
        subject=str(one.subject),
        round=one.round,
        owner_id=one.owner.staff or None,
        position=one.owner.position,
        department_id=one.owner.department or None,
        opened_at=moment,
        opened_on=one.start,
        due_on=day.on,
        due_was=day.on,
        provisional=day.provisional,
        tell_on=telling[told][0] if told < len(telling) else None,
        told=told,
    )


def _payload(row: Obligation) -> dict[str, JSON]:
    return {
        "obligation": row.id, "duty": row.duty, "due_on": row.due_on.isoformat(), "owner": row.owner_id or 0,
        "position": row.position, "department": row.department_id or 0, "round": row.round,
    }  # fmt: skip


def end_all(rows: Iterable[Obligation], state: ObligationState, actor: Actor, *, note: str = "") -> int:
    """End open obligations; how many there were. A done one is on time up to and including its day."""
    ending = list(rows)
    today, moment = clock.today(), clock.now()
    by_clause: dict[str, list[Obligation]] = {}
    for row in ending:
        row.state = state
        row.closed_at = moment
        row.closed_by = actor.id if actor.kind == "staff" else None
        row.on_time = today <= row.due_on if state == ObligationState.DONE else None
        row.note = note or row.note
        row.tell_on = None
        by_clause.setdefault(row.clause, []).append(row)
    for clause, of_clause in by_clause.items():
        told: list[tuple[Ref | None, dict[str, JSON]]] = [
            (Ref.parse(row.subject), {**_payload(row), "on_time": row.on_time, "late_days": _late(row, today)})
            for row in of_clause
        ]
        entries = ledger.record_many(_VERBS[state], actor, told, basis=note, clauses=(clause,))
        for row, entry in zip(of_clause, entries, strict=True):
            row.closed_entry = entry
    Obligation.objects.bulk_update(
        ending,
        ["state", "closed_at", "closed_by", "on_time", "note", "tell_on", "closed_entry"],
        batch_size=BATCH // 10,
    )
    return len(ending)


def _late(row: Obligation, today: dt.date) -> int:
    return deadlines.lateness(row.due_on, today)
