"""One's customers and their visits: the working list, the page on which a visit is written up, all visits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms as django_forms
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from juanzong.casework.reads import others as casework
from juanzong.customers import reads as customers
from juanzong.forms import offering
from juanzong.forms import reads as forms_reads
from juanzong.forms.choices import RecordState
from juanzong.kit.errors import Refusal
from juanzong.kit.refs import Ref
from juanzong.organisation.reads.company import Post
from juanzong.service import reads
from juanzong.service.actions import events, visits
from juanzong.service.choices import VisitMode, VisitOutcome
from juanzong.service.models import Visit
from juanzong.service.reads import distribution as board
from juanzong.service.shapes import PurchaseDraft, VisitDraft, VisitRow
from juanzong.web.service.forms import DoctorForm, PurchaseForm, ReassignForm, VisitForm, set_choices
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render
from juanzong.web.shell.tables import Column, Empty, Table, respond

VISIT = visits.VISIT


class VisitFilter(django_forms.Form):
    """What narrows the list."""

    mode = django_forms.ChoiceField(
        label=gettext_lazy("方式"), required=False, choices=[("", gettext_lazy("全部")), *VisitMode.choices]
    )
    outcome = django_forms.ChoiceField(
        label=gettext_lazy("结果"), required=False, choices=[("", gettext_lazy("全部")), *VisitOutcome.choices]
    )


class VisitTable(Table):
    """Visits, newest first."""

    name = "visits"
    label = gettext_lazy("回访列表")
    paging = "pages"
    searchable = False
    default_sort = "-on"
    filter_form = VisitFilter
    empty = Empty(gettext_lazy("还没有回访"), gettext_lazy("回访登记后出现在这里。"))
    columns = (
        Column("on", gettext_lazy("日期"), value=lambda row: row.on_day, sort=("on_day", "id"), phone="plain"),
        Column("customer", gettext_lazy("顾客"), value=lambda row: row.customer, opens=True, phone="title"),
        Column("staff", gettext_lazy("回访人"), value=lambda row: row.staff),
        Column("mode", gettext_lazy("方式"), value=lambda row: row.mode.label),
        Column("minutes", gettext_lazy("分钟"), value=lambda row: row.minutes, numeric=True, sort=("minutes", "id")),
        Column("purpose", gettext_lazy("目的"), value=lambda row: row.purpose.label),
        Column("outcome", gettext_lazy("结果"), template="service/cell_outcome.html"),
    )

    def row_url(self, row: VisitRow) -> str:
        return reverse("service:visit", args=[row.customer_id])

    def narrow(self, rows: Any, chosen: dict[str, Any]) -> Any:
        for name in ("mode", "outcome"):
            if chosen[name]:
                rows = rows.filter(**{name: chosen[name]})
        return rows

    def enrich(self, rows: list[Visit]) -> list[Any]:
        return reads.shown(rows)


@page(reads.VIEW)
@require_safe
def visit_list(request: Request) -> HttpResponse:
    """All visits one may know of."""
    rows = reads.visits(request.viewer).select_related("customer", "staff")
    return respond(request, "service/visits.html", VisitTable(request, rows))


@page(VISIT)
@require_safe
def mine(request: Request) -> HttpResponse:
    """One's customers, whoever is due first on top: what a private notebook was for (P09-1.9)."""
    viewer = request.viewer
    kept = reads.working_list(viewer)
    due = [one for one in kept if one.next is not None and one.next.days_left <= 0]
    context = {"kept": kept, "due": len(due), "takings": reads.takings(viewer)}
    return render(request, "service/mine.html", context)


def choices_of(posts: Mapping[int, Post]) -> list[tuple[int, str]]:
    """People to choose from."""
    return [(staff, post.staff_name) for staff, post in posts.items()]


