"""Reminding and escalating: whoever owes something is told before and after its day, and whoever stands above them when
it stays undone. Only obligations whose day to tell has come are looked at, by an index."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction

from juanzong.casework.choices import ObligationState
from juanzong.casework.duties import opening
from juanzong.casework.duties.people import Cast, cast
from juanzong.casework.messages import outbox
from juanzong.casework.models import Notice, Obligation
from juanzong.casework.reads import obligations
from juanzong.casework.rules import deadlines
from juanzong.kit import clock
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.ledger.choices import JSON, SYSTEM
from juanzong.ledger.facts import gathered
from juanzong.organisation import chart as organisation
from juanzong.organisation.chart import Chart
from juanzong.policies.shapes_work import WhoKind

BATCH = 1000


def tell_some() -> bool:
    """Tell the people of the next batch; whether more waits."""
    today = clock.today()
    with transaction.atomic(), gathered():
        rows = list(
            Obligation.objects.select_for_update()
            .filter(state=ObligationState.OPEN, tell_on__lte=today)
            .order_by("tell_on", "id")[:BATCH]
        )
        if rows:
            _Telling(organisation.chart(), opening.own_days(), today, rows).tell()
    return len(rows) == BATCH


class _Telling:
    """One batch: whom to tell of what."""

    def __init__(self, chart: Chart, own: Mapping[dt.date, bool], today: dt.date, rows: Sequence[Obligation]) -> None:
        self.chart, self.own, self.today, self.rows = chart, own, today, rows
        self.casts: Mapping[str, Cast] = cast(chart, {Ref.parse(row.subject) for row in rows})
        self.notices: list[Notice] = []
        self.escalated: dict[str, list[tuple[Ref | None, dict[str, JSON]]]] = {}

    def tell(self) -> None:
        for row in self.rows:
            self._tell_of(row)
        Notice.objects.bulk_create(self.notices, ignore_conflicts=True, batch_size=BATCH)
        outbox.put(self.chart, self.notices, self.today)
        Obligation.objects.bulk_update(self.rows, ["tell_on", "told"], batch_size=200)
        for clause, entries in self.escalated.items():
            ledger.record_many("obligation.escalated", SYSTEM, entries, clauses=(clause,))

    def _tell_of(self, row: Obligation) -> None:
        duty = obligations.duty_of(row)
        days = deadlines.telling_days(duty, row.due_on, self.own)
        coming = [day for day in days[row.told :] if day[0] > self.today]
        reached = [number for day, number in days[row.told :] if day <= self.today]
        if 0 in reached:
            for staff in self._owners(row):
                self._note(row, staff, escalated=False)
        for number in sorted({number for number in reached if number}):
            for staff in self.chart.with_stand_ins(self._above(row, number)):
                self._note(row, staff, escalated=True)
        row.told = len(days) - len(coming)
        row.tell_on = coming[0][0] if coming else None

    def _owners(self, row: Obligation) -> Sequence[int]:
        """Whoever owes it, and whoever stands in for them."""
        if row.owner_id is not None:
            return self.chart.with_stand_ins([row.owner_id])
        return self.chart.with_stand_ins(self.chart.holders(row.position, row.department_id or 0))

    def _above(self, row: Obligation, number: int) -> Sequence[int]:
        """Who hears of the lateness: as the rule says; the owner's own superior where it means the role's."""
        ref, who = Ref.parse(row.subject), obligations.duty_of(row).escalate[number - 1].to
        if who.kind is WhoKind.SUPERIOR_OF and row.owner_id is not None:
            boss = self.chart.superior(row.owner_id, row.department_id or 0)
            return (boss,) if boss else ()
        owner = self.casts[ref.kind].one(who, ref.id)
        if owner is None:
            return ()
        return (owner.staff,) if owner.staff else self.chart.holders(owner.position, owner.department)

    def _note(self, row: Obligation, staff: int, *, escalated: bool) -> None:
        self.notices.append(Notice(obligation=row, staff_id=staff, escalated=escalated, on_day=self.today))
        if escalated:
            told: dict[str, JSON] = {
                "obligation": row.pk, "duty": row.duty, "to": staff, "owner": row.owner_id or 0,
                "late_days": deadlines.lateness(row.due_on, self.today),
            }  # fmt: skip
            self.escalated.setdefault(row.clause, []).append((Ref.parse(row.subject), told))
