"""Meetings on customer service: agenda from what is open, minutes, what was agreed (P09-2.11)."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.forms import formset_factory
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from juanzong.kit import clock
from juanzong.kit.errors import Refusal
from juanzong.organisation import reads as organisation
from juanzong.organisation.reads import people
from juanzong.service.actions import meetings as actions
from juanzong.service.actions.meetings import Resolution
from juanzong.service.models import Agreed, Meeting
from juanzong.service.reads import meetings as reads
from juanzong.web.service.forms import DoneForm, MeetingForm, MinutesForm, ResolutionForm, set_choices
from juanzong.web.shell.pages import SIGNED_IN, Request, add_refusal, goto, page, render
from juanzong.web.shell.tables import Column, Empty, Table, respond

Resolutions = formset_factory(ResolutionForm, extra=3, max_num=12)


class MeetingTable(Table):
    """Meetings, newest first."""

    name = "meetings"
    label = gettext_lazy("会议列表")
    paging = "pages"
    searchable = False
    default_sort = "-on"
    empty = Empty(gettext_lazy("还没有会议"), gettext_lazy("召集会议时，议题取自逾期回访、抽查出入等未决问题。"))
    columns = (
        Column("on", gettext_lazy("日期"), value=lambda row: row.on_day, sort=("on_day", "id"), opens=True, phone="title"),
        Column("chair", gettext_lazy("召集人"), value=lambda row: row.chair.name),
        Column("topics", gettext_lazy("议题"), value=lambda row: row.topic_count, numeric=True),
        Column("agreed", gettext_lazy("决定事项"), value=lambda row: row.agreed_count, numeric=True),
        Column("open", gettext_lazy("未办"), value=lambda row: row.open_count, numeric=True),
        Column("state", gettext_lazy("状态"), template="service/cell_meeting.html"),
    )  # fmt: skip

    def row_url(self, row: Meeting) -> str:
        return reverse("service:meeting", args=[row.pk])


@page(reads.MEET)
@require_safe
def meeting_list(request: Request) -> HttpResponse:
    """The meetings one may know of."""
    ids = reads.meetings(request.viewer).values("pk")
    rows = (
        Meeting.objects.filter(pk__in=ids)
        .select_related("chair")
        .annotate(
            topic_count=Count("topics", distinct=True),
            agreed_count=Count("agreed", distinct=True),
            open_count=Count("agreed", filter=Q(agreed__done_at=None), distinct=True),
        )
    )
    return respond(request, "service/meetings.html", MeetingTable(request, rows))


@page(reads.MEET)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Call a meeting; what is open today is offered for its agenda."""
    viewer = request.viewer
    form = MeetingForm(request.POST or None)
    set_choices(form, "department", people.departments_for(viewer, reads.MEET))
    issues = reads.issues(viewer)
    drawn = request.POST.getlist("drawn") if request.method == "POST" else sorted({one.source for one in issues})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = actions.call_meeting(
                by=viewer, on_day=told["on_day"], department=int(told["department"]),
                topics=told["topics"].splitlines(), drawn=drawn,
            )  # fmt: skip
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, reverse("service:meeting", args=[made.pk]), said=_("已召集会议。"))
    by_source: dict[str, list[str]] = {}
    for one in issues:
        by_source.setdefault(one.source, []).append(one.text)
    context = {"form": form, "issues": [(source, texts, source in drawn) for source, texts in by_source.items()]}
    return render(request, "service/new_meeting.html", context, status=422 if form.errors else 200)


def _forms(request: Request) -> tuple[MinutesForm, Any]:
    staff = organisation.staff_choices(request.viewer)
    posted = request.POST if request.method == "POST" else None
    form, lines = MinutesForm(posted), Resolutions(posted, prefix="agreed")
    set_choices(form, "present", staff)
    for line in lines:
        set_choices(line, "owner", [("", _("请选择")), *staff])
    return form, lines


def _resolutions(lines: Any) -> list[Resolution]:
    """The lines that say something. A line without owner or day is mended at the field."""
    found = []
    for line in lines:
        told = line.cleaned_data
        if not told.get("text"):
            continue
        for name in ("owner", "due_on"):
            if not told.get(name):
                line.add_error(name, _("请填写。"))
        if not line.errors:
            found.append(Resolution(told["text"], int(told["owner"]), told["due_on"]))
    return found


@page(reads.MEET)
@require_http_methods(["GET", "HEAD", "POST"])
def meeting(request: Request, meeting_id: int) -> HttpResponse:
    """A meeting: its agenda, and once held its minutes and what was agreed."""
    viewer = request.viewer
    one = reads.meeting(viewer, meeting_id)
    form, lines = _forms(request)
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        agreed = _resolutions(lines)
        if not any(line.errors for line in lines):
            try:
                actions.hold_meeting(
                    by=viewer, meeting=one.pk, present=[int(pk) for pk in form.cleaned_data["present"]],
                    minutes=form.cleaned_data["minutes"], agreed=agreed,
                )  # fmt: skip
            except Refusal as refusal:
                add_refusal(form, refusal)
            else:
                return goto(request, reverse("service:meeting", args=[one.pk]), said=_("已登记纪要。"))
    context = {
        "one": one,
        "topics": list(one.topics.all()),
        "present": [row.staff.name for row in one.present.select_related("staff").order_by("pk")],
        "agreed": list(Agreed.objects.filter(meeting=one).select_related("owner").order_by("due_on", "id")),
        "form": form,
        "lines": lines,
        "writes": one.held_at is None and one.chair_id == viewer.staff_id and one.on_day <= clock.today(),
        "today": clock.today(),
    }
    bad = request.method == "POST"
    return render(request, "service/meeting.html", context, status=422 if bad else 200)


@page(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def agreed(request: Request, agreed_id: int) -> HttpResponse:
    """Something a meeting agreed, and how it was carried out."""
    viewer = request.viewer
    one = reads.agreed(viewer, agreed_id)
    form = DoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.finish_agreed(by=viewer, agreed=one.pk, note=form.cleaned_data["note"])
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, reverse("desk:desk"), said=_("已办结。"))
    context = {"one": one, "form": form, "mine": one.owner_id == viewer.staff_id, "today": clock.today()}
    return render(request, "service/agreed.html", context, status=422 if form.errors else 200)
