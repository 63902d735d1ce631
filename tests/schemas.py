"""What a database looks like, in words that two databases made on different ways can be compared by."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

_POSTGRESQL = {
    "columns": "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default, "
    "collation_name FROM information_schema.columns WHERE table_schema = 'public'",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
}
_SQLITE = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"


def schema_of(database: BaseDatabaseWrapper) -> set[tuple[Any, ...]]:
    """Every column, constraint, index and trigger; the order of columns does not count."""
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            found: set[tuple[Any, ...]] = set()
            for what, statement in _POSTGRESQL.items():
                cursor.execute(statement)
                found |= {(what, *row) for row in cursor.fetchall()}
            return found
        cursor.execute(_SQLITE)
        return {(kind, name, part) for kind, name, sql in cursor.fetchall() for part in _parts(kind, sql)}


def empty(database: BaseDatabaseWrapper) -> None:
    """Take every table away."""
    if database.vendor == "postgresql":
        with database.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    else:
        database.close()
        Path(database.settings_dict["NAME"]).unlink()


def _parts(kind: str, sql: str) -> list[str]:
    """The columns and constraints of a table's statement, each for itself; other statements whole."""
    if kind != "table":
        return [sql]
    body, parts, depth = sql[sql.index("(") + 1 : sql.rindex(")")], [""], 0
    for piece in re.findall(r"""'[^']*'|"[^"]*"|[(),]|[^'"(),]+""", body):
        depth += {"(": 1, ")": -1}.get(piece, 0)
        if piece == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += piece
    return [part.strip() for part in parts]
