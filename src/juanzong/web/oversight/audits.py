"""Internal audits: the runs, one with its samples and the evidence, follow-ups, signing, the report."""

from __future__ import annotations

import io
from typing import Any

from django.http import HttpResponse
from django.http.response import FileResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from juanzong.casework.reads import signatures
from juanzong.kit import clock, sheets
from juanzong.kit.errors import NotFound, Refusal
from juanzong.kit.refs import Ref
from juanzong.kit.sheets import Watermark
from juanzong.oversight.actions import audits as actions
from juanzong.oversight.audits import papers, reads
from juanzong.oversight.audits.choices import AuditState, Source, Verdict
from juanzong.oversight.models import AuditRun, Sample
from juanzong.oversight.reads import VIEW
from juanzong.web.oversight.audit_forms import AuditForm, FollowUpForm, JudgeForm
from juanzong.web.shell import links
from juanzong.web.shell.pages import SIGNED_IN, Request, add_refusal, goto, page, render
from juanzong.web.shell.papers import pdf_of
from juanzong.web.shell.signing import SignForm
from juanzong.web.shell.tables import Column, Empty, Table, respond

TONES = {Verdict.IN_ORDER: "celadon", Verdict.FINDING: "danger", Verdict.NOT_APPLICABLE: "plain", Verdict.OPEN: "amber"}


def address(audit_id: int) -> str:
    """The page of an audit."""
    return reverse("oversight:audit", args=[audit_id])


class AuditTable(Table):
    """Audits, newest first."""

    name = "audits"
    label = gettext_lazy("内部审计")
    searchable = False
    default_sort = "-on"
    empty = Empty(gettext_lazy("还没有审计"), gettext_lazy("选择期间和条款，系统按种子抽样，逐件审查。"))
    columns = (
        Column("number", gettext_lazy("编号"), value=lambda row: row.number, opens=True, phone="title"),
        Column("on", gettext_lazy("开始"), value=lambda row: row.started_at, sort=("started_at", "id")),
        Column("period", gettext_lazy("期间"), value=lambda row: f"{row.begin} — {row.end}"),
        Column("auditor", gettext_lazy("审计员"), value=lambda row: row.auditor.name),
        Column("samples", gettext_lazy("样本"), value=lambda row: row.sample_count, numeric=True),
        Column("findings", gettext_lazy("问题"), value=lambda row: row.finding_count, numeric=True),
        Column("open", gettext_lazy("整改未结"), value=lambda row: row.open_count, numeric=True),
        Column("state", gettext_lazy("状态"), value=lambda row: row.get_state_display()),
    )

    def row_url(self, row: AuditRun) -> str:
        return address(row.pk)


@page(VIEW)
@require_safe
def audits(request: Request) -> HttpResponse:
    """The audits one may know of."""
    table = AuditTable(request, reads.runs(request.viewer))
    return respond(request, "oversight/audits.html", table, {"audits": request.viewer.may(reads.AUDIT)})


