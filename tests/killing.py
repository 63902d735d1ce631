"""Killing a program at random moments and asking afterwards whether it kept its word.

A victim is a Python program (text) that writes down, outside the database and on disk, every promise it has made:
it calls `ack(word, ...)`, defined by the prologue below, only after the thing was acknowledged. The fixture `kills` says how often
to kill: JUANZONG_TEST_KILLS, else 13, which makes 52 in the four tests that kill (sealing, import, upload, scans);
`make soak` kills 250 times in each.

A victim that is started over and over comes from a mother, a process that has set Django up and nothing else: no
connection, no file, no thread. So each is as fresh as a new interpreter and starts in a hundredth of the time.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import random
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO

PROLOGUE = """
import os, sys
_acks = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
def ack(*words):
    os.kill(int(os.environ["TESTS"]), 0)  # fails when the tests themselves were killed
    os.write(_acks, (" ".join(map(str, words)) + "\\n").encode())
    os.fsync(_acks)
import django
django.setup()
ack("ready")
"""
# Reads one line for each victim: where its text is, where its output goes, its arguments. Answers with its number when it
# runs and with its exit code when it has ended.
_MOTHER = """
import json, os, sys, traceback
import django
django.setup()
from juanzong.policies.loading import library
library.library()
for line in sys.stdin:
    program, out, arguments = json.loads(line)
    child = os.fork()
    if child:
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
        continue
    code = 1
    try:
        os.setpgid(0, 0)
        output = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0), os.dup2(output, 1), os.dup2(output, 2)
        sys.argv = ["-c", *arguments]
        exec(compile(program, "<victim>", "exec"), {"__name__": "__main__"})
        code = 0
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush(), sys.stderr.flush()
        os._exit(code)
"""
_PATIENCE = 120
TESTS = {"TESTS": str(os.getpid())}


def rounds() -> int:
    """How many kills a test does."""
    return int(os.environ.get("JUANZONG_TEST_KILLS", "13"))


class _Mother:
    """Forks victims one at a time."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = dict(env)
        self._process = subprocess.Popen(
            [sys.executable, "-c", _MOTHER], env=self.env, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def bear(self, program: str, acks: Path) -> _Victim:
        assert self._process.stdin
        assert self._process.stdout
        order = json.dumps([PROLOGUE + program, str(acks.with_suffix(".out")), [str(acks)]])
        self._process.stdin.write(order.encode() + b"\n")
        return _Victim(int(self._process.stdout.readline()), self._process.stdout)

    def end(self) -> None:
        with self._process:
            self._process.kill()


class _Victim:
    """A program that runs."""

    def __init__(self, pid: int, told: IO[bytes]) -> None:
        self._pid, self._told = pid, told
        self._code: int | None = None

    def wait(self, seconds: float) -> int | None:
        """Its exit code, or None when it still runs after so long."""
        if self._code is None and select.select([self._told], [], [], seconds)[0]:
            self._code = int(self._told.readline())
        return self._code

    def kill(self) -> None:
        if self._code is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
            self.wait(_PATIENCE)


_mothers: list[_Mother] = []  # one at most


def _mother(env: Mapping[str, str]) -> _Mother:
    if not _mothers or _mothers[0].env != env:
        end()
        _mothers.append(_Mother(env))
    return _mothers[0]


@atexit.register
def end() -> None:
    while _mothers:
        _mothers.pop().end()


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
    victim = _mother({**env, **TESTS}).bear(program, acks)
    try:
        limit = time.monotonic() + _PATIENCE
        while _readies(acks) == before:
            if victim.wait(0.005) is not None or time.monotonic() > limit:
                raise AssertionError(f"the victim did not start: {acks.with_suffix('.out').read_text()[-2000:]}")
        code = victim.wait(rng.uniform(0, within))
        if code:
            raise AssertionError(f"the victim failed: {acks.with_suffix('.out').read_text()[-2000:]}")
        return code is None
    finally:
        victim.kill()


def run(program: str, acks: Path, env: Mapping[str, str]) -> None:
    """Run a program of this kind to its end. AssertionError when it failed."""
    victim = _mother({**env, **TESTS}).bear(program, acks)
    try:
        code = victim.wait(_PATIENCE)
    finally:
        victim.kill()
    assert code == 0, acks.with_suffix(".out").read_text()[-2000:]


def _readies(acks: Path) -> int:
    return acks.read_text().count("ready\n") if acks.exists() else 0


def wait_until_ready(*acks: Path) -> None:
    """Until every program that was started with these said it was ready."""
    pause, limit = threading.Event(), time.monotonic() + _PATIENCE
    while not all(map(_readies, acks)):
        assert time.monotonic() < limit, "a program did not start"
        pause.wait(0.01)