def customer_page(request: Request, customer_id: int, **given: Any) -> HttpResponse:
    """The page of a customer's visits with its forms; `given` brings back one that has to be mended."""
    viewer = request.viewer
    customer = customers.customer(viewer, customer_id)
    ref = Ref("customer", customer.pk)
    planned = casework.open_about(viewer, [ref], reads.planned_duties()).get(ref, [])
    takings = reads.takings(viewer, customer.pk)
    form = given.get("form") or VisitForm()
    form.offer(planned, takings)
    records = [(one, sheet) for one, sheet in forms_reads.of_subject(viewer, ref) if one.state == RecordState.SUBMITTED]
    sheets = [one for one in offering.forms_for(viewer).values() if one.subject == ref.kind]
    may_reassign = viewer.may(board.DISTRIBUTE)
    reassign_form = given.get("reassign_form") or ReassignForm()
    if may_reassign:
        set_choices(reassign_form, "staff", choices_of(board.representatives(viewer)))
    context = {
        "customer": customer,
        "planned": planned,
        "form": form,
        "takings": takings,
        "records": records,
        "sheets": [one for one in sheets if offering.may_fill(viewer, one)],
        "taken": reads.taken_now([one.pk for one, _sheet in records]),
        "visits": reads.visits_to(viewer, customer.pk),
        "purchases": reads.purchases_of(viewer, customer.pk),
        "buyer": reads.is_buyer(customer.pk),
        "purchase_form": given.get("purchase_form") or PurchaseForm(),
        "doctor_form": given.get("doctor_form") or DoctorForm(),
        "reassign_form": reassign_form,
        "may_reassign": may_reassign,
    }
    status = 422 if any(getattr(one, "errors", None) for one in given.values()) else 200
    return render(request, "service/customer.html", context, status=status)


@page(VISIT)
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: Request, customer_id: int) -> HttpResponse:
    """Write a visit up; a form taken for it goes back with it."""
    if request.method != "POST":
        return customer_page(request, customer_id)
    viewer = request.viewer
    ref = Ref("customer", customers.customer(viewer, customer_id).pk)
    planned = casework.open_about(viewer, [ref], reads.planned_duties()).get(ref, [])
    form = VisitForm(request.POST)
    form.offer(planned, reads.takings(viewer, customer_id))
    if not form.is_valid():
        return customer_page(request, customer_id, form=form)
    told = dict(form.cleaned_data)
    taking = told.pop("taking", "")
    try:
        with transaction.atomic():
            made = visits.record_visit(by=viewer, customer=customer_id, visit=VisitDraft(**told))
            if taking:
                visits.give_back_form(by=viewer, taking=int(taking), visit=made.pk)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return customer_page(request, customer_id, form=form)
    return goto(request, reverse("service:mine"), said=_("已登记回访。"))


@require_POST
@page(VISIT)
def purchase(request: Request, customer_id: int) -> HttpResponse:
    """Note a purchase."""
    form = PurchaseForm(request.POST)
    if form.is_valid():
        try:
            made = events.note_purchase(
                by=request.viewer,
                customer=customer_id, purchase=PurchaseDraft(**form.cleaned_data),
            )  # fmt: skip
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            said = _("已登记购买，回访计划改按购买顾客执行。") if made.first else _("已登记购买。")
            return goto(request, reverse("service:visit", args=[customer_id]), said=said)
    return customer_page(request, customer_id, purchase_form=form)


@require_POST
@page(VISIT)
def doctor(request: Request, customer_id: int) -> HttpResponse:
    """Ask the doctor to visit."""
    form = DoctorForm(request.POST)
    if form.is_valid():
        visits.ask_doctor(
            by=request.viewer,
            customer=customer_id, purpose=form.cleaned_data["purpose"],
        )  # fmt: skip
        return goto(request, reverse("service:visit", args=[customer_id]), said=_("已请主管医生回访。"))
    return customer_page(request, customer_id, doctor_form=form)


@require_POST
@page(VISIT)
def take(request: Request, record_id: int) -> HttpResponse:
    """Take a customer's form for a visit."""
    made = visits.take_form(by=request.viewer, record=record_id)
    said = _("已调用，请今日归还，归还时附回访记录。")
    return goto(request, reverse("service:visit", args=[made.customer_id]), said=said)


@require_POST
@page(VISIT)
def give_back(request: Request, taking_id: int) -> HttpResponse:
    """Give a form back with a visit made since it was taken."""
    viewer = request.viewer
    chosen = request.POST.get("visit", "")
    visit_id = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 19 else 0
    one = visits.give_back_form(by=viewer, taking=taking_id, visit=visit_id)
    return goto(request, reverse("service:visit", args=[one.customer_id]), said=_("已归还。"))
