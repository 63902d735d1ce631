"""What every part of the walk shares: a savepoint for each example, time that passes, acts whose outcome was foretold."""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, ClassVar

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from juanzong.kit import clock
from juanzong.kit.errors import Conflict, NotAllowed, Refusal
from juanzong.organisation.viewer import Viewer
from tests.custody.walk.ground import Ground
from tests.custody.walk.model import Burning, Paper, Slip, Tally

PICK = st.integers(min_value=0, max_value=999)
"""Which of those there are; taken modulo their number."""


class Base(RuleBasedStateMachine):
    """The notebook, and the house beside it."""

    ground: ClassVar[Ground]
    done: ClassVar[Counter[str]] = Counter()
    refused: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.at = clock.now()
        self.time = ExitStack()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.papers = {one.pk: replace(one, holds=set(), apart={}) for one in self.ground.papers}
        self.slips: dict[int, Slip] = {}
        self.tallies: dict[int, Tally] = {}
        self.lists: dict[int, Burning] = {}
        self.given = max(one.number for one in self.ground.papers)
        self.series = self.ground.series
        self.began = self.ground.began

    def teardown(self) -> None:
        self.time.close()
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def expect(self, ok: object, call: Callable[[], Any]) -> Any:
        """What the act gave, None for one that was refused; AssertionError where the notebook says otherwise."""
        act = sys._getframe(1).f_code.co_name  # the rule that asks
        self.at += dt.timedelta(minutes=1)
        self.time.close()
        self.time.enter_context(clock.frozen(self.at))
        try:
            found = call()
        except Refusal as refusal:
            self.judge(refusal, ok)
            self.refused[act] += 1
            return None
        assert ok, "passed although it should be refused"
        self.done[act] += 1
        return found

    def judge(self, refusal: Refusal, ok: object) -> None:
        """A refusal that was foretold says which clause, and what was wrong or what to do."""
        assert not ok, f"refused although it should pass: {refusal}"
        assert refusal.clause or not isinstance(refusal, (Conflict, NotAllowed)), f"no clause: {refusal}"
        assert refusal.todo or getattr(refusal, "fields", None), f"nothing to do: {refusal}"

    # Choosing

    def paper(self, which: int, fit: Callable[[Paper], object]) -> Paper:
        """A dossier: three times out of four one that is fit for what is to be done, where there is one."""
        return self._chosen(list(self.papers.values()), which, fit)

    def _chosen(self, known: list[Any], which: int, fit: Callable[[Any], object]) -> Any:
        fitting = [one for one in known if fit(one)] if which % 4 else []
        return (fitting or known)[which // 4 % len(fitting or known)]

    def spot(self, which: int) -> int:
        return list(self.ground.spots)[which % len(self.ground.spots)]

    def one_of(self, known: dict[int, Any], which: int, *states: str) -> Any:
        """A slip, list or stocktake: three times out of four one in such a state, where there is one."""
        return self._chosen(list(known.values()), which, lambda one: one.state in states)

    def touched(self) -> None:
        """Something moved while people count."""
        for one in self.tallies.values():
            one.moved = one.moved or one.state == "open"

    def viewer(self, staff: int) -> Viewer:
        return next(one for one in (*self.ground.askers, self.ground.general) if one.staff_id == staff)
