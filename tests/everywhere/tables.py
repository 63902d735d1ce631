"""What stands in the tables, and which of them a piece of work can have written: each statement names its tables."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import connection

_READS = re.compile(r"\s*(SELECT|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|PRAGMA|SHOW|SET)\b", re.IGNORECASE)
_WORDS = re.compile(r"\w+")
_TRIGGERS = {
    "sqlite": "SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT c.relname, p.prosrc FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal",
}


def all_tables() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(connection.introspection.table_names(cursor))


def dump(tables: Iterable[str] | None = None) -> dict[str, str]:
    """A hash of all rows of each table."""
    found = {}
    with connection.cursor() as cursor:
        for table in all_tables() if tables is None else tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = sorted(
                repr([bytes(v) if isinstance(v, memoryview) else v for v in row]) for row in cursor.fetchall()
            )
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def changed(before: dict[str, str], tables: Iterable[str] | None = None) -> set[str]:
    """Which tables are not as they were; of those that are named, or of all."""
    after = dump(before if tables is None else tables)
    return {table for table, rows in after.items() if before[table] != rows}


class Writes:
    """Notes every statement that is not a mere question, for `connection.execute_wrapper`."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.note(sql)
        return execute(sql, params, many, context)

    def note(self, sql: str) -> None:
        if not _READS.match(sql):
            self.statements.append(sql)

    def tables(self) -> set[str]:
        """Every table that a statement names, and those that triggers on them write."""
        named = {word for sql in self.statements for word in _WORDS.findall(sql)} & _tables()
        return named.union(*(_by_triggers().get(table, frozenset()) for table in named))


@cache
def _tables() -> frozenset[str]:
    return frozenset(all_tables())


@cache
def _by_triggers() -> dict[str, frozenset[str]]:
    """Which tables the triggers on a table name."""
    found: dict[str, frozenset[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS[connection.vendor])
        for table, body in cursor.fetchall():
            found[table] = found.get(table, frozenset()) | (_tables() & set(_WORDS.findall(body)))
    return found
