"""Sealing: new entries become leaves of the tree, and a signed head says so.

One batch is one transaction: leaves, tiles and head appear together or not at all, so a kill at any moment leaves
a sound ledger. Between reading and signing, everything is read again (entries over a connection of its own) and
computed again, because a bit that flips in memory must not be signed for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from juanzong.kit import bulk
from juanzong.kit.clock import now
from juanzong.kit.errors import Conflict
from juanzong.ledger import canonical, head_files, merkle, rows, signing, tree
from juanzong.ledger.models import Head, Leaf, Tile

BATCH: Final = 20_000
"""Entries per head at most: the write lock of SQLite is held for about half a second, memory stays small."""

_RECENT: Final = dt.timedelta(days=2)
_LOCK: Final = 0x6A75_616E_7A6F_6E67  # "juanzong": the advisory lock of the sealer
_OPEN: Final = "NOT EXISTS (SELECT 1 FROM ledger_leaf l WHERE l.entry_id = e.id)"


class LedgerDamaged(Conflict):
    """Sealing stopped because something on disk does not fit. `entry_id` names the entry, 0 when it is none."""

    def __init__(self, message: Any, *, entry_id: int = 0) -> None:
        super().__init__(
            message, todo=_("请运行 juanzong ledger verify 查看全部问题，并与备份核对；在此之前不会封存新的条目。")
        )
        self.entry_id = entry_id


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a sealing did: entries sealed, heads signed, and the size of the sealed ledger after it."""

    entries: int
    heads: int
    size: int


def seal(*, everything: bool = False, new_key: bool = False, batch: int = BATCH) -> Sealed:
    """Seal all entries without a leaf, in the order of their ids, late commits included.

    everything: also look for open entries older than two days before the last head (reads the whole ledger).
    new_key: make a new signing key when the old one is lost.
    LedgerDamaged: an entry or the tree does not match; nothing of the batch was sealed.
    Unavailable: the signing key is missing or damaged.
    """
    entries = heads = 0
    signer = signing.signer(may_make=new_key or not Head.objects.exists())
    first = _first_open(everything)
    while first is not None:
        with transaction.atomic():
            _lock()
            last, count = _seal_batch(signer, first, batch)
        entries, heads = entries + count, heads + (count > 0)
        first = last + 1 if count == batch else None
    for folder in head_files.folders():
        head_files.publish(folder)
    head = Head.objects.order_by("-size").first()
    return Sealed(entries, heads, head.size if head else 0)


def _first_open(everything: bool) -> int | None:
    """The lowest id among open entries. Ids rise with time but commits do not, hence the look back."""
    head = Head.objects.order_by("-size").first()
    since = 0 if everything or head is None else canonical.microseconds(head.at - _RECENT)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT MIN(e.id) FROM ledger_entry e WHERE e.at >= %s AND {_OPEN}", [since])
        found: int | None = cursor.fetchone()[0]
    return found


def _lock() -> None:
    """One sealer at a time. SQLite: the transaction itself is the lock (BEGIN IMMEDIATE), taken now if not yet."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _seal_batch(signer: signing.Signer, first: int, limit: int) -> tuple[int, int]:
    """Seal up to `limit` open entries from id `first` on; the last id and how many."""
    head = Head.objects.order_by("-size").first()
    old = head.size if head else 0
    found = dict(_open_leaves(connection, first, limit))
    if not found:
        return first, 0
    ids = list(found)
    with _other_connection() as other:
        again = dict(_open_leaves(other, first, None, ids[-1]))
    for id, leaf in found.items():
        if again.get(id) != leaf:
            raise _entry_damaged(id)
    stored = tree.stored()
    if head is not None and stored.root(old) != bytes(head.root):
        raise LedgerDamaged(_("已封存的树与第 %(size)s 条处的签名树头不符。") % {"size": old})
    leaves = list(found.values())
    bulk.insert(
        Leaf, ("position", "entry_id", "hash"), [(old + i, id, leaf) for i, (id, leaf) in enumerate(found.items())]
    )
    bulk.insert(Tile, ("level", "index", "hash"), tree.new_tiles(old, leaves))
    size = old + len(leaves)
    for id, leaf, kept in zip(ids, leaves, stored.leaves(old, size), strict=True):
        if leaf != kept:
            raise _entry_damaged(id)
    root = stored.root(size)
    _check_growth(stored, head, size, root)
    moment = now()
    text = signing.head_text(size, root, canonical.timestamp(canonical.microseconds(moment)), signer.key_id)
    Head.objects.create(
        size=size, root=root, at=moment, key_id=signer.key_id, signature=signer.sign(text), alg=signing.ALGORITHM
    )
    return ids[-1], len(ids)


def _check_growth(stored: merkle.Tree, head: Head | None, size: int, root: bytes) -> None:
    """The new tree must be provably a continuation of the one last signed."""
    if head is not None:
        path = stored.consistency(head.size, size)
        if not merkle.verify_consistency(head.size, size, bytes(head.root), root, path):
            raise LedgerDamaged(_("新的树根无法证明是第 %(size)s 条处树头的延续。") % {"size": head.size})


def _open_leaves(
    using: BaseDatabaseWrapper, first: int, limit: int | None, last: int | None = None
) -> Iterator[tuple[int, bytes]]:
    """Id and leaf hash, computed from the columns, of open entries; LedgerDamaged at the first that does not match."""
    sql = f"SELECT {rows.columns(using.vendor)} FROM ledger_entry e WHERE e.id >= %s"
    params: list[int] = [first]
    if last is not None:
        sql, params = f"{sql} AND e.id <= %s", [*params, last]
    sql = f"{sql} AND {_OPEN} ORDER BY e.id"
    if limit is not None:
        sql, params = f"{sql} LIMIT %s", [*params, limit]
    for row in rows.stream(using, sql, params):
        yield row[rows.ID], _leaf(row)


def _leaf(row: Sequence[Any]) -> bytes:
    try:
        leaf = canonical.leaf_hash(rows.encoded(row))
    except rows.Unreadable:
        leaf = b""
    if leaf != rows.stored_hash(row):
        raise _entry_damaged(row[rows.ID])
    return leaf


def _entry_damaged(id: int) -> LedgerDamaged:
    return LedgerDamaged(_("台账条目 %(id)s 的内容与其散列不符，已拒绝封存。") % {"id": id}, entry_id=id)


@contextmanager
def _other_connection() -> Iterator[BaseDatabaseWrapper]:
    """A connection with nothing cached. Inside somebody's transaction, or in memory, only our own can see the rows."""
    if connection.savepoint_ids or (connection.vendor == "sqlite" and connection.is_in_memory_db()):  # type: ignore[attr-defined]
        yield connection
        return
    other = connections.create_connection(DEFAULT_DB_ALIAS)
    with closing(other):
        yield other
