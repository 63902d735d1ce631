"""How what was done for a customer follows them when two records become one."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from juanzong.kit.errors import Conflict
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
