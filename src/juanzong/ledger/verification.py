"""Verifying the ledger from inside: every entry, every tile, every head, the ends and the middle alike.

What this can find: any change made after sealing, by whatever means. What it cannot: a rewrite of everything by
somebody who also holds the signing key and every copied head; only a head kept elsewhere shows that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext as _

from juanzong.ledger import append_only, canonical, head_files, merkle, rows, signing
from juanzong.ledger.models import Head

PROBLEMS_KEPT: Final = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. `code` for programs; `position` in the tree and `entry_id` are None where they do not apply."""

    code: str
    sentence: str
    position: int | None = None
    entry_id: int | None = None


@dataclass(slots=True)
class Report:
    """The outcome of a full verification. `count` of problems may exceed the PROBLEMS_KEPT that are kept."""

    sealed: int = 0
    unsealed: int = 0
    heads: int = 0
    outside_heads: int = 0
    root: bytes = merkle.EMPTY_ROOT
    count: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """No problem found. Not a proof that no complete rewrite took place."""
        return not self.count

    def add(self, problem: Problem) -> None:
        """Count a problem, and keep it while there is room."""
        self.count += 1
        if len(self.problems) < PROBLEMS_KEPT:
            self.problems.append(problem)


def verify() -> Report:
    """Recompute the whole ledger: one pass over it, memory independent of its size."""
    report = Report()
    for problem in _triggers():
        report.add(problem)
    heads = {head.size: head for head in map(head_files.of_row, Head.objects.order_by("size"))}
    copies = _copied_heads(report)
    wanted = sorted({*heads, *(copy.size for _where, copy in copies)})
    roots = _recompute(report, wanted)
    for head in heads.values():
        report.heads += 1
        for problem in _head_problems(head, roots.get(head.size), _("数据库")):
            report.add(problem)
    for where, copy in copies:
        report.outside_heads += 1
        for problem in _head_problems(copy, roots.get(copy.size), where):
            report.add(problem)
    largest = max(heads, default=0)
    if largest != report.sealed:
        report.add(
            Problem(
                "unsigned",
                _("最后的签名树头为 %(head)s 条，树中却有 %(leaves)s 条。")
                % {"head": largest, "leaves": report.sealed},
            )
        )
    for problem in _unsealed(report):
        report.add(problem)
    return report


def verify_entries(start: int, stop: int) -> Iterator[Problem]:
    """Recompute the sealed entries at the positions start..stop-1; a problem for each that does not match."""
    for position, found in _sealed_rows(start, stop):
        problem, _leaf = _entry_problem(position, found)
        if problem is not None:
            yield problem


def _sealed_rows(start: int, stop: int | None) -> Iterator[tuple[int, Sequence[Any]]]:
    """Expected position and row (leaf position, entry id, leaf hash, entry columns...), in order."""
    sql = (
        f"SELECT l.position, l.entry_id, l.hash, {rows.columns(connection.vendor)} "
        "FROM ledger_leaf l LEFT JOIN ledger_entry e ON e.id = l.entry_id WHERE l.position >= %s"
    )
    after, step = start, 20_000
    while stop is None or after < stop:
        until = after + step if stop is None else min(stop, after + step)
        seen = 0
        for row in rows.stream(connection, f"{sql} AND l.position < %s ORDER BY l.position", [after, until]):
            yield after + seen, row
            seen += 1
        if seen < until - after:
            if stop is not None:
                yield after + seen, ()
            else:
                yield from _beyond(after + seen, until)
            return
        after = until


