"""Changing the customer's own row and single values."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from juanzong.customers import actions, reads
from juanzong.customers.changing import HeldIdentity
from juanzong.customers.drafts import slots
from juanzong.customers.models import Contact, Customer
from juanzong.kit.errors import Conflict, Invalid, NotFound
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies
from juanzong.policies.shapes import Field
from juanzong.privacy import reads as privacy
from juanzong.privacy.reads import Shown
from juanzong.web.customers.forms import ChangeSourceForm, ColumnsForm, value_field
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render

EDIT = "customers.edit"


def page_of(customer: int) -> str:
    """The address of a customer's page."""
    return reverse("customers:customer", args=[customer])


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT)
def edit(request: Request, customer: int) -> HttpResponse:
    """Name, category, region, department and responsible person."""
    viewer = request.viewer
    row = reads.customer(viewer, customer)
    initial = {name: getattr(row, name) for name in ("name", "category", "region")}
    initial |= {"department": row.department_id, "responsible": row.responsible_id}
    form = ColumnsForm(request.POST or None, viewer=viewer, right=EDIT, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_customer(
                by=viewer, customer=customer, changes=form.cleaned_data, seen_at=_moment(request.POST.get("seen", ""))
            )
        except (Invalid, Conflict) as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, page_of(customer), said=_("已保存，旧值留在变更记录中。"))
    context = {"customer": row, "form": form, "guidance": policies.guidance("customers.edit")}
    return render(request, "customers/edit.html", context, status=422 if form.errors else 200)


def _moment(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return None


class ValueForm(ChangeSourceForm):
    """A new value of one field, and where it came from."""

    def __init__(self, *args: Any, definition: Field, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"value": value_field(definition), **self.fields}


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT)
def set_particular(request: Request, customer: int, field: str) -> HttpResponse:
    """One field of the customer, or of the contact in `?contact=`; `?replaces=` names the value that ends."""
    viewer = request.viewer
    row = reads.customer(viewer, customer)
    contact = _contact(viewer, row, request.GET.get("contact", ""))
    slot = slots("contact" if contact else row.kind).get(field)
    if slot is None:
        raise NotFound(_("这类客户没有这一项。"), clause="P00-1.1")
    known = _replaced(viewer, row, request.GET.get("replaces", ""))
    form = ValueForm(request.POST or None, viewer=viewer, definition=slot.field, initial=_initial(known))
    held = 0
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_particular(
                by=viewer,
                customer=customer,
                field=field,
                value=form.cleaned_data["value"],
                source=form.chosen(),
                contact=contact.pk if contact else None,
                replaces=known.id if known and slot.field.many else None,
            )
        except (Invalid, Conflict) as refusal:
            add_refusal(form, refusal)
            held = refusal.holder if isinstance(refusal, HeldIdentity) else 0
        else:
            return goto(request, page_of(customer), said=_("已保存，旧值留在变更记录中。"))
    context = {
        "customer": row, "contact": contact, "field": slot.field, "known": known, "form": form, "held": held,
        "guidance": policies.guidance("customers.edit"),
    }  # fmt: skip
    return render(request, "customers/set.html", context, status=422 if form.errors else 200)


def _contact(viewer: Viewer, row: Customer, asked: str) -> Contact | None:
    if not asked:
        return None
    known = {str(contact.pk): contact for contact in reads.contacts(viewer, row.pk)}
    if asked not in known:
        raise NotFound(_("没有这位联系人，或已停用。"), clause="P00-1.5")
    return known[asked]


def _replaced(viewer: Viewer, row: Customer, asked: str) -> Shown | None:
    if not asked.isascii() or not asked.isdigit():
        return None
    found = privacy.one(viewer, int(asked))
    return found if found.customer_id == row.pk else None


def _initial(known: Shown | None) -> dict[str, str]:
    """A value in clear is there to be mended; a masked one has to be typed anew."""
    return {"value": known.text} if known is not None and not known.hidden and not known.open_until else {}


@require_POST
@page(EDIT)
def end_particular(request: Request, particular: int) -> HttpResponse:
    """A value that no longer holds."""
    viewer = request.viewer
    known = reads.particular(viewer, particular)
    actions.end_particular(by=viewer, particular=particular)
    return goto(request, page_of(known.customer_id), said=_("已停用，旧值留在变更记录中。"))
