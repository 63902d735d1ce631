"""Company events: entered, with who took part and whether they bought (P09-2.1)."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from juanzong.customers import reads as customers
from juanzong.kit.errors import Refusal
from juanzong.organisation.reads import people as organisation
from juanzong.service import reads
from juanzong.service.actions import events as actions
from juanzong.service.models import Event
from juanzong.web.service.forms import EventForm, set_choices
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render
from juanzong.web.shell.tables import Column, Empty, Table, respond

_MOST = 12


class EventTable(Table):
    """Events, newest first."""

    name = "events"
    label = gettext_lazy("活动列表")
    paging = "pages"
    default_sort = "-on"
    empty = Empty(gettext_lazy("还没有活动"), gettext_lazy("登记联谊会、旅游、餐饮等活动，再登记参加的顾客。"))
    columns = (
        Column("on", gettext_lazy("日期"), value=lambda row: row.held_on, sort=("held_on", "id"), phone="plain"),
        Column("name", gettext_lazy("活动"), opens=True, phone="title"),
        Column("kind", gettext_lazy("形式"), value=lambda row: row.get_kind_display()),
        Column("place", gettext_lazy("地点"), width="l"),
        Column("took_part", gettext_lazy("参加"), numeric=True),
        Column("bought", gettext_lazy("购买"), numeric=True),
    )

    def row_url(self, row: Event) -> str:
        return reverse("service:event", args=[row.pk])

    def search(self, rows: Any, text: str) -> Any:
        return rows.filter(Q(name__icontains=text) | Q(place__icontains=text))


@page(reads.VIEW)
@require_safe
def event_list(request: Request) -> HttpResponse:
    """The events one may know of, with how many came and bought."""
    viewer = request.viewer
    ids = reads.events(viewer).values("pk")
    rows = Event.objects.filter(pk__in=ids).annotate(
        took_part=Count("participants", distinct=True),
        bought=Count("participants", filter=Q(participants__bought=True), distinct=True),
    )
    return respond(request, "service/events.html", EventTable(request, rows), {"may_enter": viewer.may(actions.EVENTS)})


@page(actions.EVENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Enter an event."""
    viewer = request.viewer
    form = EventForm(request.POST or None)
    set_choices(form, "department", organisation.departments_for(viewer, actions.EVENTS))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = actions.hold_event(by=viewer, **(told | {"department": int(told["department"])}))
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, reverse("service:event", args=[made.pk]), said=_("已登记活动，请登记参加的顾客。"))
    return render(request, "service/new_event.html", {"form": form}, status=422 if form.errors else 200)


@page(reads.VIEW)
@require_safe
def event(request: Request, event_id: int) -> HttpResponse:
    """An event with its participants; whoever looks after visits adds them here."""
    viewer = request.viewer
    one = reads.event(viewer, event_id)
    there = reads.participants(viewer, event_id)
    query = request.GET.get("q", "").strip()[:60]
    found = []
    if query:
        ids = customers.found_by_name(viewer, query, limit=_MOST)
        known = {row.pk: row for row in customers.visible(viewer).filter(pk__in=ids)}
        present = {row.customer_id for row in there}
        found = [(known[pk], pk in present) for pk in ids if pk in known]
    context = {
        "one": one,
        "there": there,
        "bought": sum(row.bought for row in there),
        "query": query,
        "found": found,
        "may_note": viewer.may(actions.VISIT),
    }
    return render(request, "service/event.html", context)


@require_POST
@page(actions.VISIT)
def participant(request: Request, event_id: int) -> HttpResponse:
    """Note that a customer took part."""
    chosen = request.POST.get("customer", "")
    customer = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 19 else 0
    actions.note_participant(
        by=request.viewer,
        event=event_id, customer=customer, bought=request.POST.get("bought") == "yes",
    )  # fmt: skip
    said = _("已登记，请今日填写顾客档案表，明日前交销售经理。")
    return goto(request, reverse("service:event", args=[event_id]), said=said)
