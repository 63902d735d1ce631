"""Every component on one page, for those who build screens; only with JUANZONG_DEBUG=1."""

# untranslated module: samples for developers

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse

from juanzong.kit import clock
from juanzong.web.shell.icons import ICONS
from juanzong.web.shell.pages import Request, public_page
from juanzong.web.shell.tables import Column, Table, respond


@dataclass(frozen=True)
class Sample:
    """An invented document of a dossier."""

    number: int
    title: str
    part: str
    date: dt.date | None
    sheets: int
    state: str


SAMPLES = [
    Sample(1, "借款申请书", "一、立项审批资料", dt.date(2026, 10, 9), 2, "B 角已核"),
    Sample(2, "贷审会决议", "一、立项审批资料", dt.date(2026, 10, 21), 4, "B 角已核"),
    Sample(3, "流动资金借款合同", "二、重要合同与单据", dt.date(2026, 11, 5), 12, "B 角已核"),
    Sample(4, "最高额抵押合同", "二、重要合同与单据", dt.date(2026, 11, 5), 9, "待核"),
    Sample(0, "放款凭证回单", "二、重要合同与单据", None, 0, "缺件"),
    Sample(5, "尽职调查报告", "三、项目调查资料", dt.date(2026, 10, 18), 31, "B 角已核"),
]


class SampleFilter(forms.Form):
    """The filters of the sample list."""

    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), ("B 角已核", "B 角已核"), ("待核", "待核"), ("缺件", "缺件")],
    )


class SampleTable(Table):
    """A list with groups, a missing document and filters."""

    name = "samples"
    label = "卷内目录"
    columns = (
        Column("number", "序号", width="s", phone="hide"),
        Column("title", "题名", opens=True, phone="title", sort=("title",)),
        Column("date", "日期", sort=("date",)),
        Column("sheets", "页数", numeric=True),
        Column("state", "核对", template="shell/showcase_state.html", phone="plain"),
    )
    filter_form = SampleFilter

    def row_url(self, row: Sample) -> str:
        return f"#{row.number}"

    def row_tone(self, row: Sample) -> str:
        return "" if row.number else "danger"

    def group(self, row: Sample) -> str:
        return row.part

    def search(self, rows: Any, text: str) -> Any:
        return [row for row in rows if text in row.title]

    def narrow(self, rows: Any, chosen: dict[str, Any]) -> Any:
        return [row for row in rows if not chosen["state"] or row.state == chosen["state"]]


class SampleForm(forms.Form):
    """One field of every sort."""

    name = forms.CharField(label="客户名称", help_text="与证件上的写法一致。")
    kind = forms.ChoiceField(label="类别", choices=[("p", "个人"), ("o", "单位")])
    since = forms.DateField(label="建档日期", widget=forms.DateInput(attrs={"type": "date"}))
    way = forms.ChoiceField(
        label="来源渠道",
        choices=[("desk", "前台登记"), ("visit", "上门拜访"), ("web", "网上登记")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="备注", widget=forms.Textarea, required=False)
    agreed = forms.BooleanField(label="客户已阅读并同意信息收集说明")


@public_page
def components(request: Request) -> HttpResponse:
    """The page of all components."""
    form = SampleForm(request.POST or ({"name": "", "way": "desk"} if "errors" in request.GET else None))
    table = SampleTable(request, SAMPLES, export_url="/components/")
    context = {
        "form": form,
        "icons": sorted(ICONS),
        "now": clock.now(),
        "steps_of_way": ["选文件", "对列", "试算", "导入"],
        "parts": [(90, "celadon"), (8, "amber"), (2, "danger")],
    }
    return respond(request, "shell/showcase.html", table, context)
