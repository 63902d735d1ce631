"""Which case's effects are running: inside them a room does directly what it otherwise leaves to the case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_running: ContextVar[frozenset[int]] = ContextVar("casework_running", default=frozenset())


@contextmanager
def inside(case: int) -> Iterator[None]:
    """The effects of a case run in this block."""
    token = _running.set(_running.get() | {case})
    try:
        yield
    finally:
        _running.reset(token)


def running() -> frozenset[int]:
    """The cases whose effects run here."""
    return _running.get()
