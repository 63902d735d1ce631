"""Customers as a table that leaves the house needs them; hidden values stay sealed here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from juanzong.customers import reads
from juanzong.customers.choices import CustomerKind
from juanzong.customers.models import Contact
from juanzong.organisation.viewer import Viewer

RIGHT = "customers.export"


@dataclass(slots=True)
class ExportRow:
    """A customer's own columns and the id and name of the first contact in force (0 and "" without one)."""

    id: int
    kind: str
    name: str
    category: str
    region: str
    department: str
    responsible: str
    created_at: dt.datetime
    contact: tuple[int, str] = field(default=(0, ""))


def exportable(viewer: Viewer, wanted: Sequence[int]) -> list[int]:
    """Of these customers, in their order, those that the viewer may export."""
    allowed: set[int] = set()
    for start in range(0, len(wanted), 10_000):
        part = wanted[start : start + 10_000]
        allowed |= set(reads.visible(viewer, RIGHT).filter(pk__in=part).values_list("id", flat=True))
    return [pk for pk in wanted if pk in allowed]


def rows(viewer: Viewer, ids: Sequence[int]) -> list[ExportRow]:
    """The rows of these customers in the order of `ids`. Two SQL statements."""
    kinds = dict(CustomerKind.choices)
    customers = reads.visible(viewer, RIGHT).filter(pk__in=ids).select_related("department", "responsible")
    found = {
        one.pk: ExportRow(
            one.pk,
            str(kinds[one.kind]),
            one.name,
            one.category,
            one.region,
            one.department.name,
            one.responsible.name if one.responsible else "",
            one.created_at,
        )
        for one in customers
    }
    contacts = Contact.objects.filter(customer__in=found, until_at=None).order_by("-id")
    for pk, customer, name in contacts.values_list("id", "customer", "name"):
        found[customer].contact = (pk, name)
    return [found[pk] for pk in ids if pk in found]
