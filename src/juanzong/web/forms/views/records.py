"""Records: the list, one record, one hidden value of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from juanzong.casework.reads import obligations as casework
from juanzong.forms import actions, offering, reads, searching, signing
from juanzong.forms.choices import FilledBy, RecordState
from juanzong.forms.models import Record
from juanzong.forms.reads import sealing
from juanzong.kit.refs import Ref
from juanzong.ledger import reads as ledger
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies
from juanzong.policies.shapes_forms import InputType
from juanzong.web.privacy import panels as grants
from juanzong.web.shell.links import page_of
from juanzong.web.shell.pages import Request, page, render
from juanzong.web.shell.revealing import Hidden, behind_mask
from juanzong.web.shell.tables import Column, Empty, Table, respond

TONES = {RecordState.DRAFT: "amber", RecordState.SUBMITTED: "celadon", RecordState.DISCARDED: "plain"}


class RecordFilter(forms.Form):
    """What narrows the list."""

    form = forms.ChoiceField(label=gettext_lazy("表单"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("状态"), required=False, choices=[("", gettext_lazy("全部")), *RecordState.choices]
    )
    mine = forms.ChoiceField(
        label=gettext_lazy("经手"), required=False,
        choices=[("", gettext_lazy("全部")), ("filled", gettext_lazy("我填写的")), ("held", gettext_lazy("我保管的"))],
    )  # fmt: skip

    def offer(self, sheets: list[tuple[str, str]]) -> None:
        self.fields["form"].choices = [("", _("全部")), *sheets]  # type: ignore[attr-defined]


class RecordTable(Table):
    """Records a person may know of, newest first."""

    name = "records"
    label = gettext_lazy("表单记录")
    search_hint = gettext_lazy("客户姓名、表名、空白表编号、号码或后四位")
    paging = "pages"
    default_sort = "-filled"
    filter_form = RecordFilter
    columns = (
        Column("about", gettext_lazy("对象"), value=lambda row: row.about, opens=True, width="fill", phone="title"),
        Column("form", gettext_lazy("表单"), value=lambda row: row.sheet.name, sort=("form", "id"), width="l", phone="plain"),
        Column("state", gettext_lazy("状态"), template="forms/cell_state.html", sort=("state", "id"), phone="plain"),
        Column("percent", gettext_lazy("完整度"), value=lambda row: f"{row.percent}%", sort=("percent", "id"), numeric=True),
        Column("filler", gettext_lazy("填写人"), value=lambda row: row.filler.name, sort=("filler__name", "id")),
        Column("holder", gettext_lazy("持表人"), value=lambda row: row.holder.name, phone="hide"),
        Column("filled", gettext_lazy("填写日期"), value=lambda row: row.filled_on, sort=("filled_on", "id")),
    )  # fmt: skip

    def row_url(self, row: Any) -> str:
        return reverse("forms:record", args=[row.pk])

    def search(self, rows: Any, text: str) -> Any:
        return rows.filter(pk__in=searching.ids(self.request.viewer, text, 500))

    def narrow(self, rows: Any, chosen: dict[str, Any]) -> Any:
        viewer = self.request.viewer
        rows = rows.filter(**{name: chosen[name] for name in ("form", "state") if chosen[name]})
        match chosen["mine"]:
            case "filled":
                return rows.filter(filler=viewer.staff_id)
            case "held":
                return rows.filter(holder=viewer.staff_id)
            case _:
                return rows

    def enrich(self, rows: list[Record]) -> list[Any]:
        about = reads.labels(self.request.viewer, rows)
        for row in rows:
            row.about = about.get(row.pk) or _("（无权查看）")  # type: ignore[attr-defined]
            row.sheet = offering.form_of(row)  # type: ignore[attr-defined]
        return rows


@page(reads.VIEW)
@require_safe
def record_list(request: Request) -> HttpResponse:
    """The records a person may see."""
    viewer = request.viewer
    rows = reads.visible(viewer).select_related("filler", "holder")
    may_fill = viewer.may(offering.FILL)
    empty = Empty(
        _("还没有表单记录"), _("从“表单”里选一张填写。"), reverse("forms:list") if may_fill else "", _("打开表单")
    )
    export = reverse("forms:export") if viewer.may("forms.export") else ""
    table = RecordTable(request, rows, empty=empty, export_url=export)
    sheets = [(one.code, str(one.name)) for one in offering.forms_for(viewer).values()]
    table.form.offer(sorted(sheets, key=lambda pair: pair[1]))  # type: ignore[union-attr]
    return respond(request, "forms/records.html", table, {"tabs": "records"})


def _signing(viewer: Viewer, shown: reads.ShownRecord) -> list[tuple[Any, Any, bool]]:
    """Each signature field that counts, the signature on it, and whether the viewer may sign it now."""
    given = {one.capacity.code: one for one in signing.signatures(viewer, shown.record, shown.form)}
    fields = [v.field for s in shown.sections for v in s.values if v.field.type is InputType.SIGNATURE]
    is_filler = shown.record.filler_id == viewer.staff_id
    return [
        (field, given.get(field.code), _may_sign(field.code, shown, given, is_filler=is_filler)) for field in fields
    ]


def _may_sign(code: str, shown: reads.ShownRecord, given: dict[str, Any], *, is_filler: bool) -> bool:
    if shown.record.state == RecordState.DISCARDED or (code in given and given[code].broken is False):
        return False
    return is_filler or code != shown.form.collector


def _may(viewer: Viewer, shown: reads.ShownRecord) -> dict[str, bool]:
    one, form = shown.record, shown.form
    mine = offering.may_fill(viewer, form) and reads.visible(viewer, offering.FILL).filter(pk=one.pk).exists()
    receives = form.submits_to in viewer.positions if form.submits_to else mine
    draft, done = one.state == RecordState.DRAFT, one.state == RecordState.SUBMITTED
    return {
        "fill": draft and mine,
        "submit": draft and mine and one.percent == 100,
        "correct": done and shown.readable and receives and viewer.may(offering.FILL),
        "print": shown.readable and one.state != RecordState.DISCARDED,
        "file": done and shown.readable and bool(form.files_into) and one.item is None and viewer.may("dossiers.file"),
        "unseal": one.sealed_at is not None and viewer.may("forms.unseal"),
        "permit_copy": done and form.serial and viewer.may("forms.blanks"),
    }


@page(reads.VIEW)
@require_safe
def record(request: Request, record_id: int) -> HttpResponse:
    """A record as the sheet shows it, with where it stands and what can be done with it."""
    viewer = request.viewer
    asked = request.GET.get("version", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 0
    shown = reads.shown(viewer, record_id, number)
    one = shown.record
    ref = Ref("record", one.pk)
    context = {
        "shown": shown, "one": one, "form": shown.form, "number": number or one.version,
        "subject_url": page_of(reads.subject_of(one)) if shown.label else "",
        "signing": _signing(viewer, shown) if shown.readable else [],
        "may": _may(viewer, shown),
        "tone": "plain" if one.sealed_at else TONES[RecordState(one.state)],
        "filled_by": FilledBy(one.filled_by).label,
        "unseal_clause": shown.form.clause_of("unseal"),
        "item_url": page_of(Ref("item", one.item)) if one.item else "",
        "seals": sealing.seals_of(viewer, one.pk) if one.sealed_at else [],
        **grants.of_record(one.pk),
        "owed": casework.obligations_of(viewer, ref, limit=8),
        "clause": policies.clause(shown.form.clause),
        "story": [(e, ledger.sentence(e, subject=str(shown.form.name))) for e in ledger.for_subject(ref, limit=40).entries],
    }  # fmt: skip
    return render(request, "forms/record.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(reads.VIEW)
def value(request: Request, value_id: int) -> HttpResponse:
    """A value masked, the question what for, or the value."""
    viewer = request.viewer
    one, form, _row = reads.value(viewer, value_id)
    shown = reads.one_value(viewer, value_id)
    back = reverse("forms:record", args=[one.pk])
    crumbs = ((_("表单与登记簿"), reverse("forms:list")), (str(form.name), back))
    hidden = Hidden(str(shown.field.name), shown.text, back, crumbs, "forms/value.html")

    def reveal(**said: Any) -> dict[str, Any]:
        return {"value": actions.reveal_value(by=viewer, value=value_id, **said)}

    return behind_mask(request, hidden, {"value": shown, "one": one, "form_shape": form}, reveal)
