"""Inserting many rows fast: executemany on SQLite, COPY on PostgreSQL, without making objects of them.

For import and other mass writes only; everything else uses the ORM. Values are passed as the database stores
them: use `moment()` for times.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
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
