"""The cells of one worksheet, from parser events to rows. The busiest code of an import: kept plain."""

from __future__ import annotations

from django.utils.translation import gettext as _

from juanzong.kit.errors import Invalid
from juanzong.kit.sheets.cells import ERROR, FORMULA, Flagged, Row, date_text, number_text, unescaped
from juanzong.kit.sheets.limits import Limits
from juanzong.kit.sheets.markup import local
from juanzong.kit.sheets.package import damaged
from juanzong.kit.sheets.strings import StringPool

_ROW, _CELL, _VALUE, _FORMULA, _PHONETIC, _OTHER = range(6)
_KINDS = {"row": _ROW, "c": _CELL, "v": _VALUE, "t": _VALUE, "f": _FORMULA, "rPh": _PHONETIC}
_LAST_ROW = 1_048_576
ESCAPED = 7  # characters that `_x000D_` takes for one


class SheetRows:
    """Handlers for one worksheet part; `take()` hands over the rows completed since the last call."""

    def __init__(self, strings: StringPool, date_styles: frozenset[str], limits: Limits, *, from_1904: bool) -> None:
        self._strings = strings
        self._date_styles = date_styles
        self._limits = limits
        self._from_1904 = from_1904
        self._kinds: dict[str, int] = {}
        self._columns: dict[str, int] = {}  # letters of a reference to the column's index
        self._done: list[Row] = []
        self._number = 0
        self._cells: list[str | None] = []
        self._column = -1
        self._type = self._style = ""
        self._value: list[str] = []
        self._reading = self._formula = self._phonetic = False

    def take(self) -> list[Row]:
        """Completed rows, once."""
        if sum(map(len, self._value)) > self._limits.cell * ESCAPED:
            raise self._too_long()
        rows, self._done = self._done, []
        return rows

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A tag opens."""
        kind = self._kinds.get(tag)
        if kind is None:
            kind = self._kinds[tag] = _KINDS.get(local(tag), _OTHER)
        if kind == _CELL:
            self._start_cell(attributes)
        elif kind == _VALUE:
            self._reading = True
        elif kind == _ROW:
            self._start_row(attributes)
        elif kind == _FORMULA:
            self._formula = True
        elif kind == _PHONETIC:
            self._phonetic = True

    def _start_row(self, attributes: dict[str, str]) -> None:
        stated = attributes.get("r", "")
        number = int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 8 else self._number + 1
        if not self._number < number <= _LAST_ROW:
            raise damaged(_("第 %(row)s 行之后行号错乱") % {"row": self._number})
        self._number = number
        self._cells = []
        self._column = -1

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference:
            letters = reference.rstrip("0123456789")
            column = self._columns.get(letters)
            if column is None:
                column = self._columns[letters] = _column_index(letters)
            if column <= self._column:
                raise damaged(_("第 %(row)s 行的列错乱") % {"row": self._number})
            self._column = column
        else:
            self._column += 1
        self._type = attributes.get("t", "n")
        self._style = attributes.get("s", "")
        self._formula = False
        if self._value:
            self._value = []

    def text(self, data: str) -> None:
        """Characters between tags."""
        if self._reading and not self._phonetic:
            self._value.append(data)

    def end(self, tag: str) -> None:
        """A tag closes."""
        kind = self._kinds[tag]
        if kind == _VALUE:
            self._reading = False
        elif kind == _CELL:
            if self._value or self._formula:
                self._end_cell("".join(self._value))
        elif kind == _ROW:
            if self._cells:
                self._done.append(Row(self._number, self._cells))
        elif kind == _PHONETIC:
            self._phonetic = False

    def _end_cell(self, raw: str) -> None:
        kind = self._type
        if kind == "n":
            raw = raw.strip()
            if raw and self._style in self._date_styles:
                raw = date_text(raw, from_1904=self._from_1904)
            elif raw:
                raw = number_text(raw)
        elif kind == "s":
            raw = self._shared(raw)
        elif kind in ("inlineStr", "str"):
            raw = unescaped(raw)
        elif kind == "e":
            raw = Flagged(raw, ERROR)
        elif kind == "b":
            raw = "TRUE" if raw == "1" else "FALSE"
        elif kind == "d":
            raw = raw.removesuffix("T00:00:00").replace("T", " ")
        if self._formula and not isinstance(raw, Flagged):
            raw = Flagged(raw or "=", FORMULA)
        if not raw:
            return
        if len(raw) > self._limits.cell:
            raise self._too_long()
        self._place(raw)

    def _place(self, raw: str) -> None:
        column = self._column
        if column >= self._limits.columns:
            raise Invalid(
                _("第 %(row)s 行的数据超过 %(max)s 列。") % {"row": self._number, "max": self._limits.columns},
                todo=_("请删去多余的列后再上传。"),
            )
        cells = self._cells
        missing = column - len(cells)
        if missing:
            cells.extend([None] * missing)
        cells.append(raw)

    def _too_long(self) -> Invalid:
        return Invalid(
            _("第 %(row)s 行有一格超过 %(max)s 个字。") % {"row": self._number, "max": self._limits.cell},
            todo=_("请缩短这一格后再上传。"),
        )

    def _shared(self, raw: str) -> str:
        try:
            return self._strings[int(raw)]
        except (ValueError, IndexError) as error:
            raise damaged(_("第 %(row)s 行引用了不存在的文字") % {"row": self._number}) from error


def _column_index(letters: str) -> int:
    """`A` 0, `XFD` 16383; anything else counts as damage."""
    index = 0
    for letter in letters:
        if not "A" <= letter <= "Z" or len(letters) > 3:
            raise damaged(letters[:10])
        index = index * 26 + ord(letter) - 64
    return index - 1
