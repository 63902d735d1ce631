"""Importing customers: upload, columns and source, check, import; each page can be left and come back to."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from juanzong.customers.actions import importing
from juanzong.customers.choices import ImportState
from juanzong.customers.importing.columns import targets
from juanzong.customers.importing.work import RIGHT, WORKING
from juanzong.customers.models import ImportBatch
from juanzong.customers.reads import importing as reads_import
from juanzong.kit import checks, clock, sheets
from juanzong.kit.errors import Invalid, NotFound
from juanzong.organisation import reads as organisation
from juanzong.policies import reads as policies
from juanzong.privacy.rules import masked
from juanzong.web.customers.forms import SourceForm, department_choices
from juanzong.web.shell.downloads import download
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render
from juanzong.web.shell.tables import Column, Empty, Table, respond

FAULTS_SHOWN = 50
STEPS = (gettext_lazy("上传"), gettext_lazy("核对列和来源"), gettext_lazy("试算"), gettext_lazy("导入"))
_TONES = {
    ImportState.DONE: "celadon", ImportState.REFUSED: "danger", ImportState.CANCELLED: "plain",
    ImportState.CHECKED: "amber", ImportState.UPLOADED: "amber",
}  # fmt: skip


class ImportTable(Table):
    """All imports the viewer may see, newest first."""

    name = "imports"
    label = gettext_lazy("导入批次")
    searchable = False
    empty = Empty(
        gettext_lazy("还没有导入过"), gettext_lazy("上传 .xlsx 或 .csv 表格，先试算再导入，试算不会写入任何客户。")
    )
    default_sort = "-created_at"
    columns = (
        Column("file_name", gettext_lazy("文件"), opens=True, phone="title"),
        Column("state", gettext_lazy("状态"), template="customers/import_state.html"),
        Column("total_rows", gettext_lazy("行数"), numeric=True),
        Column("imported_rows", gettext_lazy("已导入"), numeric=True),
        Column("bad_rows", gettext_lazy("不合格"), numeric=True),
        Column("by_name", gettext_lazy("经办人")),
        Column("created_at", gettext_lazy("上传时间"), sort=("created_at",)),
    )

    def row_url(self, row: ImportBatch) -> str:
        return reverse("customers:import", args=[row.pk])


class ImportForm(SourceForm):
    """What each column means, where everything came from, and to whom it goes."""

    def __init__(self, *args: Any, batch: ImportBatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch
        choices = [("", _("不导入")), *((target.code, target.label) for target in targets())]
        for index, name in enumerate(batch.header):
            self.fields[f"column_{index}"] = forms.ChoiceField(
                label=name, choices=choices, required=False, initial=batch.mapping.get(str(index), "")
            )
            self.fields[f"column_{index}"].widget.attrs["aria-label"] = name
        self.fields |= {
            "department": forms.TypedChoiceField(
                label=_("归属部门"), choices=department_choices(self.viewer, RIGHT), coerce=int,
                initial=batch.department_id,
            ),
            "responsible": forms.TypedChoiceField(
                label=_("负责人"),
                choices=[("", _("暂不指定")), *organisation.staff_choices(self.viewer)],
                coerce=int, empty_value=None, required=False, initial=batch.responsible_id or "",
            ),
            "all_or_nothing": forms.ChoiceField(
                label=_("有不合格的行时"),
                choices=[("no", _("合格的先导入")), ("yes", _("全部合格才导入"))],
                widget=forms.RadioSelect,
                initial="yes" if batch.all_or_nothing else "no",
                help_text=_("“全部合格才导入”：先把整张表试算一遍，没有一行不合格，才写入第一行。"),
            ),
        }  # fmt: skip
        self._known_source(batch)

    def _known_source(self, batch: ImportBatch) -> None:
        source = batch.source
        if source is None:
            self.initial.setdefault("channel", "import")
            return
        for name in ("channel", "note", "purpose", "collected_at", "basis", "reference", "consent_how", "consent_at"):
            self.initial[name] = getattr(source, name)
        self.initial["sensitive_consent_at"] = source.sensitive_consent_at

    def columns(self, sample: reads_import.Sample) -> list[dict[str, Any]]:
        """The columns with their first values, hidden ones masked, and the choice of what each means."""
        found = []
        fields = {target.code: target.field for target in targets()}
        for index, name in enumerate(self.batch.header):
            code = self.batch.mapping.get(str(index), "")
            cells = [row[index] for row in sample.rows if index < len(row)]
            shown = [_masked(fields.get(code), cell) for cell in cells if cell]
            found.append({"name": name, "samples": shown[:3], "field": self[f"column_{index}"], "mapped": bool(code)})
        return found

    def mapping(self) -> dict[str, str]:
        """Column to target, as chosen."""
        return {str(index): self.cleaned_data[f"column_{index}"] for index in range(len(self.batch.header))}

    def source_fields(self) -> list[forms.BoundField]:
        """The fields that say where the data came from."""
        names = (
            "channel", "note", "purpose", "collected_at", "basis", "reference", "consent_how", "consent_at",
            "sensitive_consent_at",
        )  # fmt: skip
        return [self[name] for name in names]


def _masked(field: str | None, cell: str) -> str:
    """A cell as it may stand on the page: by the field's mask; where nobody knows what it is, as if it were a number."""
    text = cell[:60]
    if field:
        return masked(policies.field(field), text)
    if field == "":
        return text
    return checks.mask_id(text) if re.search(r"\d{4}", text) else checks.mask_name(text)


