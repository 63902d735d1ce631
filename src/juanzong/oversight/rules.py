"""What an entry of the ledger counts as, for which clause, whose and when. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

OPENED, CLOSED = "obligation.opened", "obligation.closed"
REFUSALS = ("access.denied", "act.refused")


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing to count. staff, department: 0 where they have to be found by the actor."""

    clause: str
    measure: str
    staff: int
    department: int


def counted(kind: str, clauses: Sequence[str], actor: int, payload: Mapping[str, Any]) -> Iterator[Counted]:
    """What an entry counts as. An obligation counts for whoever owes it; everything else for whoever did it."""
    if kind in (OPENED, CLOSED):
        measure = "applied" if kind == OPENED else "on_time" if payload.get("on_time") else "late"
        owner, department = int(payload.get("owner") or 0), int(payload.get("department") or 0)
        for clause in clauses:
            yield Counted(clause, measure, owner or (actor if kind == CLOSED else 0), department)
    elif not kind.startswith("obligation."):
        measure = "refused" if kind in REFUSALS else "applied"
        for clause in clauses:
            yield Counted(clause, measure, actor, 0)


def month_of(day: dt.date) -> dt.date:
    """The first day of the month."""
    return day.replace(day=1)


def months_before(month: dt.date, count: int) -> list[dt.date]:
    """So many months up to and including this one, oldest first."""
    at = month.year * 12 + month.month - 1
    return [dt.date(*_month(at - back)) for back in range(count - 1, -1, -1)]


def _month(number: int) -> tuple[int, int, int]:
    return number // 12, number % 12 + 1, 1
