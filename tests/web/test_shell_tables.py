"""Declared lists: order, search, pages, statements, keyboard hooks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from juanzong.web.shell.tables import Column, Table


@dataclass
class Row:
    id: int
    name: str


class _Filter(forms.Form):
    least = forms.IntegerField(required=False, label="至少")


class Names(Table):
    name = "names"
    columns = (Column("id", "编号", numeric=True), Column("name", "名称", opens=True))
    filter_form = _Filter
    page_size = 2

    def row_url(self, row: Row) -> str:
        return f"/n/{row.id}"

    def search(self, rows: Any, text: str) -> Any:
        return [row for row in rows if text in row.name]

    def narrow(self, rows: Any, chosen: dict[str, Any]) -> Any:
        return [row for row in rows if row.id >= (chosen["least"] or 0)]


ROWS = [Row(number, f"客户{number}") for number in range(1, 6)]


def names(query: str = "", rows: Any = ROWS) -> Names:
    return Names(RequestFactory().get(f"/list/{query}"), rows)


def ids(table: Table) -> list[int]:
    return [line.row.id for line in table.lines]


def test_pages_and_their_links() -> None:
    table = names("?page=2&q=")
    assert ids(table) == [3, 4]
    assert table.cut.previous.endswith("page=1")
    assert table.cut.next.endswith("page=3")


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "²", "99999999999999"])
def test_a_page_number_out_of_range_never_fails(page: str) -> None:
    assert ids(names(f"?page={page}"))


def test_search_and_filters_narrow_and_say_so() -> None:
    table = names("?q=客户5&least=2")
    assert ids(table) == [5]
    assert table.is_narrowed


def test_a_wrong_filter_shows_its_error_and_no_rows() -> None:
    html = names("?least=many").render()
    assert "errorlist" not in html
    assert 'aria-invalid="true"' in html
    assert "data-rows" not in html


def test_rows_can_be_opened_by_hand_and_key() -> None:
    html = names().render()
    assert "data-open>客户1</a>" in html
    assert "data-rows" in html


def test_an_empty_list_says_what_to_do() -> None:
    assert 'class="empty"' in names(rows=[]).render()
    assert "清除条件" in names("?q=没有").render()


def test_values_in_cells_are_escaped() -> None:
    assert "<b>" not in names(rows=[Row(1, "<b>x</b>")]).render()


class Types(Table):
    name = "types"
    columns = (Column("model", "名", sort=("model",)), Column("app_label", "间", sort=("app_label", "model")))
    default_sort = "model"
    page_size = 3

    def search(self, rows: Any, text: str) -> Any:
        return rows.filter(model__contains=text)


class KeyedTypes(Types):
    paging = "keyset"


def types(query: str = "", kind: type[Table] = Types) -> Table:
    return kind(RequestFactory().get(f"/list/{query}"), ContentType.objects.all())


@pytest.fixture
def some_types(db: None) -> list[str]:
    ContentType.objects.bulk_create(ContentType(app_label=f"a{n % 3}", model=f"m{n}") for n in range(8))
    return sorted(ContentType.objects.values_list("model", flat=True))


def test_sorting_by_a_column_and_back(some_types: list[str]) -> None:
    assert [line.row.model for line in types("?sort=-model").lines] == some_types[::-1][:3]
    assert types("?sort=password").sort == "model"
    heads = types("?sort=model").headings
    assert heads[0]["sorted"] == "ascending"
    assert heads[0]["url"] == "?sort=-model"


@pytest.mark.parametrize("sort", ["model", "-model", "app_label", "-app_label"])
def test_keyset_pages_walk_all_rows_once_there_and_back(some_types: list[str], sort: str) -> None:
    query, seen, marks = f"?sort={sort}", [], []
    for _step in range(50):
        table = types(query, KeyedTypes)
        seen += [line.row.pk for line in table.lines]
        marks.append([line.row.pk for line in table.lines])
        if not table.cut.next:
            break
        query = table.cut.next
    assert sorted(seen) == sorted(ContentType.objects.values_list("pk", flat=True))
    assert len(seen) == len(set(seen))
    back = types(table.cut.previous, KeyedTypes)
    assert [line.row.pk for line in back.lines] == marks[-2]
    assert back.cut.next


@pytest.mark.parametrize("mark", ["x", "W10", "bnVsbA", "e30"])
def test_a_spoiled_mark_gives_the_first_page(some_types: list[str], mark: str) -> None:
    assert [line.row.model for line in types(f"?after={mark}", KeyedTypes).lines] == some_types[:3]


@pytest.mark.parametrize(("kind", "statements"), [(Types, 2), (KeyedTypes, 1)])
def test_the_number_of_statements_is_known(some_types: list[str], kind: type[Table], statements: int) -> None:
    for query in ("", "?sort=-model", "?q=m1"):
        with CaptureQueriesContext(connection) as ran:
            types(query, kind).render()
        assert len(ran) == statements, query
