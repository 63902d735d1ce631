"""Declared lists: columns, search, filters, sorting and pages with a known number of SQL statements.

    class CustomerTable(Table):
        name = "customers"
        columns = (
            Column("name", _("名称"), sort=("name_sort",), opens=True),
            Column("number", _("编号"), numeric=True, phone="line"),
        )
        filter_form = CustomerFilter            # a django Form; optional
        default_sort = "-number"
        def row_url(self, row): return reverse("customers:customer", args=[row.id])
        def search(self, rows, text): return rows.filter(...)
        def narrow(self, rows, chosen): return rows.filter(...)      # chosen = the form's cleaned_data

    def customer_list(request):
        table = CustomerTable(request, Customer.objects.all())
        return respond(request, "customers/list.html", table)        # {% table table %} in the template

Statements: paging "keyset" one (the rows); paging "pages" two (rows and a count that stops at COUNT_LIMIT).
What the cells need beyond the rows belongs into the query or into `enrich`, never into a cell.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar, Literal

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from juanzong.web.shell.markup import filled, joined
from juanzong.web.shell.pages import Request, render, wants
from juanzong.web.shell.templatetags.ui import day, moment

COUNT_LIMIT = 10_000
Rows = Any  # a QuerySet or a sequence


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    key: its name, and by default the attribute shown (`a.b` follows attributes and dictionaries).
    value: callable(row) instead of the attribute. template: a template that gets `row` and `value`.
    sort: the query fields to order by, e.g. ("name_sort",); empty = cannot be sorted. With keyset paging they must not be null.
    opens: this cell is the link to the row's page. numeric: aligned to the end with even figures.
    width: "", "s", "m", "l" or "fill"; only "l", "fill" and an opening column that is not "s" take several lines. phone: "title" heads the card, "line" is label and value, "plain" value only, "hide".
    """

    key: str
    label: Any
    value: Callable[[Any], Any] | None = None
    template: str = ""
    sort: tuple[str, ...] = ()
    opens: bool = False
    numeric: bool = False
    width: Literal["", "s", "m", "l", "fill"] = ""
    phone: Literal["title", "line", "plain", "hide"] = "line"


@dataclass(frozen=True, slots=True)
class Empty:
    """What a list without rows says, and the one thing to do about it."""

    title: Any
    hint: Any = ""
    action_url: str = ""
    action_text: Any = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value ready to be shown. start: the tag it stands in."""

    start: str
    html: Any
    opens: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One row ready to be shown; `group` is a new heading before it."""

    row: Any
    cells: list[Cell]
    url: str
    tone: str
    group: str

    @property
    def html(self) -> SafeString:
        """The row, put together in Python: a page has fifty."""
        cells = joined(
            filled('{}<a href="{}" data-open>{}</a></td>', cell.start, self.url, cell.html)
            if cell.opens
            else filled("{}{}</td>", cell.start, cell.html)
            for cell in self.cells
        )
        return filled('<tr role="row" class="{}">{}</tr>', self.tone, cells)


def _start(column: Column, *, opens: bool) -> str:
    """Only some values may take several lines: a short one broken in two is hard to read."""
    kind = (
        " end num"
        if column.numeric
        else " wraps"
        if (opens and column.width != "s") or column.width in ("l", "fill")
        else ""
    )
    return filled('<td role="cell" class="phone-{}{}" data-label="{}">', column.phone, kind, column.label)


