"""Incidents: the list, reporting one, and one with everything that is done about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from juanzong.casework.reads import cases, obligations
from juanzong.kit.errors import NotFound, Refusal
from juanzong.kit.refs import Ref
from juanzong.ledger import reads as ledger
from juanzong.oversight.actions import affected, notices
from juanzong.oversight.actions import incidents as actions
from juanzong.oversight.choices import IncidentState, Notified
from juanzong.oversight.incidents import reads
from juanzong.oversight.models import Incident, Measure
from juanzong.web.oversight.incident_forms import (
    AccountForm,
    IncidentFilter,
    MeasureForm,
    NoticeForm,
    OutcomeForm,
    RateForm,
    ReadingsForm,
    ReportForm,
    WordsForm,
)
from juanzong.web.shell.links import page_of
from juanzong.web.shell.pages import SIGNED_IN, Request, add_refusal, goto, page, render
from juanzong.web.shell.papers import pdf_of
from juanzong.web.shell.tables import Column, Empty, Table, respond

SEVERE = {"minor": "plain", "major": "amber", "grave": "danger"}


def address(incident_id: int) -> str:
    """The page of an incident."""
    return reverse("oversight:incident", args=[incident_id])


class IncidentTable(Table):
    """The register of incidents."""

    name = "incidents"
    label = gettext_lazy("事件登记簿")
    search_hint = gettext_lazy("事件编号或涉及的资料")
    paging = "pages"
    default_sort = "-number"
    filter_form = IncidentFilter
    columns = (
        Column("number", gettext_lazy("事件编号"), sort=("id",), opens=True, width="s", phone="plain"),
        Column("what", gettext_lazy("事实"), width="fill", phone="title"),
        Column("kind", gettext_lazy("类别"), value=lambda row: row.get_kind_display(), sort=("kind", "id")),
        Column("severity", gettext_lazy("等级"), template="oversight/cell_severity.html", sort=("severity", "id"), phone="plain"),
        Column("known", gettext_lazy("发现"), value=reads.day_of, sort=("known_at", "id")),
        Column("customers", gettext_lazy("受影响客户"), phone="hide"),
        Column("state", gettext_lazy("状态"), template="oversight/cell_state.html", sort=("state", "id"), phone="plain"),
    )  # fmt: skip

    def row_url(self, row: Incident) -> str:
        return address(row.pk)

    def search(self, rows: Any, text: str) -> Any:
        return rows.filter(number__icontains=text) | rows.filter(about_words__icontains=text)

    def narrow(self, rows: Any, chosen: dict[str, Any]) -> Any:
        return rows.filter(**{name: value for name, value in chosen.items() if value})

    def enrich(self, rows: list[Any]) -> list[Any]:
        for row in rows:
            row.tone = SEVERE[row.severity]
        return rows


@page(SIGNED_IN)
@require_safe
def incidents(request: Request) -> HttpResponse:
    """Those one may know of."""
    empty = Empty(_("还没有事件"), _("发现泄露、丢失、损坏、缺少或违反保密的，点“报告事件”。"))
    return respond(
        request, "oversight/incidents.html", IncidentTable(request, reads.listed(request.viewer), empty=empty), {}
    )


def _about(request: Request) -> Ref | None:
    """What it is about, from the page that led here."""
    try:
        return Ref.parse(request.GET.get("about", "")[:40])
    except ValueError:
        return None


@page(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: Request) -> HttpResponse:
    """Report what happened; anybody may."""
    form, about = ReportForm(request.POST or None), _about(request)
    form.offer(request.viewer, "responsible", nobody=_("不清楚"))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.report_incident(by=request.viewer, about=about, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(made.pk), said=_("已报告，即刻转入处置。"))
    context = {"form": form, "about": about}
    return render(request, "oversight/report.html", context, status=422 if form.errors else 200)


@page(SIGNED_IN)
@require_safe
def incident(request: Request, incident_id: int) -> HttpResponse:
    """One incident with everything that is done about it."""
    return _shown(request, incident_id)


def _shown(request: Request, incident_id: int, **given: forms.Form) -> HttpResponse:
    viewer = request.viewer
    seen = reads.page(viewer, incident_id)
    one, ref = seen.incident, Ref("incident", incident_id)
    is_open = one.state == IncidentState.OPEN
    may = {
        name: is_open and viewer.may(right) and reads.handles(viewer, one, right)
        for name, right in (("handle", reads.HANDLE), ("decide", reads.DECIDE), ("account", reads.ACCOUNT))
    }
    mine = is_open and one.responsible_id == viewer.staff_id
    context = {
        "seen": seen, "incident": one, "tone": SEVERE[one.severity] if is_open else "celadon", "is_open": is_open,
        "may": may, "me": viewer.staff_id, "prints": viewer.may(reads.VIEW),
        "makes_good": (may["handle"] or mine) and reads.needs_making_good(one),
        "notices": [(whom, seen.notices.get(whom.value)) for whom in Notified],
        "untold": [row for row in seen.notices.values() if row.notify and row.told_at is None],
        "about_url": page_of(Ref.parse(one.about)) if one.about else "",
        "affected": reads.affected(viewer, one),
        "forms": _forms(request, given) if any(may.values()) else {},
        "wrong": next((name for name, form in given.items() if form.errors), ""),
        "words": WordsForm(), "outcome": OutcomeForm(),
        "about": ref, "cases": cases.cases_of(viewer, ref),
        "owed": obligations.obligations_about(viewer, [ref, *(Ref("incident_measure", m.pk) for m in seen.measures)], limit=12),
        "story": [
            (entry, ledger.sentence(entry, subject=one.number)) for entry in ledger.for_subject(ref, limit=40).entries
        ],
    }  # fmt: skip
    return render(request, "oversight/incident.html", context, status=422 if context["wrong"] else 200)


def _forms(request: Request, given: dict[str, forms.Form]) -> dict[str, forms.Form]:
    known: dict[str, forms.Form] = {
        "rate": RateForm(), "measure": MeasureForm(), "readings": ReadingsForm(), "nobody": WordsForm(),
        "notice": NoticeForm(), "told": WordsForm(), "account": AccountForm(),
    }  # fmt: skip
    found = known | given
    for name, field in (("measure", "owner"), ("readings", "staff"), ("account", "staff")):
        found[name].offer(request.viewer, field)  # type: ignore[attr-defined]
    return found


def _do(
    request: Request, incident_id: int, name: str, form: forms.Form, act: Callable[..., Any], said: str
) -> HttpResponse:
    """Carry an act out with what was entered, and show the page again."""
    for each in ("owner", "staff"):
        if each in form.fields:
            form.offer(request.viewer, each)  # type: ignore[attr-defined]
    if form.is_valid():
        try:
            act(**form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(incident_id), said=said)
    return _shown(request, incident_id, **{name: form})


@page(reads.HANDLE)
@require_POST
def rate(request: Request, incident_id: int) -> HttpResponse:
    """How grave, and why."""
    return _do(
        request, incident_id, "rate", RateForm(request.POST),
        lambda **said: actions.rate_incident(by=request.viewer, incident=incident_id, **said), _("已定级。"),
    )  # fmt: skip


@page(reads.HANDLE)
@require_POST
def measure(request: Request, incident_id: int) -> HttpResponse:
    """Have something done."""
    return _do(
        request, incident_id, "measure", MeasureForm(request.POST),
        lambda **said: actions.set_measure(by=request.viewer, incident=incident_id, **said), _("已定下，责任人会收到待办。"),
    )  # fmt: skip


def _measure(request: Request, measure_id: int) -> Measure:
    """A measure of an incident that the viewer may see."""
    one = Measure.objects.filter(pk=measure_id, incident__in=reads.incidents(request.viewer).values("pk")).first()
    if one is None:
        raise NotFound(_("没有这项措施，或您无权查看。"), clause=reads.CLAUSE)
    return one


@page(SIGNED_IN)
@require_POST
def end_measure(request: Request, measure_id: int) -> HttpResponse:
    """It is carried out, or not needed any more."""
    one = _measure(request, measure_id)
    outcome = request.POST.get("outcome", "")
    actions.end_measure(by=request.viewer, measure=measure_id, outcome=outcome, dropped="dropped" in request.POST)
    return goto(request, address(one.incident_id), said=_("已登记。"))


@page(SIGNED_IN)
@require_safe
def show_measure(request: Request, measure_id: int) -> HttpResponse:
    """A measure stands on the page of its incident."""
    one = _measure(request, measure_id)
    return goto(request, f"{address(one.incident_id)}#measures")


@page(reads.HANDLE)
@require_POST
def find(request: Request, incident_id: int) -> HttpResponse:
    """Whom it concerns: the customer of the thing, or everybody of the department."""
    act = affected.list_department if "department" in request.POST else affected.list_subject
    found = act(by=request.viewer, incident=incident_id)
    return goto(request, address(incident_id), said=_("名单新增 %(n)s 位客户。") % {"n": found.added})


@page(reads.HANDLE)
@require_POST
def readings(request: Request, incident_id: int) -> HttpResponse:
    """Whom it concerns: everybody of whom somebody opened or took something."""
    return _do(
        request, incident_id, "readings", ReadingsForm(request.POST),
        lambda **said: affected.list_readings(by=request.viewer, incident=incident_id, **said), _("已按台账列出。"),
    )  # fmt: skip


@page(reads.HANDLE)
@require_POST
def nobody(request: Request, incident_id: int) -> HttpResponse:
    """Nobody is concerned."""
    return _do(
        request, incident_id, "nobody", WordsForm(request.POST),
        lambda words: affected.list_nobody(by=request.viewer, incident=incident_id, reason=words), _("已登记。"),
    )  # fmt: skip


@page(reads.DECIDE)
@require_POST
def decide(request: Request, incident_id: int) -> HttpResponse:
    """Whether they are told."""
    return _do(
        request, incident_id, "notice", NoticeForm(request.POST),
        lambda **said: notices.decide_notice(by=request.viewer, incident=incident_id, **said), _("决定已记入台账。"),
    )  # fmt: skip


@page(reads.HANDLE)
@require_POST
def told(request: Request, incident_id: int, whom: str) -> HttpResponse:
    """They were told."""
    return _do(
        request, incident_id, "told", WordsForm(request.POST),
        lambda words: notices.note_told(by=request.viewer, incident=incident_id, whom=whom, how=words), _("已登记通知情况。"),
    )  # fmt: skip


@page(SIGNED_IN)
@require_POST
def make_good(request: Request, incident_id: int) -> HttpResponse:
    """It was made good."""
    actions.make_good(by=request.viewer, incident=incident_id, how=request.POST.get("words", ""))
    return goto(request, address(incident_id), said=_("已登记补齐情况。"))


@page(reads.ACCOUNT)
@require_POST
def account(request: Request, incident_id: int) -> HttpResponse:
    """Who did or left undone what."""
    return _do(
        request, incident_id, "account", AccountForm(request.POST),
        lambda **said: actions.hold_to_account(by=request.viewer, incident=incident_id, **said), _("已作问责记录。"),
    )  # fmt: skip


@page(SIGNED_IN)
@require_POST
def answer(request: Request, account_id: int) -> HttpResponse:
    """What one has to say to it oneself."""
    made = actions.answer_account(by=request.viewer, account=account_id, words=request.POST.get("words", ""))
    return goto(request, address(made.incident_id), said=_("已记下您的陈述。"))


@page(reads.VIEW)
@require_safe
def print_incident(request: Request, incident_id: int) -> HttpResponseBase:
    """The report on paper."""
    aim = request.build_absolute_uri(address(incident_id))
    return pdf_of(actions.print_incident(by=request.viewer, incident=incident_id, address=aim), _("事件处置报告"))
