"""Acceptance and closing; shelving, moving, keeping apart; holds."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from juanzong.custody import actions
from juanzong.dossiers import actions as dossiers
from juanzong.dossiers.models import Dossier
from tests.custody.walk.base import PICK, Base

MOST_HELD = 2


class Shelving(Base):
    @rule(which=PICK)
    def accept(self, which: int) -> None:
        one = self.paper(which, lambda one: one.state == "verified")
        done = self.expect(
            one.state == "verified", lambda: dossiers.accept_dossier(by=self.ground.second, dossier_id=one.pk)
        )
        if done:
            self.given += 1
            one.state, one.number = "in_force", self.given
            assert done.sequence == self.given

    @rule(which=PICK)
    def send_back(self, which: int) -> None:
        one = self.paper(which, lambda one: one.state == "verified")
        act = dossiers.send_back
        if self.expect(one.state == "verified", lambda: act(by=self.ground.second, dossier_id=one.pk, reason="补签")):
            one.state = "draft"

    @rule(which=PICK)
    def hand_in_again(self, which: int) -> None:
        one = self.paper(which, lambda one: one.state == "draft")
        act = dossiers.submit_for_verification
        if self.expect(one.state == "draft", lambda: act(by=self.ground.keeper, dossier_id=one.pk)):
            assert self.expect(True, lambda: dossiers.verify_dossier(by=self.ground.checker, dossier_id=one.pk))
            one.state = "verified"

    @rule(which=PICK, long_ago=st.booleans())
    def close(self, which: int, long_ago: bool) -> None:
        one = self.paper(which, lambda one: one.state == "in_force")
        act = dossiers.close_dossier
        if self.expect(one.state == "in_force", lambda: act(by=self.ground.keeper, dossier_id=one.pk, reason="结清")):
            one.state, one.old = "closed", long_ago
            if long_ago:
                Dossier.objects.filter(pk=one.pk).update(closed_at=self.at - dt.timedelta(days=366 * 11))

    @rule(which=PICK)
    def reopen(self, which: int) -> None:
        one = self.paper(which, lambda one: one.state == "closed")
        act = dossiers.reopen_dossier
        if self.expect(one.state == "closed", lambda: act(by=self.ground.keeper, dossier_id=one.pk, reason="续办")):
            one.state, one.old = "in_force", False

    @rule(which=st.lists(PICK, min_size=1, max_size=3), where=PICK)
    def shelve(self, which: list[int], where: int) -> None:
        papers, place = (
            {one.pk: one for one in (self.paper(n, lambda one: one.numbered) for n in which)},
            self.spot(where),
        )
        ok = all(one.numbered for one in papers.values()) and any(one.home != place for one in papers.values())
        act = actions.shelve
        if self.expect(ok, lambda: act(by=self.ground.keeper, place_id=place, dossier_ids=list(papers))):
            self.touched()
            for one in papers.values():
                one.home, one.shelved = place, True

    @rule(source=PICK, new_home=PICK)
    def move_contents(self, source: int, new_home: int) -> None:
        full = [one.home for one in self.papers.values() if one.home]
        old, new = full[source // 4 % len(full)] if source % 4 and full else self.spot(source), self.spot(new_home)
        homes = [one for one in self.papers.values() if one.home == old]
        apart = [(one, item) for one in self.papers.values() for item, place in one.apart.items() if place == old]
        act = actions.move_contents
        if self.expect(
            old != new and (homes or apart),
            lambda: act(by=self.ground.keeper, from_id=old, place_id=new, reason="调整"),
        ):
            self.touched()
            for one in homes:
                one.home = new
            for one, item in apart:
                one.apart[item] = new

    @rule(which=PICK, n=st.integers(min_value=0, max_value=1), where=PICK)
    def keep_apart(self, which: int, n: int, where: int) -> None:
        one, place = self.paper(which, lambda one: one.numbered and not one.out), self.spot(where)
        item = self.ground.items[one.pk][n]
        there = one.apart.get(item, 0)
        ok = one.numbered and there != place and (there or not one.out)
        act = actions.keep_apart
        if self.expect(ok, lambda: act(by=self.ground.keeper, item_id=item, place_id=place, reason="贵重")):
            one.apart[item] = place
            self.touched()

    @rule(which=PICK, n=st.integers(min_value=0, max_value=1))
    def rejoin(self, which: int, n: int) -> None:
        one = self.paper(which, lambda one: one.apart)
        item = next(iter(one.apart), self.ground.items[one.pk][n])
        ok = item in one.apart and not one.out
        if self.expect(ok, lambda: actions.rejoin(by=self.ground.keeper, item_id=item)):
            del one.apart[item]
            self.touched()

    @precondition(lambda self: sum(bool(one.holds) for one in self.papers.values()) < MOST_HELD)
    @rule(which=PICK)
    def hold(self, which: int) -> None:
        one = self.paper(which, lambda one: not one.holds)
        act = actions.freeze_dossier
        made = self.expect(
            one.state != "destroyed", lambda: act(by=self.ground.general, dossier_id=one.pk, reason="诉讼")
        )
        if made:
            one.holds.add(made.pk)

    @rule(which=PICK)
    def lift(self, which: int) -> None:
        one = self.paper(which, lambda one: one.holds)
        if one.holds:
            pk, act = min(one.holds), actions.lift_freeze
            self.expect(True, lambda: act(by=self.ground.general, freeze_id=pk, reason="已结案"))
            one.holds.remove(pk)
