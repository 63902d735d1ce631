"""Whoever can write past the program: every single byte, every structural change, found and named.

The walks over every byte run on SQLite, which stores whatever is put into a text; that a database gives back what was
stored, and that a change of any kind is found there, the others show on both.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection, transaction

from juanzong.ledger import canonical, merkle, reads, signing, verification
from juanzong.ledger.actions import seal
from juanzong.ledger.models import Entry, Head, Leaf, Tile

TEXTS = ["act", "kind", "actor_kind", "actor_name", "actor_position", "subject", "basis", "clauses", "payload"]
HEADS_CODES = {"head-forged", "head-foreign", "head-beyond", "head-mismatch", "unsigned"}


def run(sql: str, *params: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


def write_texts(column: str, values: Mapping[int, bytes]) -> None:
    """Put raw bytes into a text column, valid UTF-8 or not (PostgreSQL refuses what is not)."""
    sqlite = connection.vendor == "sqlite"
    place = "CAST(%s AS TEXT)" if sqlite else "%s"
    rows = [(value if sqlite else value.decode(), id) for id, value in values.items()]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE ledger_entry SET {column} = {place} WHERE id = %s", rows)


def changed(number: int, byte: int, taken: set[int]) -> int | None:
    """`number` with one byte changed to something not in `taken`; None when uniqueness forbids every such change."""
    values = range(1, 128 if byte == 7 else 256)
    return next((bad for bad in (number ^ value << 8 * byte for value in values) if bad not in taken), None)


def named(start: int = 0, stop: int = 300) -> set[int]:
    return {problem.position for problem in reads.verify_entries(start, stop) if problem.position is not None}


@pytest.fixture
def sealed(fill, tampering) -> Iterator[list[Entry]]:
    """300 sealed entries in order, and no triggers in the way."""
    fill(300)
    seal(batch=120)
    with tampering():
        yield [Entry.objects.get(id=id) for id in Leaf.objects.order_by("position").values_list("entry_id", flat=True)]


@pytest.mark.once
@pytest.mark.parametrize("flip", [0x01, 0x80])
@pytest.mark.parametrize("column", TEXTS)
def test_every_byte_of_every_text_column_of_every_entry(sealed: list[Entry], column: str, flip: int) -> None:
    """The same byte of all entries is changed at once: each entry is judged by its own row alone."""
    good = {entry.id: getattr(entry, column).encode() for entry in sealed}
    position = {entry.id: i for i, entry in enumerate(sealed)}
    for at in range(max(map(len, good.values()))):
        bad = {
            id: value[:at] + bytes([value[at] ^ flip]) + value[at + 1 :]
            for id, value in good.items()
            if at < len(value)
        }
        write_texts(column, bad)
        assert named() == {position[id] for id in bad}
        write_texts(column, {id: good[id] for id in bad})
    write_texts(column, {id: value + b" " for id, value in good.items()})
    assert named() == set(range(300))
    write_texts(column, good)
    assert not named()


@pytest.mark.once
@pytest.mark.parametrize("column", ["id", "at", "actor_id"])
def test_every_byte_of_every_number_of_every_entry(sealed: list[Entry], column: str) -> None:
    taken = {entry.id for entry in sealed} if column == "id" else set()
    for position, entry in enumerate(sealed):
        number = canonical.microseconds(entry.at) if column == "at" else getattr(entry, column)
        for byte in range(8):
            bad = changed(number, byte, taken)
            if bad is None:
                continue
            run(f"UPDATE ledger_entry SET {column} = %s WHERE id = %s", bad, entry.id)
            assert named(position, position + 1) == {position}
            run(f"UPDATE ledger_entry SET {column} = %s WHERE id = %s", number, bad if column == "id" else entry.id)
    assert not named()


@pytest.mark.parametrize(
    ("table", "column", "key"), [("ledger_entry", "leaf_hash", "id"), ("ledger_leaf", "hash", "entry_id")]
)
def test_every_byte_of_every_stored_hash(sealed: list[Entry], table: str, column: str, key: str) -> None:
    good = {entry.id: bytes(entry.leaf_hash) for entry in sealed}
    with connection.cursor() as cursor:
        for at in range(32):
            rows = [(value[:at] + bytes([value[at] ^ 1]) + value[at + 1 :], id) for id, value in good.items()]
            cursor.executemany(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", rows)
            assert named() == set(range(300))
        cursor.executemany(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [(v, id) for id, v in good.items()])
    assert not named()


@pytest.mark.once
@pytest.mark.parametrize("column", ["position", "entry_id"])
def test_every_byte_of_every_number_of_every_leaf(sealed: list[Entry], column: str) -> None:
    taken = set(range(300)) if column == "position" else {entry.id for entry in sealed}
    for position, entry in enumerate(sealed):
        number = position if column == "position" else entry.id
        for byte in range(8):
            bad = changed(number, byte, taken)
            if bad is None:
                continue
            run(f"UPDATE ledger_leaf SET {column} = %s WHERE {column} = %s", bad, number)
            assert position in named(position, position + 1)
            run(f"UPDATE ledger_leaf SET {column} = %s WHERE {column} = %s", number, bad)
    assert not named()


def test_every_byte_of_tiles_and_heads(sealed: list[Entry]) -> None:
    cases = [("ledger_tile", "hash", "level", 32, {"tile-changed"})]
    cases += [
        ("ledger_head", column, "size", length, HEADS_CODES) for column, length in (("root", 32), ("signature", 64))
    ]
    for table, column, key, length, codes in cases:
        which, value = run(f"SELECT {key}, {column} FROM {table} ORDER BY {key} LIMIT 1")[0]
        good = bytes(value)  # type: ignore[arg-type]
        for at in range(length):
            bad = good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]
            run(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", bad, which)
            assert found() & codes
        run(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", good, which)
    for column in ("key_id", "alg"):
        text = str(run(f"SELECT {column} FROM ledger_head WHERE size = 240")[0][0])
        for at in range(len(text)):
            bad_text = text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1 :]
            run(f"UPDATE ledger_head SET {column} = %s WHERE size = 240", bad_text)
            assert found() & HEADS_CODES
        run(f"UPDATE ledger_head SET {column} = %s WHERE size = 240", text)
    for table, column, where in (
        ("ledger_head", "size", "size = 240"), ("ledger_head", "at", "size = 240"), ("ledger_tile", "level", "level = 0"),
        ("ledger_tile", '"index"', "level = 0"),
    ):  # fmt: skip
        number = int(run(f"SELECT {column} FROM {table} WHERE {where}")[0][0])  # type: ignore[call-overload]
        for byte in range(8 if column != "level" else 2):
            bad_number = number ^ 1 << 8 * byte
            run(f"UPDATE {table} SET {column} = %s WHERE {where}", bad_number)
            assert found()
            run(f"UPDATE {table} SET {column} = %s WHERE {column} = %s", number, bad_number)
    assert not found()


def found() -> set[str]:
    report = verification.verify()
    return {problem.code for problem in report.problems if problem.code != "trigger-missing"}


def problems() -> list[verification.Problem]:
    return [problem for problem in verification.verify().problems if problem.code != "trigger-missing"]


# --- structural ------------------------------------------------------------------------------------------------------


def _rehash(id: int) -> bytes:
    """Make an entry fit itself again, as a careful forger would."""
    entry = Entry.objects.get(id=id)
    columns = {name: getattr(entry, name) for name in [*TEXTS, "id", "actor_id"]}
    leaf = canonical.leaf_hash(canonical.entry_bytes(at=canonical.microseconds(entry.at), **columns))
    run("UPDATE ledger_entry SET leaf_hash = %s WHERE id = %s", leaf, id)
    return leaf


def _retree() -> None:
    """Recompute leaves and tiles from the entries."""
    for leaf in Leaf.objects.order_by("position"):
        run("UPDATE ledger_leaf SET hash = %s WHERE position = %s", _rehash(leaf.entry_id), leaf.position)
    run("DELETE FROM ledger_tile")
    growing = merkle.Growing(
        lambda level, index, value: Tile(level=level, index=index, hash=value).save(force_insert=True) and None
    )
    for leaf in Leaf.objects.order_by("position"):
        growing.append(bytes(leaf.hash))


def _forge_heads(key: Ed25519PrivateKey) -> None:
    """Sign every head again over the present tree."""
    signer = signing.Signer(key)
    leaves = [bytes(leaf.hash) for leaf in Leaf.objects.order_by("position")]
    for head in Head.objects.all():
        root = merkle.root_of(leaves[: head.size])
        text = signing.head_text(head.size, root, canonical.timestamp(canonical.microseconds(head.at)), signer.key_id)
        sql = "UPDATE ledger_head SET root = %s, key_id = %s, signature = %s WHERE size = %s"
        run(sql, root, signer.key_id, signer.sign(text), head.size)


def delete_entry(rng: random.Random, ids: list[int]) -> None:
    run("DELETE FROM ledger_entry WHERE id = %s", rng.choice(ids))


def delete_leaf(rng: random.Random, ids: list[int]) -> None:
    run("DELETE FROM ledger_leaf WHERE entry_id = %s", rng.choice(ids))


def delete_both(rng: random.Random, ids: list[int]) -> None:
    id = rng.choice(ids)
    run("DELETE FROM ledger_entry WHERE id = %s", id)
    run("DELETE FROM ledger_leaf WHERE entry_id = %s", id)


def delete_and_close_up(rng: random.Random, ids: list[int]) -> None:
    at = rng.randrange(len(ids) - 1)
    delete_both(rng, [ids[at]])
    for position in range(at + 1, len(ids)):
        run("UPDATE ledger_leaf SET position = %s WHERE position = %s", position - 1, position)


def swap_contents(rng: random.Random, ids: list[int]) -> None:
    first, second = (Entry.objects.get(id=id) for id in rng.sample(ids, 2))
    for one, other in ((first, second), (second, first)):
        run("UPDATE ledger_entry SET payload = %s, subject = %s WHERE id = %s", other.payload, other.subject, one.id)


def swap_places(rng: random.Random, ids: list[int]) -> None:
    first, second = sorted(rng.sample(range(len(ids)), 2))
    for old, new in ((first, -1), (second, first), (-1, second)):
        run("UPDATE ledger_leaf SET position = %s WHERE position = %s", new, old)


def duplicate(rng: random.Random, ids: list[int]) -> None:
    kept, lost = rng.sample(ids, 2)
    run("DELETE FROM ledger_entry WHERE id = %s", lost)
    entry = Entry.objects.get(id=kept)
    entry.id = lost
    entry.save(force_insert=True)


def duplicate_and_rehash(rng: random.Random, ids: list[int]) -> None:
    duplicate(rng, ids)
    for id in ids:
        _rehash(id)


def re_date(rng: random.Random, ids: list[int]) -> None:
    run("UPDATE ledger_entry SET at = at - 86400000000 WHERE id = %s", rng.choice(ids))


def re_assign(rng: random.Random, ids: list[int]) -> None:
    id = rng.choice(ids)
    run("UPDATE ledger_entry SET actor_id = 8, actor_name = '李四' WHERE id = %s", id)
    _rehash(id)


def replace_the_middle(rng: random.Random, ids: list[int]) -> None:
    for id in ids[130:230]:
        run("UPDATE ledger_entry SET basis = 'later' WHERE id = %s", id)
    _retree()


def replace_and_forge_without_key(rng: random.Random, ids: list[int]) -> None:
    replace_the_middle(rng, ids)
    _forge_heads(Ed25519PrivateKey.generate())


def drop_a_head(rng: random.Random, ids: list[int]) -> None:
    run("DELETE FROM ledger_head WHERE size = 300")


def add_a_leaf(rng: random.Random, ids: list[int]) -> None:
    Leaf(position=len(ids), entry_id=1, hash=b"\0" * 32).save(force_insert=True)


def drop_tiles(rng: random.Random, ids: list[int]) -> None:
    run("DELETE FROM ledger_tile")


def truncate_with_heads(rng: random.Random, ids: list[int]) -> None:
    """The last entries and every trace of them in the database: only the copied heads still know."""
    run("DELETE FROM ledger_entry WHERE id IN (SELECT entry_id FROM ledger_leaf WHERE position >= 240)")
    run("DELETE FROM ledger_leaf WHERE position >= 240")
    run("DELETE FROM ledger_head WHERE size > 240")
    run("DELETE FROM ledger_tile")


KINDS: list[Callable[[random.Random, list[int]], None]] = [
    delete_entry, delete_leaf, delete_both, delete_and_close_up, swap_contents, swap_places, duplicate, duplicate_and_rehash,
    re_date, re_assign, replace_the_middle, replace_and_forge_without_key, drop_a_head, add_a_leaf, drop_tiles,
    truncate_with_heads,
]  # fmt: skip


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("change", KINDS, ids=lambda kind: kind.__name__)
def test_a_structural_change_is_found(sealed: list[Entry], change: Callable[[random.Random, list[int]], None]) -> None:
    ids = [entry.id for entry in sealed]
    for seed in range(4):
        with undone():
            change(random.Random(seed), ids)
            assert problems()
    assert not problems()


def test_a_changed_entry_in_the_middle_is_named_by_number_and_id(sealed: list[Entry]) -> None:
    run("UPDATE ledger_entry SET basis = 'x' WHERE id = %s", sealed[137].id)
    (problem,) = problems()
    assert (problem.code, problem.position, problem.entry_id) == ("entry-changed", 137, sealed[137].id)
    assert "138" in problem.sentence
    assert str(sealed[137].id) in problem.sentence


def test_a_rewrite_with_the_stolen_key_is_found_by_the_copied_heads_alone(sealed: list[Entry]) -> None:
    replace_the_middle(random.Random(1), [entry.id for entry in sealed])
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    key = load_pem_private_key((settings.KEYS_DIR / "ledger-signing.pem").read_bytes(), None)
    assert isinstance(key, Ed25519PrivateKey)
    _forge_heads(key)
    assert {problem.code for problem in problems()} == {"head-mismatch"}
    (settings.DATA_DIR / "heads" / "heads.jsonl").unlink()
    assert not problems()


def test_hundreds_of_findings_are_counted_but_not_all_kept(sealed: list[Entry]) -> None:
    run("UPDATE ledger_entry SET basis = 'x'")
    report = verification.verify()
    assert report.count >= 300
    assert len(report.problems) == verification.PROBLEMS_KEPT
