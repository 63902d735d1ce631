"""Who gets a customer: the five principles of distribution in their order (P09-1.8). Pure.

1 the collector keeps what they collected; 2 the nearest area; 3 a share for newcomers; 4 sales ability, workload and
service efficiency; 5 what these leave open, the manager decides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from juanzong.service.choices import Principle

NEWCOMER_DAYS: Final = 90
NEWCOMER_SHARE: Final = 20
"""Per cent of what neither collector nor area settles that goes to newcomers."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A representative who could answer for a customer.

    areas: where they go. newcomer: in the post for less than NEWCOMER_DAYS. load: customers they answer for.
    sales: their buyers of late. kept: per cent of their planned visits made on time, None before the first.
    """

    staff: int
    name: str
    areas: frozenset[str] = frozenset()
    newcomer: bool = False
    load: int = 0
    sales: int = 0
    kept: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A form that came in and belongs to nobody yet. collector: who gathered it. area: where the customer lives."""

    record: int
    customer: int
    collector: int
    area: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Whom the principles name for a form, by which of them. staff: 0 where the manager decides."""

    waiting: Waiting
    staff: int
    principle: Principle


def is_newcomer(since: dt.date, today: dt.date) -> bool:
    """Whether somebody appointed on a day is still new."""
    return (today - since).days < NEWCOMER_DAYS


def same_area(one: str, two: str) -> bool:
    """Whether two names mean the same part of town: equal, or one within the other, as 湖滨街道 in 上城区湖滨街道."""
    first, second = "".join(one.split()), "".join(two.split())
    return bool(first and second) and (first in second or second in first)


@dataclass
class _Round:
    """One proposal over all waiting forms; what it gives counts as load for the next."""

    candidates: Sequence[Candidate]
    given: dict[int, int] = field(default_factory=dict)
    to_newcomers: int = 0

    def load(self, one: Candidate) -> int:
        return one.load + self.given.get(one.staff, 0)

    def give(self, waiting: Waiting, staff: int, principle: Principle) -> Proposal:
        if staff:
            self.given[staff] = self.given.get(staff, 0) + 1
        return Proposal(waiting, staff, principle)

    def lightest(self, among: Iterable[Candidate]) -> Candidate | None:
        """The one with the least to do; the one who has been with us longest where two have the same."""
        return min(among, key=lambda one: (self.load(one), one.staff), default=None)

    def best(self) -> Candidate | None:
        """The one whose load is least for what they can do; None where two are alike, for then nothing speaks for one."""
        ranked = sorted(self.candidates, key=lambda one: (_burden(one, self.load(one)), one.staff))
        if len(ranked) > 1 and _burden(ranked[0], self.load(ranked[0])) == _burden(ranked[1], self.load(ranked[1])):
            return None
        return ranked[0] if ranked else None


def _burden(one: Candidate, load: int) -> Fraction:
    """Load against ability: a buyer of late weighs as ten points of visits kept, nobody weighs nothing."""
    ability = 100 + 10 * one.sales + (one.kept if one.kept is not None else 50)
    return Fraction(load + 1, ability)


def propose(
    waiting: Sequence[Waiting], candidates: Sequence[Candidate], *, share: int = NEWCOMER_SHARE
) -> list[Proposal]:
    """A proposal for every form, in the order they came in; the same input always gives the same proposal."""
    known = {one.staff: one for one in candidates}
    turn = _Round(tuple(candidates))
    found: dict[int, Proposal] = {}
    left: list[Waiting] = []
    for one in waiting:
        near = turn.lightest(c for c in candidates if any(same_area(area, one.area) for area in c.areas))
        if one.collector in known:
            found[one.record] = turn.give(one, one.collector, Principle.COLLECTOR)
        elif near is not None:
            found[one.record] = turn.give(one, near.staff, Principle.NEAREST)
        else:
            left.append(one)
    newcomers = [one for one in candidates if one.newcomer]
    for place, one in enumerate(left, 1):
        new = turn.lightest(newcomers)
        if new is not None and turn.to_newcomers * 100 < place * share:
            turn.to_newcomers += 1
            found[one.record] = turn.give(one, new.staff, Principle.NEWCOMER)
            continue
        best = turn.best()
        principle = Principle.MERIT if best else Principle.MANAGER
        found[one.record] = turn.give(one, best.staff if best else 0, principle)
    return [found[one.record] for one in waiting]


def by_staff(proposals: Iterable[Proposal]) -> Mapping[int, int]:
    """How many forms each would get; 0 stands for what the manager decides."""
    found: dict[int, int] = {}
    for one in proposals:
        found[one.staff] = found.get(one.staff, 0) + 1
    return found
