"""Facts as rules hear them: at the end of an act, inside its transaction, everything it wrote is told once.

`record` and `record_many` note what they write; the outermost action settles before its transaction ends, and outside
any action each entry settles at once. Listeners may write entries themselves; these are told in a next round.
A listener that raises undoes the act: work that must follow a fact follows it, or the fact did not happen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from juanzong.kit.refs import Ref
from juanzong.ledger.choices import JSON, Actor

ROUNDS = 20
"""Facts may lead to facts so many times over; more is two rules that feed each other, a defect."""


@dataclass(frozen=True, slots=True)
class Told:
    """Entries of one kind that were written together. rows: entry id, subject and payload of each."""

    kind: str
    actor: Actor
    clauses: tuple[str, ...]
    rows: Sequence[tuple[int, Ref | None, Mapping[str, JSON]]]


Listener = Callable[[Sequence[Told]], None]

_listeners: list[tuple[int, str, Listener]] = []
_noted: ContextVar[list[Told] | None] = ContextVar("ledger_facts", default=None)


def listen(name: str, order: int, listener: Listener) -> None:
    """Add a listener; for `declarations` modules only. Lower orders hear first."""
    if any(name == known for _order, known, _listener in _listeners):
        raise ValueError(f"listener {name!r} is declared twice")
    _listeners.append((order, name, listener))
    _listeners.sort(key=lambda one: one[:2])


def note(told: Told) -> None:
    """Remember what was written until the act settles; outside any act, tell it now."""
    gathering = _noted.get()
    if gathering is not None:
        gathering.append(told)
    elif _listeners:
        with gathered():
            note(told)


@contextmanager
def gathered() -> Iterator[None]:
    """Gather the facts of a block and settle them at its end; a block within a block leaves that to the outer one.

    Facts of an inner block that failed are forgotten with its writes.
    """
    outer = _noted.get()
    if outer is not None:
        before = len(outer)
        try:
            yield
        except BaseException:
            del outer[before:]
            raise
        return
    gathering: list[Told] = []
    token = _noted.set(gathering)
    try:
        yield
        _settle(gathering)
    finally:
        _noted.reset(token)


def _settle(gathering: list[Told]) -> None:
    for _round in range(ROUNDS):
        if not gathering:
            return
        told = tuple(gathering)
        gathering.clear()
        for _order, _name, listener in _listeners:
            listener(told)
    raise RuntimeError(f"facts still lead to facts after {ROUNDS} rounds: {sorted({one.kind for one in gathering})}")
