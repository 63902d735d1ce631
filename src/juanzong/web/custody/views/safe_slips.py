"""The certificates of a project, and the slips by which they go in and out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from juanzong.casework.reads import cases, signatures
from juanzong.custody import actions
from juanzong.custody.certificate_drafts import CertificateDraft
from juanzong.custody.choices_safe import Flow, SlipState
from juanzong.custody.models import SafeSlip
from juanzong.custody.reads import certificates as register
from juanzong.custody.reads import slips as reads
from juanzong.custody.rules.certificates import Paper
from juanzong.dossiers import reads as dossiers
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Refusal
from juanzong.ledger import reads as ledger
from juanzong.web.custody.certificate_forms import (
    BackForm,
    CertificateForm,
    MoveSafeForm,
    OutForm,
    PaperCountForm,
    PaperForms,
    ReleaseForm,
)
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render
from juanzong.web.shell.papers import pdf_of
from juanzong.web.shell.tables import Column, Empty, Table, respond

SLIPS = "custody.safe_slips"
TONES = {"open": "amber", "done": "celadon", "dropped": "plain"}
ROWS = 4
MOST_ROWS = 60


def address(slip_id: int) -> str:
    """The page of a slip."""
    return reverse("custody:safe_slip", args=[slip_id])


class SlipFilter(forms.Form):
    """What narrows the list."""

    flow = forms.ChoiceField(
        label=gettext_lazy("办理"), required=False, choices=[("", gettext_lazy("全部")), *Flow.choices]
    )
    state = forms.ChoiceField(
        label=gettext_lazy("状态"), required=False,
        choices=[("", gettext_lazy("全部")), ("late", gettext_lazy("逾期未还")), *SlipState.choices],
    )  # fmt: skip


class SlipTable(Table):
    """All slips of the safe (出入柜登记)."""

    name = "safe_slips"
    label = gettext_lazy("出入柜登记")
    search_hint = gettext_lazy("单号或档号")
    paging = "pages"
    default_sort = "-number"
    filter_form = SlipFilter
    columns = (
        Column("number", gettext_lazy("单号"), sort=("id",), opens=True, width="s", phone="title"),
        Column("archive", gettext_lazy("档号"), value=lambda row: row.dossier.number or _("未编号")),
        Column("flow", gettext_lazy("办理"), value=lambda row: row.get_flow_display(), phone="plain"),
        Column("begun", gettext_lazy("经办"), value=lambda row: row.begun_by_name, phone="hide"),
        Column("done", gettext_lazy("办结"), value=lambda row: clock.day_of(row.done_at) if row.done_at else None, sort=("done_at", "id"), phone="hide"),
        Column("due_on", gettext_lazy("应还"), sort=("due_on", "id"), phone="hide"),
        Column("state", gettext_lazy("状态"), phone="plain"),
    )  # fmt: skip
    late: frozenset[int] = frozenset()

    def row_url(self, row: SafeSlip) -> str:
        return address(row.pk)

    def search(self, rows: Any, text: str) -> Any:
        return rows.filter(number__icontains=text) | rows.filter(dossier__number__icontains=text)

    def narrow(self, rows: Any, chosen: dict[str, Any]) -> Any:
        if chosen["flow"]:
            rows = rows.filter(flow=chosen["flow"])
        if chosen["state"] == "late":
            return rows.filter(pk__in=self.late)
        return rows.filter(state=chosen["state"]) if chosen["state"] else rows

    def show_state(self, row: SafeSlip) -> Any:
        if row.pk in self.late:
            return format_html('<span class="badge danger">{}</span>', _("逾期未还"))
        return format_html('<span class="badge {}">{}</span>', TONES[row.state], row.get_state_display())


@page(register.VIEW)
@require_safe
def slips(request: Request) -> HttpResponse:
    """All slips of the safe."""
    viewer = request.viewer
    empty = Empty(_("还没有出入柜单"), _("在档案页点“权证”，列清单移交。"))
    table = SlipTable(request, reads.slips(viewer).select_related("dossier"), empty=empty)
    table.late = frozenset(reads.overdue(viewer).values_list("pk", flat=True))
    return respond(request, "custody/safe_slips.html", table, {})


# A project


@page(register.VIEW)
@require_safe
def project(request: Request, dossier_id: int) -> HttpResponse:
    """The certificates of a dossier, and what can be done with them."""
    return _project(request, dossier_id)


def _project(request: Request, dossier_id: int, **given: forms.Form) -> HttpResponse:
    viewer = request.viewer
    one = dossiers.dossier(viewer, dossier_id)
    rows = register.of_dossier(viewer, dossier_id)
    forms_of = _forms(request, one, rows) | given
    context = {
        "dossier": one, "certificates": rows, "forms": forms_of,
        "slips": list(reads.slips(viewer).filter(dossier=dossier_id).order_by("-pk")[:10]), "tones": TONES,
    }  # fmt: skip
    return render(
        request, "custody/project.html", context, status=422 if any(f.errors for f in given.values()) else 200
    )


def _forms(request: Request, one: Any, rows: Any) -> dict[str, forms.Form]:
    """The forms for what this person may begin with what is in the safe and what is out."""
    viewer = request.viewer
    flows = reads.may_begin(viewer, one) if viewer.may(SLIPS) else frozenset()
    chosen = int(pick) if (pick := request.GET.get("certificate", "")).isdigit() else 0
    masked = register.masked(rows)
    words = {row.pk: f"{row.get_kind_display()} {masked.get(row.pk, '')} {row.holder}" for row in rows}
    inside = [(row.pk, words[row.pk]) for row in rows if row.state == "in"]
    out = [(row.pk, words[row.pk]) for row in rows if row.state == "out"]
    found: dict[str, forms.Form] = {}
    if Flow.IN in flows:
        found["hand_in"] = CertificateForm()
    if Flow.OUT in flows and inside:
        found["out"] = OutForm(offered=inside, chosen=chosen)
    if Flow.BACK in flows and out:
        found["back"] = BackForm(offered=out, chosen=chosen)
    if Flow.MOVE in flows and inside and not out:
        found["move"] = MoveSafeForm(offered=inside)
    if Flow.RELEASE in flows and (inside or out):
        release = ReleaseForm(offered=[*inside, *out], chosen=chosen)
        release.offer([(item.id, item.title) for item in dossiers.facts_of([one.pk])[one.pk]])
        found["release"] = release
    return found


def _sent(request: Request, dossier_id: int, name: str) -> forms.Form:
    viewer = request.viewer
    one = dossiers.dossier(viewer, dossier_id)
    form = _forms(request, one, register.of_dossier(viewer, dossier_id)).get(name)
    if form is None:
        raise Conflict(
            _("这个项目没有您可以这样办理的权证。"),
            clause="P03-5.2",
            todo=_("请刷新后查看权证现在的状态，或由经办人办理。"),
        )
    form.data, form.is_bound = request.POST, True
    return form


def _begun(request: Request, dossier_id: int, name: str, do: Any, said: str) -> HttpResponse:
    form = _sent(request, dossier_id, name)
    if form.is_valid():
        try:
            slip = do(form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(slip.pk), said=said)
    return _project(request, dossier_id, **{name: form})


@page(SLIPS)
@require_POST
def hand_in(request: Request, dossier_id: int) -> HttpResponse:
    """Begin a list with its first certificate."""
    by = request.viewer
    return _begun(
        request, dossier_id, "hand_in",
        lambda data: actions.list_certificates(by=by, dossier_id=dossier_id, certificates=[CertificateDraft(**data)]),
        _("已列单，可以继续添加权证；列完后交 B 角核对。"),
    )  # fmt: skip


@page(SLIPS)
@require_POST
def take_out(request: Request, dossier_id: int) -> HttpResponse:
    """Ask for certificates to go out."""
    by = request.viewer
    return _begun(
        request, dossier_id, "out",
        lambda data: actions.ask_out(by=by, certificate_ids=data.pop("certificates"), **data),
        _("出柜单已提交审批。"),
    )  # fmt: skip


@page(SLIPS)
@require_POST
def bring_back(request: Request, dossier_id: int) -> HttpResponse:
    """Begin to take certificates back."""
    by = request.viewer
    return _begun(
        request, dossier_id, "back",
        lambda data: actions.bring_back(by=by, certificate_ids=data["certificates"]),
        _("还回单已填写，由权证管理员清点比较。"),
    )  # fmt: skip


@page(SLIPS)
@require_POST
def move(request: Request, dossier_id: int) -> HttpResponse:
    """Begin to move the certificates of a project to another safe."""
    by = request.viewer
    return _begun(
        request, dossier_id, "move",
        lambda data: actions.move_certificates(by=by, certificate_ids=data["certificates"]),
        _("移柜单已提交审批。"),
    )  # fmt: skip


@page(SLIPS)
@require_POST
def release(request: Request, dossier_id: int) -> HttpResponse:
    """Begin to release certificates to their owner."""
    by = request.viewer
    return _begun(
        request, dossier_id, "release",
        lambda data: actions.release_certificates(
            by=by, certificate_ids=data["certificates"], proof_item_id=data["proof"]
        ),
        _("交还单已填写，等三方签字。"),
    )  # fmt: skip


# A slip


@page(register.VIEW)
@require_safe
def slip(request: Request, slip_id: int) -> HttpResponse:
    """One slip: what is on it, who has checked, where its case stands."""
    return _slip(request, slip_id)


def _slip(request: Request, slip_id: int, **given: Any) -> HttpResponse:
    viewer = request.viewer
    shown = reads.slip_page(viewer, slip_id)
    ref = reads.ref(slip_id)
    for row in shown.certificates:
        row.masked = shown.numbers.get(row.pk, "")  # type: ignore[attr-defined]
    late = shown.slip.due_on is not None and shown.slip.due_on < clock.today()
    overdue = late and shown.slip.flow == Flow.OUT and shown.slip.lines.filter(owed=True).exists()
    wanted = request.GET.get("rows", "")
    rows = min(MOST_ROWS, int(wanted)) if wanted.isdigit() else ROWS
    context = {
        "shown": shown, "slip": shown.slip, "tone": "danger" if overdue else TONES[shown.slip.state],
        "late": overdue,
        "lists": shown.lists and viewer.staff_id == shown.slip.begun_by and viewer.may(SLIPS),
        "adding": given.get("adding") or CertificateForm(),
        "papers": given.get("papers") or PaperForms(initial=[{}] * rows),
        "counting": given.get("counting") or PaperCountForm(),
        "more": rows + ROWS,
        "cases": cases.cases_of(viewer, ref), "offers": [], "about": ref,
        "signatures": signatures.signatures_of(viewer, ref),
        "story": [
            (entry, ledger.sentence(entry, subject=shown.slip.number))
            for entry in ledger.for_subject(ref, limit=30).entries
        ],
    }  # fmt: skip
    return render(request, "custody/safe_slip.html", context, status=422 if given else 200)


@page(SLIPS)
@require_POST
def add(request: Request, slip_id: int) -> HttpResponse:
    """Put another certificate on the list."""
    form = CertificateForm(request.POST)
    if form.is_valid():
        try:
            actions.add_certificate(
                by=request.viewer, slip_id=slip_id, certificate=CertificateDraft(**form.cleaned_data)
            )  # fmt: skip
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(slip_id), said=_("已加入清单。"))
    return _slip(request, slip_id, adding=form)


@page(SLIPS)
@require_POST
def drop(request: Request, slip_id: int, certificate_id: int) -> HttpResponse:
    """Take a certificate off the list."""
    actions.drop_certificate(by=request.viewer, slip_id=slip_id, certificate_id=certificate_id)
    return goto(request, address(slip_id), said=_("已从清单去掉。"))


@page(SLIPS)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: Request, slip_id: int) -> HttpResponse:
    """Enter what is held in hand."""
    if request.method != "POST":
        return _slip(request, slip_id)
    papers, counting = PaperForms(request.POST), PaperCountForm(request.POST)
    if papers.is_valid() and counting.is_valid():
        entered = [Paper(row["kind"], row["number"], row["holder"]) for row in papers.cleaned_data if row.get("number")]
        try:
            actions.check_slip(
                by=request.viewer, slip_id=slip_id, entered=entered, count=counting.cleaned_data["count"]
            )  # fmt: skip
        except Refusal as refusal:
            add_refusal(counting, refusal)
        else:
            return goto(request, address(slip_id), said=_("核对一致。请在办理单上进入下一环节。"))
    return _slip(request, slip_id, papers=papers, counting=counting)


@page(register.VIEW)
@require_safe
def print_slip(request: Request, slip_id: int) -> HttpResponseBase:
    """The slip on paper, or the receipt for the owner (`?receipt`)."""
    where, receipt = request.build_absolute_uri(address(slip_id)), "receipt" in request.GET
    pdf = actions.print_safe_slip(by=request.viewer, slip_id=slip_id, receipt=receipt, address=where)
    return pdf_of(pdf, _("权证收据") if receipt else _("出入柜单"))
