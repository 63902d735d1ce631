"""Tables that leave the house: made on an encrypted spool, so that no plain copy lies about, then sent as a file."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, BinaryIO, cast

from django.http import FileResponse
from django.http.response import HttpResponseBase

from juanzong.kit.spool import Spool


class _Into(io.RawIOBase):
    """Writes into a spool; cannot go back, which neither of our writers needs."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._spool.write(bytes(data))
        return len(data)


class _Sent(io.BufferedReader):
    """The reader of a spool that forgets the bytes when it is closed."""

    def __init__(self, spool: Spool) -> None:
        super().__init__(cast("io.RawIOBase", spool.reader()), 256 * 1024)
        self._spool = spool

    def close(self) -> None:
        super().close()
        self._spool.close()


def download(name: str, write: Callable[[BinaryIO], object]) -> HttpResponseBase:
    """The answer that carries what `write` writes, as a file called `name`."""
    spool = Spool()
    try:
        write(cast("BinaryIO", _Into(spool)))
    except BaseException:
        spool.close()
        raise
    return FileResponse(_Sent(spool), as_attachment=True, filename=name)
