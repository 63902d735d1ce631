"""The register of grants, asking for one, and one grant with what may be read and what was."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from juanzong.casework.reads import cases as reads_cases
from juanzong.kit import clock, sheets
from juanzong.kit.errors import Refusal
from juanzong.kit.refs import Ref
from juanzong.kit.sheets import Watermark
from juanzong.ledger import reads as ledger
from juanzong.privacy.actions import grants as actions
from juanzong.privacy.choices import GrantState
from juanzong.privacy.models import Grant
from juanzong.privacy.reads import grants as reads
from juanzong.web.shell.downloads import download
from juanzong.web.shell.links import page_of
from juanzong.web.shell.pages import SIGNED_IN, Request, add_refusal, goto, page, render
from juanzong.web.shell.tables import Column, Empty, Table, respond

_TONES = {"asked": "amber", "granted": "celadon", "refused": "danger"}
EXPORTED = 5000


def address(grant_id: int) -> str:
    """The page of a grant."""
    return reverse("privacy:grant", args=[grant_id])


def standing(row: Grant) -> tuple[str, str]:
    """Its state in words and tone; one whose time is over says so."""
    if row.state == GrantState.GRANTED and row.until is not None and row.until <= clock.now():
        return _("已到期"), "plain"
    return str(GrantState(row.state).label), _TONES.get(row.state, "plain")


class GrantFilter(forms.Form):
    """What narrows the register."""

    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    since = forms.DateField(
        label=gettext_lazy("申请自"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [("", _("全部")), ("open", _("生效中")), ("over", _("已到期")), *GrantState.choices]
        self.fields["state"].choices = states  # type: ignore[attr-defined]


class GrantTable(Table):
    """The register of grants."""

    name = "grants"
    label = gettext_lazy("阅看授权登记簿")
    search_hint = gettext_lazy("授权编号或阅看人")
    paging = "pages"
    default_sort = "-number"
    filter_form = GrantFilter
    columns = (
        Column("number", gettext_lazy("授权编号"), sort=("id",), opens=True, width="s", phone="plain"),
        Column("reader_name", gettext_lazy("阅看人"), sort=("reader_name", "id"), phone="title"),
        Column("purpose", gettext_lazy("用途"), width="fill"),
        Column("last_day", gettext_lazy("截止"), sort=("last_day", "id")),
        Column("granted_by_name", gettext_lazy("批准人"), phone="hide"),
        Column("state", gettext_lazy("状态"), template="privacy/cell_grant.html", sort=("state", "id"), phone="plain"),
    )

    def row_url(self, row: Grant) -> str:
        return address(row.pk)

    def search(self, rows: Any, text: str) -> Any:
        return rows.filter(number__icontains=text) | rows.filter(reader_name__icontains=text)

    def narrow(self, rows: Any, chosen: dict[str, Any]) -> Any:
        match chosen["state"]:
            case "open":
                rows = rows.filter(state=GrantState.GRANTED, until__gt=clock.now())
            case "over":
                rows = rows.filter(state=GrantState.GRANTED, until__lte=clock.now())
            case "":
                pass
            case state:
                rows = rows.filter(state=state)
        return rows.filter(asked_at__date__gte=chosen["since"]) if chosen["since"] else rows

    def enrich(self, rows: list[Any]) -> list[Any]:
        for row in rows:
            row.words, row.tone = standing(row)
        return rows


def _table(request: Request) -> GrantTable:
    viewer = request.viewer
    leads = reverse("privacy:export") if viewer.may(reads.VIEW) else ""
    empty = Empty(_("还没有阅看授权"), _("需要看岗位权限以外的档案或表单时，点“申请阅看”。"))
    return GrantTable(request, reads.grants(viewer), export_url=leads, empty=empty)


@page(SIGNED_IN)
@require_safe
def grants(request: Request) -> HttpResponse:
    """One's own grants, and those one oversees."""
    return respond(request, "privacy/grants.html", _table(request), {})


@page(reads.VIEW)
@require_safe
def export(request: Request) -> HttpResponseBase:
    """The register as it is narrowed, as a sheet that says who took it and when."""
    rows = list(_table(request).narrowed[:EXPORTED])
    actions.note_export(by=request.viewer, rows=len(rows))
    columns = [
        _("授权编号"), _("阅看人"), _("部门"), _("用途"), _("依据"), _("截止"), _("状态"), _("批准人"), _("批准时间"), _("提前结束"),
    ]  # fmt: skip
    mark = Watermark(request.viewer.name, _("阅看授权登记簿"), "", clock.now())
    name = _("阅看授权-%(day)s.xlsx") % {"day": clock.today().isoformat()}
    return download(
        name,
        lambda out: sheets.write_xlsx(out, columns, _cells(rows), title=_("阅看授权登记簿"), watermark=mark),
    )


