"""Lending: asking for a dossier, one slip with what is to be done, the register, the printed slip."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from juanzong.casework.reads import cases, obligations, routes
from juanzong.custody import actions
from juanzong.custody.choices import LoanState
from juanzong.custody.models import Loan
from juanzong.custody.reads import loans as reads
from juanzong.custody.reads import places
from juanzong.custody.rules.loans import Papers
from juanzong.dossiers import reads as dossiers
from juanzong.kit import clock
from juanzong.kit.errors import Refusal
from juanzong.kit.refs import Ref
from juanzong.ledger import reads as ledger
from juanzong.web.custody.loan_forms import CountForm, DropForm, LoanFilter, RequestForm, ReturnForm, ShelfForm
from juanzong.web.shell.pages import SIGNED_IN, Request, add_refusal, goto, page, render
from juanzong.web.shell.papers import pdf_of
from juanzong.web.shell.tables import Column, Empty, Table, respond

TONES = {
    "asked": "amber", "approved": "indigo", "out": "indigo", "returned": "amber", "closed": "celadon",
}  # fmt: skip


def address(loan_id: int) -> str:
    """The page of a slip."""
    return reverse("custody:loan", args=[loan_id])


class LoanTable(Table):
    """The lending register (借阅登记簿)."""

    name = "loans"
    label = gettext_lazy("借阅登记簿")
    search_hint = gettext_lazy("出借单号、档号或借阅人")
    paging = "pages"
    default_sort = "-asked"
    filter_form = LoanFilter
    columns = (
        Column("number", gettext_lazy("出借单号"), sort=("id",), opens=True, width="s", phone="plain"),
        Column("thing", pgettext_lazy("one", "档案"), template="custody/cell_thing.html", width="fill", phone="title"),
        Column("borrower_name", gettext_lazy("借阅人"), sort=("borrower_name",)),
        Column("kind", gettext_lazy("方式"), value=lambda row: row.get_kind_display(), phone="hide"),
        Column("asked", gettext_lazy("申请日期"), value=lambda row: clock.day_of(row.asked_at), sort=("id",), phone="hide"),
        Column("due_on", gettext_lazy("应还"), sort=("due_on", "id")),
        Column("state", gettext_lazy("状态"), template="custody/cell_loan.html", sort=("state",), phone="plain"),
    )  # fmt: skip

    def row_url(self, row: Loan) -> str:
        return address(row.pk)

    def search(self, rows: Any, text: str) -> Any:
        found = rows.filter(number__icontains=text) | rows.filter(borrower_name__icontains=text)
        return found | rows.filter(holding__dossier__number__icontains=text)

    def narrow(self, rows: Any, chosen: dict[str, Any]) -> Any:
        if chosen["state"] == "late":
            rows = rows.filter(state=LoanState.OUT, due_on__lt=clock.today())
        elif chosen["state"]:
            rows = rows.filter(state=chosen["state"])
        if chosen["kind"]:
            rows = rows.filter(kind=chosen["kind"])
        if chosen["since"]:
            rows = rows.filter(asked_at__date__gte=chosen["since"])
        return rows

    def enrich(self, rows: list[Any]) -> list[Any]:
        today = clock.today()
        for row in rows:
            row.late = (today - row.due_on).days if row.state == LoanState.OUT else 0
            row.tone = "danger" if row.late > 0 else TONES.get(row.state, "plain")
        return rows


@page(SIGNED_IN)
@require_safe
def loans(request: Request) -> HttpResponse:
    """The register: one's own loans, and those of the dossiers one answers for."""
    rows = reads.loans(request.viewer).select_related("holding__dossier")
    empty = Empty(_("还没有借阅"), _("在档案页面点“借阅”，填写出借单。"))
    context = {"may_print": request.viewer.may(places.VIEW), "glance": reads.at_a_glance(request.viewer)}
    return respond(request, "custody/loans.html", LoanTable(request, rows, empty=empty), context)


@page(reads.BORROW)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request, dossier_id: int) -> HttpResponse:
    """Fill in a lending slip for a dossier, by the route the policy gives this person."""
    viewer = request.viewer
    one, ways = dossiers.dossier(viewer, dossier_id), reads.routes(viewer, dossier_id)
    earlier = reads.unsettled(viewer, dossier_id)
    newest = str(earlier.pk) if earlier else ""
    form = RequestForm(request.POST or None, initial={"after": newest})
    way = ways[0] if ways else None
    if way:
        form.offer(way.terms.kinds, way.terms.last_day(clock.today()))
        if len(way.terms.kinds) == 1:
            form.fields["kind"].initial = way.terms.kinds[0]
        if way.terms.longest.count == 0:
            form.fields["due_on"].initial = clock.today()
    if request.method == "POST" and form.is_valid() and form.follows(newest):
        try:
            made = actions.request_loan(by=viewer, dossier_id=dossier_id, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(made.pk), said=_("出借单已提交。"))
    context = {
        "dossier": one, "way": way, "form": form, "earlier": earlier, "thing": reads.standing_of(viewer, dossier_id),
        "deciders": cases.people_words(who for step in way.procedure.steps for who in step.who) if way else "",
    }  # fmt: skip
    return render(request, "custody/ask.html", context, status=422 if form.errors else 200)