class Table:
    """The base of every list. See the module's text for the use."""

    name: ClassVar[str] = "rows"
    columns: ClassVar[Sequence[Column]] = ()
    filter_form: ClassVar[type[forms.Form] | None] = None
    default_sort: ClassVar[str] = ""
    page_size: ClassVar[int] = 50
    paging: ClassVar[Literal["pages", "keyset"]] = "pages"
    searchable: ClassVar[bool] = True
    search_hint: ClassVar[Any] = _("在此列表中查找")
    empty: ClassVar[Empty] = Empty(_("这里还没有内容"))
    export_url: str = ""
    label: ClassVar[Any] = _("列表")

    def __init__(self, request: Request, rows: Rows, *, export_url: str = "", empty: Empty | None = None) -> None:
        self.request = request
        self.source = rows
        self.export_url = export_url or self.export_url
        self.empty_state = empty or self.empty
        self.text = request.GET.get("q", "").strip()[:100] if self.searchable else ""
        self.form = self.filter_form(request.GET or None) if self.filter_form else None

    # To be written by a room

    def row_url(self, row: Any) -> str:
        """Where the row leads, or ""."""
        return ""

    def row_tone(self, row: Any) -> str:
        """danger, amber, muted or ""."""
        return ""

    def group(self, row: Any) -> str:
        """A heading; shown whenever it differs from the row before."""
        return ""

    def search(self, rows: Rows, text: str) -> Rows:
        """The rows that hold `text`."""
        return rows

    def narrow(self, rows: Rows, chosen: dict[str, Any]) -> Rows:
        """The rows the filters leave; `chosen` is the filter form's cleaned data."""
        return rows

    def enrich(self, rows: list[Any]) -> list[Any]:
        """Add what the cells need to the rows of this page, with a fixed number of statements."""
        return rows

    # Sorting

    @cached_property
    def sort(self) -> str:
        """The order in force: a column's key, with "-" when descending."""
        wanted = self.request.GET.get("sort", "")
        known = {column.key for column in self.columns if column.sort}
        return wanted if wanted.removeprefix("-") in known else self.default_sort

    @property
    def ordering(self) -> list[str]:
        """The fields to order by; ends with the id so that the order is complete."""
        key, descending = self.sort.removeprefix("-"), self.sort.startswith("-")
        fields: tuple[str, ...] = next((column.sort for column in self.columns if column.key == key), ())
        turned = [_turned(field) if descending else field for field in fields]
        last = "-id" if descending else "id"
        return turned if turned and turned[-1] in {"id", "-id"} else [*turned, last]

    # Rows

    @cached_property
    def narrowed(self) -> Rows:
        """All rows after search and filters, in order, not cut into pages: what an export takes."""
        rows = self.source
        if self.text:
            rows = self.search(rows, self.text)
        if self.form is not None and self.form.is_bound:
            if not self.form.is_valid():
                return rows.none() if isinstance(rows, QuerySet) else []
            rows = self.narrow(rows, self.form.cleaned_data)
        if isinstance(rows, QuerySet) and (self.sort or self.paging == "keyset"):
            rows = rows.order_by(*self.ordering)
        return rows

    @cached_property
    def cut(self) -> _Cut:
        """The rows of the page in hand."""
        if self.paging == "keyset" and isinstance(self.narrowed, QuerySet):
            return _keyset(self)
        return _page(self)

    @cached_property
    def lines(self) -> list[Line]:
        """The page in hand, ready to be shown."""
        lines: list[Line] = []
        before = ""
        for row in self.enrich(list(self.cut.rows)):
            group = str(self.group(row))
            url = self.row_url(row)
            starts = self._starts[bool(url)]
            cells = [
                Cell(start, self._show(column, row), column.opens and bool(url))
                for column, start in zip(self.columns, starts, strict=True)
            ]
            lines.append(Line(row, cells, url, self.row_tone(row), group if group != before else ""))
            before = group
        return lines

    @cached_property
    def _starts(self) -> tuple[list[str], list[str]]:
        """The tag each cell of a row stands in: of rows that lead nowhere, and of rows that lead to a page."""
        return [_start(column, opens=False) for column in self.columns], [
            _start(column, opens=column.opens) for column in self.columns
        ]

    def _show(self, column: Column, row: Any) -> Any:
        own = getattr(self, f"show_{column.key}", None)
        if own is not None:
            return own(row)
        value = column.value(row) if column.value else _follow(row, column.key)
        if column.template:
            template = get_template(column.template).template  # type: ignore[attr-defined]
            return template.render(Context({"row": row, "value": value}))
        return plain(value)

    # Frame

    @property
    def id(self) -> str:
        """The id of the element htmx replaces."""
        return f"table-{self.name}"

    @property
    def headings(self) -> list[dict[str, Any]]:
        """The head of the list: column, address to sort by it, and how it is sorted now."""
        found = []
        for column in self.columns:
            now = ""
            if self.sort.removeprefix("-") == column.key and column.sort:
                now = "descending" if self.sort.startswith("-") else "ascending"
            turned = f"-{column.key}" if now == "ascending" else column.key
            url = self.address(sort=turned) if column.sort else ""
            found.append({"column": column, "url": url, "sorted": now})
        return found

    def address(self, **changes: str) -> str:
        """This page's query with `changes`; a change of anything goes back to the first page."""
        query = self.request.GET.copy()
        for name in ("page", "after", "before"):
            query.pop(name, None)
        for name, value in changes.items():
            query[name] = value
        return f"?{query.urlencode()}"

    @property
    def is_narrowed(self) -> bool:
        """Whether search or filters hide rows."""
        return bool(self.text or self.filters_set)

    @property
    def filters_set(self) -> bool:
        """Whether one of the filters beside the search field is in use: a phone then shows them unfolded."""
        return self.form is not None and self.form.is_bound and bool(self.form.changed_data)

    @property
    def export_address(self) -> str:
        """The export page of the room with this list's search, filters and order."""
        return f"{self.export_url}{self.address()}" if self.export_url else ""

    def render(self) -> SafeString:
        """The list with its filter bar."""
        return mark_safe(render_to_string("shell/table.html", {"table": self}, self.request))  # noqa: S308

    def render_rows(self) -> str:
        """Only the part that changes: rows and pages."""
        return render_to_string("shell/table_rows.html", {"table": self}, self.request)


