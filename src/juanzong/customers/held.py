"""Customers as people hold them: who answers for them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from juanzong.casework.sockets_held import Handing, Held, Holds
from juanzong.customers.actions import hand_over_customers
from juanzong.customers.changing import EDIT
from juanzong.customers.choices import CustomerState
from juanzong.customers.models import Customer


def _rows(staff: int) -> QuerySet[Customer]:
    return Customer.objects.filter(responsible=staff, state=CustomerState.ACTIVE)


def _held(staff: int, most: int) -> Sequence[Held]:
    rows = _rows(staff).order_by("name", "id").values_list("id", "region")[:most]
    return [Held(pk, where=region) for pk, region in rows]


def _pass_on(handing: Handing, ids: Sequence[int], to: int) -> None:
    hand_over_customers(by=handing.by, customers=ids, to=to, reason=handing.reason)


HOLDS = Holds(
    "customers", 50, _("负责的客户"), "customer", _held, lambda staff: _rows(staff).count(), pass_on=_pass_on,
    rights=(EDIT,), at_closing=True,
)  # fmt: skip