@page(RIGHT)
@require_safe
def imports(request: Request) -> HttpResponse:
    """Upload a sheet, and all that was imported before."""
    table = ImportTable(request, reads_import.batches(request.viewer))
    context = {"limit": sheets.Limits().file, "steps": STEPS}
    return respond(request, "customers/import_list.html", table, context)


@page(RIGHT)
@require_POST
def upload(request: Request) -> HttpResponse:
    """Take the sheet and go on to its columns."""
    file = request.FILES.get("sheet")
    if file is None:
        raise Invalid(_("没有收到文件。"), todo=_("请选择要导入的表格。"))
    batch = importing.upload_sheet(
        by=request.viewer,
        name=file.name or "",
        reader=file.opened(),  # type: ignore[attr-defined]
    )
    return goto(request, reverse("customers:import", args=[batch.pk]))


@page(RIGHT)
@require_safe
def batch_page(request: Request, batch: int) -> HttpResponse:
    """One import, wherever it stands."""
    found = reads_import.batch(request.viewer, batch)
    return _shown(request, found)


def _shown(request: Request, found: ImportBatch, form: ImportForm | None = None) -> HttpResponse:
    viewer = request.viewer
    context = _figures(found) | {"batch": found, "tone": _TONES.get(ImportState(found.state), "indigo")}
    status = 200
    if found.state == ImportState.UPLOADED:
        sample = reads_import.sample(found)
        form = form or ImportForm(viewer=viewer, batch=found)
        context |= {"form": form, "columns": form.columns(sample), "notes": sample.notes}
        template, status = "customers/import_columns.html", 422 if form.errors else 200
    elif found.state in WORKING:
        template = "customers/import_working.html"
    else:
        rows = reads_import.faults(viewer, found, limit=FAULTS_SHOWN)
        context |= {
            "faults": rows,
            "more_faults": max(found.bad_rows - len(rows), 0),
            "blocked": found.all_or_nothing and found.bad_rows > 0,
            "batch_text": str(found.pk),
        }
        template = "customers/import_result.html"
    return render(request, template, context, status=status)


def _figures(found: ImportBatch) -> dict[str, Any]:
    """Rows done, rows a second and what remains, as far as known."""
    done = found.good_rows + found.bad_rows
    rate = done * 1000 / found.worked_ms if found.worked_ms else 0.0
    left = max(found.total_rows - done, 0)
    seconds = round(left / rate) if rate else 0
    current = {ImportState.UPLOADED: 2, ImportState.CHECKING: 3, ImportState.CHECKED: 3}.get(
        ImportState(found.state), 4
    )
    return {
        "done": done,
        "total": found.total_rows,
        "rate": round(rate),
        "minutes": seconds // 60,
        "seconds": seconds % 60,
        "steps": STEPS,
        "step": 5 if found.state == ImportState.DONE else current,
    }


