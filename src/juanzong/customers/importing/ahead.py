"""Reading and judging rows ahead of the writing: for large sheets in a process of its own, so that two processors work.

The helper is a fork of the worker: it has the catalogue, the keys of the blind indexes and the language at hand, opens
the sheet itself, never touches the database, and ends when the pipe to the worker does.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import Connection
from typing import Final

from juanzong.customers.importing import sheetfiles
from juanzong.customers.importing.examining import Examined, Examiner
from juanzong.customers.models import ImportBatch
from juanzong.kit import subject_keys
from juanzong.kit.errors import Refusal

log = logging.getLogger(__name__)

WORTH_IT: Final = 512 * 1024
"""Bytes of a sheet from which a helper earns what starting it costs."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows judged by themselves. progress: how far in the file, 0 to 1. last: nothing comes after."""

    rows: list[Examined]
    progress: float
    last: bool


class Ahead:
    """The chunks of a sheet behind row `after`, one after the other; the refusal of an unreadable sheet in its place."""

    def __init__(self, batch: ImportBatch, examiner: Examiner, *, after: int, size: int) -> None:
        key = subject_keys.get(batch.pk)

        def chunks() -> Iterator[Chunk]:
            return _chunks(batch, key, examiner, after=after, size=size)

        self._helper: _Helper | None = None
        if batch.size >= WORTH_IT and sys.platform == "linux":
            self._helper = _Helper(chunks)
            self._chunks = self._helper.chunks()
        else:
            self._chunks = chunks()

    def next(self) -> Chunk:
        """The next chunk; the last one is marked."""
        return next(self._chunks)

    def close(self) -> None:
        """Free the sheet and end the helper."""
        if self._helper is not None:
            self._helper.end()
        else:
            self._chunks.close()  # type: ignore[attr-defined]


def _chunks(batch: ImportBatch, key: bytes, examiner: Examiner, *, after: int, size: int) -> Iterator[Chunk]:
    with sheetfiles.opened(batch, key) as table:
        rows = table.rows(after=after)
        while True:
            found = [examiner.examine(row) for row in islice(rows, size)]
            last = len(found) < size
            yield Chunk(found, table.progress, last)
            if last:
                return


class _Helper:
    """A forked process that sends what `chunks` yields; a pipe full of one chunk makes it wait."""

    def __init__(self, chunks: Callable[[], Iterator[Chunk]]) -> None:
        self._receiver, sender = multiprocessing.Pipe(duplex=False)
        gc.freeze()
        self._pid = os.fork()
        if self._pid == 0:
            _serve(self._receiver, sender, chunks)
        gc.unfreeze()
        sender.close()

    def chunks(self) -> Iterator[Chunk]:
        """What the helper sends; its refusal is raised here."""
        while True:
            sent: Chunk | Refusal = self._receiver.recv()
            if isinstance(sent, Refusal):
                raise sent
            yield sent

    def end(self) -> None:
        """Stop the helper, whatever it is doing."""
        self._receiver.close()
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
            self._pid = 0


def _serve(receiver: Connection, sender: Connection, chunks: Callable[[], Iterator[Chunk]]) -> None:
    """The helper's whole life; leaves without running anything that belongs to the worker."""
    code = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        receiver.close()
        for chunk in chunks():
            sender.send(chunk)
        code = 0
    except Refusal as refusal:
        sender.send(refusal)
    except BrokenPipeError:
        code = 0
    except Exception:
        log.exception("import: reading ahead failed")
    finally:
        os._exit(code)
