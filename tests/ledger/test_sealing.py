"""Sealing, proofs, and the refusal to sign for what does not match."""

from __future__ import annotations

import itertools
import json
import os
import stat

import pytest
from django.conf import settings
from django.db import connection, transaction

from juanzong.kit.errors import NotFound, Unavailable
from juanzong.ledger import (
    canonical,
    head_files,
    merkle,
    reads,
    rows,
    sealing,
    signing,
    tree,
    verification,
    verify_ledger,
)
from juanzong.ledger.actions import LedgerDamaged, record, seal
from juanzong.ledger.choices import SYSTEM
from juanzong.ledger.models import Entry, Head, Leaf, Tile

HAPPENED = "ledgertest.happened"


def sound() -> verification.Report:
    report = verification.verify()
    assert not report.problems, report.problems
    return report


def test_sealing_nothing_signs_nothing(db: None) -> None:
    assert seal() == sealing.Sealed(0, 0, 0)
    assert not Head.objects.exists()
    assert sound().root == merkle.EMPTY_ROOT


def test_entries_become_leaves_in_the_order_of_their_ids(fill) -> None:
    ids = fill(5)
    assert seal() == sealing.Sealed(5, 1, 5)
    assert list(Leaf.objects.order_by("position").values_list("position", "entry_id")) == list(enumerate(sorted(ids)))
    assert seal() == sealing.Sealed(0, 0, 5)
    head = Head.objects.get()
    leaves = [bytes(leaf) for leaf in Entry.objects.order_by("id").values_list("leaf_hash", flat=True)]
    assert bytes(head.root) == merkle.root_of(leaves)
    assert head_files.of_row(head).authentic
    assert sound().sealed == 5


