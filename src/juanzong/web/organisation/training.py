"""Training: who is overdue, the sessions, taking attendance and scores by name, papers (P00-2.3)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from juanzong.kit import clock
from juanzong.kit.errors import Invalid, Refusal
from juanzong.organisation import actions, reads
from juanzong.organisation.actions.training import Mark
from juanzong.organisation.models import Attendance, TrainingSession
from juanzong.organisation.reads import training
from juanzong.organisation.rules_training import TrainingState
from juanzong.organisation.training_papers import course_name
from juanzong.organisation.viewer import Viewer
from juanzong.web.organisation.forms import day_field
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render
from juanzong.web.shell.papers import pdf_of
from juanzong.web.shell.tables import Column, Empty, Table, respond

TONES = {TrainingState.OVERDUE: "danger", TrainingState.DUE: "amber", TrainingState.OK: "celadon"}
PAGE = 50


@page("desk.view")
@require_safe
def people(request: Request) -> HttpResponse:
    """How everybody one may know of stands with every course, the overdue first."""
    viewer = request.viewer
    every = training.standings(training.seen_people(viewer))
    counted = Counter(one.state for one in every)
    departments = reads.department_names({one.department for one in every})
    state, course, place = (request.GET.get(key, "") for key in ("state", "course", "department"))
    rows = [
        one
        for one in every
        if state in ("", one.state) and course in ("", one.course.code) and place in ("", str(one.department))
    ]
    order = list(TrainingState)
    rows.sort(key=lambda one: (order.index(one.state), one.due or clock.today(), one.name))
    chosen = request.GET.copy()
    chosen.pop("page", None)
    context = {
        "rows": [(one, TONES[one.state], departments.get(one.department, "")) for one in _paged(request, rows)],
        "found": _paged(request, rows),
        "query": chosen.urlencode(),
        "overdue": counted[TrainingState.OVERDUE],
        "due": counted[TrainingState.DUE],
        "ok": counted[TrainingState.OK],
        "states": TrainingState.choices,
        "courses": sorted({one.course.code: one.course for one in every}.values(), key=lambda one: one.code),
        "departments": sorted(departments.items(), key=lambda item: item[1]),
        "state": state, "course": course, "department": place,
        "trains": viewer.may(training.TRAIN),
        "sees_others": viewer.may(training.VIEW),
    }  # fmt: skip
    return render(request, "organisation/training.html", context)


def _paged(request: Request, rows: list[Any]) -> Any:
    return Paginator(rows, PAGE).get_page(request.GET.get("page"))


class SessionTable(Table):
    """Sessions, newest first."""

    name = "training-sessions"
    label = gettext_lazy("培训场次")
    default_sort = "-on"
    search_hint = gettext_lazy("课程、内容或讲授人")
    empty = Empty(gettext_lazy("还没有培训"), gettext_lazy("安排一场培训，会后逐人登记到场和成绩。"))
    columns = (
        Column("on", gettext_lazy("日期"), value=lambda row: row.on_day, sort=("on_day", "id")),
        Column("course", gettext_lazy("课程"), value=course_name, opens=True, phone="title"),
        Column("department", gettext_lazy("部门"), value=lambda row: row.department.name),
        Column("trainer", gettext_lazy("讲授人"), value=lambda row: row.trainer),
        Column("people", gettext_lazy("应到"), value=lambda row: row.expected, numeric=True),
        Column("passed", gettext_lazy("完成"), value=lambda row: row.completed if row.held_at else "—", numeric=True),
        Column("state", gettext_lazy("状态"), template="organisation/cell_training.html"),
    )

    def row_url(self, row: TrainingSession) -> str:
        return reverse("organisation:training-session", args=[row.pk])

    def search(self, rows: Any, text: str) -> Any:
        return rows.filter(
            Q(name_zh__icontains=text)
            | Q(name_en__icontains=text)
            | Q(topic__icontains=text)
            | Q(trainer__icontains=text)
        )


@page("desk.view")
@require_safe
def sessions(request: Request) -> HttpResponse:
    """The sessions one may know of."""
    rows = training.sessions(request.viewer).select_related("department")
    place = request.GET.get("department", "")
    if place.isdecimal() and len(place) < 20:
        rows = rows.filter(department=int(place))
    rows = rows.annotate(
        expected=Count("attendances"), completed=Count("attendances", filter=Q(attendances__passed=True))
    )
    context = {"trains": request.viewer.may(training.TRAIN), "today": clock.today(), "department": place}
    return respond(request, "organisation/training_sessions.html", SessionTable(request, rows), context)


class TrainingForm(forms.Form):
    """What is taught, when, where, by whom, to whom."""

    course = forms.ChoiceField(label=gettext_lazy("课程"))
    department = forms.TypedChoiceField(label=gettext_lazy("组织部门"), coerce=int)
    on_day = day_field(gettext_lazy("日期"))
    trainer = forms.CharField(label=gettext_lazy("讲授人"), max_length=60)
    place = forms.CharField(label=gettext_lazy("地点"), max_length=100, required=False)
    topic = forms.CharField(label=gettext_lazy("内容"), max_length=200, required=False)
    staff = forms.TypedMultipleChoiceField(
        label=gettext_lazy("参加人员"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("course", [(one.code, str(one.name)) for one in training.courses()])
        self.offer("department", training.training_departments(viewer))
        self.offer("staff", training.trainable(viewer))

    def offer(self, name: str, choices: list[tuple[Any, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


@page(training.TRAIN)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Plan a session; whoever is overdue or soon due is ticked already."""
    viewer = request.viewer
    waiting = {
        one.staff
        for one in training.standings(training.seen_people(viewer))
        if one.state is not TrainingState.OK and request.GET.get("course", one.course.code) == one.course.code
    }
    home = viewer.home_departments[0] if viewer.home_departments else None
    first = {
        "on_day": clock.today(), "trainer": viewer.name, "staff": sorted(waiting), "course": request.GET.get("course", ""),
        "department": request.GET.get("department", home),
    }  # fmt: skip
    form = TrainingForm(viewer, request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.plan_training(by=viewer, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, reverse("organisation:training-session", args=[made.pk]), said=_("已安排培训。"))
    return render(request, "organisation/new_training.html", {"form": form}, status=422 if form.errors else 200)


@page("desk.view")
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: Request, session_id: int) -> HttpResponse:
    """A session: who is expected; once held, who came with which result."""
    viewer = request.viewer
    one = training.session(viewer, session_id)
    rows = training.attendances(viewer, one)
    refused = None
    if request.method == "POST":
        try:
            actions.hold_training(by=viewer, session=one.pk, marks=[_mark(request, row) for row in rows])
        except Invalid as refusal:
            refused = refusal
        else:
            there = reverse("organisation:training-session", args=[one.pk])
            return goto(request, there, said=_("已登记到场和成绩。"))
    responsible = one.department_id in dict(training.training_departments(viewer)) and viewer.may(training.TRAIN)
    open_ = one.held_at is None and not one.called_off
    context = {
        "one": one,
        "name": course_name(one),
        "rows": [
            (row, request.POST.get(f"present-{row.staff_id}", ""), request.POST.get(f"score-{row.staff_id}", ""))
            for row in rows
        ],
        "refused": refused,
        "posted": request.method == "POST",
        "takes": responsible and open_ and one.on_day <= clock.today(),
        "calls_off": responsible and open_,
        "present": sum(bool(row.present) for row in rows),
        "passed": sum(row.passed for row in rows),
    }
    return render(request, "organisation/training_session.html", context, status=422 if refused else 200)


