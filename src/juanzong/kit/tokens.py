"""How text becomes tokens that find Chinese by any two characters in a row: bigrams, with a closing single character.

`鸿借字第017号` -> 鸿借 借字 字第 第 01 17 7 号. A query makes the same tokens without the closing one, as a phrase.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_RUNS = re.compile(r"[0-9a-z]+|[^\W\d_a-z]+", re.UNICODE)
GAP = "¦"  # stands between fields, so that no phrase runs from one into the next
INITIALS = "ˈ"  # marks tokens made of pinyin initials
SCOPE = "§"  # marks a token that says who may find the row


def fold(text: str) -> str:
    """The form in which texts are compared: compatibility characters unified, case gone."""
    return unicodedata.normalize("NFKC", text).casefold()


def tokens(text: str) -> list[str]:
    """Bigrams and the closing single character of every run of letters or digits, in order."""
    found: list[str] = []
    for run in _RUNS.findall(fold(text)):
        found.extend([run[i : i + 2] for i in range(len(run) - 1)])
        found.append(run[-1])
    return found


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens that must stand in a row; when `open_end`, the last is the beginning of a token."""

    words: tuple[str, ...]
    open_end: bool = False


def phrase(text: str) -> Phrase | None:
    """The phrase that finds `text` anywhere inside a field; None when nothing in it can be searched."""
    words = tokens(text)
    if not words:
        return None
    if len(words) > 1 and len(words[-2]) > 1:
        return Phrase(tuple(words[:-1]))
    return Phrase(tuple(words), open_end=True)


def initials(letters: str) -> list[str]:
    """Tokens of a name's pinyin initials (`zsf` -> ˈzs ˈsf ˈf)."""
    return [INITIALS + word for word in tokens(letters)]


def initials_phrase(letters: str) -> Phrase | None:
    """The phrase that finds a row by pinyin initials; None when the query is not plain letters."""
    if not letters.isascii() or not letters.isalpha():
        return None
    found = phrase(letters)
    return Phrase(tuple(INITIALS + word for word in found.words), found.open_end) if found else None
