"""In which order floors stand in a cabinet, where a floor belongs among them, and what stands out of order (P06-2). All pure.

Floors rise or fall from the top layer down, as the cabinet has been filled: the greater part of what stands there decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """The dossiers of one floor in one place. rank: of the place in its cabinet, from the top; floor: the key of the floor."""

    rank: int
    floor: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """What stands in order. rising: 1 where floors rise from the top down, -1 where they fall, 0 where nothing tells."""

    kept: frozenset[Standing]
    rising: int

    def span(self, floor: str, last: int) -> tuple[int, int]:
        """The first and the last rank at which a floor belongs, of ranks 0 to `last`: between its neighbours, and where it
        stands already no further than the next shelf, for what finds no room."""
        lower = [one.rank for one in self.kept if one.floor < floor]
        upper = [one.rank for one in self.kept if one.floor > floor]
        before, after = (upper, lower) if self.rising < 0 else (lower, upper)
        first, final = max(before, default=0), min(after, default=last)
        if not self.rising and not (
            lower and upper
        ):  # nothing to stand between: after what has several shelves, else free
            other = [*lower, *upper]
            first, final = (max(other) if len(set(other)) > 1 else 0), last
        here = [one.rank for one in self.kept if one.floor == floor]
        return (max(first, min(here)), min(final, max(here) + 1)) if here else (first, final)


def line(standing: Iterable[Standing]) -> Line:
    """The heaviest part of what stands in a cabinet that is in order, and which way it runs."""
    groups = list(standing)
    rising = _heaviest(sorted(groups, key=lambda one: (one.rank, one.floor)))
    falling = _heaviest(sorted(groups, key=lambda one: (-one.rank, one.floor)))
    found = [Line(frozenset(rising), _runs(rising)), Line(frozenset(falling), -_runs(falling, -1))]
    return max(found, key=lambda one: (_weight(one.kept), abs(one.rising)))


def strays(standing: Iterable[Standing]) -> list[Standing]:
    """What does not stand where its floor belongs."""
    groups = list(standing)
    kept = line(groups).kept
    return [one for one in groups if one not in kept]


def _heaviest(groups: Sequence[Standing]) -> list[Standing]:
    """The heaviest subsequence in which no floor is lower than the one before it."""
    best: list[tuple[int, int]] = []  # weight up to here, index of the one before
    for at, one in enumerate(groups):
        known = [(best[n][0], n) for n in range(at) if groups[n].floor <= one.floor]
        weight, previous = max(known, default=(0, -1))
        best.append((weight + one.count, previous))
    found: list[Standing] = []
    at = max(range(len(best)), key=lambda n: best[n][0], default=-1)
    while at >= 0:
        found.append(groups[at])
        at = best[at][1]
    return found


def _weight(groups: Iterable[Standing]) -> int:
    return sum(one.count for one in groups)


def _runs(groups: Sequence[Standing], way: int = 1) -> int:
    """1 when some floor stands above a higher one (way 1) or below it (way -1), else 0."""
    return int(any(way * one.rank < way * other.rank and one.floor < other.floor for one in groups for other in groups))
