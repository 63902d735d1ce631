"""Registers: which there are, one of them for a period, its paper and its sheet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from juanzong.custody import actions
from juanzong.custody.reads import registers as reads
from juanzong.custody.registers.shapes import Line, Period, Register
from juanzong.kit import clock, sheets
from juanzong.kit.errors import Invalid
from juanzong.web.shell.downloads import download
from juanzong.web.shell.links import page_of
from juanzong.web.shell.pages import Request, add_refusal, page, render
from juanzong.web.shell.papers import pdf_of
from juanzong.web.shell.tables import Column, Empty, Table, respond


class PeriodFilter(forms.Form):
    """From when to when, both days included."""

    since = forms.DateField(label=gettext_lazy("自"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=gettext_lazy("至"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        """The first day comes first."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("“至”不能早于“自”。"))
        return data


class PurposeForm(forms.Form):
    """What the sheet is for."""

    purpose = forms.CharField(label=gettext_lazy("用途"), max_length=100, required=False)


class RegisterTable(Table):
    """One register; its columns are what the register says."""

    name = "register"
    paging = "pages"
    filter_form = PeriodFilter
    search_hint = gettext_lazy("编号、题名或姓名")

    def __init__(self, request: Request, one: Register, period: Period, **options: Any) -> None:
        super().__init__(request, one.rows(request.viewer, period), **options)
        self.one = one
        self.label = one.name  # type: ignore[misc]
        self.columns = tuple(_column(one, n) for n in range(len(one.columns)))  # type: ignore[misc]
        self.searchable = one.search is not None  # type: ignore[misc]
        self.text = self.text if self.searchable else ""
        self.default_sort = next((f"-c{n}" for n, head in enumerate(one.columns) if head.sort), "")  # type: ignore[misc]

    def row_url(self, row: Line) -> str:
        return page_of(row.ref) if row.ref else ""

    def search(self, rows: Any, text: str) -> Any:
        return self.one.search(rows, text) if self.one.search else rows

    def enrich(self, rows: list[Any]) -> list[Any]:
        return self.one.lines(self.request.viewer, rows)


def _column(one: Register, n: int) -> Column:
    """The first leads to the thing and is never broken in two."""
    head = one.columns[n]
    phone = (
        "hide"
        if head.quiet
        else "title"
        if n == min(1, len(one.columns) - 1) and one.search
        else "plain"
        if n == 0
        else "line"
    )
    return Column(
        f"c{n}", head.label, value=lambda row: _whole(row.cells[n]) if n == 0 else row.cells[n], sort=head.sort, opens=n == 0, numeric=head.numeric,
        width="fill" if head.width >= 11 else "l" if head.width >= 7 and not head.sort else "", phone=phone,  # type: ignore[arg-type]
    )  # fmt: skip


def _whole(text: Any) -> Any:
    return format_html('<span class="nowrap">{}</span>', text)


def _period(request: Request) -> Period:
    """As asked for; without asking, everything."""
    form = PeriodFilter(request.GET)
    return Period(form.cleaned_data["since"], form.cleaned_data["until"]) if form.is_valid() else Period()


def _printed(request: Request) -> Period:
    """The period of a paper or sheet; Invalid for one that is none, for a paper with nothing on it would say so falsely."""
    if not PeriodFilter(request.GET).is_valid():
        raise Invalid(_("起止日期不对，没有打印或导出。"), todo=_("请在登记簿上改正“自”和“至”，再打印或导出。"))
    return _period(request)


@page(reads.VIEW)
@require_safe
def registers(request: Request) -> HttpResponse:
    """The registers there are."""
    return render(request, "custody/registers.html", {"registers": reads.all_registers()})


@page(reads.VIEW)
@require_safe
def register(request: Request, code: str) -> HttpResponse:
    """One register for a period, and whether it agrees with the ledger."""
    viewer = request.viewer
    one, period = reads.register(code), _period(request)
    table = RegisterTable(
        request, one, period, export_url=reverse("custody:export_register", args=[code]),
        empty=Empty(_("这一期间没有登记")),
    )  # fmt: skip
    context = {
        "one": one, "period": period, "agreement": reads.agreement(viewer, one, period),
        "query": request.GET.urlencode(), "today": clock.today(),
    }  # fmt: skip
    return respond(request, "custody/register.html", table, context)


@page(reads.VIEW)
@require_safe
def print_register(request: Request, code: str) -> HttpResponseBase:
    """The paper."""
    pdf = actions.print_register(
        by=request.viewer,
        code=code, period=_printed(request), text=request.GET.get("q", "").strip()[:100],
        address=request.build_absolute_uri(reverse("custody:register", args=[code])),
    )  # fmt: skip
    return pdf_of(pdf, str(reads.register(code).name))


@page(reads.VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def export_register(request: Request, code: str) -> HttpResponseBase:
    """Ask what for, then the sheet."""
    one, period = reads.register(code), _printed(request)
    asking = PurposeForm(request.POST or None)
    if request.method == "POST" and asking.is_valid():
        try:
            made = actions.export_register(
                by=request.viewer,
                code=code, period=period, text=request.GET.get("q", "").strip()[:100], **asking.cleaned_data,
            )  # fmt: skip
        except Invalid as refusal:
            add_refusal(asking, refusal)
        else:
            name = _("%(title)s-%(day)s.xlsx") % {"title": made.title, "day": clock.today().isoformat()}
            return download(
                name,
                lambda out: sheets.write_xlsx(
                    out, made.columns, made.lines, title=made.title, watermark=made.watermark
                ),
            )
    context = {
        "asking": asking, "one": one, "period": period,
        "back": f"{reverse('custody:register', args=[code])}?{request.GET.urlencode()}",
    }  # fmt: skip
    return render(request, "custody/export_register.html", context, status=422 if asking.errors else 200)
