"""The one door to an uploaded table, whatever its kind."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO, Self

from django.utils.translation import gettext as _

from juanzong.kit.errors import Invalid
from juanzong.kit.sheets.cells import Flagged, Row
from juanzong.kit.sheets.delimited import Delimited
from juanzong.kit.sheets.header import LOOK_AHEAD, Header, find_header
from juanzong.kit.sheets.limits import MIB, Limits
from juanzong.kit.sheets.writing import unguarded
from juanzong.kit.sheets.xlsx import Workbook

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\0", b"MM\0*", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b",
    b"\x7fELF", b"SQLite format 3", b"{\\rtf", b"OggS",
)  # fmt: skip
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<head", b"<meta", b"<svg")


class Table:
    """An opened table. `kind` is xlsx or csv; `header` names the columns; `notes` are sentences for the uploader."""

    def __init__(self, source: Workbook | Delimited, kind: str, limits: Limits) -> None:
        self._source = source
        self._limits = limits
        self.kind = kind
        self.sheet = source.sheet
        try:
            self.header: Header = find_header(list(islice(source.rows(), LOOK_AHEAD)))
            if not self.header.names:
                raise Invalid(_("表里没有数据。"), todo=_("请确认上传的文件和工作表，填好后再上传。"))
        except BaseException:
            source.close()
            raise
        self.notes: list[str] = [*source.notes, *self.header.notes]

    @property
    def progress(self) -> float:
        """How far `rows()` has come through the file, 0 to 1."""
        return self._source.progress

    def rows(self, *, after: int = 0) -> Iterator[Row]:
        """The data rows in order, from the first behind the heading; `after` resumes behind a row number.

        One iteration at a time: a table reads from one file. Each call starts anew.
        """
        start = max(self.header.last_row, after)
        limit = self._limits.rows
        count = 0
        for row in self._source.rows():
            if row.number <= start:
                continue
            cells = [_taken(cell) if cell else None for cell in row.cells]
            if not any(cells):
                continue
            count += 1
            if count > limit:
                raise Invalid(_("数据超过 %(max)s 行。") % {"max": limit}, todo=_("请分成几个文件，分几次导入。"))
            yield Row(row.number, cells)

    def close(self) -> None:
        """Free what is held for the table; the file belongs to the caller."""
        self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def _taken(cell: str) -> str | None:
    """A cell as data: trimmed, without the guard our own exports put before formulas."""
    if isinstance(cell, Flagged):
        return cell
    cell = cell.strip()
    return unguarded(cell) if cell.startswith("'") else cell or None


def open_table(file: BinaryIO, name: str, *, limits: Limits | None = None) -> Table:
    """Open an uploaded table by what it contains; `name` only serves the messages.

    file: binary and seekable; it stays open and belongs to the caller, who closes the table first.
    Raises Invalid with what is wrong, where, and what to do, for everything that is no readable table; rows that
    prove unreadable later raise it from `rows()`, with their number.
    """
    limits = limits or Limits()
    file.seek(0, io.SEEK_END)
    size = file.tell()
    if size == 0:
        raise Invalid(_("文件是空的。"), todo=_("请确认上传的文件。"))
    if size > limits.file:
        raise Invalid(
            _("文件有 %(n)s MB，最多 %(max)s MB。") % {"n": size // MIB, "max": limits.file // MIB},
            todo=_("请分成几个文件，分几次导入。"),
        )
    file.seek(0)
    head = file.read(4096)
    if head.startswith(_ZIP):
        return Table(Workbook(file, limits), "xlsx", limits)
    if head.startswith(_OLE):
        raise _old_or_locked(file, size)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(_OTHERS) or start.startswith(_MARKUP):
        raise Invalid(
            _("“%(name)s”的内容不是表格。") % {"name": _shown(name)},
            todo=_("请上传 .xlsx 或 .csv；网页导出的“.xls”请先用表格软件打开，另存为 .xlsx。"),
        )
    if name.lower().endswith((".xlsx", ".xlsm")):
        raise Invalid(
            _("“%(name)s”不是工作簿：内容与扩展名不符，或文件已损坏。") % {"name": _shown(name)},
            todo=_("请用表格软件打开它，另存为 .xlsx 后再上传。"),
        )
    return Table(Delimited(file, limits), "csv", limits)


def _old_or_locked(file: BinaryIO, size: int) -> Invalid:
    file.seek(0)
    sample = file.read(4 * MIB)
    if size > len(sample):
        file.seek(-MIB, io.SEEK_END)
        sample += file.read(MIB)
    if "EncryptedPackage".encode("utf-16-le") in sample:
        return Invalid(_("文件加了密码。"), todo=_("请在表格软件里取消密码后再上传。"))
    return Invalid(_("这是旧的 .xls 格式。"), todo=_("请用表格软件打开它，另存为 .xlsx 后再上传。"))


def _shown(name: str) -> str:
    return "".join(char for char in name[-60:] if char.isprintable())
