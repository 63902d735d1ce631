"""Likely duplicates: the list, two customers side by side, merging and undoing it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from juanzong.customers import reads
from juanzong.customers.actions import merging
from juanzong.customers.followers import customer_followers
from juanzong.customers.models import Customer, Duplicate
from juanzong.customers.reads import duplicates as reads_duplicates
from juanzong.customers.rules import REASONS, fields_of
from juanzong.kit.errors import Conflict
from juanzong.policies import reads as policies
from juanzong.privacy import reads as privacy
from juanzong.privacy.reads import Shown
from juanzong.web.customers.telling import field_name, option_name
from juanzong.web.customers.templatetags.customers import plain_text
from juanzong.web.shell.pages import Request, goto, page, render
from juanzong.web.shell.tables import Column, Empty, Table, respond

MERGE = "customers.merge"


class DuplicateTable(Table):
    """Pairs to judge, most likely first."""

    name = "duplicates"
    label = gettext_lazy("疑似重复")
    paging = "keyset"
    searchable = False
    default_sort = "-score"
    empty = Empty(gettext_lazy("没有疑似重复的客户"), gettext_lazy("新登记和改动过的客户会自动比对，结果列在这里。"))
    columns = (
        Column("one", gettext_lazy("姓名或名称"), value=lambda row: row.one.name, opens=True, phone="title"),
        Column("two", gettext_lazy("可能是同一客户"), value=lambda row: row.two.name, width="l", phone="plain"),
        Column("reasons", gettext_lazy("理由")),
        Column("department", gettext_lazy("部门")),
        Column("score", gettext_lazy("相似度"), sort=("score",), numeric=True),
        Column("found_at", gettext_lazy("发现时间"), phone="hide"),
    )

    def row_url(self, row: Duplicate) -> str:
        return reverse("customers:compare", args=[row.one_id, row.two_id])

    def show_reasons(self, row: Duplicate) -> Any:
        """The reasons as words in a row of pills."""
        pills = format_html_join(" ", '<span class="badge amber">{}</span>', ((word,) for word in words(row)))
        return format_html("<span>{}</span>", pills)

    def show_department(self, row: Duplicate) -> str:
        """The department, both where they differ."""
        names = dict.fromkeys((row.one.department.name, row.two.department.name))
        return _("、").join(names)


def words(pair: Duplicate) -> list[str]:
    """The reasons of a pair in words."""
    return [str(REASONS.get(reason, reason)) for reason in pair.reasons.split(",")]


@require_safe
@page(MERGE)
def duplicates(request: Request) -> HttpResponse:
    """Pairs that wait for a person to judge."""
    table = DuplicateTable(request, reads_duplicates.open_duplicates(request.viewer))
    return respond(request, "customers/duplicates.html", table, {"guidance": policies.guidance("customers.duplicates")})


@dataclass(frozen=True, slots=True)
class Line:
    """One field of both customers; `choose` when one of the two values has to be chosen."""

    code: str
    label: str
    one: list[str]
    two: list[str]
    choose: bool
    chosen: str

    @property
    def differs(self) -> bool:
        return self.one != self.two


def _own(row: Customer) -> dict[str, str]:
    return {
        "name": row.name,
        "category": option_name("category", row.category),
        "region": row.region,
        "department": row.department.name,
        "responsible": row.responsible.name if row.responsible else "",
    }


def _lines(found: reads_duplicates.Comparison, values: Iterable[Shown], chosen: dict[str, str]) -> list[Line]:
    one, two = _own(found.one), _own(found.two)
    lines = [
        _line(code, found, [one[code]] if one[code] else [], [two[code]] if two[code] else [], chosen) for code in one
    ]
    told: dict[tuple[int, str], list[str]] = {}
    for value in values:
        told.setdefault((value.customer_id, value.field.code), []).append(plain_text(value))
    for field in fields_of(found.one.kind):
        left, right = (told.get((row.pk, field.code), []) for row in (found.one, found.two))
        if left or right:
            lines.append(_line(field.code, found, left, right, chosen))
    return lines


def _line(
    code: str, found: reads_duplicates.Comparison, one: list[str], two: list[str], chosen: dict[str, str]
) -> Line:
    return Line(code, field_name(code), one, two, code in found.chosen, chosen.get(code, "one"))


@require_http_methods(["GET", "HEAD", "POST"])
@page(MERGE)
def compare(request: Request, one: int, two: int) -> HttpResponse:
    """Two customers point by point; by POST they become one."""
    viewer = request.viewer
    found = reads_duplicates.comparison(viewer, one, two)
    keep = request.POST.get("keep", "one")
    chosen = {code: request.POST.get(f"field.{code}", keep) for code in found.chosen}
    refusal: Conflict | None = None
    if request.method == "POST":
        kept, gone = (one, two) if keep == "one" else (two, one)
        choices = {code: "kept" if side == keep else "gone" for code, side in chosen.items()}
        try:
            record = merging.merge_customers(by=viewer, kept=kept, gone=gone, choices=choices)
        except Conflict as conflict:
            refusal = conflict
        else:
            said = _("已合并为一位客户。如有误，可在变更记录中撤销。")
            return goto(request, reverse("customers:customer", args=[record.kept_id]), said=said)
    rows = [row for row in reads.current_particulars(viewer, [one, two]) if row.contact_id is None]
    context = {
        "found": found,
        "lines": _lines(found, privacy.shown(viewer, rows), chosen),
        "keep": keep,
        "refusal": refusal,
        "words": words(found.duplicate) if found.duplicate else [],
        "contacts": [[c for c in reads.contacts(viewer, pk) if c.until_at is None] for pk in (one, two)],
        "followers": [str(follower.label) for follower in customer_followers],
        "guidance": policies.guidance("customers.duplicates"),
    }
    return render(request, "customers/compare.html", context, status=refusal.status if refusal else 200)


@require_POST
@page(MERGE)
def different(request: Request, duplicate: int) -> HttpResponse:
    """Two customers who are not one."""
    merging.dismiss_duplicate(by=request.viewer, duplicate=duplicate)
    return goto(request, reverse("customers:duplicates"), said=_("已记为不同客户，不再提示。"))


@require_POST
@page(MERGE)
def undo(request: Request, merge: int) -> HttpResponse:
    """One customer becomes two again."""
    record = merging.undo_merge(by=request.viewer, merge=merge)
    to = reverse("customers:customer", args=[record.gone_id])
    return goto(request, to, said=_("已撤销合并，两位客户各自恢复原状。"))
