"""Sealing killed at any moment, and two sealers at once: nothing acknowledged is lost, nothing is doubled."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests import killing

# So that the database, from which the spare house is copied, is made even when these tests run alone.
pytestmark = pytest.mark.django_db

RECORD = """
from django.db import transaction
from juanzong.ledger.actions import record_many, seal
from juanzong.ledger.choices import SYSTEM
from juanzong.ledger.kinds import EntryKind, declare
declare(EntryKind("ledgertest.killed", "x"))
"""
VICTIM = (
    RECORD
    + """
from juanzong.ledger import reads
for i in range(100000):
    with transaction.atomic():
        ids = record_many("ledgertest.killed", SYSTEM, [(None, {"n": n}) for n in range(70)])
    ack("entries", *ids)
    done = seal(batch=30)
    head = reads.heads(limit=1)[0]
    ack("head", head.size, head.root.hex())
"""
)
JUDGE = """
import json, pathlib
from juanzong.ledger import reads, verification
from juanzong.ledger.actions import seal
from juanzong.ledger.models import Entry, Head, Leaf
before = verification.verify()
seal(everything=True)
after = verification.verify()
pathlib.Path(sys.argv[1] + ".json").write_text(json.dumps({
    "problems": [p.sentence for p in (*before.problems, *after.problems)],
    "unsealed": after.unsealed,
    "entries": list(Entry.objects.values_list("id", flat=True)),
    "leaves": list(Leaf.objects.values_list("entry_id", flat=True)),
    "heads": {h.size: bytes(h.root).hex() for h in Head.objects.all()},
    "copied": after.outside_heads,
}))
"""
SEALER = (
    RECORD
    + """
sys.stdin.readline()
done = seal(batch=50)
ack("sealed", done.entries, done.size)
"""
)


def judge(env: dict[str, str], acks: Path) -> dict[str, object]:
    killing.run(JUDGE, acks, env)
    return json.loads(Path(f"{acks}.json").read_text())  # type: ignore[no-any-return]


def test_a_sealer_killed_at_any_moment_leaves_a_sound_ledger(spare_house, tmp_path: Path, kills: int) -> None:
    env, acks = spare_house.env, tmp_path / "acks"
    rng = random.Random(9)
    for _ in range(kills):
        assert killing.kill_at_random(VICTIM, acks, env, rng, within=0.3)
    said = judge(env, tmp_path / "judge")
    assert said["problems"] == []
    assert said["unsealed"] == 0
    entries, leaves, heads = said["entries"], said["leaves"], said["heads"]
    assert isinstance(entries, list)
    assert isinstance(leaves, list)
    assert isinstance(heads, dict)
    assert sorted(entries) == sorted(leaves)
    assert len(set(leaves)) == len(leaves)
    assert len(entries) % 70 == 0
    assert said["copied"] >= len(heads)
    promised = [int(id) for words in killing.promises(acks) if words[0] == "entries" for id in words[1:]]
    assert set(promised) <= set(entries)
    for words in killing.promises(acks):
        if words[0] == "head":
            assert heads[words[1]] == words[2]


FILL = (
    RECORD
    + """
with transaction.atomic():
    record_many("ledgertest.killed", SYSTEM, [(None, {"n": n}) for n in range(900)])
"""
)


def test_of_two_sealers_at_once_each_entry_is_sealed_by_one(spare_house, tmp_path: Path) -> None:
    for attempt in (1, 2):
        killing.run(FILL, tmp_path / "fill", spare_house.env)
        acks = [tmp_path / f"one{attempt}", tmp_path / f"two{attempt}"]
        with (tmp_path / "out").open("wb") as out:
            sealers = [
                subprocess.Popen(
                    [sys.executable, "-c", killing.PROLOGUE + SEALER, str(path)],
                    env=spare_house.env | killing.TESTS, stdin=subprocess.PIPE, stdout=out, stderr=out,
                )
                for path in acks
            ]  # fmt: skip
            killing.wait_until_ready(*acks)
            for sealer in sealers:  # both stand at the line
                assert sealer.stdin
                sealer.stdin.write(b"\n")
                sealer.stdin.flush()
            for sealer in sealers:
                sealer.communicate()
        assert [sealer.returncode for sealer in sealers] == [0, 0], (tmp_path / "out").read_text()
        sealed = [int(killing.promises(path)[0][1]) for path in acks]
        assert sum(sealed) == 900
    said = judge(spare_house.env, tmp_path / "judge")
    assert said["problems"] == []
    assert len(said["leaves"]) == 1800  # type: ignore[arg-type]
