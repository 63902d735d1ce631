"""The sealed tree as the tables hold it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from juanzong.ledger import merkle, rows


def stored(using: BaseDatabaseWrapper | None = None) -> merkle.Tree:
    """Roots and proofs over the stored leaves and tiles: some hundred rows for a proof, whatever the size."""
    database = using or connection

    def column(sql: str, params: Sequence[int]) -> list[bytes]:
        with database.cursor() as cursor:
            cursor.execute(sql, params)
            return [rows.raw(row[0]) for row in cursor.fetchall()]

    def leaves(start: int, stop: int) -> list[bytes]:
        return column(
            "SELECT hash FROM ledger_leaf WHERE position >= %s AND position < %s ORDER BY position", [start, stop]
        )

    def tiles(level: int, start: int, stop: int) -> list[bytes]:
        sql = 'SELECT hash FROM ledger_tile WHERE level = %s AND "index" >= %s AND "index" < %s ORDER BY "index"'
        return column(sql, [level, start, stop])

    return merkle.Tree(leaves, tiles)


def new_tiles(old: int, leaves: Sequence[bytes]) -> list[tuple[int, int, bytes]]:
    """The tiles (level, index, hash) that become full when `leaves` are added to the stored tree of `old` leaves."""
    tree = stored()
    found: list[tuple[int, int, bytes]] = []
    begin = old - old % merkle.TILE_WIDTH
    row = [*tree.leaves(begin, old), *leaves]
    level, first = 0, begin >> merkle.TILE_BITS
    while True:
        full = len(row) // merkle.TILE_WIDTH
        made = [merkle.fold(row[i * merkle.TILE_WIDTH : (i + 1) * merkle.TILE_WIDTH]) for i in range(full)]
        found += [(level, first + i, value) for i, value in enumerate(made)]
        if not made:
            return found
        start = first - first % merkle.TILE_WIDTH
        row = [*tree.tiles(level, start, first), *made]
        level, first = level + 1, start >> merkle.TILE_BITS
