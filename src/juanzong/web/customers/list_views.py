"""The list of customers."""

from __future__ import annotations

import re
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from juanzong.customers import reads, search
from juanzong.customers.choices import CustomerKind, CustomerState
from juanzong.customers.models import Customer, Particular
from juanzong.customers.reads.page import present_fields
from juanzong.customers.rules import completeness, expected
from juanzong.kit import clock
from juanzong.organisation import reads as organisation
from juanzong.policies import reads as policies
from juanzong.policies.choices import Information
from juanzong.policies.shapes import Field
from juanzong.privacy import reads as privacy
from juanzong.web.customers.telling import option_name
from juanzong.web.shell.links import address
from juanzong.web.shell.pages import Request, goto, page
from juanzong.web.shell.tables import Column, Empty, Table, respond

_FOUND = 500  # a text that finds more is too short to be of use
# untranslated: digits as Chinese keyboards write them
_WHOLE_NUMBER = re.compile(r"\+?[0-9０-９][0-9０-９ -]{5,}[0-9０-９XxＸ]")


class CustomerFilter(forms.Form):
    """What narrows the list."""

    def __init__(self, *args: Any, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        any_one = ("", _("全部"))
        fields = [(information.label, _of_class(information)) for information in Information]
        categories = [(option.code, option.name) for option in policies.field("category").options]
        self.fields |= {
            "kind": _choice(_("类型"), [any_one, *CustomerKind.choices]),
            "category": _choice(_("类别"), [any_one, *categories]),
            "department": _choice(_("部门"), [any_one, *organisation.department_choices(viewer)]),
            "responsible": _choice(_("负责人"), [any_one, *organisation.staff_choices(viewer)]),
            "region": forms.CharField(label=_("地区"), required=False, max_length=80),
            "has": _choice(_("已有信息"), [("", _("不限")), *fields]),
            "state": _choice(
                _("状态"),
                [("", _("正常")), ("incomplete", _("资料不完整")), ("merged", _("已合并")), ("all", _("全部"))],
            ),
            "batch": forms.IntegerField(required=False, widget=forms.HiddenInput),  # set by the page of an import
        }


def _fields_of(information: Information) -> list[Field]:
    listed = [field for field in policies.fields() if field.code not in ("name", "kind", "category")]
    return [field for field in listed if field.information == information]


def _of_class(information: Information) -> list[tuple[str, Any]]:
    """The fields of one of the three classes of information, after the class as a whole (P00-1.1)."""
    whole = _("%(information)s（任何一项）") % {"information": information.label}
    return [(information.value, whole), *((field.code, field.name) for field in _fields_of(information))]


def _choice(label: Any, choices: list[tuple[Any, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False)


class CustomerTable(Table):
    """Customers the viewer may see, newest first; as fast at the end of a million as at the beginning."""

    name = "customers"
    label = gettext_lazy("客户列表")
    paging = "keyset"
    default_sort = "-created"
    search_hint = gettext_lazy("姓名、名称、拼音首字母或号码后四位")
    columns = (
        Column("name", gettext_lazy("姓名或名称"), sort=("folded",), opens=True, phone="title"),
        Column("kind", gettext_lazy("类型"), value=lambda row: row.get_kind_display(), width="s", phone="hide"),
        Column("category", gettext_lazy("类别"), value=lambda row: option_name("category", row.category)),
        Column("region", gettext_lazy("地区")),
        Column("mobile", gettext_lazy("手机号"), value=lambda row: row.shown_mobile),
        Column("department", gettext_lazy("部门"), value=lambda row: row.department.name),
        Column("responsible", gettext_lazy("负责人"), value=lambda row: row.responsible and row.responsible.name),
        Column("complete", gettext_lazy("完整度"), numeric=True),
        Column(
            "created",
            gettext_lazy("登记日期"),
            sort=("id",),
            value=lambda row: clock.day_of(row.created_at),
            phone="hide",
        ),
    )

    def __init__(self, request: Request, rows: QuerySet[Customer], **options: Any) -> None:
        super().__init__(request, rows, **options)
        self.viewer = request.viewer
        self.form = CustomerFilter(request.GET or None, viewer=self.viewer)

    def row_url(self, row: Customer) -> str:
        return address("customers:customer", row.pk)

    def show_complete(self, row: Any) -> str:
        muted = " muted" if row.complete.percent < 100 else ""
        return format_html('<span class="num{}">{}%</span>', muted, row.complete.percent)

    def row_tone(self, row: Customer) -> str:
        return "muted" if row.state == CustomerState.MERGED else ""

    def search(self, rows: QuerySet[Customer], text: str) -> QuerySet[Customer]:
        return rows.filter(pk__in=search.ids(self.viewer, text, _FOUND))

    def narrow(self, rows: QuerySet[Customer], chosen: dict[str, Any]) -> QuerySet[Customer]:
        for name in ("kind", "category", "department", "responsible", "batch"):
            if chosen[name]:
                rows = rows.filter(**{name: chosen[name]})
        if chosen["region"]:
            rows = rows.filter(region__contains=chosen["region"].strip())
        if chosen["has"]:
            rows = rows.filter(_has(chosen["has"]))
        if chosen["state"] == "merged":
            return rows.filter(state=CustomerState.MERGED)
        if chosen["state"] == "incomplete":
            rows = rows.filter(_incomplete())
        return rows if chosen["state"] == "all" else rows.filter(state=CustomerState.ACTIVE)

    def enrich(self, rows: list[Any]) -> list[Any]:
        ids = [row.pk for row in rows]
        mobiles = privacy.masked_values(self.viewer, ids, ["mobile"])
        present = present_fields(self.viewer, ids)
        for row in rows:
            row.shown_mobile = mobiles.get(row.pk, {}).get("mobile", "")
            codes = present.get(row.pk, set()) | ({"category"} if row.category else set())
            row.complete = completeness(row.kind, codes)
        return rows


def _has(code: str) -> Q:
    if code in Information.values:
        codes = [field.code for field in _fields_of(Information(code))]
        return Q(Exists(Particular.objects.filter(customer=OuterRef("pk"), field__in=codes, until_at=None)))
    if code == "region":
        return ~Q(region="")
    return Q(Exists(Particular.objects.filter(customer=OuterRef("pk"), field=code, until_at=None)))


def _incomplete() -> Q:
    """Customers without one of the fields expected of their kind (P00-1.3)."""
    lacking = [Q(category="")]
    for kind in CustomerKind.values:
        codes = [field.code for field in expected(kind) if field.code not in ("name", "kind", "category")]
        lacking += [Q(kind=kind) & ~_has(code) for code in codes]
    return reduce(or_, lacking)


@require_safe
@page("customers.view")
def customer_list(request: Request) -> HttpResponse:
    """Customers with filters; four statements beside the frame's, whatever is found."""
    if _WHOLE_NUMBER.fullmatch(request.GET.get("q", "").strip()):
        return _by_last_four(request)
    viewer = request.viewer
    rows = reads.visible(viewer).select_related("department", "responsible")
    if not request.GET.get("state"):
        rows = rows.filter(state=CustomerState.ACTIVE)
    empty = Empty(_("还没有客户"), _("登记第一位客户，或从表格导入。"))
    if viewer.may("customers.register"):
        empty = Empty(empty.title, empty.hint, reverse("customers:register"), _("登记客户"))
    table = CustomerTable(request, rows, empty=empty)
    return respond(request, "customers/list.html", table, {"guidance": policies.guidance("customers.list")})


def _by_last_four(request: Request) -> HttpResponse:
    """An address is kept by browsers and logs, so a whole number must not stay in it; four digits find the same."""
    query = request.GET.copy()
    query["q"] = request.GET.get("q", "").strip()[-4:]
    messages.info(request, _("为保护客户，网址里不留整号；已按后四位查找。按整号查找请用页首的查找框。"))
    return goto(request, f"{request.path}?{query.urlencode()}")
