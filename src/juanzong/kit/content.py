"""Where the bytes of documents lie: encrypted for their subject, named by content, never changed.

A file is written beside its final name, flushed, renamed, and its folder flushed, so that after a crash it is
whole or absent. Inside: a header, then chunks of 64 KiB each sealed with AES-256-GCM or SM4-GCM under a key of
its own, derived from the subject's key; any chunk can be read alone, so a film or a zip can be opened in the middle.
The name is a keyed hash of subject and SHA-256, so that a folder listing says nothing about the content.
"""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import hmac
import io
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from juanzong.kit import blind, clock
from juanzong.kit.chunks import CHUNK, ChunkReader
from juanzong.kit.crypto import NONCE, SUITES, TAG, Broken, Cipherer, derive
from juanzong.kit.errors import Invalid, NotFound, Unavailable

_MAGIC = b"JZC1"
_HEAD = len(_MAGIC) + 1 + 16
_SEALED_CHUNK = NONCE + CHUNK + TAG


@dataclass(frozen=True, slots=True)
class Stored:
    """What `put` kept: the name to find it by, its SHA-256 (hex) and its size in bytes."""

    name: str
    sha256: str
    size: int


def _bound_to(head: bytes, index: int, *, last: bool) -> bytes:
    return head + index.to_bytes(8, "big") + (b"\x01" if last else b"\x00")


def full_disk_is_unavailable(error: OSError) -> Unavailable:
    """The refusal for an error of the disk."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return Unavailable(
            _("磁盘空间不足，文件没有保存。"), todo=_("请系统管理员清理磁盘后重试；已保存的内容没有受影响。")
        )
    return Unavailable(_("磁盘读写出错，文件没有保存。"), todo=_("请系统管理员检查磁盘后重试。"))


class ContentStore:
    """The store in one folder, two levels deep."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or Path(settings.DATA_DIR) / "content"

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name[2:]

    def put(self, subject: int, key: bytes, chunks: Iterable[bytes], *, limit: int | None = None) -> Stored:
        """Keep the bytes of `chunks` for `subject`, whose key is `key`; the same bytes twice are kept once.

        limit: bytes at most; beyond, Invalid and nothing is kept. Unavailable when the disk refuses.
        """
        salt = secrets.token_bytes(16)
        suite = SUITES[settings.CIPHER_SUITE]
        head = _MAGIC + bytes([suite]) + salt
        cipherer = Cipherer(derive(key, "content", salt), suite)
        incoming = self._folder / "incoming"
        draft = incoming / secrets.token_hex(16)
        digest, size = hashlib.sha256(), 0
        try:
            incoming.mkdir(parents=True, exist_ok=True)
            with draft.open("xb") as out:
                out.write(head)
                for index, (piece, last) in enumerate(_rechunk(chunks)):
                    size += len(piece)
                    if limit is not None and size > limit:
                        raise Invalid(
                            _("文件超过 %(limit)s MB 的上限。") % {"limit": limit // 1_048_576},
                            todo=_("请压缩或拆分后再上传。"),
                        )
                    digest.update(piece)
                    out.write(cipherer.encrypt(piece, _bound_to(head, index, last=last)))
                out.flush()
                os.fsync(out.fileno())
            name = hmac.digest(blind.token_key("content"), f"{subject}|{digest.hexdigest()}".encode(), "sha256").hex()[
                :40
            ]
            target = self._path(name)
            if target.exists():
                os.utime(target)  # in use again: what was to be shredded soon waits
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                draft.replace(target)
                _flush_folder(target.parent)
        except OSError as error:
            raise full_disk_is_unavailable(error) from error
        finally:
            draft.unlink(missing_ok=True)
        return Stored(name, digest.hexdigest(), size)

    def open(self, name: str, key: bytes) -> BinaryIO:
        """A seekable reader of the plain bytes; NotFound when the file is not there."""
        try:
            return io.BufferedReader(_Reader(self._path(name), key), CHUNK)
        except FileNotFoundError:
            raise NotFound(_("存储里找不到这个文件。"), todo=_("请通知系统管理员从备份恢复。")) from None

    def exists(self, name: str) -> bool:
        return self._path(name).exists()

    def sweep(self, older_than: dt.timedelta) -> int:
        """Remove drafts that a killed process left behind; how many there were."""
        limit = (clock.now() - older_than).timestamp()
        left = [draft for draft in (self._folder / "incoming").glob("*") if draft.stat().st_mtime < limit]
        for draft in left:
            draft.unlink(missing_ok=True)
        return len(left)

    def remove(self, name: str) -> None:
        """Delete a file that nothing names; for disposal there is `shred`."""
        self._path(name).unlink(missing_ok=True)

    def touched_since(self, name: str, moment: dt.datetime) -> bool:
        """Whether somebody put these bytes after a moment; False when the file is not there."""
        try:
            return self._path(name).stat().st_mtime >= moment.timestamp()
        except FileNotFoundError:
            return False

    def shred(self, name: str) -> None:
        """Make a file unreadable for ever and delete it, for disposal. A file that is gone already is fine.

        Its head holds the salt that its own key is derived with; once that is overwritten, nobody who holds the subject's
        key can open what a disk or a copy may still hold of the rest, and no other file of the subject is touched.
        """
        path = self._path(name)
        try:
            with path.open("r+b") as file:
                file.write(secrets.token_bytes(_HEAD))
                file.flush()
                os.fsync(file.fileno())
            path.unlink(missing_ok=True)
            _flush_folder(path.parent)
        except FileNotFoundError:
            return
        except OSError as error:
            raise full_disk_is_unavailable(error) from error


def _rechunk(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Pieces of exactly CHUNK bytes, the last one marked; an empty input gives one empty last piece."""
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        while len(waiting) > CHUNK:
            yield bytes(waiting[:CHUNK]), False
            del waiting[:CHUNK]
    yield bytes(waiting), True


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class _Reader(ChunkReader):
    """Decrypts the chunk under the read position; Unavailable when a chunk does not verify."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._file = path.open("rb")
        self._head = self._file.read(_HEAD)
        salt = self._head[len(_MAGIC) + 1 :]
        try:
            if len(self._head) != _HEAD or self._head[: len(_MAGIC)] != _MAGIC:
                raise Broken("not a file of this store")
            self._cipherer = Cipherer(derive(key, "content", salt), self._head[len(_MAGIC)])
        except Broken:
            self._file.close()
            raise _damaged() from None
        body = path.stat().st_size - _HEAD
        self._count = max(1, -(-body // _SEALED_CHUNK))
        super().__init__(size=body - self._count * (NONCE + TAG))
        if self._size == 0:
            self.opened(0)  # an empty file has a seal too

    def opened(self, index: int) -> bytes:
        self._file.seek(_HEAD + index * _SEALED_CHUNK)
        sealed = self._file.read(_SEALED_CHUNK)
        try:
            return self._cipherer.decrypt(sealed, _bound_to(self._head, index, last=index == self._count - 1))
        except Broken:
            raise _damaged() from None

    def close(self) -> None:
        self._file.close()
        super().close()


def _damaged() -> Unavailable:
    return Unavailable(
        _("存储的文件校验失败：内容被改动或不完整。"), todo=_("请通知系统管理员从备份恢复，并核验台账。")
    )
