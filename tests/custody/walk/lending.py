"""Slips: asked, decided, handed out, given more time, counted back in parts, back on the shelf."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from juanzong.casework.actions import cases
from juanzong.casework.models import Case, Obligation
from juanzong.custody import actions
from juanzong.custody.choices import Rest
from juanzong.custody.models import Loan
from juanzong.kit import clock
from juanzong.kit.refs import Ref
from tests.custody.walk.base import PICK, Base
from tests.custody.walk.ground import SHEETS
from tests.custody.walk.model import Paper, Slip

_ANY_SLIP = precondition(lambda self: self.slips)


class Lending(Base):
    @rule(which=PICK, who=PICK)
    def ask(self, which: int, who: int) -> None:
        one, ground = self.paper(which, lambda one: one.home), self.ground
        by = (*ground.askers, ground.general)[who % (len(ground.askers) + 1)]
        due = clock.today() + dt.timedelta(days=7)
        ask = {"by": by, "dossier_id": one.pk, "kind": "take_out", "purpose": "核对", "due_on": due}
        made = self.expect(one.home and one.state != "destroyed", lambda: actions.request_loan(**ask))
        if made:
            case = Case.objects.get(subject=str(Ref("loan", made.pk)))
            self.slips[made.pk] = Slip(made.pk, one.pk, by.staff_id, (case.pk, case.arrival), due=due)

    @_ANY_SLIP
    @rule(which=PICK, move=st.sampled_from(["agree", "agree", "agree", "refuse"]))
    def decide(self, which: int, move: str) -> None:
        slip = self.one_of(self.slips, which, "asked")
        by = self.ground.keeper if slip.borrower == self.ground.general.staff_id else self.ground.general
        case, arrival = slip.case
        ok = slip.state == "asked" and (move == "refuse" or self.papers[slip.paper].state != "destroyed")
        if self.expect(ok, lambda: cases.take_step(by=by, case=case, arrival=arrival, move=move, reason="见附")):
            slip.state = {"agree": "approved", "refuse": "refused"}[move]

    @_ANY_SLIP
    @rule(which=PICK)
    def take_back(self, which: int) -> None:
        slip = self.one_of(self.slips, which, "asked")
        by, (case, arrival) = self.viewer(slip.borrower), slip.case
        if self.expect(
            slip.state == "asked", lambda: cases.withdraw(by=by, case=case, arrival=arrival, reason="不需要了")
        ):
            slip.state = "withdrawn"

    @_ANY_SLIP
    @rule(which=PICK, less=st.sampled_from([0, 0, 0, 1]), said=st.booleans())
    def issue(self, which: int, less: int, said: bool) -> None:
        slip = self.one_of(self.slips, which, "approved")
        paper = self.papers[slip.paper]
        items, sheets = self._listed(paper)
        ok = slip.state == "approved" and paper.state != "destroyed" and not paper.out and (said or not less)
        counted = {"items": items, "sheets": max(0, sheets - less), "condition": "少一页" if said else ""}
        ok = ok and (said or counted["sheets"] == sheets)
        if self.expect(ok, lambda: actions.issue_loan(by=self.ground.keeper, loan_id=slip.pk, **counted)):
            slip.state, slip.went, paper.out = "out", (counted["items"], counted["sheets"]), slip.pk
            self.touched()

    def _listed(self, paper: Paper) -> tuple[int, int]:
        """Items and sheets that are in the dossier itself."""
        inside = [n for item, n in zip(self.ground.items[paper.pk], SHEETS, strict=True) if item not in paper.apart]
        return len(inside), sum(inside)

    @_ANY_SLIP
    @rule(which=PICK, items=st.integers(0, 2), sheets=st.integers(0, 12), rest=st.sampled_from(["", *Rest.values]))
    def return_some(self, which: int, items: int, sheets: int, rest: str) -> None:
        self._return(self.one_of(self.slips, which, "out"), (items, sheets), rest)

    @_ANY_SLIP
    @rule(which=PICK)
    def return_all(self, which: int) -> None:
        slip = self.one_of(self.slips, which, "out")
        self._return(slip, (slip.went[0] - slip.back[0], slip.went[1] - slip.back[1]), "")

    def _return(self, slip: Slip, count: tuple[int, int], rest: str) -> None:
        back = (slip.back[0] + count[0], slip.back[1] + count[1])
        ok = slip.state == "out" and all(map(int.__le__, back, slip.went)) and (back == slip.went or rest)
        act, (items, sheets) = actions.return_loan, count
        if self.expect(
            ok,
            lambda: act(
                by=self.ground.keeper, loan_id=slip.pk, items=items, sheets=sheets, condition="缺一页", rest=rest
            ),
        ):
            slip.back = back
            if back == slip.went or rest == Rest.MISSING:
                slip.state = "returned"

    @_ANY_SLIP
    @rule(which=PICK, where=PICK, right=st.sampled_from([True, True, False]))
    def confirm(self, which: int, where: int, right: bool) -> None:
        slip = self.one_of(self.slips, which, "returned")
        paper = self.papers[slip.paper]
        place = paper.home if right and paper.home else self.spot(where)
        ok = slip.state == "returned" and place == paper.home
        code = self.ground.labels[place]
        if self.expect(ok, lambda: actions.confirm_shelf(by=self.ground.keeper, loan_id=slip.pk, code=code)):
            slip.state, paper.out = "closed", 0
            self.touched()

    @_ANY_SLIP
    @rule(which=PICK)
    def drop(self, which: int) -> None:
        slip = self.one_of(self.slips, which, "approved")
        act = actions.drop_loan
        if self.expect(
            slip.state == "approved", lambda: act(by=self.ground.keeper, loan_id=slip.pk, reason="未来领取")
        ):
            slip.state = "dropped"

    @_ANY_SLIP
    @rule(which=PICK)
    def more_time(self, which: int) -> None:
        slip = self.one_of(self.slips, which, "out")
        if slip.state != "out" or slip.borrower == self.ground.general.staff_id:
            return
        owed = Obligation.objects.get(subject=str(Ref("loan", slip.pk)), state="open")
        until, by = slip.due + dt.timedelta(days=3), self.viewer(slip.borrower)
        about, data = Ref("obligation", owed.pk), {"until": until.isoformat(), "why": "开庭延期"}
        case = self.expect(True, lambda: cases.start(by=by, procedure="more_time", subject=about, data=data))
        self.expect(
            True,
            lambda: cases.take_step(by=self.ground.boss, case=case.pk, arrival=case.arrival, move="grant"),
        )
        slip.due = until
        assert Loan.objects.get(pk=slip.pk).due_on == until
