"""The arithmetic of a safe: what was in it at the end of each day, and what two counters found. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a safe: what was in it before, what went in and out, what is in it afterwards."""

    day: dt.date
    opening: int
    into: int
    out: int

    @property
    def closing(self) -> int:
        return self.opening + self.into - self.out


def days(opening: int, entries: Iterable[tuple[dt.date, int]], until: dt.date | None = None) -> list[Day]:
    """The days on which something moved, oldest first, each beginning with what the day before left.

    opening: before the first of them. entries: day and change, in any order. until: a day that is there in any case.
    """
    sums: dict[dt.date, list[int]] = {}
    for day, change in entries:
        both = sums.setdefault(day, [0, 0])
        both[0 if change > 0 else 1] += abs(change)
    if until is not None:
        sums.setdefault(until, [0, 0])
    found: list[Day] = []
    for day in sorted(sums):
        one = Day(day, opening, *sums[day])
        found.append(one)
        opening = one.closing
    return found


@dataclass(frozen=True, slots=True)
class Tally:
    """What one counter found: certificates of the register, and what no register knows."""

    certificates: frozenset[int]
    strays: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """The outcome. missing: neither found it; contested: one of the two did; surplus: certificates that should not be here."""

    missing: tuple[int, ...]
    contested: tuple[int, ...]
    surplus: tuple[int, ...]
    strays: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        return not (self.missing or self.contested or self.surplus or self.strays)


def compare(expected: Iterable[int], first: Tally, second: Tally) -> Counted:
    """What two counters found against what the register says."""
    wanted = frozenset(expected)
    both, either = first.certificates & second.certificates, first.certificates | second.certificates
    return Counted(
        tuple(sorted(wanted - either)),
        tuple(sorted((either - both) & wanted)),
        tuple(sorted(either - wanted)),
        tuple(dict.fromkeys((*first.strays, *second.strays))),
    )


def matched(lines: Sequence[tuple[bytes, bytes, bool]], known: Sequence[tuple[int, bytes, bytes]]) -> list[int]:
    """Which certificate each line means, 0 for none; each certificate is meant once.

    lines: exact index, tail index, whether only the last four signs were given. known: id, exact, tail.
    """
    left = {pk: (exact, tail) for pk, exact, tail in known}
    meant = [0] * len(lines)
    for short in (False, True):
        for n, (exact, tail, brief) in enumerate(lines):
            if brief is not short:
                continue
            for pk, (its, end) in left.items():
                if (tail == end) if short else (exact == its):
                    meant[n] = pk
                    del left[pk]
                    break
    return meant
