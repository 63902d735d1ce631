"""The ledger as people read it: the list with filters, one entry with all that proves it, the export."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from juanzong.kit import clock, sheets
from juanzong.kit.errors import Invalid, NotFound
from juanzong.kit.sheets.writing import Value
from juanzong.ledger import canonical, reads
from juanzong.ledger.models import Entry, Leaf
from juanzong.organisation.actions import ledger
from juanzong.organisation.choices import Scope
from juanzong.organisation.reads import people
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies
from juanzong.web.ledger import telling
from juanzong.web.shell import tables
from juanzong.web.shell.pages import Request, add_refusal, page, render
from juanzong.web.shell.tables import Column, Empty, Table, respond
from juanzong.web.shell.templatetags.ui import clause, moment

VIEW = "ledger.view"
MOST_ROWS = 50_000
"""Lines of one export; the whole ledger leaves the house by `juanzong ledger export`."""


def visible(viewer: Viewer) -> QuerySet[Entry]:
    """The entries that the right reaches: all, those of the own department's people, or one's own."""
    match viewer.scope(VIEW):
        case Scope.COMPANY:
            return Entry.objects.all()
        case Scope.DEPARTMENT:
            mates = Q(actor_id__in=people.staff_of(viewer.departments)) | Q(actor_id=viewer.staff_id)
            return Entry.objects.filter(mates, actor_kind="staff")
        case Scope.OWN:
            return Entry.objects.filter(actor_kind="staff", actor_id=viewer.staff_id)
        case _:
            return Entry.objects.none()


class Narrowing(forms.Form):
    """The filters of the list."""

    kind = forms.ChoiceField(label=gettext_lazy("事项"), required=False)
    who = forms.CharField(label=gettext_lazy("经办人"), required=False, max_length=60)
    subject = forms.CharField(label=gettext_lazy("对象编号"), required=False, max_length=60)
    clause = forms.CharField(label=gettext_lazy("条款"), required=False, max_length=20)
    since = forms.DateField(
        label=gettext_lazy("从"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=gettext_lazy("到"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    act = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = [("", _("全部事项")), *telling.kind_choices()]
        self.fields["kind"] = forms.ChoiceField(label=_("事项"), required=False, choices=kinds)


class EntryTable(Table):
    """Entries, newest first; entries of one act stand under one moment."""

    name = "ledger"
    label = gettext_lazy("台账")
    columns = (
        Column("at", gettext_lazy("时间"), phone="plain"),
        Column("told", gettext_lazy("事项"), opens=True, phone="title"),
        Column("subject", gettext_lazy("对象"), width="l", phone="line"),
        Column("who", gettext_lazy("经办"), phone="line"),
        Column("clauses", gettext_lazy("条款"), phone="line"),
    )
    filter_form = Narrowing
    searchable = False
    paging = "keyset"
    default_sort = "-id"
    empty = Empty(gettext_lazy("台账还没有条目"), gettext_lazy("每一次登记、修改、查看敏感信息都会记在这里。"))

    def narrow(self, rows: Any, chosen: dict[str, Any]) -> Any:
        if chosen["kind"]:
            rows = rows.filter(kind=chosen["kind"])
        if chosen["who"]:
            rows = rows.filter(actor_kind="staff", actor_id__in=people.staff_called(chosen["who"].strip()))
        if chosen["subject"]:
            rows = rows.filter(subject=chosen["subject"].strip())
        if chosen["act"]:
            rows = rows.filter(act=chosen["act"])
        if chosen["since"]:
            rows = rows.filter(at__gte=clock.start_of(chosen["since"]))
        if chosen["until"]:
            rows = rows.filter(at__lt=clock.start_of(chosen["until"] + dt.timedelta(days=1)))
        return reads.resting_on(rows, chosen["clause"].strip()) if chosen["clause"] else rows

    def enrich(self, rows: list[Any]) -> list[Any]:
        return telling.told(self.request.viewer, rows)

    def row_url(self, row: telling.Told) -> str:
        return reverse("ledger:entry", args=[row.entry.id])

    def row_tone(self, row: telling.Told) -> str:
        return "danger" if row.denied else ""

    def show_at(self, row: telling.Told) -> Any:
        return format_html('<span class="num nowrap">{}</span>', moment(row.entry.at))

    def show_told(self, row: telling.Told) -> Any:
        return row.sentence

    def show_subject(self, row: telling.Told) -> Any:
        if row.subject.url:
            return format_html('<a href="{}">{}</a>', row.subject.url, row.subject.name)
        return tables.plain(row.subject.name)

    def show_who(self, row: telling.Told) -> Any:
        return format_html(
            '<span class="nowrap">{}</span> <span class="muted small">{}</span>',
            row.entry.actor_name,
            row.entry.actor_position,
        )

    def show_clauses(self, row: telling.Told) -> Any:
        return format_html_join(" ", "{}", ((clause(one),) for one in row.clauses)) or tables.plain("")


@page(VIEW)
@require_safe
def entries(request: Request) -> HttpResponse:
    """The ledger, newest first."""
    viewer: Viewer = request.viewer
    may_export = viewer.may("ledger.export")
    table = EntryTable(request, visible(viewer), export_url=reverse("ledger:export") if may_export else "")
    context: dict[str, Any] = {
        "denied": request.GET.get("kind") == "access.denied",
        "guidance": policies.guidance("ledger"),
    }
    if table.form is not None and request.GET.get("act"):
        context["act"] = request.GET["act"]
    context["figures"] = reads.figures()
    return respond(request, "ledger/list.html", table, context)


@page(VIEW)
@require_safe
def entry(request: Request, entry_id: int) -> HttpResponse:
    """One entry: in words, in its canonical form, and its place in the sealed tree."""
    viewer: Viewer = request.viewer
    found = visible(viewer).filter(id=entry_id).first()
    if found is None:
        raise NotFound(_("台账中没有这一条，或您无权查看。"), clause="P00-1.6")
    leaf = Leaf.objects.filter(entry_id=entry_id).first()
    together = [one for one in reads.of_act(found.act) if one.id != entry_id] if found.act else []
    told = telling.told(viewer, [found, *together[:20]])
    text = reads.canonical_text(found)
    return render(
        request,
        "ledger/entry.html",
        {
            "told": told[0],
            "together": told[1:],
            "kind": found.kind,
            "text": text,
            "hash": bytes(found.leaf_hash).hex(),
            "matches": canonical.leaf_hash(text.encode()) == bytes(found.leaf_hash),
            "leaf": leaf,
            "proof": reads.proof(entry_id) if leaf else None,
        },
    )


class ExportForm(forms.Form):
    """For what lines leave the house, and in what form."""

    purpose = forms.ChoiceField(label=gettext_lazy("用途"))
    form = forms.ChoiceField(
        label=gettext_lazy("格式"), choices=[("xlsx", "Excel (.xlsx)"), ("csv", "CSV (.csv)")], initial="xlsx"
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        purposes = [("", _("请选择")), *((one.code, str(one.name)) for one in policies.purposes())]
        self.fields["purpose"] = forms.ChoiceField(label=_("用途"), choices=purposes)


@page("ledger.export")
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: Request) -> HttpResponse:
    """The filtered lines as a sheet that says who took them and what for."""
    viewer: Viewer = request.viewer
    rows = EntryTable(request, visible(viewer)).narrowed
    total = rows[: MOST_ROWS + 1].count()
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _sheet(viewer, rows, total, form.cleaned_data, request.GET.dict())
        except Invalid as refusal:
            add_refusal(form, refusal)
    context = {"form": form, "total": total, "most": MOST_ROWS, "query": request.GET.urlencode()}
    return render(request, "ledger/export.html", context, status=422 if form.errors else 200)


def _sheet(viewer: Viewer, rows: Any, total: int, chosen: dict[str, Any], query: dict[str, str]) -> HttpResponse:
    if total > MOST_ROWS:
        raise Invalid(
            _("符合条件的有 %(n)s 条以上，一次最多导出 %(n)s 条。") % {"n": f"{MOST_ROWS:,}"},
            clause="P00-1.6",
            todo=_("请缩小日期范围；整本台账请用 juanzong ledger export 导出。"),
        )
    ids = list(rows.values_list("id", flat=True))
    narrowed = {key: value for key, value in query.items() if value}
    number = ledger.note_export(
        by=viewer, purpose=chosen["purpose"], narrowed=narrowed, rows=len(ids), form=chosen["form"]
    )
    watermark = sheets.Watermark(viewer.name, str(policies.purpose(chosen["purpose"]).name), number)
    columns = [_("编号"), _("时间"), _("事项"), _("对象"), _("经办人"), _("岗位"), _("条款"), _("操作号"), _("散列")]
    out = io.BytesIO()
    if chosen["form"] == "csv":
        sheets.write_csv(out, columns, _lines(viewer, ids), watermark=watermark)
    else:
        sheets.write_xlsx(out, columns, _lines(viewer, ids), title=_("台账"), watermark=watermark)
    out.seek(0)
    name = f"ledger-{clock.today().isoformat()}.{chosen['form']}"
    return FileResponse(out, as_attachment=True, filename=name)  # type: ignore[return-value]


def _lines(viewer: Viewer, ids: list[int]) -> Iterator[list[Value]]:
    for start in range(0, len(ids), 500):
        chunk = Entry.objects.filter(id__in=ids[start : start + 500]).order_by("-id")
        for one in telling.told(viewer, chunk):
            yield [
                str(one.entry.id), one.entry.at, one.sentence, one.subject.name, one.entry.actor_name,
                one.entry.actor_position, one.entry.clauses, one.entry.act, bytes(one.entry.leaf_hash).hex(),
            ]  # fmt: skip
