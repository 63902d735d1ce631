"""What a route of lending allows, and what a count says. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from juanzong.custody.choices import LoanKind
from juanzong.policies import notation
from juanzong.policies.shapes_work import Procedure, Term, TermUnit

APPROVES = "custody.approve_loan"
"""The effect by which a route lets a loan pass; its parameters say what the route allows."""
_DAYS = {TermUnit.DAYS: 1, TermUnit.WORKING_DAYS: 1, TermUnit.WEEKS: 7, TermUnit.MONTHS: 30}


@dataclass(frozen=True, slots=True)
class Terms:
    """What a route allows. kinds: of lending. longest: until when at most, counted from the day of asking."""

    kinds: tuple[str, ...]
    longest: Term

    def last_day(self, today: dt.date) -> dt.date:
        """The latest last day that may be asked for. Working days are taken as days, in the reader's disfavour."""
        return today + dt.timedelta(days=self.longest.count * _DAYS.get(self.longest.unit, 0))


def terms(route: Procedure) -> Terms | None:
    """What a route allows, as its pack says with the effect; None for a procedure that approves no loan."""
    for step in route.steps:
        for move in step.moves:
            for use in move.effects:
                if use.name == APPROVES:
                    kinds = tuple(one for one in use.with_.get("kinds", "").split(",") if one in LoanKind.values)
                    return Terms(kinds or tuple(LoanKind.values), notation.term(use.with_["longest"]))
    return None


@dataclass(frozen=True, slots=True)
class Papers:
    """Papers as counted by hand."""

    items: int
    sheets: int

    def short_of(self, other: Papers) -> tuple[int, int]:
        """How many items and sheets are missing against another count; 0 for what is not."""
        return max(0, other.items - self.items), max(0, other.sheets - self.sheets)

    def more_than(self, other: Papers) -> bool:
        return self.items > other.items or self.sheets > other.sheets
