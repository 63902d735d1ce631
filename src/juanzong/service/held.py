"""Customers' forms that somebody took from their keeper for a visit (P09-2.9)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from juanzong.casework.sockets_held import Held, Holds
from juanzong.service.models import Taking


def _rows(staff: int) -> QuerySet[Taking]:
    return Taking.objects.filter(staff=staff, back_at=None)


def _held(staff: int, most: int) -> Sequence[Held]:
    rows = _rows(staff).order_by("back_by", "id").values_list("id", "customer", "back_by")[:most]
    return [
        Held(pk, where=_("应于 %(day)s 归还") % {"day": day.isoformat()}, about=customer) for pk, customer, day in rows
    ]


HOLDS = Holds(
    "taken_forms", 19, gettext_lazy("调用回访的表单"), "customer", _held, lambda staff: _rows(staff).count(),
    is_thing=True, how=gettext_lazy("由本人在回访页归还。"),
)  # fmt: skip
