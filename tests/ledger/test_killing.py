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
import json, os
import django
django.setup()
from juanzong.ledger import reads, verification
from juanzong.ledger.actions import seal
from juanzong.ledger.models import Entry, Head, Leaf
before = verification.verify()
seal(everything=True)
after = verification.verify()
print(json.dumps({
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
import time
while time.time() < float(sys.argv[2]):
    pass
done = seal(batch=50)
ack("sealed", done.entries, done.size)
"""
)


def judge(env: dict[str, str]) -> dict[str, object]:
    done = subprocess.run([sys.executable, "-c", JUDGE], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_a_sealer_killed_at_any_moment_leaves_a_sound_ledger(spare_house, tmp_path: Path, kills: int) -> None:
    env, acks = spare_house.env, tmp_path / "acks"
    rng = random.Random(9)
    for _ in range(kills):
        assert killing.kill_at_random(VICTIM, acks, env, rng, within=0.6)
    said = judge(env)
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


@pytest.mark.parametrize("attempt", range(2))
def test_of_two_sealers_at_once_each_entry_is_sealed_by_one(spare_house, tmp_path: Path, attempt: int) -> None:
    import time

    env = spare_house.env
    fill = (
        RECORD
        + """
with transaction.atomic():
    record_many("ledgertest.killed", SYSTEM, [(None, {"n": n}) for n in range(900)])
"""
    )
    assert killing.start(fill, tmp_path / "fill", env).wait() == 0
    moment = str(time.time() + 4)
    with (tmp_path / "out").open("wb") as out:
        acks = [tmp_path / "one", tmp_path / "two"]
        sealers = [
            subprocess.Popen(
                [sys.executable, "-c", killing.PROLOGUE + SEALER, str(path), moment], env=env, stdout=out, stderr=out
            )
            for path in acks
        ]
        codes = [sealer.wait() for sealer in sealers]
    assert codes == [0, 0], (tmp_path / "out").read_text()
    sealed = [int(killing.promises(path)[0][1]) for path in acks]
    assert sum(sealed) == 900
    said = judge(env)
    assert said["problems"] == []
    assert len(said["leaves"]) == 900  # type: ignore[arg-type]