def test_late_commits_with_lower_ids_are_sealed_behind(fill, tampering) -> None:
    fill(3)
    seal()
    late = record(HAPPENED, SYSTEM, None)
    low = Entry.objects.order_by("id").first().id - 1  # type: ignore[union-attr]
    with tampering(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_entry WHERE id = %s", [late.id])
    late.id = low
    columns = {name: getattr(late, name) for name in _columns()}
    late.leaf_hash = canonical.leaf_hash(canonical.entry_bytes(at=canonical.microseconds(late.at), **columns))
    late.save(force_insert=True)
    fill(1)
    assert seal() == sealing.Sealed(2, 1, 5)
    assert Leaf.objects.get(position=3).entry_id == low
    sound()


def _columns() -> list[str]:
    return [
        "id",
        "act",
        "kind",
        "actor_kind",
        "actor_id",
        "actor_name",
        "actor_position",
        "subject",
        "basis",
        "clauses",
        "payload",
    ]


def test_a_batch_signs_a_head_each_and_tiles_grow(fill) -> None:
    fill(1100)
    assert seal(batch=300) == sealing.Sealed(1100, 4, 1100)
    assert list(Head.objects.order_by("size").values_list("size", flat=True)) == [300, 600, 900, 1100]
    assert Tile.objects.filter(level=0).count() == 4
    report = sound()
    assert (report.sealed, report.heads, report.outside_heads) == (1100, 4, 4)
    sizes = [300, 600, 900, 1100]
    heads = {head.size: bytes(head.root) for head in Head.objects.all()}
    for old, new in itertools.pairwise(sizes):
        path = tree.stored().consistency(old, new)
        assert verify_ledger.consistent(old, new, heads[old], heads[new], path)


def test_new_tiles_at_every_border_are_those_of_the_whole_tree(db: None) -> None:
    leaves = [canonical.leaf_hash(b"%d" % i) for i in range(70_000)]
    made: list[tuple[int, int, bytes]] = []
    growing = merkle.Growing(lambda *tile: made.append(tile))
    for leaf in leaves:
        growing.append(leaf)
    size = 0
    for step in (1, 254, 1, 1, 255, 256, 64_000, 768, 1000, 3464):
        grown = tree.new_tiles(size, leaves[size : size + step])
        Leaf.objects.bulk_create(
            [Leaf(position=size + i, entry_id=size + i, hash=leaf) for i, leaf in enumerate(leaves[size : size + step])]
        )
        Tile.objects.bulk_create([Tile(level=level, index=index, hash=value) for level, index, value in grown])
        size += step
    assert size == len(leaves)
    stored = {(tile.level, tile.index): bytes(tile.hash) for tile in Tile.objects.all()}
    assert stored == {(level, index): value for level, index, value in made}
    assert tree.stored().root(size) == growing.root()


def test_the_key_is_made_once_and_only_its_owner_can_read_it(fill) -> None:
    fill(1)
    seal()
    path = settings.KEYS_DIR / "ledger-signing.pem"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    fill(1)
    seal()
    assert path.read_bytes() == before
    assert len({head.key_id for head in Head.objects.all()}) == 1
    assert sorted(file.name for file in settings.KEYS_DIR.iterdir()) == ["ledger-public-keys.txt", "ledger-signing.pem"]


def test_a_lost_key_stops_sealing_until_a_new_one_is_asked_for(fill) -> None:
    fill(1)
    seal()
    (settings.KEYS_DIR / "ledger-signing.pem").unlink()
    fill(1)
    with pytest.raises(Unavailable, match=r"ledger-signing\.pem"):
        seal()
    assert Head.objects.count() == 1
    seal(new_key=True)
    assert len({head.key_id for head in Head.objects.all()}) == 2
    sound()


def test_a_damaged_key_is_refused_with_advice(fill) -> None:
    fill(1)
    settings.KEYS_DIR.mkdir(exist_ok=True)
    (settings.KEYS_DIR / "ledger-signing.pem").write_text("rubbish")
    with pytest.raises(Unavailable) as refusal:
        seal()
    assert refusal.value.todo
    assert not Leaf.objects.exists()


def test_an_entry_changed_before_sealing_is_named_and_nothing_is_sealed(fill, tampering) -> None:
    ids = fill(5)
    with tampering(), connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_entry SET actor_name = 'x' WHERE id = %s", [ids[3]])
    with pytest.raises(LedgerDamaged) as refusal:
        seal()
    assert refusal.value.entry_id == ids[3]
    assert not Leaf.objects.exists()
    assert not Head.objects.exists()
    assert [problem.entry_id for problem in verification.verify().problems] == [ids[3]]


@pytest.mark.parametrize("reading", [0, 1])
def test_a_bit_that_flips_in_memory_is_not_signed_for(fill, monkeypatch: pytest.MonkeyPatch, reading: int) -> None:
    ids = fill(40)
    real, seen = rows.encoded, []

    def flipping(row: object) -> bytes:
        data = real(row)  # type: ignore[arg-type]
        seen.append(1)
        if len(seen) == reading * len(ids) + 18:
            data = data[:50] + bytes([data[50] ^ 4]) + data[51:]
        return data

    monkeypatch.setattr(rows, "encoded", flipping)
    with pytest.raises(LedgerDamaged) as refusal:
        seal()
    assert refusal.value.entry_id == ids[17]
    assert not Leaf.objects.exists()
    assert not Head.objects.exists()
    monkeypatch.undo()


def test_a_leaf_that_was_written_wrongly_is_not_signed_for(fill, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = fill(40)
    real = sealing.bulk.insert

    def flipping(model: object, columns: object, values: list[tuple[object, ...]]) -> None:
        if model is Leaf:
            position, entry_id, leaf = values[7]
            values[7] = (position, entry_id, bytes([leaf[0] ^ 1]) + leaf[1:])  # type: ignore[index]
        real(model, columns, values)  # type: ignore[arg-type]

    monkeypatch.setattr(sealing.bulk, "insert", flipping)
    with pytest.raises(LedgerDamaged) as refusal, transaction.atomic():
        seal()
    assert refusal.value.entry_id == ids[7]
    assert not Leaf.objects.exists()


def test_a_damaged_tree_is_not_built_upon(fill, tampering) -> None:
    fill(300)
    seal()
    with tampering(), connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_tile SET hash = %s", [b"\x01" * 32])
    fill(1)
    with pytest.raises(LedgerDamaged, match="300"):
        seal()
    assert Head.objects.count() == 1


def test_heads_are_copied_beside_the_data_and_outside(fill, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = tmp_path / "usb"
    fill(3)
    seal()
    monkeypatch.setenv("JUANZONG_HEADS_DIR", str(outside))
    fill(3)
    seal()
    inside = (settings.DATA_DIR / "heads" / "heads.jsonl").read_text()
    assert inside == (outside / "heads.jsonl").read_text()
    assert [json.loads(line)["size"] for line in inside.splitlines()] == [3, 6]


@pytest.mark.parametrize("cut", [1, 20, 150])
def test_a_copy_that_a_crash_cut_short_is_healed(fill, cut: int) -> None:
    fill(3)
    seal()
    fill(3)
    seal()
    path = settings.DATA_DIR / "heads" / "heads.jsonl"
    os.truncate(path, path.stat().st_size - cut)
    seal()
    found = [head.size for _number, head in head_files.read(path.parent) if head is not None]
    assert sorted(set(found)) == [3, 6]
    sound()
    seal()
    assert [head.size for _number, head in head_files.read(path.parent) if head is not None] == found


def test_rubbish_among_the_copied_heads_is_reported(fill) -> None:
    fill(3)
    seal()
    path = settings.DATA_DIR / "heads" / "heads.jsonl"
    path.write_text("rubbish\n" + path.read_text())
    assert [problem.code for problem in verification.verify().problems] == ["copy-damaged"]


def test_a_proof_is_checked_by_the_stand_alone_program(fill, tmp_path) -> None:
    ids = fill(700)
    with pytest.raises(NotFound, match=str(ids[0])):
        reads.proof(ids[0])
    seal(batch=400)
    for id in ids[::97]:
        path = tmp_path / "proof.json"
        path.write_text(json.dumps(reads.proof(id), ensure_ascii=False))
        result = verify_ledger.verify_proof(path, [settings.DATA_DIR / "heads" / "heads.jsonl"])
        assert not result.findings
        assert result.witnesses == 1


def test_signatures_of_the_stand_alone_program_and_the_library_agree(tmp_path, monkeypatch) -> None:
    signer = signing.signer(may_make=True)
    key = bytes.fromhex(signer.key_id)
    for i in range(20):
        text = os.urandom(i * 7)
        good = signer.sign(text)
        assert verify_ledger.signed(key, text, good)
        for at in (0, 31, 32, 63):
            bad = good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]
            assert verify_ledger.signed(key, text, bad) == signing.valid(text, bad, signer.key_id) == False  # noqa: E712
        assert not verify_ledger.signed(key, text + b"x", good)
        assert not verify_ledger.signed(key, text, good[:-1])
    malleable = good[:32] + (int.from_bytes(good[32:], "little") + verify_ledger._L).to_bytes(32, "little")
    assert not verify_ledger.signed(key, text, malleable)
    assert not verify_ledger.signed(b"\xff" * 32, text, good)


# RFC 8032, section 7.1: tests 1 to 3.
@pytest.mark.parametrize(
    ("key", "message", "signature"),
    [
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
        (
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ),
    ],
)  # fmt: skip
def test_published_signatures_verify(key: str, message: str, signature: str) -> None:
    assert verify_ledger.signed(bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature))
    assert not verify_ledger.signed(bytes.fromhex(key), bytes.fromhex(message) + b"!", bytes.fromhex(signature))
