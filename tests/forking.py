"""Killing a fork of the tests at random moments: a warmed child for each round, so that a thousand rounds take minutes.

The child is this process with everything imported and known; it opens connections of its own, says on a pipe what was
acknowledged, and is killed with SIGKILL somewhere in the middle. `tests/killing.py` does the same with whole programs.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress

from django.db import connection, connections

_PATIENCE = 60
Ack = Callable[[str], None]


def kill_within(seconds: float | None, act: Callable[[Ack], None]) -> tuple[list[str], float]:
    """Let a child `act` and kill it after so many seconds, None to let it end; what it acknowledged, and how long it took.

    AssertionError when it failed by itself. The database has settled when this returns.
    """
    connections.close_all()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        _be_the_child(act, reader, writer)
    os.close(writer)
    began = time.monotonic()
    said = b""
    with os.fdopen(reader, "rb", 0) as pipe:
        if _ready(pipe):
            if seconds is not None:
                select.select([], [], [], seconds)
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
            said = pipe.read()
    _pid, status = os.waitpid(child, 0)
    lines = said.decode().splitlines()
    failed = [line for line in lines if line.startswith("failed ")]
    assert not failed, failed[0]
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    _settle()
    return lines, time.monotonic() - began


def _ready(pipe: object) -> bool:
    ready, _w, _x = select.select([pipe], [], [], _PATIENCE)
    return bool(ready) and pipe.read(2) == b"!\n"  # type: ignore[attr-defined]


def _be_the_child(act: Callable[[Ack], None], reader: int, writer: int) -> None:
    """Never returns, and leaves nothing of the tests to run at its end."""
    os.close(reader)
    try:
        connection.ensure_connection()
        os.write(writer, b"!\n")
        act(lambda word: os.write(writer, f"{word}\n".encode()) and None)
        code = 0
    except BaseException:  # noqa: BLE001  whatever it is, the parent shows it
        os.write(writer, f"failed {traceback.format_exc()[-3000:]!r}\n".encode())
        code = 1
    sys.stdout = sys.stderr = None  # type: ignore[assignment]
    os._exit(code)


def _settle() -> None:
    """Wait until the server has noticed that the child is gone: what it was about to commit is then committed or not."""
    if connection.vendor != "postgresql":
        return
    limit = time.monotonic() + _PATIENCE
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with connection.cursor() as cursor:
        while time.monotonic() < limit:
            cursor.execute(others)
            if not cursor.fetchone()[0]:
                return
    raise AssertionError("the server still has somebody else's connection")
