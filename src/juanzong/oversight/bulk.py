"""Who reads or takes away much at once (P08-5 and clauses like it): counted by person and hour as facts come, measured
against the limits of the packs in force; going beyond one is a fact of its own, from which an obligation follows."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Sum

from juanzong.kit import clock
from juanzong.kit.ids import new_id
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.ledger.choices import JSON, SYSTEM
from juanzong.ledger.facts import Told
from juanzong.organisation import chart
from juanzong.oversight.choices import BulkMeasure, BulkWindow
from juanzong.oversight.models import BulkAlert, BulkCount
from juanzong.policies import reads as policies

MECHANISM = "oversight.bulk_alerts"
_READING = frozenset(
    {"item.viewed", "item.downloaded", "value.revealed", "record.viewed", "record.revealed", "grant.read"}
)
_TAKING = frozenset({"customers.exported"})
_HOURS = {BulkWindow.HOUR: 1, BulkWindow.DAY: 24}

_UPSERT = """
INSERT INTO oversight_bulkcount (id, staff, measure, hour, number) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (staff, measure, hour) DO UPDATE SET number = oversight_bulkcount.number + excluded.number
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """How much of what in which window a pack allows one person before somebody is told. department: whose people it is
    about, None for everybody."""

    measure: BulkMeasure
    window: BulkWindow
    most: int
    clause: str
    department: int | None = None

    def is_about(self, staff: int) -> bool:
        """Whether the person works where the pack is in force. Four SQL statements where that is one department."""
        if self.department is None:
            return True
        found = chart.chart()
        return self.department in found.line(found.department_of(staff))


def keep(told: Sequence[Told]) -> None:
    """The listener: count what people read and took away, and write down who went beyond a limit."""
    counted: Counter[tuple[int, str]] = Counter()
    for one in told:
        if one.actor.kind == "staff" and one.kind in _READING | _TAKING:
            for _entry, _subject, payload in one.rows:
                measure, number = _measured(one.kind, payload)
                counted[one.actor.id, measure] += number
    if not counted:
        return
    hour = _hour(clock.now())
    with connection.cursor() as cursor:
        cursor.executemany(_UPSERT, [(new_id(), *key, hour, number) for key, number in sorted(counted.items())])
    found = limits()
    for staff, measure in sorted(counted):
        _compare(staff, measure, hour, [one for one in found if one.measure == measure])


def _measured(kind: str, payload: Mapping[str, JSON]) -> tuple[str, int]:
    if kind in _TAKING:
        rows = payload.get("rows")
        return BulkMeasure.EXPORTED, rows if isinstance(rows, int) else 1
    return BulkMeasure.OPENED, 1


def _hour(moment: dt.datetime) -> dt.datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _compare(staff: int, measure: str, hour: dt.datetime, found: Sequence[Limit]) -> None:
    """Alerts once for each window: an hour, or a day in China."""
    for limit in found:
        start = hour if limit.window == BulkWindow.HOUR else clock.start_of(clock.day_of(hour))
        rows = BulkCount.objects.filter(staff=staff, measure=measure, hour__gte=start)
        number = rows.aggregate(sum=Sum("number"))["sum"] or 0
        if number > limit.most and limit.is_about(staff):
            _alert(staff, limit, start, number)


def _alert(staff: int, limit: Limit, start: dt.datetime, number: int) -> None:
    known = {"staff_id": staff, "measure": limit.measure, "window": limit.window, "began_at": start}
    if BulkAlert.objects.filter(**known, clause=limit.clause).exists():
        return
    payload: dict[str, JSON] = {
        "measure": limit.measure.value, "window": limit.window.value, "number": number, "most": limit.most
    }  # fmt: skip
    entry = ledger.record("bulk.alerted", SYSTEM, Ref("staff", staff), clauses=(limit.clause,), payload=payload)
    BulkAlert.objects.create(
        **known, clause=limit.clause, number=number, most=limit.most, at=clock.now(), entry=entry.pk
    )


def limits() -> list[Limit]:
    """The limits of the packs in force anywhere whose clauses ask for it. One SQL statement."""
    return list(_limits())


def _limits() -> Iterator[Limit]:
    for adopted in policies.adopted_everywhere():
        if not policies.known(adopted.pack, adopted.version):
            continue
        pack = policies.pack(adopted.pack, adopted.version)
        clause = next((one.id for one in pack.clauses if MECHANISM in one.means), "")
        defaults = {one.code: one.default for one in pack.parameters}
        for measure in BulkMeasure if clause else ():
            for window in BulkWindow:
                code = f"bulk_{measure.value}_{window.value}"
                text = adopted.parameters.get(code, defaults.get(code, ""))
                if text.isdecimal() and int(text):
                    yield Limit(measure, window, int(text), clause, adopted.department)
