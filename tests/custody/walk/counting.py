"""Stocktakes of a room: begun, scanned in any order, ended, settled, signed by two."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from juanzong.custody import actions
from juanzong.custody.models import CountFinding
from tests.custody.helpers import a_scan, digest, proof
from tests.custody.walk.base import PICK, Base
from tests.custody.walk.model import Tally

_ANY_TALLY = precondition(lambda self: self.tallies)


class Counting(Base):
    @rule(which=PICK)
    def begin_count(self, which: int) -> None:
        room = self.ground.rooms[which % len(self.ground.rooms)]
        ok = not any(one.room == room and one.state == "open" for one in self.tallies.values())
        made = self.expect(ok, lambda: actions.begin_count(by=self.ground.keeper, place_id=room))
        if made:
            self.tallies[made.pk] = Tally(made.pk, room)

    @_ANY_TALLY
    @rule(which=PICK, what=PICK, where=PICK, right=st.sampled_from([True, True, False]))
    def scan(self, which: int, what: int, where: int, right: bool) -> None:
        one, paper = self.one_of(self.tallies, which, "open", "counted"), self.paper(what, lambda one: one.shelved)
        spot = paper.home if right and paper.home else self.spot(where)
        code = f"测外{what % 3}" if what % 7 == 0 or not paper.number else self._number(paper.pk)
        sent = [a_scan(code, f"{len(one.scans)}-{self.at.timestamp()}", self.ground.labels[spot], self.at)]
        ok = one.state != "signed"
        if self.expect(ok, lambda: actions.take_scans(by=self.ground.keeper, count_id=one.pk, sent=sent * 2)):
            if code.startswith("测外"):
                one.strange.add(code)
            else:
                one.scans[paper.pk] = spot if self.ground.spots[spot] == one.room else one.room
            if one.state == "counted":
                one.moved = True

    def _number(self, pk: int) -> str:
        from juanzong.dossiers.models import Dossier

        return Dossier.objects.values_list("number", flat=True).get(pk=pk)

    @_ANY_TALLY
    @rule(which=PICK)
    def end_count(self, which: int) -> None:
        one = self.one_of(self.tallies, which, "open")
        if self.expect(one.state == "open", lambda: actions.end_count(by=self.ground.keeper, count_id=one.pk)):
            one.state = "counted"
            rows = CountFinding.objects.filter(count=one.pk).values_list("kind", "holding__item", "dossier_id", "code")
            found = {(kind, item or pk or code) for kind, item, pk, code in rows}
            assert len({thing for _kind, thing in found}) == len(found)
            if not one.moved:
                foretold = self._foretold(one)
                assert found == foretold, f"found {found - foretold}, foretold {foretold - found}"

    def _foretold(self, one: Tally) -> set[tuple[str, int | str]]:
        told: set[tuple[str, int | str]] = {("surplus", code) for code in one.strange}
        for paper in self.papers.values():  # what is kept apart is never scanned here
            told |= {("missing", item) for item, at in paper.apart.items() if self.ground.spots[at] == one.room}
        for pk, paper in self.papers.items():
            inside = bool(paper.home) and self.ground.spots[paper.home] == one.room
            seen = one.scans.get(pk)
            if seen is None:
                if inside and not paper.out:
                    told.add(("missing", pk))
            elif paper.out:
                told.add(("lent_present", pk))
            elif not inside:
                told.add(("destroyed_present" if paper.state == "destroyed" and paper.shelved else "surplus", pk))
            elif seen not in (paper.home, one.room):
                told.add(("wrong_place", pk))
        return told

    @_ANY_TALLY
    @rule(which=PICK, who=PICK)
    def sign_count(self, which: int, who: int) -> None:
        one = self.one_of(self.tallies, which, "counted")
        by = (self.ground.keeper, self.ground.general)[who % 2]
        shown = digest(by, "stocktake", one.pk)
        standing = {
            staff for staff, what in one.signed if what == shown
        }  # also what was signed before it changed to and fro
        ok = one.state == "counted" and by.staff_id not in standing
        act = actions.sign_count
        if self.expect(ok, lambda: act(by=by, count_id=one.pk, digest=shown, proof=proof(by))):
            one.signed.add((by.staff_id, shown))
            one.state = "signed" if standing else "counted"

    @_ANY_TALLY
    @rule(which=PICK)
    def settle(self, which: int) -> None:
        one = self.one_of(self.tallies, which, "counted")
        row = CountFinding.objects.filter(count=one.pk).order_by("pk").first()
        if row is not None:
            act = actions.settle_finding
            self.expect(row.settled_at is None, lambda: act(by=self.ground.keeper, finding_id=row.pk, note="已归位"))
