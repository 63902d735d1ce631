"""Registering a customer: one form for persons and organisations, duplicates shown before anything is saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from juanzong.customers import actions
from juanzong.customers.changing import HeldIdentity
from juanzong.customers.choices import CustomerKind
from juanzong.customers.drafts import ContactDraft, CustomerDraft, SourceDraft, check, check_source, slots, so_far
from juanzong.customers.reads import duplicates
from juanzong.customers.rules import fields_of
from juanzong.kit.errors import Invalid
from juanzong.policies import reads as policies
from juanzong.policies.choices import Information
from juanzong.web.customers.forms import CONTACT_ROW, ContactForm, SourceForm, column_fields, value_field
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render

RIGHT = "customers.register"
CONTACTS_AT_MOST = 20


class RegisterForm(SourceForm):
    """Everything on the page; the fields bear the names under which `drafts.check` reports faults."""

    def __init__(self, *args: Any, kind: str, contacts: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.contacts = kind, contacts
        self.fields |= column_fields(self.viewer, RIGHT)
        for field in fields_of(kind):
            self.fields[field.code] = value_field(field)
        for place in range(contacts):
            for name, one in ContactForm.base_fields.items():
                self.fields[f"contact.{place}.{name}"] = type(one)(**_like(one))
            for code in CONTACT_ROW:
                self.fields[f"contact.{place}.{code}"] = value_field(policies.field(code))

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields that need no separate consent, in the three classes of P00-1.1."""
        mine = fields_of(self.kind)
        return [
            (group.label, [self[f.code] for f in mine if f.information == group and not f.separate_consent])
            for group in Information
        ]

    def sensitive(self) -> list[forms.BoundField]:
        """The fields that need separate consent."""
        return [self[field.code] for field in fields_of(self.kind) if field.separate_consent]

    def contact_rows(self) -> list[list[forms.BoundField]]:
        """The rows for contacts."""
        names = (*ContactForm.base_fields, *CONTACT_ROW)
        return [[self[f"contact.{place}.{name}"] for name in names] for place in range(self.contacts)]


def _like(field: forms.Field) -> dict[str, Any]:
    told: dict[str, Any] = {"label": field.label, "required": False, "initial": field.initial}
    if isinstance(field, forms.ChoiceField):
        told["choices"] = field.choices
    if isinstance(field, forms.CharField):
        told["max_length"] = field.max_length
    return told


def draft_of(told: Mapping[str, Any], kind: str, contacts: int) -> CustomerDraft:
    """What was entered; rows of contacts in which nothing was written are left out from the end."""
    rows = [
        ContactDraft(
            told.get(f"contact.{place}.name") or "",
            told.get(f"contact.{place}.role") or "",
            told.get(f"contact.{place}.title") or "",
            {code: told.get(f"contact.{place}.{code}") or "" for code in CONTACT_ROW},
        )
        for place in range(contacts)
    ]
    while rows and not (rows[-1].name.strip() or any(value.strip() for value in rows[-1].fields.values())):
        rows.pop()
    return CustomerDraft(
        kind=kind,
        name=told.get("name") or "",
        category=told.get("category") or "",
        region=told.get("region") or "",
        fields={code: told.get(code) or "" for code in slots(kind)},
        contacts=rows,
    )


def _shape(request: Request) -> tuple[str, int]:
    """The kind of customer and the number of rows for contacts that the page is to have."""
    asked = request.POST if request.method == "POST" else request.GET
    kind = asked.get("switch") or asked.get("kind") or CustomerKind.PERSON.value
    if kind not in CustomerKind.values:
        kind = CustomerKind.PERSON.value
    count = asked.get("contacts", "1")
    rows = int(count) if count.isascii() and count.isdigit() and len(count) < 4 else 1
    return kind, max(1, min(rows + ("more" in asked), CONTACTS_AT_MOST))


@require_http_methods(["GET", "HEAD", "POST"])
@page(RIGHT)
def register(request: Request) -> HttpResponse:
    """The form; buttons that change its shape keep what was typed and check nothing."""
    viewer = request.viewer
    kind, contacts = _shape(request)
    departments = viewer.home_departments
    initial = {"department": departments[0] if departments else "", "responsible": viewer.staff_id or ""}
    if request.method != "POST":
        form = RegisterForm(viewer=viewer, kind=kind, contacts=contacts, initial=initial | _asked(request))
        return _shown(request, form)
    if "switch" in request.POST or "more" in request.POST:
        return _shown(request, RegisterForm(viewer=viewer, kind=kind, contacts=contacts, initial=request.POST.dict()))
    form = RegisterForm(request.POST, viewer=viewer, kind=kind, contacts=contacts)
    if not form.is_valid():
        return _shown(request, form, status=422)
    return _save(request, form)


def _asked(request: Request) -> dict[str, str]:
    """A name that somebody searched for in vain need not be typed again."""
    return {"name": request.GET["name"][:120]} if request.GET.get("name") else {}


def _save(request: Request, form: RegisterForm) -> HttpResponse:
    viewer = request.viewer
    draft, source = draft_of(form.cleaned_data, form.kind, form.contacts), form.source()
    if not _sound(form, draft, source):
        return _shown(request, form, status=422, likely=duplicates.likely_duplicates(viewer, so_far(draft)))
    likely = duplicates.likely_duplicates(viewer, check(draft, source))
    if likely and "not_same" not in request.POST and not any(one.same for one in likely):
        return _shown(request, form, status=422, likely=likely, ask=True)
    told = form.cleaned_data
    try:
        made = actions.register_customer(
            by=viewer, draft=draft, source=source, department=told["department"], responsible=told["responsible"]
        )
    except Invalid as refusal:
        add_refusal(form, refusal)
        held = refusal.holder if isinstance(refusal, HeldIdentity) else 0
        return _shown(request, form, status=422, likely=likely, held=held)
    said = _("已登记%(name)s。") % {"name": made.name}
    return goto(request, reverse("customers:customer", args=[made.pk]), said=said)


def _sound(form: RegisterForm, draft: CustomerDraft, source: SourceDraft) -> bool:
    """Whether source and values are right; all that is wrong is shown at once."""
    for look in (lambda: check_source(source), lambda: check(draft, source)):
        try:
            look()
        except Invalid as refusal:
            add_refusal(form, refusal)
    return not form.errors


def _shown(request: Request, form: RegisterForm, *, status: int = 200, **more: Any) -> HttpResponse:
    required = [field.code for field in fields_of(form.kind) if field.required]
    form.mark(("channel", "purpose", "collected_at", "basis", "name", *required))
    context = {
        "form": form,
        "kinds": CustomerKind.choices,
        "full": form.contacts >= CONTACTS_AT_MOST,
        "guidance": policies.guidance("customers.register"),
        **more,
    }
    return render(request, "customers/register.html", context, status=status)


@require_POST
@page(RIGHT)
def likely(request: Request) -> HttpResponse:
    """Who may be the customer that is being typed; asked for by the form while it is filled in."""
    kind, contacts = _shape(request)
    checked = so_far(draft_of(request.POST, kind, contacts))
    found = duplicates.likely_duplicates(request.viewer, checked)
    return render(request, "customers/parts/likely.html", {"likely": found})
