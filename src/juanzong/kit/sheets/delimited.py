"""Delimited text (.csv, .txt), read as a stream: the encoding and the separator are found out, never asked."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from juanzong.kit.errors import Invalid
from juanzong.kit.sheets.cells import NUL, Flagged, Row
from juanzong.kit.sheets.limits import MIB, Limits

_HEAD = 256 * 1024
_LINE = MIB  # characters of one line
_QUOTED_LINES = 2000  # lines one quoted cell may run over before the quotes are called broken
_SAMPLE_LINES = 30
_SEPARATORS = ",\t;|"
_ENCODING_NAMES = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "gb18030": "GB18030", "utf-16": "UTF-16"}


class Delimited:
    """One delimited file. `notes` are sentences for the person who uploaded it."""

    sheet = ""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        self._file = file
        self._limits = limits
        self.progress = 0.0
        file.seek(0, io.SEEK_END)
        self._size = max(file.tell(), 1)
        file.seek(0)
        head = file.read(_HEAD)
        self.encoding = _encoding_of(head, file)
        self.separator = _separator_of(head.decode(self.encoding, "ignore"))
        self.notes = [_("按 %(encoding)s 编码读取。") % {"encoding": _ENCODING_NAMES[self.encoding]}]

    def close(self) -> None:
        """Nothing is held; the file belongs to the caller."""

    def rows(self) -> Iterator[Row]:
        """Every row with content, numbered as a spreadsheet numbers them: blank rows count, quoted breaks do not."""
        lines = _Lines(self)
        reader = csv.reader(lines, delimiter=self.separator, strict=True)
        number = 0
        limits = self._limits
        while True:
            number += 1
            lines.begin(number)
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise self._broken(number, str(error)) from error
            if any(cells):
                if len(cells) > limits.columns and any(cells[limits.columns :]):
                    raise Invalid(
                        _("第 %(row)s 行的数据超过 %(max)s 列。") % {"row": number, "max": limits.columns},
                        todo=_("请删去多余的列；如果没有那么多列，请检查分隔符和引号。"),
                    )
                yield Row(number, [self._cell(cell, number) if cell else None for cell in cells[: limits.columns]])

    def _cell(self, cell: str, number: int) -> str | None:
        if len(cell) > self._limits.cell:
            raise Invalid(
                _("第 %(row)s 行有一格超过 %(max)s 个字。") % {"row": number, "max": self._limits.cell},
                todo=_("请缩短这一格；如果没有那么长，请检查这一行的引号是否成对。"),
            )
        if "\0" in cell:
            return Flagged(cell.replace("\0", ""), NUL)
        return cell

    def _broken(self, number: int, why: str) -> Invalid:
        if "field larger" in why:
            return Invalid(
                _("第 %(row)s 行有一格过长，多半是引号没有成对。") % {"row": number},
                todo=_("请检查这一行的英文双引号，改好后再上传。"),
            )
        return Invalid(
            _("第 %(row)s 行的引号没有成对。") % {"row": number},
            todo=_("请检查这一行的英文双引号；格内的一个引号要写成两个。"),
        )


class _Lines:
    """The lines of the file, decoded as they are asked for, with the row they belong to for the messages."""

    def __init__(self, table: Delimited) -> None:
        self._table = table
        table._file.seek(0)
        self._text = io.TextIOWrapper(
            io.BufferedReader(_Kept(table._file), 256 * 1024), encoding=table.encoding, newline=""
        )
        self._row = 1
        self._asked = 0

    def begin(self, row: int) -> None:
        self._row = row
        self._asked = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        self._asked += 1
        if self._asked > _QUOTED_LINES:
            raise csv.Error("quote never closed")
        try:
            line = self._text.readline(_LINE)
        except UnicodeError as error:
            raise Invalid(
                _("第 %(row)s 行附近有不是 %(encoding)s 编码的文字。")
                % {"row": self._row, "encoding": _ENCODING_NAMES[self._table.encoding]},
                todo=_("请用表格软件打开，另存为“CSV UTF-8”或 .xlsx 后再上传。"),
            ) from error
        if not line:
            self._table.progress = 1.0
            raise StopIteration
        if len(line) >= _LINE:
            raise Invalid(_("第 %(row)s 行太长，不像表格。") % {"row": self._row}, todo=_("请确认上传的是表格文件。"))
        if self._row % 1024 == 1:
            self._table.progress = min(self._table._file.tell() / self._table._size, 1.0)
        return line


class _Kept(io.RawIOBase):
    """Lets a text wrapper read the caller's file without closing it at the end."""

    def __init__(self, file: BinaryIO) -> None:
        self._under = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._under.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _encoding_of(head: bytes, file: BinaryIO) -> str:
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.count(b"\0") > len(head) // 20:
        raise Invalid(
            _("这不是文本表格：文件里满是空字符。"), todo=_("请用表格软件打开，另存为“CSV UTF-8”或 .xlsx 后再上传。")
        )
    chunk = head
    while chunk.isascii():  # letters and digits alone say nothing; look on to the first Chinese character
        chunk = file.read(_HEAD)
        if not chunk:
            return "utf-8"
    for encoding in ("utf-8", "gb18030"):
        # Two characters may have been cut: the decoder is told that more will come, and where ASCII ended
        # in a chunk of its own the chunk starts on a whole character.
        try:
            codecs.getincrementaldecoder(encoding)().decode(chunk, final=False)
        except UnicodeDecodeError:
            continue
        return encoding
    raise Invalid(
        _("认不出文件的文字编码：既不是 UTF-8，也不是 GB18030。"),
        todo=_("请用表格软件打开，另存为“CSV UTF-8”或 .xlsx 后再上传。"),
    )


def _separator_of(text: str) -> str:
    """The separator that cuts the first lines into the most columns most evenly; a comma when none does."""
    lines = text.lstrip("\ufeff").splitlines()[:_SAMPLE_LINES]
    best, best_score = ",", 0.0
    for separator in _SEPARATORS:
        try:
            counts = Counter(len(cells) for cells in csv.reader(lines, delimiter=separator) if cells)
        except csv.Error:
            continue
        width, times = max(counts.items(), key=lambda item: (item[0] > 1, item[1]), default=(1, 0))
        score = times / max(sum(counts.values()), 1) * min(width, 10) if width > 1 else 0.0
        if score > best_score:
            best, best_score = separator, score
    return best
