"""Whoever has left leaves what they owe to whom the rule means now: at once when a fact says that they are gone, and by
the daily run when their last day has passed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from juanzong.casework.choices import ObligationState
from juanzong.casework.duties.people import cast
from juanzong.casework.models import Obligation
from juanzong.casework.reads import obligations
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.ledger.choices import JSON, SYSTEM
from juanzong.ledger.facts import Told, gathered
from juanzong.organisation import chart as organisation
from juanzong.organisation.chart import Chart

BATCH = 1000
_LEAVING = frozenset({"staff.disabled", "staff.changed", "appointment.ended", "appointment.withdrawn"})


def react(told: Sequence[Told]) -> None:
    """The listener: somebody may have left. The first batch goes over in the same transaction, more by the daily run."""
    concerned = {ref.id for one in told if one.kind in _LEAVING for _entry, ref, _payload in one.rows if ref}
    if concerned:
        chart = organisation.chart()
        _take_over(chart, [staff for staff in concerned if not chart.is_here(staff)])


def take_some() -> bool:
    """Take over the next batch of whoever is not here any more; whether more waits."""
    with transaction.atomic(), gathered():
        chart = organisation.chart()
        return _take_over(chart, organisation.gone(chart)) == BATCH


def _take_over(chart: Chart, gone: Iterable[int]) -> int:
    """Give open obligations of people who are gone to others; how many there were."""
    rows = list(
        Obligation.objects.select_for_update()
        .filter(state=ObligationState.OPEN, owner__in=list(gone))
        .order_by("owner", "due_on", "id")[:BATCH]
    )
    casts = cast(chart, {Ref.parse(row.subject) for row in rows})
    by_clause: dict[str, list[tuple[Ref | None, dict[str, JSON]]]] = {}
    for row in rows:
        ref, before = Ref.parse(row.subject), row.owner_id
        owner = casts[ref.kind].owner(obligations.duty_of(row).owner, ref.id)
        row.owner_id, row.position = owner.staff or None, owner.position or row.position
        told: dict[str, JSON] = {
            "obligation": row.pk, "duty": row.duty, "before": before, "owner": owner.staff, "position": row.position,
        }  # fmt: skip
        by_clause.setdefault(row.clause, []).append((ref, told))
    Obligation.objects.bulk_update(rows, ["owner", "position"], batch_size=200)
    for clause, entries in by_clause.items():
        ledger.record_many("obligation.taken_over", SYSTEM, entries, clauses=(clause,))
    return len(rows)