def _beyond(expected: int, until: int) -> Iterator[tuple[int, Sequence[Any]]]:
    """After a gap: a leaf further on means that leaves are missing here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM ledger_leaf WHERE position >= %s", [until])
        if cursor.fetchone()[0]:
            yield expected, ()


def _entry_problem(position: int, row: Sequence[Any]) -> tuple[Problem | None, bytes]:
    """The problem of one sealed entry, if any, and its leaf hash recomputed (the stored one when it cannot be)."""
    number = position + 1
    if not row:
        text = _("第 %(number)s 条的叶节点已缺失。") % {"number": number}
        return Problem("leaf-missing", text, position), b""
    here, entry_id, leaf = row[0], row[1], rows.raw(row[2])
    columns = row[3:]
    about = {"number": number, "id": entry_id}
    if here != position:
        return Problem("leaf-missing", _("第 %(number)s 条的叶节点已缺失。") % about, position), leaf
    if columns[rows.ID] is None:
        return Problem(
            "entry-missing", _("第 %(number)s 条（编号 %(id)s）已被删除。") % about, position, entry_id
        ), leaf
    try:
        computed = canonical.leaf_hash(rows.encoded(columns))
    except rows.Unreadable:
        computed = b""
    if computed != leaf:
        return Problem(
            "entry-changed", _("第 %(number)s 条（编号 %(id)s）与封存时不符。") % about, position, entry_id
        ), leaf
    if computed != rows.stored_hash(columns):
        text = _("第 %(number)s 条（编号 %(id)s）自带的散列已被改动。") % about
        return Problem("hash-changed", text, position, entry_id), leaf
    return None, leaf


def _recompute(report: Report, wanted: Sequence[int]) -> dict[int, bytes]:
    """Walk all sealed entries; the root at every size in `wanted`. Compares tiles on the way."""
    tiles = _Tiles(report)
    growing = merkle.Growing(tiles.check)
    sizes = iter(wanted)
    roots: dict[int, bytes] = {}
    following = next(sizes, None)
    while following == 0:
        roots[0], following = merkle.EMPTY_ROOT, next(sizes, None)
    for position, row in _sealed_rows(0, None):
        problem, leaf = _entry_problem(position, row)
        if problem is not None:
            report.add(problem)
            if problem.code == "leaf-missing":
                break
        growing.append(leaf)
        if growing.size == following:
            roots[growing.size], following = growing.root(), next(sizes, None)
    tiles.finish()
    report.sealed, report.root = growing.size, growing.root()
    return roots


class _Tiles:
    """Compares recomputed tiles with the stored ones."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._made = 0

    def check(self, level: int, index: int, value: bytes) -> None:
        self._made += 1
        with connection.cursor() as cursor:
            cursor.execute('SELECT hash FROM ledger_tile WHERE level = %s AND "index" = %s', [level, index])
            row = cursor.fetchone()
        if row is None or rows.raw(row[0]) != value:
            first = index << merkle.TILE_BITS * (level + 1)
            last = (index + 1) << merkle.TILE_BITS * (level + 1)
            text = _("第 %(first)s 至 %(last)s 条的子树散列与重新计算的不符。") % {"first": first + 1, "last": last}
            self._report.add(Problem("tile-changed", text, first))

    def finish(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM ledger_tile")
            stored = cursor.fetchone()[0]
        if stored != self._made:
            text = _("应有 %(made)s 个子树散列，实有 %(stored)s 个。") % {"made": self._made, "stored": stored}
            self._report.add(Problem("tile-count", text))


def _head_problems(head: head_files.SignedHead, root: bytes | None, where: str) -> Iterator[Problem]:
    about = {"size": head.size, "where": where}
    ours = signing.public_keys()
    if not head.authentic:
        yield Problem("head-forged", _("%(where)s 中第 %(size)s 条处的树头签名无效。") % about, head.size - 1)
    elif ours and head.key_id not in ours:
        yield Problem(
            "head-foreign", _("%(where)s 中第 %(size)s 条处的树头不是用本机的密钥签的。") % about, head.size - 1
        )
    if root is None:
        yield Problem(
            "head-beyond",
            _("%(where)s 中有第 %(size)s 条处的树头，台账却没有这么多条：有条目被截去，或恢复了旧备份。") % about,
        )
    elif root != head.root:
        yield Problem(
            "head-mismatch",
            _("%(where)s 中第 %(size)s 条处的树头与重新计算的树根不符：该处之前有条目被改动。") % about,
            head.size - 1,
        )


def _copied_heads(report: Report) -> list[tuple[str, head_files.SignedHead]]:
    found = []
    for folder in head_files.folders():
        for number, head in head_files.read(folder):
            if head is not None:
                found.append((_name(folder), head))
            elif _is_damage(folder, number):
                text = _("%(where)s 第 %(line)s 行不是树头。") % {"where": _name(folder), "line": number}
                report.add(Problem("copy-damaged", text))
    return found


def _is_damage(folder: Path, number: int) -> bool:
    """A head cut short by a crash is written again whole on the next line; anything else is damage."""
    with (folder / "heads.jsonl").open(encoding="utf-8", errors="replace") as file:
        for at, line in enumerate(file, 1):
            if at == number:
                cut = line.removesuffix("\n")
                following = next(file, None)
                return following is not None and not following.startswith(cut)
    return True


def _name(folder: Path) -> str:
    return str(folder / "heads.jsonl")


def _unsealed(report: Report) -> Iterator[Problem]:
    """Entries that wait for the sealer are counted and compared with the hash they carry."""
    sql = (
        f"SELECT {rows.columns(connection.vendor)} FROM ledger_entry e "
        "WHERE NOT EXISTS (SELECT 1 FROM ledger_leaf l WHERE l.entry_id = e.id) ORDER BY e.id"
    )
    for row in rows.stream(connection, sql, []):
        report.unsealed += 1
        try:
            fits = canonical.leaf_hash(rows.encoded(row)) == rows.stored_hash(row)
        except rows.Unreadable:
            fits = False
        if not fits:
            id = row[rows.ID]
            yield Problem("open-entry-changed", _("尚未封存的条目 %(id)s 的内容与其散列不符。") % {"id": id}, None, id)


def _triggers() -> Iterator[Problem]:
    with connection.cursor() as cursor:
        cursor.execute(append_only.installed(connection.vendor))
        there = {row[0] for row in cursor.fetchall()}
    for name in sorted(append_only.trigger_names(connection.vendor) - there):
        yield Problem("trigger-missing", _("数据库中缺少禁止改动的触发器 %(name)s。") % {"name": name})
