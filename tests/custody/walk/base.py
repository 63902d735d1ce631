"""What every part of the walk through the archive room shares: the ground it begins on, and choosing among what there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

from juanzong.organisation.viewer import Viewer
from tests.custody.walk.ground import Ground
from tests.custody.walk.model import Burning, Paper, Slip, Tally
from tests.walking import PICK, Walking

__all__ = ["PICK", "Base"]


class Base(Walking):
    """The notebook of the archive room."""

    ground: ClassVar[Ground]
    done: ClassVar[Counter[str]] = Counter()
    refused: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.papers = {one.pk: replace(one, holds=set(), apart={}) for one in self.ground.papers}
        self.slips: dict[int, Slip] = {}
        self.tallies: dict[int, Tally] = {}
        self.lists: dict[int, Burning] = {}
        self.given = max(one.number for one in self.ground.papers)
        self.series = self.ground.series
        self.began = self.ground.began

    def paper(self, which: int, fit: Callable[[Paper], object]) -> Paper:
        """A dossier."""
        return self.chosen(list(self.papers.values()), which, fit)

    def spot(self, which: int) -> int:
        return list(self.ground.spots)[which % len(self.ground.spots)]

    def one_of(self, known: dict[int, Any], which: int, *states: str) -> Any:
        """A slip, list or stocktake, mostly in such a state."""
        return self.chosen(list(known.values()), which, lambda one: one.state in states)

    def touched(self) -> None:
        """Something moved while people count."""
        for one in self.tallies.values():
            one.moved = one.moved or one.state == "open"

    def viewer(self, staff: int) -> Viewer:
        return next(one for one in (*self.ground.askers, self.ground.general) if one.staff_id == staff)
