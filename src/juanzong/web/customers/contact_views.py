"""Contacts, emergency contacts and relations of a customer."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from juanzong.customers import reads, search
from juanzong.customers.actions import contacts as actions
from juanzong.customers.choices import ContactRole, CustomerState
from juanzong.customers.drafts import ContactDraft
from juanzong.customers.models import Contact, Relation
from juanzong.customers.rules import fields_of
from juanzong.kit.errors import Conflict, Invalid, NotFound
from juanzong.policies import reads as policies
from juanzong.web.customers.edit_views import page_of
from juanzong.web.customers.forms import ChangeSourceForm, ContactForm, RelationForm, value_field
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render

EDIT = "customers.edit"
_OFFERED = 10


class NewContactForm(ChangeSourceForm, ContactForm):
    """A contact with all that may be known of them, and where it came from."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in fields_of("contact"):
            self.fields[field.code] = value_field(field)


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT)
def add(request: Request, customer: int) -> HttpResponse:
    """A new contact; `?role=emergency` chooses the role beforehand."""
    viewer = request.viewer
    row = reads.customer(viewer, customer)
    role = request.GET.get("role", "")
    initial = {"role": role if role in ContactRole.values else ContactRole.DAILY}
    form = NewContactForm(request.POST or None, viewer=viewer, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        draft = ContactDraft(
            told["name"], told["role"], told["title"], {field.code: told[field.code] for field in fields_of("contact")}
        )
        try:
            actions.add_contact(by=viewer, customer=customer, contact=draft, source=form.chosen())
        except (Invalid, Conflict) as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, page_of(customer), said=_("已添加联系人。"))
    context = {
        "customer": row,
        "form": form,
        "who": [form[name] for name in ContactForm.base_fields],
        "values": [form[field.code] for field in fields_of("contact")],
        "guidance": policies.guidance("customers.edit"),
    }
    return render(request, "customers/contact.html", context, status=422 if form.errors else 200)


def _known(request: Request, contact: int) -> Contact:
    viewer = request.viewer
    found = Contact.objects.filter(pk=contact, customer__in=reads.visible(viewer)).select_related("customer").first()
    if found is None:
        raise NotFound(_("没有这位联系人，或您无权查看。"), clause="P00-1.6")
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT)
def change(request: Request, contact: int) -> HttpResponse:
    """Name, role and title of a contact."""
    known = _known(request, contact)
    initial = {"name": known.name, "role": known.role, "title": known.title}
    form = ContactForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_contact(by=request.viewer, contact=contact, changes=form.cleaned_data)
        except (Invalid, Conflict) as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, page_of(known.customer_id), said=_("已保存，旧值留在变更记录中。"))
    context = {
        "customer": known.customer, "contact": known, "form": form, "who": list(form),
        "guidance": policies.guidance("customers.edit"),
    }  # fmt: skip
    return render(request, "customers/contact.html", context, status=422 if form.errors else 200)


@require_POST
@page(EDIT)
def end(request: Request, contact: int) -> HttpResponse:
    """Somebody who is a contact no longer."""
    known = _known(request, contact)
    actions.end_contact(by=request.viewer, contact=contact)
    return goto(request, page_of(known.customer_id), said=_("已停用联系人，资料留在变更记录中。"))


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT)
def relate(request: Request, customer: int) -> HttpResponse:
    """Find the other customer, then say how the two stand to each other. The source is the customer's own."""
    viewer = request.viewer
    row = reads.customer(viewer, customer)
    form = RelationForm(request.POST if request.method == "POST" else request.GET or None)
    asked = request.POST.get("q") or request.GET.get("q") or ""
    ids = [pk for pk in search.ids(viewer, asked, _OFFERED) if pk != customer] if asked.strip() else []
    offered = list(reads.visible(viewer).filter(pk__in=ids, state=CustomerState.ACTIVE).select_related("department"))
    other = request.POST.get("other", "")
    if request.method == "POST" and form.is_valid() and other.isascii() and other.isdigit():
        told = form.cleaned_data
        try:
            actions.relate(by=viewer, customer=customer, other=int(other), kind=told["kind"], note=told["note"])
        except (Invalid, Conflict) as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, page_of(customer), said=_("已登记客户关系。"))
    elif request.method == "POST":
        form.add_error("q", _("请先查找并选择另一位客户。"))
    context = {
        "customer": row, "form": form, "offered": offered, "asked": asked, "other": other,
        "guidance": policies.guidance("customers.edit"),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "customers/relate.html", context, status=status)


@require_POST
@page(EDIT)
def end_relation(request: Request, relation: int) -> HttpResponse:
    """A relation that no longer holds."""
    found = Relation.objects.filter(pk=relation).first()
    actions.end_relation(by=request.viewer, relation=relation)
    to = page_of(found.customer_id) if found is not None else reverse("customers:list")
    return goto(request, to, said=_("已停用这一关系。"))
