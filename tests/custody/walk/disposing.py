"""Lists of what is to be destroyed: appraised, approved, witnessed, photographed, carried out; or refused."""

from __future__ import annotations

import datetime as dt
import io

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from juanzong.custody import actions
from juanzong.custody.choices import Opinion
from tests.custody.helpers import digest, proof
from tests.custody.walk.base import PICK, Base
from tests.custody.walk.model import Burning, Paper

_ANY_LIST = precondition(lambda self: self.lists)
_OPINIONS = st.sampled_from([Opinion.DESTROY, Opinion.DESTROY, Opinion.DESTROY, Opinion.KEEP, Opinion.REVIEW])


class Disposing(Base):
    @rule(which=st.lists(PICK, min_size=1, max_size=3))
    def list_expired(self, which: list[int]) -> None:
        papers = {one.pk: one for one in (self.paper(n, self._due) for n in which)}
        ok = all(self._due(one) for one in papers.values())
        act = actions.begin_disposal
        made = self.expect(ok, lambda: act(by=self.ground.keeper, dossier_ids=list(papers)))
        if made:
            lines = dict(made.lines.values_list("dossier_id", "pk"))
            self.lists[made.pk] = Burning(made.pk, lines)
            for one in papers.values():
                one.listed = made.pk

    @staticmethod
    def _due(one: Paper) -> bool:
        return one.expired and not one.holds and not one.listed

    @_ANY_LIST
    @rule(which=PICK, opinion=_OPINIONS)
    def appraise(self, which: int, opinion: Opinion) -> None:
        """Every line that has no opinion yet; the first again when there is none."""
        one = self.one_of(self.lists, which, "appraising")
        until = (self.at + dt.timedelta(days=400)).date()
        for paper in [pk for pk in one.lines if pk not in one.opinions] or list(one.lines)[:1]:
            call = {"line_id": one.lines[paper], "opinion": opinion, "reason": "已鉴定", "keep_until": until}
            if self.expect(
                one.state == "appraising", lambda call=call: actions.appraise(by=self.ground.keeper, **call)
            ):
                one.opinions[paper] = opinion

    @_ANY_LIST
    @rule(which=PICK)
    def propose(self, which: int) -> None:
        one = self.one_of(self.lists, which, "appraising")
        ok = one.state == "appraising" and set(one.opinions) == set(one.lines)
        if self.expect(ok, lambda: actions.propose_disposal(by=self.ground.keeper, disposal_id=one.pk)):
            one.state = "proposed" if one.to_destroy else "kept"
            for paper, opinion in one.opinions.items():
                if opinion != Opinion.DESTROY:
                    self.papers[paper].listed = 0
                if opinion == Opinion.KEEP:
                    self.papers[paper].kept = True

    @_ANY_LIST
    @rule(which=PICK, agree=st.sampled_from([True, True, True, False]))
    def decide_list(self, which: int, agree: bool) -> None:
        one, by = self.one_of(self.lists, which, "proposed"), self.ground.general
        if not agree:
            act = actions.refuse_disposal
            ok = one.state in ("proposed", "approved")
            if self.expect(ok, lambda: act(by=by, disposal_id=one.pk, reason="再留一年")):
                self._over(one, "refused")
            return
        shown, sure = digest(by, "disposal", one.pk), proof(by)
        act = actions.approve_disposal
        if self.expect(one.state == "proposed", lambda: act(by=by, disposal_id=one.pk, digest=shown, proof=sure)):
            one.state = "approved"

    @_ANY_LIST
    @rule(which=PICK, who=PICK)
    def witness(self, which: int, who: int) -> None:
        one, people = self.one_of(self.lists, which, "approved"), (*self.ground.witnesses, self.ground.general)
        by = people[who % len(people)]
        ok = one.state == "approved" and by != self.ground.general and by.staff_id not in one.witnesses
        shown, sure = digest(by, "disposal", one.pk), proof(by)
        act = actions.witness_disposal
        if self.expect(ok, lambda: act(by=by, disposal_id=one.pk, digest=shown, proof=sure)):
            one.witnesses.add(by.staff_id)

    @_ANY_LIST
    @rule(which=PICK)
    def photograph(self, which: int) -> None:
        one = self.one_of(self.lists, which, "approved")
        picture = io.BytesIO(self.ground.pictures[one.photos % len(self.ground.pictures)])
        act = actions.add_photo
        if self.expect(
            one.state == "approved" and one.photos < len(self.ground.pictures),
            lambda: act(by=self.ground.keeper, disposal_id=one.pk, name="现场.jpg", reader=picture),
        ):
            one.photos += 1

    @_ANY_LIST
    @rule(which=PICK)
    def carry_out(self, which: int) -> None:
        one = self.one_of(self.lists, which, "approved")
        papers = [self.papers[pk] for pk in one.to_destroy]
        ok = one.state == "approved" and len(one.witnesses) > 1 and one.photos
        ok = ok and all(each.expired and not each.holds and not each.out for each in papers)
        ok = ok and not any(
            slip.state in ("asked", "approved") and slip.paper in one.to_destroy for slip in self.slips.values()
        )
        act = actions.execute_disposal
        if self.expect(ok, lambda: act(by=self.ground.keeper, disposal_id=one.pk, where="碎纸间")):
            self._over(one, "done")
            self.touched()
            for each in papers:
                each.state, each.home = "destroyed", 0
                each.apart.clear()

    def _over(self, one: Burning, state: str) -> None:
        one.state = state
        for paper in one.lines:
            if self.papers[paper].listed == one.pk:
                self.papers[paper].listed = 0
