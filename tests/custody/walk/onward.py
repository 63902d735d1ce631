"""The steps that lead somewhere: without them a walk would seldom come to the end of a list, a slip or a stocktake."""

from __future__ import annotations

from hypothesis.stateful import rule

from tests.custody.walk.base import PICK
from tests.custody.walk.counting import Counting
from tests.custody.walk.disposing import Disposing
from tests.custody.walk.lending import Lending

_FIT = 1
"""A number that chooses among what is fit for a step."""


class Onward(Lending, Counting, Disposing):
    @rule(which=PICK)
    def list_onward(self, which: int) -> None:
        states = {one.state for one in self.lists.values()}
        if "approved" in states:
            steps = [lambda: self.witness(_FIT, 0), lambda: self.witness(_FIT, 1), lambda: self.photograph(_FIT)]
            [*steps, lambda: self.carry_out(_FIT), lambda: self.carry_out(_FIT)][which % 5]()
        elif "proposed" in states:
            self.decide_list(_FIT, agree=True)
        elif "appraising" in states:
            self.appraise(_FIT, "destroy")
            self.propose(_FIT)
        else:
            self.list_expired([which * 4 + _FIT])

    @rule(which=PICK)
    def list_on_to_its_end(self, which: int) -> None:
        """From wherever it stands, unless something stands in its way."""
        self.list_onward(which)
        self.appraise(_FIT, "destroy") if self.lists else None
        for step in (self.propose, self.photograph, self.carry_out):
            if self.lists:
                step(_FIT)
                self.decide_list(_FIT, agree=True)
                for who in range(2):
                    self.witness(_FIT, who)

    @rule(which=PICK)
    def slip_onward(self, which: int) -> None:
        states = {one.state for one in self.slips.values()}
        if "returned" in states:
            self.confirm(_FIT, where=0, right=True)
        elif "out" in states:
            self.return_all(_FIT)
        elif "approved" in states:
            self.issue(_FIT, less=0, said=False)
        elif "asked" in states:
            self.decide(_FIT, "agree")
        else:
            self.ask(which, which)

    @rule(which=PICK)
    def count_onward(self, which: int) -> None:
        states = {one.state for one in self.tallies.values()}
        if "counted" in states:
            self.sign_count(_FIT, which)
        elif "open" in states and which % 4:
            self.scan(_FIT, which, 0, right=True)
        elif "open" in states:
            self.end_count(_FIT)
        else:
            self.begin_count(which)
