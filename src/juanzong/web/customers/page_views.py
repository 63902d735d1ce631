"""The page of one customer, the history of its fields and its timeline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from juanzong.casework.reads import obligations as casework
from juanzong.customers import reads
from juanzong.customers.choices import ConsentHow, ContactRole, CustomerState
from juanzong.customers.models import Contact, Customer, Relation, Source
from juanzong.customers.reads import duplicates
from juanzong.customers.reads import page as reads_page
from juanzong.customers.rules import fields_of
from juanzong.dossiers import reads as dossiers
from juanzong.kit.errors import Refusal
from juanzong.kit.refs import Ref
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies
from juanzong.policies.choices import Information
from juanzong.policies.shapes import Field
from juanzong.privacy import reads as privacy
from juanzong.privacy.reads import Shown
from juanzong.web.customers.telling import Told, option_name, told, told_change
from juanzong.web.forms import panels as forms
from juanzong.web.shell.pages import Request, page, render

EDIT = "customers.edit"


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field with its present values; without one it is expected and missing."""

    field: Field
    values: list[Shown]


@dataclass(frozen=True, slots=True)
class Group:
    """One of the three classes of information (P00-1.1)."""

    label: Any
    fields: list[ShownField]
    more: list[Field]


@dataclass(frozen=True, slots=True)
class ShownContact:
    """A contact with their values."""

    contact: Contact
    values: list[Shown]
    more: list[Field]


@dataclass(frozen=True, slots=True)
class ShownRelation:
    """A relation as this customer's page tells it; `other` is "" when the viewer may not see the other customer."""

    relation: Relation
    other_id: int
    other: str
    turned: bool


@dataclass(frozen=True, slots=True)
class ToldSource:
    """A source in words."""

    source: Source
    channel: str
    purpose: str
    basis: str
    article: str
    consent_how: str


def groups(kind: str, values: Iterable[Shown]) -> list[Group]:
    """The customer's fields in the three classes; filled ones and those that are expected."""
    by_code: dict[str, list[Shown]] = {}
    for value in values:
        by_code.setdefault(value.field.code, []).append(value)
    found = []
    for information in Information:
        mine = [field for field in fields_of(kind) if field.information == information]
        shown = [ShownField(f, by_code.get(f.code, [])) for f in mine if f.code in by_code or f.expected]
        more = [field for field in mine if field.many or field.code not in by_code]
        found.append(Group(information.label, shown, more))
    return found


def told_source(source: Source) -> ToldSource:
    """A source with names instead of codes."""
    basis = _named(policies.legal_basis, source.basis)
    return ToldSource(
        source,
        channel=str(getattr(_named(policies.channel, source.channel), "name", source.channel)),
        purpose=str(getattr(_named(policies.purpose, source.purpose), "name", source.purpose)),
        basis=str(getattr(basis, "name", source.basis)),
        article=str(getattr(basis, "article", "")),
        consent_how=str(dict(ConsentHow.choices).get(source.consent_how, source.consent_how)),
    )


def _named(read: Any, code: str) -> Any:
    try:
        return read(code)
    except Refusal:
        return None


def _contacts(contacts: Iterable[Contact], values: Iterable[Shown]) -> list[ShownContact]:
    by_contact: dict[int | None, list[Shown]] = {}
    for value in values:
        by_contact.setdefault(value.contact_id, []).append(value)
    found = []
    for contact in contacts:
        mine = by_contact.get(contact.pk, [])
        have = {value.field.code for value in mine if not value.field.many}
        more = [field for field in fields_of("contact") if field.code not in have]
        found.append(ShownContact(contact, mine, more))
    return found


def _relations(viewer: Viewer, row: Customer) -> list[ShownRelation]:
    relations = reads_page.relations(viewer, row.pk)
    turned = {relation.pk: relation.customer_id != row.pk for relation in relations}
    others = {r.pk: r.customer if turned[r.pk] else r.other for r in relations}
    seen = reads_page.visible_ids(viewer, {other.pk for other in others.values()})
    return [
        ShownRelation(r, others[r.pk].pk, others[r.pk].name if others[r.pk].pk in seen else "", turned[r.pk])
        for r in relations
    ]


