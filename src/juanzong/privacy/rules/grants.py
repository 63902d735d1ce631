"""What a route of granting allows, and when a grant is over. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from juanzong.kit import clock
from juanzong.policies import notation
from juanzong.policies.shapes_work import Procedure, Term, TermUnit

GRANTS = "privacy.grant"
"""The effect by which a route grants; its parameter says for how long at most."""
_DAYS = {TermUnit.DAYS: 1, TermUnit.WORKING_DAYS: 1, TermUnit.WEEKS: 7, TermUnit.MONTHS: 30}


@dataclass(frozen=True, slots=True)
class Route:
    """A way in which this person may ask. longest: for how long at most, from the day of asking."""

    procedure: Procedure
    longest: Term

    def last_day(self, today: dt.date) -> dt.date:
        """The latest last day. Working days are taken as days, in the reader's disfavour."""
        return today + dt.timedelta(days=self.longest.count * _DAYS.get(self.longest.unit, 0))


def route(procedure: Procedure) -> Route | None:
    """A procedure as a way to a grant; None for one that grants nothing."""
    uses = (use for step in procedure.steps for move in step.moves for use in move.effects)
    return next((Route(procedure, notation.term(use.with_["longest"])) for use in uses if use.name == GRANTS), None)


def nearest(found: Iterable[Route], grounds: Mapping[str, Collection[str]]) -> list[Route]:
    """Without the routes of packs on which another pack with a route stands: what a policy lays down itself goes before
    the general part. grounds: what each pack stands on."""
    ways = list(found)
    under = {ground for way in ways for ground in grounds.get(way.procedure.pack, ()) if ground != way.procedure.pack}
    return [way for way in ways if way.procedure.pack not in under]


def ends_at(last_day: dt.date) -> dt.datetime:
    """The moment at which a grant for this last day is over: midnight after it, in Shanghai."""
    return clock.start_of(last_day + dt.timedelta(days=1))
