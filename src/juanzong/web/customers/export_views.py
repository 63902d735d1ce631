"""Exporting the customers of the list as it is filtered: purpose, fields, format (P00-1.6)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from juanzong.customers import reads
from juanzong.customers.choices import CustomerState
from juanzong.kit import clock, sheets
from juanzong.kit.errors import Invalid
from juanzong.policies import reads as policies
from juanzong.policies.choices import Information
from juanzong.privacy import exporting
from juanzong.privacy.actions import export as actions_export
from juanzong.web.customers.list_views import CustomerTable
from juanzong.web.shell.downloads import download
from juanzong.web.shell.pages import Request, add_refusal, page, render

_FIRST = ("kind", "name", "region", "department", "responsible")


class ExportForm(forms.Form):
    """What for, which fields, and as what. No hidden field is chosen beforehand."""

    def __init__(self, *args: Any, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        purposes = [(purpose.code, purpose.name) for purpose in policies.purposes(reveal=True)]
        self.fields |= {
            "purpose": forms.ChoiceField(label=_("用途"), choices=[("", _("请选择")), *purposes], required=False),
            "note": forms.CharField(
                label=_("说明"), required=False, max_length=100, help_text=_("写在表的第一行和页边，例如办理的事项。")
            ),
            "kind": forms.ChoiceField(
                label=_("格式"), choices=[("xlsx", ".xlsx"), ("csv", ".csv")], widget=forms.RadioSelect, initial="xlsx"
            ),
            "fields": forms.MultipleChoiceField(
                label=_("字段"), required=False, widget=forms.CheckboxSelectMultiple, initial=list(_FIRST),
                choices=_by_class(),
                help_text=_("只选办理这件事所需的字段。"),
            ),
        }  # fmt: skip
        self.fields["purpose"].widget.attrs["aria-required"] = "true"
        if viewer.may("privacy.reveal"):
            self.fields["clear"] = forms.BooleanField(
                label=_("重要信息不遮住"),
                required=False,
                help_text=_("每位客户各记一条台账，一次最多 %(n)s 位；敏感个人信息始终遮住。")
                % {"n": actions_export.OPEN_ROWS_AT_MOST},
            )


def _by_class() -> list[tuple[Any, list[tuple[str, str]]]]:
    """What may be exported, under the three classes of information (P00-1.1)."""
    every = exporting.choices()
    groups = [
        (kind.label, [(one.code, _labelled(one)) for one in every if one.information is kind]) for kind in Information
    ]
    return [group for group in groups if group[1]]


def _labelled(choice: exporting.Choice) -> str:
    if choice.sensitive:
        return _("%(field)s（敏感，始终遮住）") % {"field": choice.label}
    return _("%(field)s（遮住）") % {"field": choice.label} if choice.hidden else str(choice.label)


@require_http_methods(["GET", "HEAD", "POST"])
@page(actions_export.RIGHT)
def export(request: Request) -> HttpResponseBase:
    """Ask for purpose and fields, then send the table."""
    viewer = request.viewer
    rows = reads.visible(viewer, actions_export.RIGHT)
    if not request.GET.get("state"):
        rows = rows.filter(state=CustomerState.ACTIVE)
    narrowed = CustomerTable(request, rows).narrowed
    form = ExportForm(request.POST or None, viewer=viewer)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        ids = list(narrowed.values_list("pk", flat=True)[: actions_export.ROWS_AT_MOST + 1])
        try:
            made = actions_export.export_customers(
                by=viewer,
                customers=ids,
                fields=told["fields"],
                purpose=told["purpose"],
                note=told["note"],
                clear=told.get("clear", False),
            )
        except Invalid as refusal:
            add_refusal(form, refusal)
        else:
            return _sent(made, told["kind"])
    count = narrowed[: actions_export.ROWS_AT_MOST + 1].count()
    context = {
        "form": form,
        "count": count,
        "most": actions_export.ROWS_AT_MOST,
        "per_hour": actions_export.PER_HOUR,
        "back": f"{reverse('customers:list')}?{request.GET.urlencode()}",
    }
    return render(request, "customers/export.html", context, status=422 if form.errors else 200)


def _sent(made: actions_export.Export, kind: str) -> HttpResponseBase:
    name = _("客户-%(day)s-%(number)s.%(kind)s") % {
        "day": clock.today().isoformat(),
        "number": made.number.replace(" ", ""),
        "kind": kind,
    }
    if kind == "csv":
        return download(name, lambda out: sheets.write_csv(out, made.columns, made.lines, watermark=made.watermark))
    title = _("客户")
    return download(
        name, lambda out: sheets.write_xlsx(out, made.columns, made.lines, title=title, watermark=made.watermark)
    )
