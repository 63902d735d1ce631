"""The supervisor's day and the call-backs (P09-2.8, P09-1.4)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from juanzong.customers import reads as customers
from juanzong.kit import clock
from juanzong.kit.errors import NotFound, Refusal
from juanzong.service.actions import supervision as actions
from juanzong.service.models import CallBack
from juanzong.service.reads import supervision as reads
from juanzong.web.service.forms import CallBackForm, CheckForm, DrawForm, GuideForm
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render
from juanzong.web.shell.tables import Column, Empty, Table, respond


def _chosen_day(request: Request) -> dt.date:
    try:
        found = dt.date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return clock.today()
    return min(max(found, clock.today() - dt.timedelta(days=366)), clock.today())


def _shown(request: Request, day: dt.date, **given: Any) -> HttpResponse:
    viewer = request.viewer
    rows = reads.day_of(viewer, day)
    due, done, missed = reads.figures(reads.planned_on(viewer, day), day)
    guide_form = given.get("guide_form")
    context = {
        "day": day,
        "before": day - dt.timedelta(days=1),
        "after": day + dt.timedelta(days=1) if day < clock.today() else None,
        "rows": [(row, guide_form if guide_form and guide_form.data.get("staff") == str(row.staff) else
                  GuideForm(initial={"staff": row.staff, "day": day}, auto_id=f"id_%s_{row.staff}")) for row in rows],
        "due": due, "done": done, "missed": missed,
        "signed": reads.check_of(day),
        "unchecked": reads.unchecked_days(viewer),
        "check_form": given.get("check_form") or CheckForm(initial={"day": day}),
    }  # fmt: skip
    return render(request, "service/supervision.html", context, status=422 if given else 200)


@page(actions.SUPERVISE)
@require_safe
def day(request: Request) -> HttpResponse:
    """The visits of a day: planned, done, missed, by representative."""
    return _shown(request, _chosen_day(request))


def _to(day: dt.date) -> str:
    return f"{reverse('service:supervision')}?day={day.isoformat()}"


@require_POST
@page(actions.SUPERVISE)
def guide(request: Request) -> HttpResponse:
    """Tell a representative something."""
    form = GuideForm(request.POST)
    if form.is_valid():
        try:
            actions.guide(by=request.viewer, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, _to(form.cleaned_data["day"]), said=_("已记下指导意见。"))
    return _shown(request, form.cleaned_data.get("day") or clock.today(), guide_form=form)


@require_POST
@page(actions.SUPERVISE)
def check(request: Request) -> HttpResponse:
    """Sign a day off."""
    form = CheckForm(request.POST)
    if form.is_valid():
        try:
            actions.check_day(by=request.viewer, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, _to(form.cleaned_data["day"]), said=_("已督查签字。"))
    return _shown(request, form.cleaned_data.get("day") or clock.today(), check_form=form)


class CallBackTable(Table):
    """Forms drawn for a call-back, open ones first."""

    name = "call_backs"
    label = gettext_lazy("抽查列表")
    paging = "pages"
    searchable = False
    default_sort = "-drawn"
    empty = Empty(gettext_lazy("还没有抽查"), gettext_lazy("抽取若干份已提交的表，回访核实内容是否属实。"))
    columns = (
        Column("customer", gettext_lazy("顾客"), value=lambda row: row.customer.name, opens=True, phone="title"),
        Column("collector", gettext_lazy("收集人"), value=lambda row: row.collector.name),
        Column("drawn", gettext_lazy("抽取时间"), value=lambda row: row.drawn_at, sort=("drawn_at", "id"), phone="plain"),
        Column("result", gettext_lazy("结果"), template="service/cell_result.html"),
        Column("differing", gettext_lazy("有出入的栏目"), width="l"),
        Column("by", gettext_lazy("核实人"), value=lambda row: row.by_name),
    )  # fmt: skip

    def row_url(self, row: CallBack) -> str:
        return reverse("service:call_back", args=[row.pk])


def _call_backs(request: Request) -> Any:
    seen = customers.visible(request.viewer)
    return CallBack.objects.filter(customer__in=seen).select_related("customer", "collector")


@page(actions.CALL_BACK)
@require_safe
def call_backs(request: Request) -> HttpResponse:
    """The forms that were drawn, and what calling back found."""
    table = CallBackTable(request, _call_backs(request))
    return respond(request, "service/call_backs.html", table, {"draw_form": DrawForm()})


@require_POST
@page(actions.CALL_BACK)
def draw(request: Request) -> HttpResponse:
    """Draw some forms."""
    form = DrawForm(request.POST)
    if form.is_valid():
        try:
            made = actions.draw_call_backs(by=request.viewer, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            said = ngettext("抽中 %(n)s 份，请逐份回访核实。", "抽中 %(n)s 份，请逐份回访核实。", len(made)) % {
                "n": len(made)
            }
            return goto(request, reverse("service:call_backs"), said=said)
    table = CallBackTable(request, _call_backs(request))
    answer = respond(request, "service/call_backs.html", table, {"draw_form": form})
    answer.status_code = 422
    return answer


@page(actions.CALL_BACK)
@require_http_methods(["GET", "HEAD", "POST"])
def call_back(request: Request, call_back_id: int) -> HttpResponse:
    """One call-back: whom, and what was found."""
    one = _call_backs(request).filter(pk=call_back_id).first()
    if one is None:
        raise NotFound(_("没有这次抽查。"), clause="P09-1.4")
    form = CallBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.note_call_back(by=request.viewer, call_back=one.pk, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, reverse("service:call_backs"), said=_("已登记核实结果。"))
    return render(request, "service/call_back.html", {"one": one, "form": form}, status=422 if form.errors else 200)
