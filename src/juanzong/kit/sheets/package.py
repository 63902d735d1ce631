"""The zip around a workbook, opened as if it were hostile: every size is counted while inflating, never believed."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, BinaryIO

from django.utils.translation import gettext as _

from juanzong.kit.errors import Invalid
from juanzong.kit.sheets.limits import MIB, Limits

_DIRECTORY = 2 * MIB  # bytes of the zip's list of contents; 2,000 entries take a tenth of it
_RATIO_FROM = MIB  # below this many bytes a high ratio harms nobody
_CHUNK = 64 * 1024
_LOCAL_HEADER = 30
_UTF8_NAME = 0x800
_NESTED = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")


def damaged(where: str = "") -> Invalid:
    """The refusal for a workbook that cannot be read to its end."""
    return Invalid(
        (_("工作簿已损坏，读不下去（%(where)s）。") % {"where": where}) if where else _("工作簿已损坏，打不开。"),
        todo=_("请用表格软件打开它，另存为 .xlsx 后再上传。"),
    )


def bomb() -> Invalid:
    """The refusal for a file that unpacks to far more than it should."""
    return Invalid(
        _("文件解压后的大小超出限度，可能是恶意文件，没有读取。"),
        todo=_("请删去多余的行、列和格式，另存为 .xlsx 或 .csv，或分成几个文件再上传。"),
    )


class _DirectoryReader:
    """The file, as `zipfile` sees it while it reads the list of contents: one read may not be huge."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int = -1) -> bytes:
        if size > _DIRECTORY:
            raise bomb()
        return self._file.read(size)

    def seekable(self) -> bool:
        return True


class Package:
    """The parts of a workbook by name, each readable as a counted stream."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        self._limits = limits
        self._unpacked = 0
        try:
            self._zip = zipfile.ZipFile(_DirectoryReader(file))
        except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, OSError, NotImplementedError) as error:
            raise damaged() from error
        self._infos = {info.filename.lstrip("/"): info for info in self._zip.infolist()}
        self._inspect()

    def _inspect(self) -> None:
        infos = self._zip.infolist()
        if len(infos) > self._limits.entries:
            raise bomb()
        if len(self._infos) != len(infos):
            raise damaged(_("有重名的部件"))
        free = 0
        for info in sorted(infos, key=lambda one: one.header_offset):
            if info.header_offset < free:
                raise bomb()  # two entries share bytes: the mark of a bomb that needs no nesting
            name = info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8_NAME else "cp437", "replace")
            free = info.header_offset + _LOCAL_HEADER + len(name) + info.compress_size
            if info.flag_bits & 1:
                raise Invalid(_("文件加了密码。"), todo=_("请在表格软件里取消密码后再上传。"))
        if free > self._zip.start_dir:
            raise bomb()
        for part in self._infos:
            if part.lower().endswith("vbaproject.bin"):
                raise Invalid(_("工作簿带有宏程序，不能导入。"), todo=_("请另存为不带宏的 .xlsx 后再上传。"))
            if self._head(part).startswith(_NESTED):
                raise Invalid(
                    _("工作簿里嵌有别的文件（%(name)s），不能导入。") % {"name": part[-60:]},
                    todo=_("请删去嵌入的对象，只留数据，另存后再上传。"),
                )

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def names(self) -> list[str]:
        """All parts."""
        return list(self._infos)

    def size(self, name: str) -> int:
        """What the list of contents says a part's size is: good for a progress bar, for nothing else."""
        return max(self._infos[name].file_size, 1)

    def _open(self, name: str) -> IO[bytes]:
        try:
            return self._zip.open(self._infos[name])
        except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
            raise damaged(name[-60:]) from error

    def _head(self, name: str) -> bytes:
        with self._open(name) as stream:
            try:
                return stream.read(4)
            except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
                raise damaged(name[-60:]) from error

    def chunks(self, name: str, limit: int) -> Iterator[bytes]:
        """The inflated bytes of a part, at most `limit` of them and at most `ratio` times the packed bytes."""
        packed = max(self._infos[name].compress_size, 1)
        ceiling = min(limit, self._limits.unpacked, max(packed * self._limits.ratio, _RATIO_FROM))
        total = 0
        with self._open(name) as stream:
            while True:
                try:
                    chunk = stream.read(_CHUNK)
                except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
                    raise damaged(name[-60:]) from error
                if not chunk:
                    return
                total += len(chunk)
                if total > ceiling:
                    raise bomb()
                yield chunk

    def whole(self, name: str) -> bytes:
        """A small part in one piece."""
        return b"".join(self.chunks(name, self._limits.small_part))
