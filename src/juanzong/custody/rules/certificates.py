"""Certificates compared: what one person listed and what another holds, without either seeing the other's. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

SHOWN = 4
NEAR = 2
"""So many signs may differ for two numbers to be taken for the same certificate, miswritten."""


def normal_number(text: str) -> str:
    """A number as it is compared: without spaces, full-width signs as usual ones, letters upper case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def normal_name(text: str) -> str:
    """A name as it is compared."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def mask(number: str) -> str:
    """A number as everybody sees it: its last four signs."""
    return f"****{number[-SHOWN:]}" if len(number) >= 2 * SHOWN else "*" * len(number)


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate as somebody describes it: its name, its number and whose it is."""

    kind: str
    number: str
    holder: str

    @property
    def normal(self) -> Paper:
        return Paper(self.kind, normal_number(self.number), normal_name(self.holder))


@dataclass(frozen=True, slots=True)
class Difference:
    """Where what was entered does not agree with the list.

    what: kind, holder, number (nearly the same), strange (nothing like it on the list), twice, missing (on the list, not
    entered) or count. entry: the line that was entered, from 1; of missing and count, how many. at: places of the signs of
    a number that differ, from 1. signs: what was entered there.
    """

    what: str
    entry: int
    at: tuple[int, ...] = ()
    signs: str = ""


def differences(listed: Sequence[Paper], entered: Sequence[Paper], count: int) -> list[Difference]:
    """Every difference. What is on the list is never part of the answer, so that nobody can copy it from there."""
    waiting = {one.normal.number: one.normal for one in listed}
    lines = [(n, one.normal) for n, one in enumerate(entered, 1)]
    found: list[Difference] = []
    strange: list[tuple[int, Paper]] = []
    seen: set[str] = set()
    for n, line in lines:
        known = waiting.pop(line.number, None)
        if line.number in seen:
            found.append(Difference("twice", n))
        elif known is None:
            strange.append((n, line))
        else:
            found += [Difference("kind", n)] if known.kind != line.kind else []
            found += [Difference("holder", n)] if known.holder != line.holder else []
        seen.add(line.number)
    for n, line in strange:
        near = next((number for number in waiting if _apart(number, line.number)), "")
        if near:
            waiting.pop(near)
            at = _apart(near, line.number)
            found.append(Difference("number", n, at, "".join(line.number[k - 1] for k in at)))
        else:
            found.append(Difference("strange", n))
    if waiting:
        found.append(Difference("missing", len(waiting)))
    if count != len(listed):
        found.append(Difference("count", count))
    return found


def _apart(one: str, other: str) -> tuple[int, ...]:
    """Where two numbers of the same length differ, from 1; nothing when they are the same or too far apart."""
    if len(one) != len(other):
        return ()
    at = tuple(n for n, (a, b) in enumerate(zip(one, other, strict=True), 1) if a != b)
    return at if len(at) <= NEAR else ()
