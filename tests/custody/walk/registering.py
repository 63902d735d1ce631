"""The total register, looked into now and then: it says what the notebook says, and agrees with the ledger entry by entry."""

from __future__ import annotations

from hypothesis.stateful import rule

from juanzong.custody.registers import totals
from juanzong.custody.registers.shapes import Period
from juanzong.custody.rules.registers import Totals
from tests.custody.walk.base import Base

_LENT, _BACK = ("out", "returned", "closed"), ("returned", "closed")


class Registering(Base):
    @rule()
    def look_into_the_total_register(self) -> None:
        viewer, ever = self.ground.keeper, Period()
        (whole,) = [row.totals for row in totals.REGISTER.rows(viewer, ever) if not row.code]
        gone = sum(one.state == "destroyed" for one in self.papers.values())
        lent = sum(one.state in _LENT for one in self.slips.values())
        back = sum(one.state in _BACK for one in self.slips.values())
        foretold = Totals(0, self.given, gone, self.given - gone, lent, back, lent - back)
        assert whole == foretold, f"{whole}, foretold {foretold}"
        assert totals.REGISTER.compared
        wrong = [one for one in totals.REGISTER.compared(viewer, ever) if not one.agrees]
        assert not wrong, str(wrong)