@dataclass(frozen=True, slots=True)
class _Cut:
    rows: Sequence[Any]
    previous: str
    next: str
    said: Any
    number: int = 1
    pages: int = 1


def respond(request: Request, template: str, table: Table, context: dict[str, Any] | None = None) -> HttpResponse:
    """The page with `table` in it, or only its rows when htmx asks for them."""
    if wants(request, table.id):
        return HttpResponse(table.render_rows())
    return render(request, template, {"table": table, **(context or {})})


def plain(value: Any) -> Any:
    """A value as text: dates and moments in China's form, yes and no in words, a dash for nothing."""
    if value is None or value == "":
        return mark_safe('<span class="muted">—</span>')
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, dt.datetime):
        return format_html('<span class="num">{}</span>', moment(value))
    if isinstance(value, dt.date):
        return format_html('<span class="num">{}</span>', day(value))
    if isinstance(value, int | Decimal):
        return f"{value:,}"
    return value


def _follow(row: Any, path: str) -> Any:
    for step in path.split("."):
        row = row.get(step) if isinstance(row, dict) else getattr(row, step, None)
        if callable(row):
            row = row()
    return row


def _turned(field: str) -> str:
    return field.removeprefix("-") if field.startswith("-") else f"-{field}"


# Pages by number


def _page(table: Table) -> _Cut:
    rows = table.narrowed
    size = table.page_size
    total = rows[: COUNT_LIMIT + 1].count() if isinstance(rows, QuerySet) else len(rows)
    more = isinstance(rows, QuerySet) and total > COUNT_LIMIT
    known = min(total, COUNT_LIMIT) if more else total
    pages = max(1, -(-known // size))
    wanted = table.request.GET.get("page", "1")
    number = min(max(int(wanted), 1), pages) if wanted.isascii() and wanted.isdigit() and len(wanted) < 7 else 1
    start = (number - 1) * size
    return _Cut(
        rows=list(rows[start : start + size]),
        previous=table.address(page=str(number - 1)) if number > 1 else "",
        next=table.address(page=str(number + 1)) if number < pages else "",
        said=_counted(known, more),
        number=number,
        pages=pages,
    )


def _counted(number: int, more: bool) -> Any:
    if more:
        return _("超过 %(number)s 项") % {"number": f"{number:,}"}
    return _("共 %(number)s 项") % {"number": f"{number:,}"}


# Pages by key: as fast at the end of a million rows as at the beginning


def _keyset(table: Table) -> _Cut:
    after, before = table.request.GET.get("after", ""), table.request.GET.get("before", "")
    backwards = bool(before)
    ordering = [_turned(field) for field in table.ordering] if backwards else table.ordering
    rows = table.narrowed.order_by(*ordering)
    mark = _read_mark(before or after, len(ordering))
    if mark is not None:
        rows = rows.filter(_beyond(ordering, mark))
    found = list(rows[: table.page_size + 1])
    more = len(found) > table.page_size
    found = found[: table.page_size]
    if backwards:
        found.reverse()
    has_previous = (more if backwards else mark is not None) and bool(found)
    has_next = (backwards or more) and bool(found)
    return _Cut(
        rows=found,
        previous=table.address(before=_mark(found[0], ordering)) if has_previous else "",
        next=table.address(after=_mark(found[-1], ordering)) if has_next else "",
        said="",
    )


def _beyond(ordering: Sequence[str], mark: Sequence[Any]) -> Q:
    condition = Q()
    equal: dict[str, Any] = {}
    for field, value in zip(ordering, mark, strict=True):
        name = field.removeprefix("-")
        compare = "lt" if field.startswith("-") else "gt"
        condition |= Q(**equal, **{f"{name}__{compare}": value})
        equal[name] = value
    return condition


def _mark(row: Any, ordering: Iterable[str]) -> str:
    values = [_storable(_follow(row, field.removeprefix("-").replace("__", "."))) for field in ordering]
    return base64.urlsafe_b64encode(json.dumps(values, ensure_ascii=False).encode()).decode().rstrip("=")


def _storable(value: Any) -> Any:
    return (
        value.isoformat()
        if isinstance(value, dt.date | dt.datetime)
        else value
        if isinstance(value, int)
        else str(value)
    )


def _read_mark(text: str, length: int) -> list[Any] | None:
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error):
        return None
    if not isinstance(values, list) or len(values) != length:
        return None
    return values if all(isinstance(value, str | int) for value in values) else None
