"""Safes counted by two, projects closed and opened again, days that pass."""

from __future__ import annotations

from collections import Counter

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from juanzong.custody import actions
from juanzong.custody.models import SafeFinding
from juanzong.dossiers import actions as dossiers
from tests.custody.helpers import digest, proof
from tests.custody.safe_walk.base import PICK, Base
from tests.custody.safe_walk.model import ARCHIVIST, FINANCE, GENERAL, KEEPER, Count

_COUNTERS = (KEEPER, ARCHIVIST, GENERAL, FINANCE)
_ANY = precondition(lambda self: self.counts)
_STRAY = "苏X0000001"


class Counting(Base):
    @rule(where=PICK, who=PICK, surprise=st.sampled_from([False, False, True]))
    def begin_count(self, where: int, who: int, surprise: bool) -> None:
        safe, by = self.a_safe(where), self.somebody(who, _COUNTERS)
        ok = not self.being_counted(safe) and by in ((GENERAL, FINANCE) if surprise else _COUNTERS)
        call = {"by": self.viewer(by), "place_id": safe, "occasion": "surprise" if surprise else "day_end"}
        made = self.expect(ok, lambda: actions.begin_safe_count(**call))
        if made:
            self.counts[made.pk] = Count(made.pk, safe)

    @_ANY
    @rule(which=PICK, who=PICK, wrong=st.sampled_from(["", "", "", "", "less", "stray", "elsewhere"]))
    def tally(self, which: int, who: int, wrong: str) -> None:
        one = self.chosen(list(self.counts.values()), which, lambda one: one.state == "open")
        by = self.somebody(who, tuple(name for name in _COUNTERS if name not in one.tallies))
        numbers = [title.paper.number for title in self.inside(one.safe)]
        numbers = numbers[1:] if wrong == "less" else [*numbers, _STRAY] if wrong == "stray" else numbers
        if wrong == "elsewhere":
            numbers += [title.paper.number for title in self.titles.values() if title.state == "out"][:1]
        ok = one.state == "open" and by in _COUNTERS and by not in one.tallies
        if self.expect(ok, lambda: actions.tally_safe(by=self.viewer(by), count_id=one.pk, numbers=numbers)):
            one.tallies[by] = frozenset(numbers)
            if len(one.tallies) > 1:
                self._compared(one)

    def _compared(self, one: Count) -> None:
        wanted = {title.paper.number for title in self.inside(one.safe)}
        first, second = one.tallies.values()
        here = {title.paper.number: title.pk for title in self.titles.values() if title.state in ("in", "out")}
        foretold = [
            *(("missing", here[number], "") for number in wanted - (first | second)),
            *(("counters", here[number], "") for number in wanted & (first ^ second)),
            *(
                ("surplus", here.get(number), "" if number in here else "****0001")
                for number in (first | second) - wanted
            ),
        ]
        one.state, one.differs = "counted", bool(foretold)
        found = SafeFinding.objects.filter(count=one.pk).values_list("kind", "certificate", "text")
        assert Counter(found) == Counter(foretold), f"found {found}, foretold {foretold}"

    @_ANY
    @rule(which=PICK, who=PICK)
    def sign_count(self, which: int, who: int) -> None:
        one = self.chosen(list(self.counts.values()), which, lambda one: one.state == "counted")
        by = self.somebody(who, tuple(name for name in one.tallies if name not in one.signed))
        ok = one.state == "counted" and by in one.tallies and by not in one.signed
        viewer = self.viewer(by)
        shown, sure = digest(viewer, "safe_count", one.pk), proof(viewer)
        act = actions.sign_safe_count
        if self.expect(ok, lambda: act(by=viewer, count_id=one.pk, digest=shown, proof=sure)):
            one.signed.add(by)
            one.state = "signed" if len(one.signed) > 1 else "counted"

    @precondition(lambda self: any(one.state == "open" for one in self.counts.values()))
    @rule()
    def end_counts(self) -> None:
        """Nothing moves while people count; so they do not count for long."""
        for one in [one for one in self.counts.values() if one.state == "open"]:
            for name in [name for name in _COUNTERS if name not in one.tallies][: 2 - len(one.tallies)]:
                numbers = [title.paper.number for title in self.inside(one.safe)]
                act, by = actions.tally_safe, self.viewer(name)
                call = {"by": by, "count_id": one.pk, "numbers": numbers}
                self.expect(True, lambda act=act, call=call: act(**call))
                one.tallies[name] = frozenset(numbers)
            self._compared(one)

    @rule(sure=st.sampled_from([False, False, False, True]))
    def close_or_reopen(self, sure: bool) -> None:
        """The second project, of which no paper is filed; what was listed before it was closed does not go in."""
        if not sure and not self.closed:
            return
        pk, by = self.ground.projects[1].pk, self.viewer(ARCHIVIST)
        act = dossiers.reopen_dossier if 1 in self.closed else dossiers.close_dossier
        self.expect(True, lambda: act(by=by, dossier_id=pk, reason="结清"))
        self.closed ^= {1}

    @rule(hours=st.integers(1, 60))
    def wait(self, hours: int) -> None:
        self.pass_time(hours=hours)
