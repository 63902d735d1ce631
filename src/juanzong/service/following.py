"""How what was done for a customer follows them when two records become one, and how who answers for them follows when all
of somebody's customers are handed over."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from juanzong.kit import clock
from juanzong.kit.errors import Conflict
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.ledger.facts import Told
from juanzong.service.choices import Principle
from juanzong.service.models import Assignment, CallBack, Participant, Purchase, Taking, Visit

_PLAIN = (Visit, Taking, CallBack, Purchase)


def move(gone: int, kept: int) -> list[int]:
    """Give all that was done for customer `gone` to `kept`; the ids of what moved. What can be once only stays behind:
    the second part in one event, the second person who answers for them."""
    there = set(Participant.objects.filter(customer=kept).values_list("event", flat=True))
    assignments = Assignment.objects.filter(customer=gone)
    if Assignment.objects.filter(customer=kept, until_at=None).exists():
        assignments = assignments.filter(until_at__isnull=False)
    parts = (
        *(model.objects.filter(customer=gone) for model in _PLAIN),
        Participant.objects.filter(customer=gone).exclude(event__in=there),
        assignments,
    )
    moved: list[int] = []
    for rows in parts:
        ids = list(rows.values_list("pk", flat=True))
        rows.model.objects.filter(pk__in=ids).update(customer=kept)
        moved += ids
    return moved


def move_back(ids: Sequence[int], gone: int, kept: int) -> None:
    """Give these rows back. Conflict when a form among them is out for a visit now."""
    if Taking.objects.filter(pk__in=ids, back_at=None).exists():
        raise Conflict(_("有一份表正被调用回访，请归还后再撤销合并。"), clause="P00-1.3")
    for model in (*_PLAIN, Participant, Assignment):
        model.objects.filter(pk__in=ids, customer=kept).update(customer=gone)


def hand_over(told: Sequence[Told]) -> None:
    """The listener: an assigned customer who was handed over is assigned to whoever answers for them now."""
    for one in told:
        if one.kind == "customer.handed_over":
            moved = {ref.id: int(str(payload["to"])) for _entry, ref, payload in one.rows if ref}
            rows = list(Assignment.objects.select_for_update().filter(customer__in=moved, until_at=None).order_by("pk"))
            rows = [row for row in rows if row.representative_id != moved[row.customer_id]]
            Assignment.objects.filter(pk__in=[row.pk for row in rows]).update(until_at=clock.now())
            Assignment.objects.bulk_create(
                Assignment(
                    customer_id=row.customer_id, record=row.record, representative_id=moved[row.customer_id],
                    principle=Principle.MANAGER, reason=_("随客户移交"), by_id=one.actor.id, by_name=one.actor.name[:60],
                )
                for row in rows
            )  # fmt: skip
            ledger.record_many(
                "customer.assigned", one.actor,
                [
                    (Ref("customer", row.customer_id), {
                        "record": row.record, "to": moved[row.customer_id], "principle": Principle.MANAGER.value,
                        "proposed": None, "overridden": False,
                    })
                    for row in rows
                ],
                clauses=("P09-1.7",),
            )  # fmt: skip
