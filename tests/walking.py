"""What random walks against a small model share: a savepoint for each example, time that passes, acts whose outcome was
foretold."""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, ClassVar

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from juanzong.kit import clock
from juanzong.kit.errors import Conflict, NotAllowed, Refusal

PICK = st.integers(min_value=0, max_value=999)
"""Which of those there are; taken modulo their number."""


class Walking(RuleBasedStateMachine):
    """The notebook, and the house beside it."""

    done: ClassVar[Counter[str]]
    refused: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self.at = clock.now()
        self.time = ExitStack()
        self.undo = transaction.atomic()
        self.undo.__enter__()

    def teardown(self) -> None:
        self.time.close()
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def pass_time(self, **how: float) -> None:
        self.at += dt.timedelta(**how)
        self.time.close()
        self.time.enter_context(clock.frozen(self.at))

    def expect(self, ok: object, call: Callable[[], Any]) -> Any:
        """What the act gave, None for one that was refused; AssertionError where the notebook says otherwise."""
        act = sys._getframe(1).f_code.co_name  # the rule that asks
        self.pass_time(minutes=1)
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

    def chosen(self, known: list[Any], which: int, fit: Callable[[Any], object]) -> Any:
        """One of them: three times out of four one that is fit for what is to be done, where there is one."""
        fitting = [one for one in known if fit(one)] if which % 4 else []
        return (fitting or known)[which // 4 % len(fitting or known)]
