"""Writing into the ledger. An entry is written in the transaction of what it tells of, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.db import connection
from django.db.transaction import TransactionManagementError

from juanzong.kit import bulk
from juanzong.kit.clock import now
from juanzong.kit.ids import new_id
from juanzong.kit.refs import Ref
from juanzong.ledger import acting, canonical, facts
from juanzong.ledger.choices import JSON, Actor
from juanzong.ledger.kinds import KINDS, EntryKind
from juanzong.ledger.models import Entry
from juanzong.ledger.sealing import LedgerDamaged, Sealed, seal

__all__ = ["LedgerDamaged", "Sealed", "record", "record_many", "seal"]

_COLUMNS: Final = (
    "id", "at", "act", "kind", "actor_kind", "actor_id", "actor_name", "actor_position", "subject", "basis", "clauses",
    "payload", "leaf_hash",
)  # fmt: skip
_CHUNK: Final = 5000


def record(
    kind: str,
    actor: Actor,
    subject: Ref | None,
    basis: str = "",
    clauses: Sequence[str] = (),
    payload: Mapping[str, JSON] | None = None,
    act: str = "",
) -> Entry:
    """Write one entry and give it back.

    LookupError: the kind was never declared. TransactionManagementError: not inside `transaction.atomic`.
    ValueError: something has no canonical form, or a personal key is in clear.
    """
    declared = _declared(kind)
    moment = now()
    at = canonical.microseconds(moment)
    about, text, joined, act = (
        _subject(subject),
        _payload(declared, payload),
        _joined(clauses),
        act or acting.current_act(),
    )
    frame = _frame(kind, actor, at, act, basis, joined)
    id = new_id()
    entry = Entry(
        id=id, at=moment, act=act, kind=kind, actor_kind=actor.kind, actor_id=actor.id, actor_name=actor.name,
        actor_position=actor.position, subject=about, basis=basis, clauses=joined, payload=text,
        leaf_hash=canonical.leaf_hash(frame.encode(id=id, payload=text, subject=about)),
    )  # fmt: skip
    entry.save(force_insert=True)
    acting.count_written(1)
    facts.note(facts.Told(kind, actor, tuple(clauses), ((id, subject, payload or {}),)))
    return entry


def record_many(
    kind: str,
    actor: Actor,
    rows: Iterable[tuple[Ref | None, Mapping[str, JSON] | None]],
    basis: str = "",
    clauses: Sequence[str] = (),
    act: str = "",
) -> list[int]:
    """Write one entry per (subject, payload), all of one kind, actor, moment and act; the ids of the entries in order.

    Errors as `record`; then the caller's transaction must be rolled back, since some may be written already.
    """
    declared = _declared(kind)
    at, joined, act = canonical.microseconds(now()), _joined(clauses), act or acting.current_act()
    frame = _frame(kind, actor, at, act, basis, joined)
    before = (at, act, kind, actor.kind, actor.id, actor.name, actor.position)
    ids: list[int] = []
    told: list[tuple[int, Ref | None, Mapping[str, JSON]]] = []
    chunk: list[tuple[object, ...]] = []
    for subject, payload in rows:
        id, about, text = new_id(), _subject(subject), _payload(declared, payload)
        hashed = canonical.leaf_hash(frame.encode(id=id, payload=text, subject=about))
        chunk.append((id, *before, about, basis, joined, text, hashed))
        ids.append(id)
        told.append((id, subject, payload or {}))
        if len(chunk) == _CHUNK:
            bulk.insert(Entry, _COLUMNS, chunk)
            chunk = []
    bulk.insert(Entry, _COLUMNS, chunk)
    acting.count_written(len(ids))
    if told:
        facts.note(facts.Told(kind, actor, tuple(clauses), told))
    return ids


def _declared(kind: str) -> EntryKind:
    if not connection.in_atomic_block:
        raise TransactionManagementError("an entry is recorded inside the transaction of what it tells of")
    return KINDS[kind]


def _frame(kind: str, actor: Actor, at: int, act: str, basis: str, clauses: str) -> canonical.Frame:
    return canonical.Frame(
        at=at, act=act, kind=kind, actor_kind=actor.kind, actor_id=actor.id, actor_name=actor.name,
        actor_position=actor.position, basis=basis, clauses=clauses,
    )  # fmt: skip


def _payload(kind: EntryKind, payload: Mapping[str, JSON] | None) -> str:
    if payload and kind.personal:
        kind.refuse_clear(payload)
    return canonical.payload_text(payload)


def _subject(subject: Ref | None) -> str:
    return "" if subject is None else f"{subject.kind}:{subject.id}"


def _joined(clauses: Sequence[str]) -> str:
    if isinstance(clauses, str) or any(not clause or " " in clause for clause in clauses):
        raise ValueError("clauses are a sequence of ids such as P00-1.2")
    return " ".join(clauses)
