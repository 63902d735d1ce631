"""Questions that many pages ask: their SQL is made once for whoever asks and then only run.

Making the SQL of a query takes Django several times as long as SQLite takes to answer it. What a person may see and owe
leads to the same SQL until the organisation or the day changes; it is kept in the memory of the viewer, who lives as long.

    def waiting_count(viewer):
        return prepared.count(viewer, waiting)          # waiting(viewer) gives the query

`make` must depend on nothing but the viewer, the further arguments and the day. `one` looks a single row up by a key,
`among` rows that are among many values.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final, Protocol, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Field, Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.sql.compiler import SQLCompiler

from juanzong.kit import clock

Row = tuple[Any, ...]
_COUNT: Final = "SELECT COUNT(*) FROM ({}) AS counted"
M = TypeVar("M", bound=Model)
V = TypeVar("V", int, str, bytes)
_FAR: Final = 9_090_909_090_000
_MANY: Final = 256


class Asker(Protocol):
    """Whoever asks. memory: what is kept for them."""

    @property
    def memory(self) -> dict[Any, Any]: ...


@dataclass(frozen=True, slots=True)
class _Anybody:
    memory: dict[Any, Any] = field(default_factory=dict)


ANYBODY: Final = _Anybody()
"""Asks what does not depend on who looks."""


@dataclass(frozen=True, slots=True)
class _Made:
    sql: str
    params: Sequence[Any]
    columns: Sequence[str]
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
            cursor.execute(_COUNT.format(self.sql), self.params)
            return int(cursor.fetchone()[0])


def rows(asker: Asker, make: Callable[..., QuerySet[Any, Any]], *args: Any) -> list[Row]:
    """The rows of the `values_list` that `make(asker, *args)` gives. One SQL statement."""
    made = _made(asker, make, args)
    return made.rows() if made else []


def objects(asker: Asker, make: Callable[..., QuerySet[M, M]], *args: Any) -> list[M]:
    """The rows of the query `make(asker, *args)` as objects, nothing related with them. One SQL statement."""
    made = _made(asker, make, args, whole=True)
    return _objects(made) if made else []


def one(model: type[M], **key: Any) -> M | None:
    """The object with this key, one unique column and its value, nothing related with it; None when there is none. One
    SQL statement."""
    ((column, value),) = key.items()
    return next(iter(_objects(replace(_by(model, column, connection.vendor), params=(value,)))), None)


@lru_cache(maxsize=100)
def _by(model: type[Model], column: str, _vendor: str) -> _Made:
    known = model._meta.get_field(column)
    if not isinstance(known, Field) or not known.unique:
        raise TypeError(f"{model.__name__}.{column} is no key")
    made = _make(model._default_manager.filter(**{column: known.to_python("0")}).order_by(), whole=True)
    assert made is not None  # noqa: S101  a single value is always looked for
    return made


def _objects(made: _Made) -> list[Any]:
    model: type[Model] = made.compiler.query.model  # type: ignore[assignment]
    alias = connection.alias
    return [_object(model, alias, made.columns, row) for row in made.rows()]


def _object(model: type[M], alias: str, names: Sequence[str], row: Row) -> M:
    """What `Model.from_db` makes, without its signals, which nobody listens to and which take most of the time."""
    made = model.__new__(model)
    made.__dict__.update(zip(names, row, strict=True))
    made._state = state = ModelState()
    state.db, state.adding = alias, False
    return made


def count(asker: Asker, make: Callable[..., QuerySet[Any, Any]], *args: Any) -> int:
    """How many rows the query `make(asker, *args)` gives. One SQL statement."""
    made = _made(asker, make, args)
    return made.count() if made else 0


def counts(asker: Asker, makes: Sequence[Callable[..., QuerySet[Any, Any]] | None]) -> tuple[int, ...]:
    """How many rows each of the queries gives, 0 for None. One SQL statement for all, none for nothing."""
    asked = [_made(asker, make, ()) if make else None for make in makes]
    parts = [one for one in asked if one]
    if not parts:
        return (0,) * len(asked)
    with connection.cursor() as cursor:
        columns = ", ".join(f"({_COUNT.format(one.sql)})" for one in parts)
        cursor.execute(f"SELECT {columns}", [value for one in parts for value in one.params])
        found = iter(cursor.fetchone())
    return tuple(int(next(found)) if one else 0 for one in asked)


def among(asker: Asker, make: Callable[..., QuerySet[Any, Any]], values: Sequence[V], *args: Any) -> list[Row]:
    """The rows of the `values_list` that `make(asker, values, *args)` gives, whose SQL has each value as a parameter and in no
    other way. One SQL statement, none for no value.

    The SQL is made for 1, 2, 4, 8, ... values, with others in their place; what is left over repeats the first.
    """
    if len(values) > _MANY:  # as they are: making the SQL is little beside answering it
        return list(make(asker, values, *args))
    made = _made_with(asker, make, _padded(values), args)
    return made.rows() if made else []


def chosen(model: type[Model], ids: Sequence[int], *columns: str) -> list[Row]:
    """These columns of the rows with these ids, whoever asks. One SQL statement, none for no id."""
    return among(ANYBODY, _chosen(model, columns), ids)


@lru_cache(maxsize=200)
def _chosen(model: type[Model], columns: tuple[str, ...]) -> Callable[..., QuerySet[Any, Any]]:
    def make(_anybody: Asker, ids: Sequence[int]) -> QuerySet[Any, Any]:
        return model._default_manager.filter(pk__in=ids).order_by().values_list(*columns)

    return make


def objects_among(asker: Asker, make: Callable[..., QuerySet[M, M]], values: Sequence[V]) -> list[M]:
    """The same as objects, nothing related with them."""
    made = _made_with(asker, make, _padded(values), (), whole=True)
    return _objects(made) if made else []


def _padded(values: Sequence[Any]) -> list[Any]:
    spare: int = (1 << max(len(values) - 1, 0).bit_length()) - len(values)
    return [*values, *[values[0]] * spare] if values else []


def _made_with(
    asker: Asker, make: Callable[..., QuerySet[Any, Any]], values: Sequence[Any], args: Row, *, whole: bool = False
) -> _Made | None:
    if not values:
        return None
    places = tuple(_place(value, number) for number, value in enumerate(values))
    made = _made(asker, make, (places, *args), whole=whole)
    if made is None:
        return None
    given = dict(zip(places, values, strict=True))
    # Drivers wrap bytes in an object of their own, `obj` is what they wrapped.
    return replace(made, params=[given.get(getattr(value, "obj", value), value) for value in made.params])


def with_values(
    asker: Asker, make: Callable[..., QuerySet[Any, Any]], values: Sequence[int | str | bytes], *args: Any
) -> list[Row]:
    """The same for just so many values, which may be of several kinds: `make` knows which is which."""
    made = _made_with(asker, make, values, args)
    return made.rows() if made else []


def _place(value: V, number: int) -> V:
    """A value of the same type that nothing has."""
    text = f"-{_FAR + number}"
    return text.encode() if isinstance(value, bytes) else type(value)(text)


def _columns(query: QuerySet[Any, Any]) -> list[str]:
    """The columns of the rows as objects, those that `only` names where the query has one."""
    names, deferring = query.query.deferred_loading
    fields = query.model._meta.concrete_fields
    return [one.attname for one in fields if one.primary_key or (one.name in names) is not deferring]


def _made(asker: Asker, make: Callable[..., QuerySet[Any, Any]], args: Row, *, whole: bool = False) -> _Made | None:
    key = (make, args, clock.today(), connection.vendor)
    if key not in asker.memory:
        query = make(asker, *args)
        asker.memory[key] = _make(query, whole=whole)
    made: _Made | None = asker.memory[key]
    return made


def _make(query: QuerySet[Any, Any], *, whole: bool) -> _Made | None:
    columns = _columns(query) if whole else []
    compiler = (query.values_list(*columns) if whole else query).query.get_compiler(connection=connection)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    return _Made(sql, params, columns, compiler, compiler.get_converters([column[0] for column in compiler.select]))
