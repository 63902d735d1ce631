"""The list of dossiers, what waits for a person, and how often what was filed was wrong."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from juanzong.dossiers import reads, reads_units, reads_work, searching
from juanzong.dossiers.choices import ItemField
from juanzong.dossiers.units import unit_of
from juanzong.kit import clock
from juanzong.organisation import reads as organisation
from juanzong.organisation.reads import people
from juanzong.policies import reads as policies
from juanzong.web.dossiers.forms import DossierFilter, UnitDossierFilter
from juanzong.web.dossiers.templatetags.dossiers import state_badge
from juanzong.web.shell.links import address
from juanzong.web.shell.pages import Request, page, render
from juanzong.web.shell.tables import Column, Empty, Table, respond

TONES = {
    "draft": "plain",
    "verifying": "amber",
    "verified": "indigo",
    "in_force": "celadon",
    "closed": "plain",
    "destroyed": "danger",
}


class DossierTable(Table):
    """All dossiers a person may see."""

    name = "dossiers"
    label = gettext_lazy("档案列表")
    search_hint = gettext_lazy("题名、归档号、客户名称或拼音首字母")
    paging = "pages"
    default_sort = "-opened"
    filter_form = DossierFilter
    columns: ClassVar[tuple[Column, ...]] = (
        Column("number", gettext_lazy("归档号"), sort=("number", "id")),
        Column("title", gettext_lazy("题名"), sort=("title",), opens=True, width="fill", phone="title"),
        Column("state", gettext_lazy("状态"), sort=("state",), phone="plain"),
        Column("extent", gettext_lazy("件 / 页"), numeric=True),
        Column("completeness", gettext_lazy("完整度"), numeric=True),
        Column("custodian", gettext_lazy("保管人"), value=lambda row: row.dossier.custodian.name, sort=("custodian__name",), phone="hide"),
        Column("opened", gettext_lazy("建档日期"), value=lambda row: clock.day_of(row.dossier.opened_at), sort=("id",), phone="line"),
    )  # fmt: skip

    def row_url(self, row: Any) -> str:
        return address("dossiers:dossier", row.dossier.pk)

    def row_tone(self, row: Any) -> str:
        return "amber" if row.wrong else ""

    def show_number(self, row: Any) -> str:
        number = row.dossier.number
        return format_html('<span class="{}">{}</span>', "num nowrap" if number else "muted", number or "—")

    def show_title(self, row: Any) -> str:
        under = format_html('<small class="under">{} · {}</small>', row.kind.name, row.dossier.customer.name)
        return format_html("{}{}", row.dossier.title, under)

    def show_state(self, row: Any) -> str:
        return state_badge(row.dossier.state, row.wrong)

    def show_extent(self, row: Any) -> str:
        return format_html('<span class="nowrap">{} / {}</span>', row.items, row.pages)

    def show_completeness(self, row: Any) -> str:
        tone = "text-danger" if row.completeness < 100 else ""
        return format_html('<span class="{}">{}%</span>', tone, row.completeness)

    def search(self, rows: Any, text: str) -> Any:
        return rows.filter(pk__in=searching.found_ids(self.request.viewer, text))

    def narrow(self, rows: Any, chosen: dict[str, Any]) -> Any:
        exact = {
            name: chosen[name] for name in ("kind", "state", "department", "custodian", "customer") if chosen[name]
        }
        rows = rows.filter(**exact)
        if chosen["year"]:
            start = dt.datetime(chosen["year"], 1, 1, tzinfo=clock.SHANGHAI)
            rows = rows.filter(opened_at__gte=start, opened_at__lt=start.replace(year=start.year + 1))
        return rows

    def enrich(self, rows: list[Any]) -> list[Any]:
        return list(reads.rows(rows))


class UnitDossierTable(DossierTable):
    """The same where dossiers go by unit: sorted and filtered by building, floor and unit (P06-2)."""

    filter_form = UnitDossierFilter
    columns = (
        Column("unit", gettext_lazy("单元"), value=lambda row: unit_of(row.dossier), sort=("unit_order", "id"), phone="line"),
        *DossierTable.columns,
    )  # fmt: skip

    def narrow(self, rows: Any, chosen: dict[str, Any]) -> Any:
        rows = super().narrow(rows, chosen)
        if not chosen["storey"]:
            return rows
        building, _slash, floor = chosen["storey"].rpartition("/")
        return rows.filter(building=building, floor=floor)


def kind_choices() -> list[tuple[str, str]]:
    """Kinds of dossier by name."""
    return [(kind.code, str(kind.name)) for kind in policies.dossier_kinds()]


@page("dossiers.view")
@require_GET
def dossier_list(request: Request) -> HttpResponse:
    """The dossiers a person may see."""
    viewer = request.viewer
    may_open = viewer.may("dossiers.open")
    units = reads_units.used(viewer)
    table = (UnitDossierTable if units else DossierTable)(
        request,
        reads.listed(viewer),
        empty=Empty(
            _("还没有档案"), _("为客户建立第一卷。"), reverse("dossiers:new") if may_open else "", _("新建档案")
        ),
    )
    if table.form is not None:
        table.form.offer(kind_choices(), people.departments_for(viewer, reads.VIEW), organisation.staff_choices(viewer))  # type: ignore[attr-defined]
        if units:
            table.form.offer_storeys(reads_units.storeys(viewer))  # type: ignore[attr-defined]
    return respond(
        request, "dossiers/list.html", table, {"may_open": may_open, "waiting": reads_work.waiting_count(viewer)}
    )


@page("dossiers.view")
@require_GET
def waiting(request: Request) -> HttpResponse:
    """What waits for this person: to verify, to accept, own drafts with what is missing."""
    return render(request, "dossiers/waiting.html", {"waiting": reads_work.waiting(request.viewer, limit=100)})


@page("dossiers.verify")
@require_GET
def error_rates(request: Request) -> HttpResponse:
    """How much of what each person filed was found wrong, and where (P00-2.4)."""
    labels = dict(ItemField.choices)
    rates = [
        (rate, [(labels[code], number) for code, number in rate.fields]) for rate in reads.error_rates(request.viewer)
    ]
    return render(request, "dossiers/errors.html", {"rates": rates})
