"""Reading encrypted chunks as one seekable file: any chunk opens alone, so a film or a zip can be read in the middle."""

from __future__ import annotations

import io

CHUNK = 64 * 1024


class ChunkReader(io.RawIOBase):
    """A file of `size` plain bytes in chunks of 64 KiB; a subclass says how a chunk is opened."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size
        self._position = 0
        self._held: tuple[int, bytes] = (-1, b"")

    def opened(self, index: int) -> bytes:
        """The plain bytes of chunk `index`."""
        raise NotImplementedError

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self._position >= self._size:
            return 0
        index, offset = divmod(self._position, CHUNK)
        if self._held[0] != index:
            self._held = (index, self.opened(index))
        piece = self._held[1][offset : offset + len(buffer)]
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)
