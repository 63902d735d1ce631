"""The act a piece of code runs in: one user act may write many entries, and all carry the same act id."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class _Scope:
    __slots__ = ("id", "outer", "written")

    def __init__(self, id: str, outer: _Scope | None) -> None:
        self.id = id
        self.outer = outer
        self.written = 0


_current: ContextVar[_Scope | None] = ContextVar("ledger_act", default=None)


@contextmanager
def act_id() -> Iterator[str]:
    """Open an act and give its id (32 hex digits). An act within an act keeps the outer id but counts for itself."""
    outer = _current.get()
    scope = _Scope(outer.id if outer else secrets.token_hex(16), outer)
    token = _current.set(scope)
    try:
        yield scope.id
    finally:
        _current.reset(token)


def in_act() -> bool:
    """Whether an act is open here."""
    return _current.get() is not None


def current_act() -> str:
    """The id of the act this code runs in, or a fresh one outside any."""
    scope = _current.get()
    return scope.id if scope else secrets.token_hex(16)


def entries_written_in_act() -> int:
    """How many entries the innermost open act has written so far, those of acts within it included; 0 outside any."""
    scope = _current.get()
    return scope.written if scope else 0


def count_written(entries: int) -> None:
    """Tell the open acts that `entries` were written."""
    scope = _current.get()
    while scope is not None:
        scope.written += entries
        scope = scope.outer
