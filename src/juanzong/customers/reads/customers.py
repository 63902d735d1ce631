"""Reads of customers, each scoped to what the viewer may see. Hidden values stay sealed here; `privacy.reads` opens them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from juanzong.customers.choices import CustomerState
from juanzong.customers.models import Contact, Customer, Particular
from juanzong.customers.writing import CUSTOMERS
from juanzong.kit import prepared
from juanzong.kit.blind import BlindIndex
from juanzong.kit.errors import Conflict, NotAllowed, NotFound
from juanzong.organisation.choices import Scope
from juanzong.organisation.rights import rights
from juanzong.organisation.viewer import Viewer

VIEW = "customers.view"


@dataclass(frozen=True, slots=True)
class ParticularRow:
    """One value of one field as it lies in the table, sealed where the field is."""

    id: int
    customer_id: int
    contact_id: int | None
    subject: int
    field: str
    plain: str
    sealed: bytes | None
    source_id: int
    from_at: dt.datetime
    until_at: dt.datetime | None
    by_name: str


def visible(viewer: Viewer, right: str = VIEW) -> QuerySet[Customer]:
    """The customers for whom this viewer holds `right`; none when they hold it for none."""
    match viewer.scope(right):
        case Scope.COMPANY:
            return Customer.objects.all()
        case Scope.DEPARTMENT:
            return Customer.objects.filter(Q(department__in=viewer.departments) | Q(responsible__in=viewer.people))
        case Scope.OWN:
            return Customer.objects.filter(responsible__in=viewer.people)
        case _:
            return Customer.objects.none()


def customer(viewer: Viewer, customer_id: int) -> Customer:
    """One customer with department, responsible person and source; NotFound when the viewer may not know of it."""
    found = visible(viewer).select_related("department", "responsible", "source").filter(pk=customer_id).first()
    if found is None:
        raise NotFound(_("没有这位客户，或您无权查看。"), clause="P00-1.6")
    return found


def customer_for(viewer: Viewer, customer_id: int, right: str) -> Customer:
    """One customer whom the viewer may treat as `right` allows, locked for the transaction.

    NotFound: the viewer may not know of it. NotAllowed: they may look, but not do this. Conflict: it was merged.
    """
    if not visible(viewer).filter(pk=customer_id).exists():
        raise NotFound(_("没有这位客户，或您无权查看。"), clause="P00-1.6")
    found = visible(viewer, right).select_for_update(of=("self",)).filter(pk=customer_id).first()
    if found is None:
        raise NotAllowed(
            _("您的岗位对这位客户没有“%(right)s”的权限。") % {"right": rights[right].label},
            clause="P00-1.6",
            todo=_("请联系客户所属部门的负责人，或由其办理。"),
        )
    if found.state == CustomerState.MERGED:
        raise Conflict(
            _("这份客户资料已并入另一位客户，不能再改。"), clause="P00-1.3", todo=_("请打开合并后的客户再办理。")
        )
    return found


def _rows(rows: QuerySet[Particular]) -> list[ParticularRow]:
    found = rows.order_by("field", "-from_at", "-id")
    return [
        ParticularRow(
            id=row.pk,
            customer_id=row.customer_id,
            contact_id=row.contact_id,
            subject=row.subject,
            field=row.field,
            plain=row.plain,
            sealed=bytes(row.sealed) if row.sealed is not None else None,
            source_id=row.source_id,
            from_at=row.from_at,
            until_at=row.until_at,
            by_name=row.by_name,
        )
        for row in found.defer("lookup", "exact", "tail")
    ]


def current_particulars(
    viewer: Viewer, customer_ids: Sequence[int], fields: Sequence[str] | None = None
) -> list[ParticularRow]:
    """The values in force now, of several customers, of all or of some fields. One SQL statement."""
    rows = Particular.objects.filter(customer__in=visible(viewer).filter(pk__in=customer_ids), until_at__isnull=True)
    return _rows(rows.filter(field__in=fields) if fields is not None else rows)


def particular_history(viewer: Viewer, customer_id: int) -> list[ParticularRow]:
    """All values a customer ever had, present ones included. One SQL statement."""
    return _rows(Particular.objects.filter(customer__in=visible(viewer).filter(pk=customer_id)))


def particular(viewer: Viewer, particular_id: int) -> ParticularRow:
    """One value; NotFound when the viewer may not see its customer."""
    found = _rows(Particular.objects.filter(pk=particular_id, customer__in=visible(viewer)))
    if not found:
        raise NotFound(_("没有这项信息，或您无权查看。"), clause="P00-1.6")
    return found[0]


def contacts(viewer: Viewer, customer_id: int) -> list[Contact]:
    """All contacts of a customer, present and past, present ones first. One SQL statement."""
    rows = Contact.objects.filter(customer__in=visible(viewer).filter(pk=customer_id))
    return sorted(rows, key=lambda contact: (contact.until_at is not None, contact.role, contact.id))


def found_by_name(viewer: Viewer, query: str, *, limit: int = 20) -> list[int]:
    """Ids of customers found by any part of a name, of a contact's name, or by pinyin initials, newest first."""
    return CUSTOMERS.find(query, scopes=viewer.search_scopes(VIEW), limit=limit)


def found_by_tail(viewer: Viewer, digits: str, *, limit: int = 20) -> list[int]:
    """Ids of customers one of whose numbers ends in these four characters. One SQL statement."""
    tails = [BlindIndex(lookup).tail(digits.upper()) for lookup in TAIL_LOOKUPS]
    return list(dict.fromkeys(pk for (pk,) in prepared.among(viewer, _ending_in, tails, limit)))


def _ending_in(viewer: Viewer, tails: Sequence[bytes], limit: int) -> QuerySet[Particular, Any]:
    rows = Particular.objects.filter(tail__in=tails, until_at__isnull=True)
    if viewer.scope(VIEW) is not Scope.COMPANY:
        rows = rows.filter(customer__in=visible(viewer))
    return rows.order_by("-id").values_list("customer_id")[:limit]


def found_by_value(viewer: Viewer, lookup: str, value: str, *, limit: int = 20) -> list[int]:
    """Ids of customers who have exactly this normalised value in a look-up family. One SQL statement."""
    rows = Particular.objects.filter(exact=BlindIndex(lookup).exact(value), until_at__isnull=True)
    if viewer.scope(VIEW) is not Scope.COMPANY:
        rows = rows.filter(customer__in=visible(viewer))
    return list(dict.fromkeys(rows.order_by("-id").values_list("customer_id", flat=True)[:limit]))


TAIL_LOOKUPS = ("phone", "resident_id", "bank_account")
