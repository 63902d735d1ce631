"""Keeping the tallies: a listener on facts, one upsert for each key in sorted order, so that two acts never wait for
each other in a circle."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, transaction

from juanzong.kit import clock
from juanzong.kit.ids import new_id
from juanzong.ledger import reads as ledger
from juanzong.ledger.facts import Told
from juanzong.organisation import chart
from juanzong.oversight import rules
from juanzong.oversight.models import Tally
from juanzong.oversight.rules import Counted

MEASURES = ("applied", "on_time", "late", "refused")
Key = tuple[str, dt.date, int, int]  # clause, month, department, staff
Sums = dict[Key, Counter[str]]

_UPSERT = """
INSERT INTO oversight_tally (id, clause, month, department, staff, applied, on_time, late, refused)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (clause, month, department, staff) DO UPDATE SET
applied = oversight_tally.applied + excluded.applied, on_time = oversight_tally.on_time + excluded.on_time,
late = oversight_tally.late + excluded.late, refused = oversight_tally.refused + excluded.refused
"""


def keep(told: Sequence[Told]) -> None:
    """The listener: count what an act wrote."""
    sums: Sums = {}
    today = clock.today()
    for one in told:
        if not one.clauses:
            continue
        actor = one.actor.id if one.actor.kind == "staff" else 0
        for _entry, _subject, payload in one.rows:
            _count(sums, rules.counted(one.kind, one.clauses, actor, payload), today)
    write(sums)


def _count(sums: Sums, found: Iterable[Counted], day: dt.date) -> None:
    for one in found:
        department = one.department or (_department_of(one.staff, day) if one.staff else 0)
        key = (one.clause, rules.month_of(day), department, one.staff)
        sums.setdefault(key, Counter())[one.measure] += 1


@lru_cache(maxsize=4096)
def _department_of(staff: int, day: dt.date) -> int:
    """The department a person belonged to on a day; remembered for the day, as people rarely move within one."""
    return chart.chart(day).department_of(staff)


def write(sums: Sums) -> None:
    """Add to the tallies."""
    rows: list[tuple[Any, ...]] = [
        (new_id(), clause, month, department, staff, *(counted[measure] for measure in MEASURES))
        for (clause, month, department, staff), counted in sorted(sums.items())
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_UPSERT, rows)


def recount() -> int:
    """Count everything anew from the ledger; how many entries were read. The tallies are right before and after."""
    read = 0
    with transaction.atomic():
        Tally.objects.all().delete()
        sums: Sums = {}
        for entry in ledger.every_entry():
            read += 1
            clauses = entry.clauses.split()
            if clauses:
                actor = entry.actor_id if entry.actor_kind == "staff" else 0
                day = clock.day_of(entry.at)
                _count(sums, rules.counted(entry.kind, clauses, actor, json.loads(entry.payload)), day)
        write(sums)
    return read