@page(SIGNED_IN)
@require_safe
def loan(request: Request, loan_id: int) -> HttpResponse:
    """One slip: what was asked, how it was decided, what went out and came back."""
    return _loan(request, loan_id)


def _loan(request: Request, loan_id: int, **given: forms.Form) -> HttpResponse:
    viewer = request.viewer
    row = reads.loan(viewer, loan_id)
    ref = Ref("loan", row.pk)
    lends = viewer.may(reads.LEND) and row.borrower_id != viewer.staff_id
    issue, back = given.get("issue_form") or CountForm(), given.get("return_form") or ReturnForm()
    if row.state == LoanState.APPROVED and isinstance(issue, CountForm):
        issue.expect(reads.counted(row))
    if isinstance(back, ReturnForm):
        back.expect(Papers(row.items_out - row.items_back, row.sheets_out - row.sheets_back))
    late = (clock.today() - row.due_on).days if row.state == LoanState.OUT else 0
    has_lapsed = reads.has_lapsed(row)
    known = cases.cases_of(viewer, ref)
    gone = {one.procedure.code for one in known}  # a slip takes each way once
    owed = [one for one in obligations.obligations_of(viewer, ref) if one.open]
    mine = next((Ref("obligation", one.id) for one in owed if one.mine), None)
    for one in owed:
        known += cases.cases_of(viewer, Ref("obligation", one.id))
    context = {
        "loan": row,
        "late": late,
        "tone": "danger" if late > 0 else TONES.get(row.state, "plain"),
        "issues": lends and row.state == LoanState.APPROVED and not has_lapsed,
        "drops": lends and row.state == LoanState.APPROVED,
        "has_lapsed": has_lapsed,
        "takes_back": lends and row.state == LoanState.OUT,
        "puts_back": lends and row.state == LoanState.RETURNED,
        "issue_form": issue,
        "return_form": back,
        "shelf_form": given.get("shelf_form") or ShelfForm(),
        "drop_form": given.get("drop_form") or DropForm(),
        "about": ref,
        "cases": known,
        "owed": owed,
        "mine": mine,
        "more_time": [one for one in routes.procedures_for(viewer, mine) if one.free] if mine else [],
        "offers": [
            one for one in routes.procedures_for(viewer, ref) if row.difference and one.procedure.code not in gone
        ],
        "story": [
            (entry, ledger.sentence(entry, subject=row.number)) for entry in ledger.for_subject(ref, limit=30).entries
        ],
    }
    return render(request, "custody/loan.html", context, status=422 if any(f.errors for f in given.values()) else 200)


def _done(request: Request, loan_id: int, name: str, form: forms.Form, do: Any, said: str) -> HttpResponse:
    """Carry an act of a slip out with what was entered, and show the slip again."""
    if form.is_valid():
        try:
            do(by=request.viewer, loan_id=loan_id, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(loan_id), said=said)
    return _loan(request, loan_id, **{name: form})


@page(reads.LEND)
@require_POST
def issue(request: Request, loan_id: int) -> HttpResponse:
    """Hand it out."""
    return _done(request, loan_id, "issue_form", CountForm(request.POST), actions.issue_loan, _("已借出，记入台账。"))


@page(reads.LEND)
@require_POST
def give_back(request: Request, loan_id: int) -> HttpResponse:
    """Count what comes back."""
    form = ReturnForm(request.POST)
    return _done(request, loan_id, "return_form", form, actions.return_loan, _("已清点收回，记入台账。"))


@page(reads.LEND)
@require_POST
def shelf(request: Request, loan_id: int) -> HttpResponse:
    """Confirm that it stands in its place again."""
    form = ShelfForm(request.POST)
    return _done(request, loan_id, "shelf_form", form, actions.confirm_shelf, _("已复位，借阅结清。"))


@page(reads.LEND)
@require_POST
def drop(request: Request, loan_id: int) -> HttpResponse:
    """Nobody came for it."""
    return _done(request, loan_id, "drop_form", DropForm(request.POST), actions.drop_loan, _("已作未领取处理。"))


@page(SIGNED_IN)
@require_safe
def slip(request: Request, loan_id: int) -> HttpResponseBase:
    """The slip on paper."""
    aim = request.build_absolute_uri(address(loan_id))
    return pdf_of(actions.print_slip(by=request.viewer, loan_id=loan_id, aim=aim), _("出借单"))