@page(RIGHT)
@require_safe
def progress(request: Request, batch: int) -> HttpResponse:
    """How far the work is; reloads the whole page when it is over."""
    found = reads_import.batch(request.viewer, batch)
    response = render(request, "customers/import_progress.html", _figures(found) | {"batch": found})
    if found.state not in WORKING or found.paused:
        response["HX-Refresh"] = "true"
    return response


@page(RIGHT)
@require_POST
def check(request: Request, batch: int) -> HttpResponse:
    """Take columns and source, and let the check begin."""
    viewer = request.viewer
    found = reads_import.batch(viewer, batch)
    form = ImportForm(request.POST, viewer=viewer, batch=found)
    if form.is_valid():
        told = form.cleaned_data
        try:
            importing.check_sheet(
                by=viewer,
                batch=batch,
                mapping=form.mapping(),
                source=form.source(),
                department=told["department"],
                responsible=told["responsible"],
                all_or_nothing=told["all_or_nothing"] == "yes",
            )
        except Invalid as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, reverse("customers:import", args=[batch]))
    return _shown(request, found, form)


@page(RIGHT)
@require_POST
def columns(request: Request, batch: int) -> HttpResponse:
    """Back to columns and source."""
    importing.back_to_columns(by=request.viewer, batch=batch)
    return goto(request, reverse("customers:import", args=[batch]))


@page(RIGHT)
@require_POST
def start(request: Request, batch: int) -> HttpResponse:
    """Begin to import."""
    importing.start_import(by=request.viewer, batch=batch)
    return goto(request, reverse("customers:import", args=[batch]))


@page(RIGHT)
@require_POST
def go_on(request: Request, batch: int) -> HttpResponse:
    """Go on after a stop."""
    importing.go_on_with_import(by=request.viewer, batch=batch)
    return goto(request, reverse("customers:import", args=[batch]))


@page(RIGHT)
@require_POST
def cancel(request: Request, batch: int) -> HttpResponse:
    """End it; what is in stays in."""
    row = importing.cancel_import(by=request.viewer, batch=batch)
    said = (
        _("已取消。已导入的 %(n)s 位客户保留。") % {"n": row.imported_rows}
        if row.imported_rows
        else _("已取消，没有导入任何客户。")
    )
    return goto(request, reverse("customers:import", args=[batch]), said=said)


@page(RIGHT)
@require_POST
def remove(request: Request, batch: int) -> HttpResponse:
    """Shred the uploaded sheet now."""
    importing.remove_sheet(by=request.viewer, batch=batch)
    return goto(request, reverse("customers:import", args=[batch]), said=_("原表已删除，无法恢复。"))


@page(RIGHT)
@require_safe
def faults(request: Request, batch: int, kind: str) -> HttpResponseBase:
    """The rows that are not taken, as they stand in the sheet, with the reasons: to be put right and uploaded again."""
    if kind not in ("xlsx", "csv"):
        raise NotFound(_("没有这种格式。"), todo=_("请选择 .xlsx 或 .csv。"))
    viewer = request.viewer
    found = reads_import.batch(viewer, batch)
    importing.take_faults(by=viewer, batch=batch)
    rows = reads_import.fault_rows(viewer, found)
    name = _("不能导入的行-%(day)s.%(kind)s") % {"day": clock.today().isoformat(), "kind": kind}
    if kind == "xlsx":
        return download(name, lambda out: sheets.write_errors(out, found.header, rows, watermark=None))
    heading = [_("原行号"), *found.header, _("不能导入的原因")]
    lines = ([number, *_filled(cells, len(found.header)), _("；").join(told)] for number, cells, told in rows)
    return download(name, lambda out: sheets.write_csv(out, heading, lines, watermark=None))


def _filled(cells: list[str | None], width: int) -> list[str | None]:
    return [*cells[:width], *[None] * (width - len(cells))]
