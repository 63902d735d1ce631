"""Inserting many rows fast: executemany on SQLite, COPY on PostgreSQL, without making objects of them.

For import and other mass writes only; everything else uses the ORM. Values are passed as the database stores
them: use `moment()` for times.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models


def moment(value: dt.datetime) -> Any:
    """A time as this database stores it."""
    return connection.ops.adapt_datetimefield_value(value)


def insert(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert `rows` (tuples in the order of `columns`, which are column names) into the table of `model`."""
    if not rows:
        return
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    names = ", ".join(quote(column) for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


def columns(model: type[models.Model]) -> list[str]:
    """The columns of a table, in the order of `row`."""
    return [field.column or field.attname for field in model._meta.concrete_fields]


def row(one: models.Model) -> list[Any]:
    """An object as `insert` takes it."""
    return [field.get_db_prep_save(getattr(one, field.attname), connection) for field in one._meta.concrete_fields]


def rows_with(
    model: type[models.Model], columns: Sequence[str], column: str, values: Collection[bytes]
) -> list[tuple[Any, ...]]:
    """The `columns` of all rows whose `column` is one of up to 30,000 binary `values`. One SQL statement.

    Values go in sorted, so that neighbours in the index are looked up one after the other.
    """
    quote = connection.ops.quote_name
    wanted = sorted(values)
    if connection.vendor == "postgresql":
        condition, parameters = "= ANY(%s)", [wanted]
    else:
        condition, parameters = f"IN ({', '.join(['%s'] * len(wanted))})", wanted  # type: ignore[assignment]
    names = ", ".join(quote(name) for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {names} FROM {quote(model._meta.db_table)} WHERE {quote(column)} {condition}", parameters
        )
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


@contextmanager
def heavy() -> Iterator[None]:
    """While much is written by this process: SQLite moves its log into the database file less often.

    Every commit is as durable as before; the log grows to 64 MB instead of 4.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_autocheckpoint = 16000")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_autocheckpoint = 1000")