def _timeline(viewer: Viewer, row: Customer, before: int | None = None) -> tuple[list[Told], int | None]:
    found = reads_page.timeline(viewer, row.pk, before=before)
    names = {f"customer:{row.pk}": row.name}
    return [told(entry, names) for entry in found.entries], found.before


@require_safe
@page("customers.view")
def customer_page(request: Request, customer: int) -> HttpResponse:
    """A customer like the cover of a file, with what is in it. A merged one leads to the one that stands for it."""
    viewer = request.viewer
    row = reads.customer(viewer, customer)
    if row.state == CustomerState.MERGED and "stub" not in request.GET:
        kept = duplicates.stands_for(customer)
        return redirect(f"{reverse('customers:customer', args=[kept])}?from={customer}")
    rows = reads.current_particulars(viewer, [customer])
    values = privacy.shown(viewer, rows)
    contacts = _contacts(reads.contacts(viewer, customer), [v for v in values if v.contact_id])
    entries, before = _timeline(viewer, row)
    may_edit = viewer.may(EDIT) and row.state == CustomerState.ACTIVE
    context = {
        "customer": row,
        "customer_id_text": str(row.pk),
        "category": option_name("category", row.category),
        "groups": groups(row.kind, [value for value in values if value.contact_id is None]),
        "emergency": [c for c in contacts if c.contact.role == ContactRole.EMERGENCY and not c.contact.until_at],
        "contacts": [c for c in contacts if c.contact.role != ContactRole.EMERGENCY and not c.contact.until_at],
        "former": [c.contact for c in contacts if c.contact.until_at],
        "relations": _relations(viewer, row),
        "owed": casework.obligations_of(viewer, Ref("customer", row.pk), limit=12),
        "complete": reads_page.filled(row.kind, row.category, rows),
        "source": told_source(row.source),
        "dossiers": dossiers.of_customer(viewer, customer) if viewer.may(dossiers.VIEW) else None,
        "duplicates": [
            (pair, pair.two if pair.one_id == customer else pair.one)
            for pair in duplicates.duplicates_of(viewer, customer)
        ],
        "entries": entries,
        "before": before,
        "may_edit": may_edit,
        "merged_from": _merged_from(viewer, request, row),
        "guidance": policies.guidance("customers.view"),
        **forms.panel(viewer, Ref("customer", row.pk)),
    }
    return render(request, "customers/customer.html", context)


def _merged_from(viewer: Viewer, request: Request, row: Customer) -> Customer | None:
    """The customer whose address was asked for, when this one stands for it now."""
    asked = request.GET.get("from", "")
    if not asked.isascii() or not asked.isdigit():
        return None
    gone = reads.visible(viewer).filter(pk=int(asked), state=CustomerState.MERGED).first()
    return gone if gone is not None and duplicates.stands_for(gone.pk) == row.pk else None


@require_safe
@page("customers.view")
def timeline(request: Request, customer: int) -> HttpResponse:
    """Older entries, fetched by the page."""
    viewer = request.viewer
    row = reads.customer(viewer, customer)
    asked = request.GET.get("before", "")
    entries, before = _timeline(viewer, row, int(asked) if asked.isascii() and asked.isdigit() else None)
    return render(request, "customers/timeline.html", {"customer": row, "entries": entries, "before": before})


@require_safe
@page("customers.view")
def history(request: Request, customer: int) -> HttpResponse:
    """Every value every field ever had, masked, with who set it, when, and from which source."""
    viewer = request.viewer
    row = reads.customer(viewer, customer)
    rows = reads.particular_history(viewer, customer)
    sources = reads_page.sources({one.source_id for one in rows})
    named = {contact.pk: contact.name for contact in reads.contacts(viewer, customer)}
    by_row = {one.id: told_source(sources[one.source_id]) for one in rows}
    values = [(value, named.get(value.contact_id or 0, ""), by_row[value.id]) for value in privacy.shown(viewer, rows)]
    context = {
        "customer": row,
        "changes": [told_change(change) for change in reads_page.changes(viewer, customer)],
        "values": values,
        "merges": duplicates.merges_of(viewer, customer),
        "guidance": policies.guidance("customers.edit"),
        "said": _("每一项的旧值都保留。"),
    }
    return render(request, "customers/history.html", context)