@page(reads.AUDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Begin an audit and draw its samples."""
    form = AuditForm(request.viewer, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            told = dict(form.cleaned_data)
            responsible, seed = told.pop("responsible"), told.pop("seed")
            made = actions.begin_audit(by=request.viewer, plan=actions.Plan(**told), responsible=responsible, seed=seed)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(made.pk), said=_("样本已抽取，请逐件审查。"))
    return render(request, "oversight/new_audit.html", {"form": form}, status=422 if form.errors else 200)


@page(SIGNED_IN)
@require_safe
def audit(request: Request, audit_id: int) -> HttpResponse:
    """One audit."""
    return _audit(request, audit_id, SignForm(viewer=request.viewer))


def _audit(request: Request, audit_id: int, form: SignForm, answer: str = "") -> HttpResponse:
    viewer = request.viewer
    shown = reads.page(viewer, audit_id)
    one = shown.run
    mine = one.auditor_id == viewer.staff_id and one.state == AuditState.OPEN
    named = papers.things(viewer, shown.samples)
    context = {
        "shown": shown,
        "one": one,
        "rows": [
            (row, _evidence(row), named.get(row.pk, ""), TONES[Verdict(row.verdict)], shown.follow_ups.get(row.pk, []))
            for row in shown.samples
        ],
        "sources": [
            (Source(source).label, one.drawn[source]["number"], sum(row.source == source for row in shown.samples))
            for source in one.sources
        ],
        "judged": len(shown.samples) - shown.verdicts[Verdict.OPEN],
        "findings": shown.verdicts[Verdict.FINDING],
        "in_order": shown.verdicts[Verdict.IN_ORDER],
        "mine": mine,
        "signs": mine and not shown.verdicts[Verdict.OPEN] and not shown.unfollowed,
        "answers": one.responsible_id == viewer.staff_id and one.state == AuditState.SIGNED,
        "answer": answer,
        "form": form,
        "digest": signatures.content_of(viewer, Ref("audit", one.pk)).digest,
        "today": clock.today(),
        "finding": Verdict.FINDING,
    }
    return render(request, "oversight/audit.html", context, status=422 if form.errors else 200)


def _evidence(row: Sample) -> str:
    """The page where the thing itself is."""
    if row.source == Source.ENTRY:
        return reverse("ledger:entry", args=[row.thing])
    return links.page_of(Ref(row.source, row.thing))


def _sample(request: Request, sample_id: int) -> tuple[Sample, AuditRun]:
    row = Sample.objects.filter(pk=sample_id).first()
    if row is None:
        raise NotFound(_("没有这件样本，或您无权查看。"), clause=reads.CLAUSE)
    return row, reads.run(request.viewer, row.run_id)


@page(reads.AUDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def judge(request: Request, sample_id: int) -> HttpResponse:
    """One sample with its evidence, and what is said of it."""
    row, one = _sample(request, sample_id)
    first = {"verdict": row.verdict if row.verdict != Verdict.OPEN else "", "note": row.note, "severity": row.severity}
    form = JudgeForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            actions.judge_sample(by=request.viewer, sample=row.pk, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            following = Sample.objects.filter(run=one, verdict=Verdict.OPEN, place__gt=row.place).first()
            if form.cleaned_data["verdict"] == Verdict.FINDING:
                return goto(
                    request, reverse("oversight:agree_follow_up", args=[row.pk]), said=_("已登记，请安排整改。")
                )
            to = reverse("oversight:judge_sample", args=[following.pk]) if following else address(one.pk)
            return goto(request, to, said=_("已登记第 %(n)s 件的结论。") % {"n": row.place})
    return render(request, "oversight/sample.html", _about(request, row, one, form), status=422 if form.errors else 200)


def _about(request: Request, row: Sample, one: AuditRun, form: Any) -> dict[str, Any]:
    return {
        "row": row,
        "one": one,
        "form": form,
        "evidence": _evidence(row),
        "name": papers.things(request.viewer, (row,)).get(row.pk, ""),
        "writes": one.auditor_id == request.viewer.staff_id and one.state == AuditState.OPEN,
    }


@page(reads.AUDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: Request, sample_id: int) -> HttpResponse:
    """What is to be done about a finding, by whom, by when."""
    row, one = _sample(request, sample_id)
    form = FollowUpForm(request.viewer, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.agree_follow_up(by=request.viewer, sample=row.pk, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(one.pk), said=_("已安排整改，责任人的工作台有待办。"))
    context = _about(request, row, one, form)
    return render(request, "oversight/new_follow_up.html", context, status=422 if form.errors else 200)


@page(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: Request, follow_up_id: int) -> HttpResponse:
    """One follow-up; its owner says how it was done."""
    viewer = request.viewer
    one = reads.follow_up(viewer, follow_up_id)
    refused = None
    if request.method == "POST":
        try:
            actions.finish_follow_up(by=viewer, follow_up=one.pk, note=request.POST.get("note", ""))
        except Refusal as refusal:
            refused = refusal
        else:
            return goto(request, reverse("oversight:follow_up", args=[one.pk]), said=_("已办结。"))
    context = {
        "one": one, "mine": one.owner_id in viewer.people and one.done_at is None, "today": clock.today(), "refused": refused,
    }  # fmt: skip
    return render(request, "oversight/follow_up.html", context, status=422 if refused else 200)


@page(reads.AUDIT)
@require_POST
def sign(request: Request, audit_id: int) -> HttpResponse:
    """The auditor signs the report."""
    form = SignForm(request.POST, viewer=request.viewer)
    if form.is_valid():
        try:
            actions.sign_audit(by=request.viewer, run=audit_id, **form.given(request))
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(audit_id), said=_("报告已签发，负责人的工作台有待办。"))
    return _audit(request, audit_id, form)


@page(SIGNED_IN)
@require_POST
def answer(request: Request, audit_id: int) -> HttpResponse:
    """The person responsible answers and signs."""
    form, said = SignForm(request.POST, viewer=request.viewer), request.POST.get("answer", "")
    if form.is_valid():
        try:
            actions.answer_audit(by=request.viewer, run=audit_id, answer=said, **form.given(request))
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(audit_id), said=_("已答复并签字。"))
    return _audit(request, audit_id, form, said)


@page(SIGNED_IN)
@require_safe
def redraw(request: Request, audit_id: int) -> HttpResponse:
    """The samples drawn again from the seed, compared."""
    found = [(one, Source(one.source).label) for one in reads.redrawn(request.viewer, audit_id)]
    return render(request, "oversight/redrawn.html", {"one": reads.run(request.viewer, audit_id), "found": found})


@page(SIGNED_IN)
@require_safe
def report(request: Request, audit_id: int) -> HttpResponseBase:
    """The report as PDF/A."""
    where = request.build_absolute_uri(address(audit_id))
    return pdf_of(actions.print_audit(by=request.viewer, run=audit_id, address=where), _("内部审计报告"))


@page(SIGNED_IN)
@require_POST
def export(request: Request, audit_id: int) -> HttpResponseBase:
    """The samples as a table that says who took it."""
    viewer = request.viewer
    shown = reads.page(viewer, audit_id)
    actions.export_audit(by=viewer, run=audit_id)
    columns = [_("序号"), _("来源"), _("条款"), _("内容"), _("结论"), _("轻重"), _("说明"), _("整改事项")]
    todo = {
        str(row.place): "；".join(
            f"{one.text} {one.owner.name} {one.due_on}" for one in shown.follow_ups.get(row.pk, ())
        )
        for row in shown.samples
    }  # untranslated: marks between entries
    rows = ([*cells, todo[cells[0]]] for cells in papers.cells(viewer, shown))
    out = io.BytesIO()
    mark = Watermark(viewer.name, _("内部审计报告"), shown.run.number, clock.now())
    sheets.write_xlsx(out, columns, rows, title=_("内部审计"), watermark=mark)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=_("内部审计-%(number)s.xlsx") % {"number": shown.run.number})
