"""Workbooks (.xlsx, ECMA-376), read as a stream of rows."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils.translation import gettext as _

from juanzong.kit.errors import Invalid
from juanzong.kit.sheets.cells import Row, is_date_format, unescaped
from juanzong.kit.sheets.limits import Limits
from juanzong.kit.sheets.markup import Feed, local
from juanzong.kit.sheets.package import Package, bomb, damaged
from juanzong.kit.sheets.sheetrows import ESCAPED, SheetRows
from juanzong.kit.sheets.strings import StringPool

_MAX_STRINGS = 20_000_000
_MAX_STYLES = 70_000


@dataclass(slots=True)
class _Sheet:
    name: str
    state: str
    relation: str


@dataclass(slots=True)
class _Outline:
    """What the small parts of a workbook say."""

    sheets: list[_Sheet] = field(default_factory=list)
    from_1904: bool = False
    relations: dict[str, tuple[str, str]] = field(default_factory=dict)  # id: (kind, path)


class Workbook:
    """One workbook: its first visible sheet, as rows. `notes` are sentences for the person who uploaded it."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        self._limits = limits
        self._package = Package(file, limits)
        self.notes: list[str] = []
        self.progress = 0.0
        outline = self._outline()
        self._from_1904 = outline.from_1904
        self.sheet, self._part = self._choose(outline)
        self._date_styles = self._read_styles(self._related(outline, "styles"))
        self._strings = self._read_strings(self._related(outline, "sharedStrings"))

    def _outline(self) -> _Outline:
        outline = _Outline()
        book = self._book_part()

        def workbook(tag: str, attributes: dict[str, str]) -> None:
            name = local(tag)
            if name == "sheet":
                relation = next((value for key, value in attributes.items() if local(key) == "id" and ":" in key), "")
                outline.sheets.append(_Sheet(attributes.get("name", ""), attributes.get("state", "visible"), relation))
            elif name == "workbookPr":
                outline.from_1904 = attributes.get("date1904", "0") in ("1", "true", "on")

        def relations(tag: str, attributes: dict[str, str]) -> None:
            if local(tag) == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "")
                path = target if target.startswith("/") else posixpath.join(posixpath.dirname(book), target)
                kind = attributes.get("Type", "").rpartition("/")[2]
                outline.relations[attributes.get("Id", "")] = (kind, posixpath.normpath(path).lstrip("/"))

        self._parse_small(book, workbook)
        self._parse_small(f"{posixpath.dirname(book)}/_rels/{posixpath.basename(book)}.rels".lstrip("/"), relations)
        return outline

    def _book_part(self) -> str:
        found: list[str] = []

        def relation(tag: str, attributes: dict[str, str]) -> None:
            if local(tag) == "Relationship" and attributes.get("Type", "").endswith("/officeDocument"):
                found.append(attributes.get("Target", "").lstrip("/"))

        if "_rels/.rels" in self._package:
            self._parse_small("_rels/.rels", relation)
        if not found or found[0] not in self._package or not found[0].endswith(".xml"):
            raise Invalid(
                _("这不是 .xlsx 工作簿，是别的种类的文件。"),
                todo=_("请上传 .xlsx 或 .csv 表格；其他表格请先另存为 .xlsx。"),
            )
        return found[0]

    def _parse_small(self, part: str, start: object) -> None:
        if part not in self._package:
            raise damaged(part)
        Feed(part, start, lambda _tag: None, lambda _text: None).run([self._package.whole(part)])  # type: ignore[arg-type]

    def _choose(self, outline: _Outline) -> tuple[str, str]:
        tables = [(one, outline.relations.get(one.relation, ("", ""))) for one in outline.sheets]
        tables = [(one, path) for one, (kind, path) in tables if kind == "worksheet"]  # type: ignore[misc]
        visible = [(one, path) for one, path in tables if one.state == "visible"]
        if not visible:
            raise Invalid(_("工作簿里没有看得见的工作表。"), todo=_("请取消隐藏要导入的工作表，保存后再上传。"))
        sheet, part = visible[0]
        if str(part) not in self._package:
            raise damaged(str(part))
        if len(tables) > 1:
            self.notes.append(
                _("工作簿共有 %(n)s 张工作表，只读第一张看得见的“%(name)s”。") % {"n": len(tables), "name": sheet.name}
            )
        if any(kind == "externalLink" for kind, _path in outline.relations.values()):
            self.notes.append(_("工作簿引用了别的文件，引用没有读取。"))
        return sheet.name, str(part)

    def _related(self, outline: _Outline, wanted: str) -> str:
        return next((path for kind, path in outline.relations.values() if kind == wanted), "")

    def _read_styles(self, part: str) -> frozenset[str]:
        """The indexes of cell styles that show days or times, as the text that stands in a cell."""
        if part not in self._package:
            return frozenset()
        codes: dict[int, str] = {}
        formats: list[int] = []
        inside = [False]

        def start(tag: str, attributes: dict[str, str]) -> None:
            name = local(tag)
            if name == "numFmt":
                codes[_integer(attributes.get("numFmtId"))] = attributes.get("formatCode", "")[:255]
            elif name == "cellXfs":
                inside[0] = True
            elif name == "xf" and inside[0] and len(formats) < _MAX_STYLES:
                formats.append(_integer(attributes.get("numFmtId")))

        def end(tag: str) -> None:
            if local(tag) == "cellXfs":
                inside[0] = False

        Feed(part, start, end, lambda _text: None).run(self._package.chunks(part, self._limits.small_part))
        dates = {number for number in set(formats) if is_date_format(number, codes.get(number, ""))}
        return frozenset(str(index) for index, number in enumerate(formats) if number in dates)

    def _read_strings(self, part: str) -> StringPool:
        pool = StringPool()
        if part not in self._package:
            return pool
        text: list[str] = []
        state = {"t": False, "rPh": False}

        def start(tag: str, _attributes: dict[str, str]) -> None:
            name = local(tag)
            if name in state:
                state[name] = True

        def characters(data: str) -> None:
            if state["t"] and not state["rPh"]:
                text.append(data)

        def end(tag: str) -> None:
            name = local(tag)
            if name in state:
                state[name] = False
            elif name == "si":
                pool.append(unescaped("".join(text)))
                text.clear()

        try:
            for _fed in Feed(part, start, end, characters).pieces(self._package.chunks(part, self._limits.strings)):
                if len(pool) > _MAX_STRINGS or sum(map(len, text)) > self._limits.cell * ESCAPED:
                    raise bomb()
        except BaseException:
            pool.close()
            raise
        pool.freeze()
        return pool

    def rows(self) -> Iterator[Row]:
        """Every row that has a cell with content, in order, with its number in the sheet."""
        parsed = SheetRows(self._strings, self._date_styles, self._limits, from_1904=self._from_1904)
        feed = Feed(self._part, parsed.start, parsed.end, parsed.text)
        size = self._package.size(self._part)
        for done in feed.pieces(self._package.chunks(self._part, self._limits.unpacked)):
            self.progress = min(done / size, 1.0)
            yield from parsed.take()

    def close(self) -> None:
        """Drop the strings; the file belongs to the caller."""
        self._strings.close()


def _integer(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
