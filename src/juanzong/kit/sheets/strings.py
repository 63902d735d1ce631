"""The shared strings of a workbook: millions of texts at a few bytes of memory each.

They go, in blocks encrypted under a key that lives only in this process, to a buffer that spills to a nameless
temporary file; so customers' data never lies readable on the disk, and memory stays bounded.
"""

from __future__ import annotations

import os
import tempfile
from array import array
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from juanzong.kit.sheets.limits import MIB

_BLOCK = 4096
_IN_MEMORY = 24 * MIB
_CACHED_BLOCKS = 4096


class StringPool:
    """Append texts, then `freeze()`, then read them by index in any order."""

    def __init__(self) -> None:
        self._ends = array("I", [0])
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  lives as long as the pool
        self._key = os.urandom(32)
        self._pending = bytearray()
        self._blocks = 0
        self.size = 0
        self._block = lru_cache(maxsize=_CACHED_BLOCKS)(self._read_block)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def append(self, text: str) -> None:
        """Add the next text."""
        data = text.encode("utf-8", "surrogatepass")
        self._pending += data
        self.size += len(data)
        self._ends.append(self.size)
        if len(self._pending) >= _BLOCK:
            self._flush()

    def freeze(self) -> None:
        """Write what is left; no text can be added any more."""
        self._flush()
        if self._pending:
            self._write(bytes(self._pending).ljust(_BLOCK, b"\0"))
            self._pending.clear()

    def _flush(self) -> None:
        whole = len(self._pending) // _BLOCK * _BLOCK
        for start in range(0, whole, _BLOCK):
            self._write(bytes(self._pending[start : start + _BLOCK]))
        del self._pending[:whole]

    def _cipher(self, block: int) -> Cipher[modes.CTR]:
        # Counters of different blocks are 2**64 apart and the key is used for this pool only.
        return Cipher(algorithms.AES(self._key), modes.CTR((block << 64).to_bytes(16, "big")))

    def _write(self, data: bytes) -> None:
        self._file.seek(self._blocks * _BLOCK)
        self._file.write(self._cipher(self._blocks).encryptor().update(data))
        self._blocks += 1

    def _read_block(self, block: int) -> bytes:
        self._file.seek(block * _BLOCK)
        return self._cipher(block).decryptor().update(self._file.read(_BLOCK))

    def __getitem__(self, index: int) -> str:
        if not 0 <= index < len(self._ends) - 1:
            raise IndexError(index)
        start, end = self._ends[index], self._ends[index + 1]
        first, offset = divmod(start, _BLOCK)
        length = end - start
        data = self._block(first)[offset : offset + length]
        while len(data) < length:
            first += 1
            data += self._block(first)[: length - len(data)]
        return data.decode("utf-8", "surrogatepass")

    def close(self) -> None:
        """Forget everything."""
        self._file.close()
        self._block.cache_clear()
