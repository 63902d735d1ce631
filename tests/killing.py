"""Killing a program at random moments and asking afterwards whether it kept its word.

A victim is a Python program (text) that writes down, outside the database and on disk, every promise it has made:
it calls `ack(word, ...)`, defined by the prologue below, only after the thing was acknowledged. The fixture `kills` says how
often to kill: JUANZONG_TEST_KILLS, else 13, which makes 52 in the four tests that kill (sealing, import, upload, scans);
`make soak` kills 250 times in each.
"""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

PROLOGUE = """
import os, sys
_acks = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
_parent = os.getppid()
def ack(*words):
    if os.getppid() != _parent:  # the tests themselves were killed
        os._exit(1)
    os.write(_acks, (" ".join(map(str, words)) + "\\n").encode())
    os.fsync(_acks)
import django
django.setup()
ack("ready")
"""
_PATIENCE = 120


def rounds() -> int:
    """How many kills a test does."""
    return int(os.environ.get("JUANZONG_TEST_KILLS", "13"))


def start(program: str, acks: Path, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a victim; its output goes to a file beside the acks, so that a full pipe cannot stop it."""
    with acks.with_suffix(".out").open("ab") as out:
        return subprocess.Popen(
            [sys.executable, "-c", PROLOGUE + program, str(acks)], env=dict(env), stdout=out, stderr=out
        )


def promises(acks: Path) -> list[list[str]]:
    """Every whole line the victims wrote, split into words, `ready` left out."""
    text = acks.read_text() if acks.exists() else ""
    lines = text.splitlines() if text.endswith("\n") else text.splitlines()[:-1]
    return [line.split(" ") for line in lines if line != "ready"]


def kill_at_random(program: str, acks: Path, env: Mapping[str, str], rng: random.Random, *, within: float) -> bool:
    """Run the victim and kill -9 it at a random moment up to `within` seconds after it said it was ready.

    Whether it was still running then. AssertionError when it failed by itself.
    """
    before = _readies(acks)
    victim = start(program, acks, env)
    try:
        limit = time.monotonic() + _PATIENCE
        while _readies(acks) == before:
            if victim.poll() is not None or time.monotonic() > limit:
                raise AssertionError(f"the victim did not start: {acks.with_suffix('.out').read_text()[-2000:]}")
            with contextlib.suppress(subprocess.TimeoutExpired):
                victim.wait(0.005)
        try:
            code = victim.wait(rng.uniform(0, within))
        except subprocess.TimeoutExpired:
            victim.kill()
            return True
        if code:
            raise AssertionError(f"the victim failed: {acks.with_suffix('.out').read_text()[-2000:]}")
        return False
    finally:
        victim.kill()
        victim.wait()


def _readies(acks: Path) -> int:
    return acks.read_text().count("ready\n") if acks.exists() else 0
