"""Paper and tables: printing a record, filing it, exporting records and registers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from juanzong.forms import actions, offering, reads
from juanzong.forms.actions.printing import Table
from juanzong.kit import clock, sheets
from juanzong.kit.errors import Invalid
from juanzong.policies import reads as policies
from juanzong.web.forms.views.records import RecordTable
from juanzong.web.shell.downloads import download
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render


class PurposeForm(forms.Form):
    """What for."""

    purpose = forms.ChoiceField(label=gettext_lazy("用途"), required=False)
    note = forms.CharField(
        label=gettext_lazy("说明"), required=False, max_length=100, help_text=gettext_lazy("印在水印或表的第一行。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        purposes = [(purpose.code, purpose.name) for purpose in policies.purposes(reveal=True)]
        self.fields["purpose"].choices = [("", _("请选择用途")), *purposes]  # type: ignore[attr-defined]


class PrintForm(PurposeForm):
    """What for, and whether as it is."""

    clear = forms.BooleanField(
        label=gettext_lazy("印出受保护的内容"), required=False,
        help_text=gettext_lazy("限于您有权查看的；印出哪些栏目记入台账。"),
    )  # fmt: skip


@page(reads.VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def print_record(request: Request, record_id: int) -> HttpResponse:
    """Ask what for, then the paper."""
    viewer = request.viewer
    shown = reads.shown(viewer, record_id)
    reads.refuse_sealed(viewer, shown.record, shown.form)
    asking = PrintForm(request.POST or None)
    if request.method == "POST" and asking.is_valid():
        lang = "en" if str(getattr(request, "LANGUAGE_CODE", "")).startswith("en") else "zh"
        try:
            pdf = actions.print_record(by=viewer, record=record_id, lang=lang, **asking.cleaned_data)  # type: ignore[arg-type]
        except Invalid as refusal:
            add_refusal(asking, refusal)
        else:
            answer = HttpResponse(pdf, content_type="application/pdf")
            answer["Content-Disposition"] = f'inline; filename="record-{record_id}.pdf"'
            return answer
    return render(request, "forms/print.html", {"shown": shown, "asking": asking}, status=422 if asking.errors else 200)


@require_POST
@page(reads.VIEW)
def file(request: Request, record_id: int) -> HttpResponse:
    """File the record's paper into the customer's volume."""
    actions.file_record(by=request.viewer, record=record_id)
    return goto(request, reverse("forms:record", args=[record_id]), said=_("已归入档案。"))


def _sent(made: Table) -> HttpResponseBase:
    name = _("%(title)s-%(day)s-%(number)s.xlsx") % {
        "title": made.title, "day": clock.today().isoformat(), "number": made.number.replace(" ", ""),
    }  # fmt: skip
    return download(
        name,
        lambda out: sheets.write_xlsx(out, made.columns, made.lines, title=made.title, watermark=made.watermark),
    )


@page("forms.export")
@require_http_methods(["GET", "HEAD", "POST"])
def export_records(request: Request) -> HttpResponseBase:
    """The records of one sheet, as the list is filtered."""
    viewer = request.viewer
    code = request.GET.get("form", "")
    if not code:
        return render(request, "forms/export.html", {"asking": None, "back": reverse("forms:records")})
    form = offering.form_for(viewer, code)
    table = RecordTable(request, reads.visible(viewer, "forms.export"))
    table.form.offer([(form.code, str(form.name))])  # type: ignore[union-attr]
    asking = PurposeForm(request.POST or None)
    if request.method == "POST" and asking.is_valid():
        ids = list(table.narrowed.values_list("pk", flat=True)[:20_001])
        try:
            return _sent(actions.export_records(by=viewer, form=code, records=ids, **asking.cleaned_data))
        except Invalid as refusal:
            add_refusal(asking, refusal)
    context = {
        "asking": asking, "form": form, "count": table.narrowed.count(),
        "back": f"{reverse('forms:records')}?{request.GET.urlencode()}",
    }  # fmt: skip
    return render(request, "forms/export.html", context, status=422 if asking.errors else 200)


@page("forms.export")
@require_http_methods(["GET", "HEAD", "POST"])
def export_register(request: Request, code: str) -> HttpResponseBase:
    """A register as it stands now."""
    viewer = request.viewer
    form = offering.form_for(viewer, code)
    asking = PurposeForm(request.POST or None)
    if request.method == "POST" and asking.is_valid():
        try:
            return _sent(actions.export_register(by=viewer, form=code, **asking.cleaned_data))
        except Invalid as refusal:
            add_refusal(asking, refusal)
    context = {"asking": asking, "form": form, "back": reverse("forms:register", args=[code])}
    return render(request, "forms/export.html", context, status=422 if asking.errors else 200)
