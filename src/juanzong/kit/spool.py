"""A file on its way in: in memory while it is small, beyond that encrypted on disk under a key that only this process holds.

The disk never sees the plain bytes, and the file has no name: whatever ends the process leaves nothing behind.
"""

from __future__ import annotations

import io
import secrets
import tempfile
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from juanzong.kit.chunks import CHUNK, ChunkReader
from juanzong.kit.content import full_disk_is_unavailable
from juanzong.kit.crypto import KEY, NONCE, SUITES, TAG, Cipherer

IN_MEMORY = 2_621_440
_SEALED = NONCE + CHUNK + TAG


class Spool:
    """Takes bytes by `write`, gives them back by `reader` when all are in."""

    def __init__(self, *, in_memory: int = IN_MEMORY) -> None:
        self._limit = in_memory
        self._waiting = bytearray()
        self._file: BinaryIO | None = None
        self._cipherer: Cipherer | None = None
        self._chunks = 0
        self.size = 0

    def write(self, data: bytes) -> None:
        """Add bytes; Unavailable when the disk refuses."""
        self._waiting += data
        self.size += len(data)
        if self._file is None and len(self._waiting) <= self._limit:
            return
        try:
            self._spill()
        except OSError as error:
            raise full_disk_is_unavailable(error) from error

    def _spill(self) -> None:
        if self._file is None or self._cipherer is None:
            folder = Path(settings.DATA_DIR) / "incoming"
            folder.mkdir(parents=True, exist_ok=True)
            self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  lives as long as the spool
            self._cipherer = Cipherer(secrets.token_bytes(KEY), SUITES[settings.CIPHER_SUITE])
        while len(self._waiting) >= CHUNK:
            self._file.write(self._cipherer.encrypt(bytes(self._waiting[:CHUNK]), self._chunks.to_bytes(8, "big")))
            self._chunks += 1
            del self._waiting[:CHUNK]
        self._file.flush()

    def reader(self) -> BinaryIO:
        """A seekable reader from the beginning; nothing may be written after it was asked for."""
        if self._file is None or self._cipherer is None:
            return io.BytesIO(bytes(self._waiting))
        return io.BufferedReader(_Reader(self._file, self._cipherer, bytes(self._waiting), self.size), CHUNK)

    def close(self) -> None:
        """Forget what was taken."""
        self._waiting = bytearray()
        if self._file is not None:
            self._file.close()
            self._file = None


class _Reader(ChunkReader):
    """What was spilled, then what still waits in memory."""

    def __init__(self, file: BinaryIO, cipherer: Cipherer, tail: bytes, size: int) -> None:
        super().__init__(size)
        self._file, self._cipherer, self._tail = file, cipherer, tail

    def opened(self, index: int) -> bytes:
        if index * CHUNK >= self._size - len(self._tail):
            return self._tail
        self._file.seek(index * _SEALED)
        return self._cipherer.decrypt(self._file.read(_SEALED), index.to_bytes(8, "big"))
