"""How the totals of a period add up. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Self


@dataclass(frozen=True, slots=True)
class Totals:
    """Dossiers: held when the period began, taken in, destroyed, held when it ended; how often they were lent and came
    back in it; with somebody when it ended."""

    held_before: int = 0
    taken_in: int = 0
    destroyed: int = 0
    held: int = 0
    lent: int = 0
    returned: int = 0
    out: int = 0

    @classmethod
    def of(
        cls,
        in_before: int,
        destroyed_before: int,
        taken_in: int,
        destroyed: int,
        lent: int,
        returned: int,
        lent_ever: int,
        returned_ever: int,
    ) -> Self:
        """From what happened before the period, in it, and (lending) up to its end."""
        held_before = in_before - destroyed_before
        held = held_before + taken_in - destroyed
        return cls(held_before, taken_in, destroyed, held, lent, returned, lent_ever - returned_ever)

    @classmethod
    def added(cls, several: Iterable[Totals]) -> Self:
        """All together."""
        rows = list(several)
        return cls(*(sum(getattr(row, one.name) for row in rows) for one in fields(cls)))