def _cells(rows: list[Grant]) -> Iterator[list[Any]]:
    for row in rows:
        yield [
            row.number, row.reader_name, row.department.name, row.purpose, row.clause, row.last_day, standing(row)[0],
            row.granted_by_name, row.granted_at, row.end_reason,
        ]  # fmt: skip


class FindForm(forms.Form):
    """What somebody looks for."""

    words = forms.CharField(
        label=gettext_lazy("档号、表单编号或客户全名"), max_length=100,
        help_text=gettext_lazy("须填写完整；查找本身记入台账。"),
    )  # fmt: skip


class AskForm(forms.Form):
    """What for and until when."""

    purpose = forms.CharField(label=gettext_lazy("用途"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    last_day = forms.DateField(
        label=gettext_lazy("阅看截止"), widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("当日 24 时自动失效。"),
    )  # fmt: skip


def _picked(request: Request) -> list[Ref]:
    found = []
    for text in request.POST.getlist("thing")[:100]:
        try:
            found.append(Ref.parse(text[:40]))
        except ValueError:
            continue
    return found


@page(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request) -> HttpResponse:
    """Look for what one may not read, choose, and say what for and until when."""
    viewer, picked = request.viewer, _picked(request)
    looking, asking = FindForm(request.POST or None), AskForm()
    found: list[reads.Found] = []
    if request.method == "POST" and looking.is_valid():
        try:
            if "ask" in request.POST:
                asking = AskForm(request.POST)
                if asking.is_valid():
                    made = actions.ask_grant(by=viewer, things=picked, **asking.cleaned_data)
                    return goto(request, address(made.pk), said=_("申请已提交，等待签字批准。"))
                found = reads.found(viewer, looking.cleaned_data["words"])
            else:
                found = actions.look_for(by=viewer, words=looking.cleaned_data["words"])
        except Refusal as refusal:
            found = reads.found(viewer, looking.cleaned_data["words"])
            add_refusal(asking if "ask" in request.POST else looking, refusal)
    wrong = bool(looking.errors or asking.errors)
    context = {"looking": looking, "asking": asking, "found": found, "picked": picked, "sought": looking.is_bound}
    context["askable"] = any(not anyway for _ref, _told, anyway in found)
    return render(request, "privacy/ask.html", context, status=422 if wrong else 200)


class EndForm(forms.Form):
    """Why it ends before its time."""

    reason = forms.CharField(label=gettext_lazy("理由"), max_length=200)


@page(SIGNED_IN)
@require_safe
def grant(request: Request, grant_id: int) -> HttpResponse:
    """One grant: for whom, what, what for, until when, on whose signature; what was read."""
    return _grant(request, grant_id)


def _grant(request: Request, grant_id: int, ending: EndForm | None = None) -> HttpResponse:
    viewer = request.viewer
    row = reads.grant(viewer, grant_id)
    ref, (state, tone) = Ref("grant", row.pk), standing(row)
    holds = row.state == GrantState.GRANTED and tone == "celadon"
    mine = row.reader_id == viewer.staff_id
    context = {
        "grant": row, "state": state, "tone": tone, "holds": holds, "mine": mine, "about": ref,
        "things": [(one, _leads(one.kind, one.thing, row.pk, mine and holds)) for one in reads.things(row)],
        "readings": reads.readings(row),
        "may_end": holds and (mine or viewer.may(actions.END)),
        "ending": ending or EndForm(),
        "cases": reads_cases.cases_of(viewer, ref),
        "story": [
            (entry, ledger.sentence(entry, subject=row.number)) for entry in ledger.for_subject(ref, limit=30).entries
        ],
    }  # fmt: skip
    return render(request, "privacy/grant.html", context, status=422 if ending and ending.errors else 200)


def _leads(kind: str, thing: int, grant_id: int, reads_it: bool) -> str:
    """Where a thing is read: under the grant for its reader, on its own page for others."""
    if reads_it:
        return reverse(f"privacy:{kind}", args=[grant_id, thing])
    return page_of(Ref(kind, thing))


@page(SIGNED_IN)
@require_POST
def end(request: Request, grant_id: int) -> HttpResponse:
    """End it before its time."""
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            actions.end_grant(by=request.viewer, grant=grant_id, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(grant_id), said=_("授权已结束，即刻起不能阅看。"))
    return _grant(request, grant_id, form)
