"""Reading entries as the disk holds them, column by column, past the ORM's kindness.

Texts come as raw bytes on SQLite, so that an invalid UTF-8 byte is a finding about one entry and not an error
about a whole page of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.db.backends.base.base import BaseDatabaseWrapper

from juanzong.ledger import canonical

_TEXTS: Final = ("act", "kind", "actor_kind", "actor_name", "actor_position", "basis", "clauses", "payload", "subject")
_REST: Final = ("id", "at", "actor_id", "leaf_hash")
_NAMES: Final = (*_TEXTS, *_REST)
WIDTH: Final = len(_NAMES)
ID: Final = _NAMES.index("id")
_PAGE: Final = 2000


class Unreadable(ValueError):
    """The columns of an entry have no canonical form, so they are not what was written."""


def columns(vendor: str) -> str:
    """The select list for `ledger_entry e`, WIDTH columns."""
    texts = (f"CAST(e.{name} AS BLOB)" if vendor == "sqlite" else f"e.{name}" for name in _TEXTS)
    return ", ".join([*texts, *(f"e.{name}" for name in _REST)])


def encoded(row: Sequence[Any]) -> bytes:
    """The canonical bytes of a row read with `columns`; Unreadable when there are none."""
    try:
        texts = [value.decode() if isinstance(value, bytes) else value for value in row[: len(_TEXTS)]]
        act, kind, actor_kind, actor_name, actor_position, basis, clauses, payload, subject = texts
        id, at, actor_id = row[len(_TEXTS) : len(_TEXTS) + 3]
        return canonical.entry_bytes(
            id=id, at=at, act=act, kind=kind, actor_kind=actor_kind, actor_id=actor_id, actor_name=actor_name,
            actor_position=actor_position, basis=basis, clauses=clauses, payload=payload, subject=subject,
        )  # fmt: skip
    except ValueError as error:
        raise Unreadable(str(error)) from error


def stored_hash(row: Sequence[Any]) -> bytes:
    """The hash the entry itself carries."""
    return raw(row[WIDTH - 1])


def raw(value: Any) -> bytes:
    """A binary column's bytes, whatever the driver gave; text that was forced into it counts as its bytes."""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    return bytes(value) if isinstance(value, bytes | memoryview | bytearray) else b""


def stream(using: BaseDatabaseWrapper, sql: str, params: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """The rows of a query, a page at a time, so that memory does not grow with their number."""
    with using.cursor() as cursor:
        cursor.execute(sql, params)
        while page := cursor.fetchmany(_PAGE):
            yield from page
