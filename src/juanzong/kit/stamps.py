"""Whether tables have changed since they were read.

Small tables that everything asks for and that rarely change (the organisation, the packs in force) may be kept in memory
while their stamp stays the same. Triggers renew the stamp with every change, in the transaction that makes it, so that
every process learns of it; asking for a stamp is one small statement. A stamp is a random number and never comes again:
what was read inside a transaction that is rolled back is kept under a stamp that nobody meets any more.

    declare("organisation", organisation_department="", organisation_staff="is_active, left_on")   # in `declarations`

    @kept_while("organisation")
    def chart(day): ...
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

from django.db import connection

from juanzong.kit.registry import Registry

P = ParamSpec("P")
T = TypeVar("T")

_MOST: Final = 64
_RENEW: Final = (
    "INSERT INTO kit_stamp (name, value) VALUES ('{name}', {chance}) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


@dataclass(frozen=True, slots=True)
class Watched:
    """A stamp and the tables it tells of, each with the columns that matter, "" for all."""

    name: str
    tables: Mapping[str, str]


watched: Registry[Watched] = Registry("stamp")


def declare(name: str, **tables: str) -> None:
    """Renew the stamp `name` whenever one of these tables changes. For `declarations` modules only."""
    watched.declare(name, Watched(name, tables))


def install(**_signal: Any) -> None:
    """Create the triggers and renew every stamp: after each migration, for altering a table on SQLite rebuilds it without
    its triggers."""
    there = set(connection.introspection.table_names())
    statements = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        for one in watched if "kit_stamp" in there else ():
            for table in there.intersection(one.tables):
                columns = one.tables[table]
                for statement in statements(one.name, table, f" OF {columns}" if columns else ""):
                    cursor.execute(statement)


def _sqlite(name: str, table: str, columns: str) -> list[str]:
    renew = _RENEW.format(name=name, chance="random()")
    events = {"added": "INSERT", "removed": "DELETE", "changed": f"UPDATE{columns}"}
    made = [
        f"CREATE TRIGGER {table}_{word} AFTER {event} ON {table} BEGIN {renew}; END" for word, event in events.items()
    ]
    return [*(f"DROP TRIGGER IF EXISTS {table}_{word}" for word in events), *made, renew]


def _postgresql(name: str, table: str, columns: str) -> list[str]:
    renew = _RENEW.format(name=name, chance="(random() * 9007199254740991)::bigint")
    function = f"FUNCTION stamp_{name}()"
    events = f"INSERT OR DELETE OR TRUNCATE OR UPDATE{columns}"
    return [
        f"CREATE OR REPLACE {function} RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {renew}; RETURN NULL; END $$",
        f"DROP TRIGGER IF EXISTS {table}_stamped ON {table}",
        f"CREATE TRIGGER {table}_stamped AFTER {events} ON {table} FOR EACH STATEMENT EXECUTE {function}",
        renew,
    ]


def stamps(*names: str) -> tuple[int, ...]:
    """The stamps as this transaction sees them; empty where one of them was never set. One SQL statement."""
    with connection.cursor() as cursor:
        places = ", ".join(["%s"] * len(names))
        cursor.execute(f"SELECT value FROM kit_stamp WHERE name IN ({places}) ORDER BY name", names)  # noqa: S608  places only
        found = tuple(int(value) for (value,) in cursor.fetchall())
    return found if len(found) == len(names) else ()


def kept_while(*names: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep what a function returns, for each of its arguments, while these stamps stay the same: one small SQL statement
    instead of its own. What it returns is shared by all threads and must not be changed."""

    def decorate(read: Callable[P, T]) -> Callable[P, T]:
        kept: dict[Any, T] = {}

        @wraps(read)
        def from_memory(*args: P.args, **kwargs: P.kwargs) -> T:
            now = stamps(*names)
            if not now:
                return read(*args, **kwargs)
            key = (now, args, tuple(sorted(kwargs.items())))
            try:
                return kept[key]
            except KeyError:
                found = read(*args, **kwargs)
            if len(kept) >= _MOST:
                kept.clear()
            kept[key] = found
            return found

        return from_memory

    return decorate
