"""Makes any text printable: PDF/A refuses a whole document because of one character without a glyph.

A missing character becomes 〓 (the geta mark, Chinese and Japanese typesetters' sign for a sort that is not in the
case) with a number; the paper lists which code point each number stands for, so nothing is lost and nobody's name
stops a print-out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from juanzong.kit.prints.fonts import coverage

GETA = "\u3013"  # untranslated: the printer's mark for a missing character, in any language
_NEWLINES = {"\r\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n"}


# A run of letters and digits with nowhere to break overflows a narrow cell: it may break after every eighth sign.
# Ordinary words are left alone.
_RUN = re.compile(r"[^\s\-/\u2e80-\uffff]{9,}")
_WORD = re.compile(r"[^\W\d_]{1,18}")
_BREAK = "\u200b"


class Verbatim(str):
    """A string made by the program (such as a drawing) that goes to the template as it is."""

    __slots__ = ()


@dataclass(frozen=True)
class Missing:
    """One character the font cannot show: `mark` stands in the text, `code` is its code point, as U+2A6A5."""

    mark: str
    code: str


@dataclass
class _Case:
    """What one document has met so far: equal characters get equal numbers, all over the document."""

    marks: dict[str, Missing] = field(default_factory=dict)

    def mark(self, char: str) -> str:
        if char not in self.marks:
            self.marks[char] = Missing(GETA + _circled(len(self.marks) + 1), f"U+{ord(char):04X}")
        return self.marks[char].mark


def printable(data: Any) -> tuple[Any, tuple[Missing, ...]]:
    """The same JSON-like data with every string printable, and the characters that had to be replaced.

    Control characters, NUL, bidirectional and other invisible format marks are dropped; line breaks are kept.
    Raises TypeError for what JSON cannot carry.
    """
    case = _Case()
    return _walk(data, case), tuple(case.marks.values())


def _walk(value: Any, case: _Case) -> Any:
    if isinstance(value, Verbatim):
        return str(value)
    if isinstance(value, str):
        return _RUN.sub(_breakable, _text(value, case))
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): _walk(inner, case) for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [_walk(inner, case) for inner in value]
    raise TypeError(f"a print takes plain data, not {type(value).__name__}")


def _text(value: str, case: _Case) -> str:
    known = coverage()
    if value.isascii() and value.isprintable():
        return value
    for old, new in _NEWLINES.items():
        value = value.replace(old, new)
    return "".join(_char(char, known, case) for char in value)


def _char(char: str, known: frozenset[int], case: _Case) -> str:
    if char == "\n":
        return char
    kind = unicodedata.category(char)
    if char == "\t" or kind == "Zs":
        return char if char in " \u3000\u00a0" else " "  # untranslated: kinds of space
    if kind in {"Cc", "Cf"} or _is_variation_selector(char):
        return ""
    if ord(char) in known:
        return char
    parts = unicodedata.normalize("NFD", char)
    if parts != char and all(ord(part) in known for part in parts):
        return parts
    return case.mark(char)


def _breakable(run: re.Match[str]) -> str:
    text = run.group()
    if (
        all(_WORD.fullmatch(word) for word in re.findall(r"\w+", text))
        and len(text) <= 24
        and not re.search(r"\d", text)
    ):
        return text
    return _BREAK.join(text[at : at + 8] for at in range(0, len(text), 8))


def _is_variation_selector(char: str) -> bool:
    """Drawing variants of one character; the font has none, the character itself stays."""
    return 0xFE00 <= ord(char) <= 0xFE0F or 0xE0100 <= ord(char) <= 0xE01EF


def _circled(number: int) -> str:
    for first, last, start in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last and start + number - first in coverage():
            return chr(start + number - first)
    return f"({number})"
