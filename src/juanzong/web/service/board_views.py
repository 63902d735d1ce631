"""The distribution board: what waits, what each has, what is proposed and why; giving singly or by rule (P09-1.7, 1.8)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from juanzong.kit.errors import NotFound, Refusal
from juanzong.service.actions import distribution as actions
from juanzong.service.choices import Principle
from juanzong.service.models import Area
from juanzong.service.reads import distribution as reads
from juanzong.web.service.forms import AreasForm, GiveForm, ReassignForm, set_choices
from juanzong.web.service.visit_views import choices_of, customer_page
from juanzong.web.shell.pages import Request, add_refusal, chosen_ids, goto, page, render


def _shown(request: Request, form: GiveForm | None = None) -> HttpResponse:
    viewer = request.viewer
    board = reads.board(viewer)
    people = [(one.staff, one.name) for one in board.loads]
    context = {
        "board": board,
        "people": people,
        "principles": Principle,
        "ruled": sum(bool(one.staff) for one in board.waiting),
        "form": form,
        "bad": form.data.get("record", "") if form is not None else "",
    }
    return render(request, "service/board.html", context, status=422 if form is not None else 200)


@page(reads.DISTRIBUTE)
@require_safe
def board(request: Request) -> HttpResponse:
    """The board."""
    return _shown(request)


@require_POST
@page(reads.DISTRIBUTE)
def give(request: Request) -> HttpResponse:
    """Give one customer to a representative."""
    viewer = request.viewer
    form = GiveForm(request.POST)
    set_choices(form, "staff", choices_of(reads.representatives(viewer)))
    if not form.is_valid():
        return _shown(request, form)
    told = form.cleaned_data
    try:
        made = actions.assign(by=viewer, record=told["record"], staff=int(told["staff"]), reason=told["reason"])
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _shown(request, form)
    said = _("已分配给 %(name)s。") % {"name": made.representative.name}
    return goto(request, reverse("service:distribution"), said=said)


@require_POST
@page(reads.DISTRIBUTE)
def by_rule(request: Request) -> HttpResponse:
    """Give the chosen ones as the principles propose."""
    made = actions.assign_by_rule(by=request.viewer, records=chosen_ids(request, "record"))
    said = ngettext("按原则分配了 %(n)s 位顾客。", "按原则分配了 %(n)s 位顾客。", len(made)) % {"n": len(made)}
    return goto(request, reverse("service:distribution"), said=said)


@page(reads.DISTRIBUTE)
@require_http_methods(["GET", "HEAD", "POST"])
def areas(request: Request, staff_id: int) -> HttpResponse:
    """The parts of town a representative covers."""
    viewer = request.viewer
    known = reads.representatives(viewer)
    if staff_id not in known:
        raise NotFound(_("没有这位满意代表，或不在您的分配范围内。"), clause="P09-1.8")
    names = "\n".join(Area.objects.filter(staff=staff_id).order_by("name").values_list("name", flat=True))
    form = AreasForm(request.POST or None, initial={"areas": names})
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_areas(by=viewer, staff=staff_id, areas=form.cleaned_data["areas"].splitlines())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, reverse("service:distribution"), said=_("已保存片区。"))
    context: dict[str, Any] = {"form": form, "post": known[staff_id]}
    return render(request, "service/areas.html", context, status=422 if form.errors else 200)


@require_POST
@page(reads.DISTRIBUTE)
def reassign(request: Request, customer_id: int) -> HttpResponse:
    """Give an assigned customer to another representative."""
    viewer = request.viewer
    form = ReassignForm(request.POST)
    set_choices(form, "staff", choices_of(reads.representatives(viewer)))
    if form.is_valid():
        told = form.cleaned_data
        try:
            actions.reassign(by=viewer, customer=customer_id, staff=int(told["staff"]), reason=told["reason"])
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, reverse("service:visit", args=[customer_id]), said=_("已改由他人负责。"))
    return customer_page(request, customer_id, reassign_form=form)