def _mark(request: Request, row: Attendance) -> Mark:
    score = request.POST.get(f"score-{row.staff_id}", "").strip()
    if score and not (score.isascii() and score.isdecimal() and len(score) <= 3):
        raise Invalid(_("%(name)s 的成绩应为 0 到 100 的整数。") % {"name": row.staff.name}, clause="P00-2.3")
    present = request.POST.get(f"present-{row.staff_id}") == "yes"
    return Mark(row.staff_id, present, int(score) if score and present else None)


@page(training.TRAIN)
@require_POST
def call_off(request: Request, session_id: int) -> HttpResponse:
    """Note why it was not held."""
    one = actions.call_off_training(by=request.viewer, session=session_id, reason=request.POST.get("reason", ""))
    return goto(request, reverse("organisation:training-session", args=[one.pk]), said=_("已取消这场培训。"))


@page("desk.view")
@require_safe
def sheet(request: Request, session_id: int) -> HttpResponseBase:
    """The attendance sheet."""
    there = request.build_absolute_uri(reverse("organisation:training-session", args=[session_id]))
    return pdf_of(actions.print_attendance(by=request.viewer, session=session_id, address=there), _("培训签到表"))


@page("desk.view")
@require_safe
def of_staff(request: Request, id: int) -> HttpResponse:
    """One person: what is due, and everything they attended."""
    viewer = request.viewer
    context = {
        "person": reads.staff(viewer, id),
        "standing": [(one, TONES[one.state]) for one in training.standing_of(viewer, id)],
        "rows": [(row, course_name(row.session)) for row in training.record_of(viewer, id)],
    }
    return render(request, "organisation/training_of.html", context)


@page("desk.view")
@require_safe
def record(request: Request, id: int) -> HttpResponseBase:
    """The record of a person."""
    there = request.build_absolute_uri(reverse("organisation:training-of", args=[id]))
    return pdf_of(actions.print_record(by=request.viewer, staff=id, address=there), _("员工培训记录"))
