"""Questions that many pages ask: their SQL is made once for whoever asks and then only run.

Making the SQL of a query takes Django several times as long as SQLite takes to answer it. What a person may see and owe
leads to the same SQL until the organisation or the day changes; it is kept in the memory of the viewer, who lives as long.

    def waiting_count(viewer):
        return prepared.count(viewer, waiting)          # waiting(viewer) gives the query

`make` must depend on nothing but the viewer, the further arguments and the day.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from juanzong.kit import clock

Row = tuple[Any, ...]
M = TypeVar("M", bound=Model)


class Asker(Protocol):
    """Whoever asks. memory: what is kept for them."""

    @property
    def memory(self) -> dict[Any, Any]: ...


@dataclass(frozen=True, slots=True)
class _Made:
    sql: str
    params: Sequence[Any]
    compiler: SQLCompiler
    converters: Any

    def rows(self) -> list[Row]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.params)
            found: list[Row] = cursor.fetchall()
        if not self.converters:
            return found
        return [tuple(row) for row in self.compiler.apply_converters(found, self.converters)]

    def count(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM ({self.sql}) AS counted", self.params)  # noqa: S608  Django made it
            return int(cursor.fetchone()[0])


def rows(asker: Asker, make: Callable[..., QuerySet[Any, Any]], *args: Any) -> list[Row]:
    """The rows of the `values_list` that `make(asker, *args)` gives. One SQL statement."""
    made = _made(asker, make, args)
    return made.rows() if made else []


def objects(asker: Asker, make: Callable[..., QuerySet[M, M]], *args: Any) -> list[M]:
    """The rows of the query `make(asker, *args)` as objects, nothing related with them. One SQL statement."""
    made = _made(asker, make, args, whole=True)
    if made is None:
        return []
    model: type[M] = made.compiler.query.model  # type: ignore[assignment]
    names = _columns(model)
    return [model.from_db(connection.alias, names, row) for row in made.rows()]


def count(asker: Asker, make: Callable[..., QuerySet[Any, Any]], *args: Any) -> int:
    """How many rows the query `make(asker, *args)` gives. One SQL statement."""
    made = _made(asker, make, args)
    return made.count() if made else 0


def _columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _made(asker: Asker, make: Callable[..., QuerySet[Any, Any]], args: Row, *, whole: bool = False) -> _Made | None:
    key = (make, args, clock.today(), connection.vendor)
    if key not in asker.memory:
        query = make(asker, *args)
        asker.memory[key] = _make(query.values_list(*_columns(query.model)) if whole else query)
    made: _Made | None = asker.memory[key]
    return made


def _make(query: QuerySet[Any, Any]) -> _Made | None:
    compiler = query.query.get_compiler(connection=connection)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    return _Made(sql, params, compiler, compiler.get_converters([column[0] for column in compiler.select]))
