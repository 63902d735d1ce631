"""Slips of the safes: listed, begun, changed, entered blindly, signed, moved on, carried out with two people at the safe."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from juanzong.casework.actions import cases, steps
from juanzong.casework.models import Case
from juanzong.casework.reads import signatures
from juanzong.custody import actions
from juanzong.custody.models import SafeSlip
from juanzong.custody.reads import slips as reads
from juanzong.custody.rules.certificates import Paper
from juanzong.kit import clock
from tests.custody.helpers import proof
from tests.custody.safe_walk.base import PICK, Base
from tests.custody.safe_walk.model import LISTS, PEOPLE, ROUTES, Line, Slip, Title
from tests.custody.vault import a_certificate

_ANY = precondition(lambda self: self.slips)
_WRONG = st.sampled_from(["", "", "", "", "digit", "holder", "kind", "fewer", "count", "order"])
_WHERE = st.sampled_from(["home", "home", "home", "home", "other", "nowhere", "shelf"])
_HERE = ("listed", "in", "out")
_WHOM = "不动产登记中心"


class Slips(Base):
    """The rules. Whatever is asked of a slip that has ended is refused."""

    # beginning

    @rule(which=PICK, who=PICK, n=st.integers(1, 2), again=st.sampled_from([False, False, False, True]))
    def list_some(self, which: int, who: int, n: int, again: bool) -> None:
        project = which % len(self.ground.projects)
        by = self.somebody(who, LISTS["in"])
        papers = [self._paper(again and not k, who) for k in range(n)]
        ok = by in LISTS["in"] and project not in self.closed and not any(map(self._known, papers))
        made = self.expect(ok, lambda: actions.list_certificates(
            by=self.viewer(by), dossier_id=self.ground.projects[project].pk, certificates=[self._draft(one) for one in papers],
        ))  # fmt: skip
        if made:
            rows = reads.on(made.pk)
            self.titles |= {
                row.pk: Title(row.pk, one, project, slip=made.pk) for row, one in zip(rows, papers, strict=True)
            }
            self._begun(made, "in", project, by, [row.pk for row in rows])

    def _paper(self, again: bool, which: int) -> Paper:
        """A new certificate, or one whose number is known."""
        if again and self.titles:
            return list(self.titles.values())[which % len(self.titles)].paper
        self.written += 1
        return Paper("real_estate", f"浙（2026）杭州市不动产权第{self.written:07d}号", "张晓明")

    def _draft(self, one: Paper) -> Any:
        return a_certificate(one.number, kind=one.kind, holder=one.holder)

    def _known(self, paper: Paper) -> bool:
        return any(one.paper.number == paper.number and one.state in _HERE for one in self.titles.values())

    @rule(
        which=st.lists(PICK, min_size=1, max_size=3), who=PICK, flow=st.sampled_from(["out", "back", "release", "move"])
    )
    def begin(self, which: list[int], who: int, flow: str) -> None:
        if not self.titles:
            return
        fits = {"out": ("in",), "back": ("out",), "release": ("in", "out"), "move": ("in",)}[flow]
        known = list(self.titles.values())
        first = self.chosen(known, which[0], lambda one: one.state in fits and not one.slip)
        same = [one for one in known if (one.project, one.state, one.owed) == (first.project, first.state, first.owed)]
        picked = {one.pk: one for one in (first, *(self.chosen(same, n, lambda one: not one.slip) for n in which[1:]))}
        if flow == "move" and which[0] % 3:
            picked |= {one.pk: one for one in self.kept(first.project)}
        by = self.somebody(who, LISTS[flow])
        made = self.expect(self._may_begin(flow, by, list(picked.values()), fits), lambda: self._ask(flow, by, picked))
        if made:
            for one in picked.values():
                one.slip = made.pk
            self._begun(made, flow, first.project, by, list(picked))

    def _may_begin(self, flow: str, by: str, picked: list[Title], fits: tuple[str, ...]) -> bool:
        ok = by in LISTS[flow] and all(one.state in fits and not one.slip for one in picked)
        if flow == "back":
            ok = ok and len({one.owed for one in picked}) == 1
        if flow == "release":
            ok = ok and picked[0].project == 0  # the proof is of the first project
        if flow == "move":
            ok = ok and {one.pk for one in picked} == {one.pk for one in self.kept(picked[0].project)}
        return ok

    def _ask(self, flow: str, by: str, picked: dict[int, Title]) -> SafeSlip:
        whom: dict[str, Any] = {"by": self.viewer(by), "certificate_ids": list(picked)}
        match flow:
            case "out":
                due = clock.today() + dt.timedelta(days=9)
                return actions.ask_out(purpose="registry", to_whom=_WHOM, due_on=due, **whom)
            case "back":
                return actions.bring_back(**whom)
            case "release":
                return actions.release_certificates(proof_item_id=self.ground.proof, **whom)
        return actions.move_certificates(**whom)

    def _begun(self, made: SafeSlip, flow: str, project: int, by: str, titles: list[int]) -> None:
        case = Case.objects.get(subject=str(reads.ref(made.pk)))
        self.slips[made.pk] = Slip(made.pk, flow, project, by, case.pk, case.arrival, next(iter(ROUTES[flow])), titles)

    # the list

    @_ANY
    @rule(which=PICK, who=PICK, again=st.sampled_from([False, False, True]))
    def add_one(self, which: int, who: int, again: bool) -> None:
        one, paper = self.slip(which, self._listing), self._paper(again, who)
        by = self.somebody(who, ("a",))
        ok = self._listing(one) and by == one.by and not self._known(paper)
        act = actions.add_certificate
        row = self.expect(ok, lambda: act(by=self.viewer(by), slip_id=one.pk, certificate=self._draft(paper)))
        if row:
            self.titles[row.pk] = Title(row.pk, paper, one.project, slip=one.pk)
            one.titles.append(row.pk)

    @_ANY
    @rule(which=PICK, who=PICK, what=PICK)
    def drop_one(self, which: int, who: int, what: int) -> None:
        one, by = self.slip(which, self._listing), self.somebody(who, ("a",))
        if not one.titles:
            return
        pk = one.titles[what % len(one.titles)]
        ok = self._listing(one) and by == one.by
        act = actions.drop_certificate
        if self.expect(ok, lambda: act(by=self.viewer(by), slip_id=one.pk, certificate_id=pk)):
            one.titles.remove(pk)
            self.titles[pk].state, self.titles[pk].slip = "dropped", 0

    @staticmethod
    def _listing(one: Slip) -> bool:
        return one.state == "open" and one.step == "a_lists"

    @_ANY
    @rule(which=PICK, who=PICK, wrong=_WRONG)
    def enter(self, which: int, who: int, wrong: str) -> None:
        """What somebody holds in hand, without seeing the list."""
        one = self.slip(which, lambda one: one.state == "open" and one.step in ("b_checks", "keeper_checks"))
        by = self.somebody(who, one.at.takes)
        papers = [self.titles[pk].paper for pk in one.titles]
        held, count = self._held(papers, wrong)
        ok = one.state == "open" and "checked" in one.at.asks.values() and self._takes(one, by)
        ok = ok and by != one.by and wrong in ("", "order")
        ok = ok and not any((name, listed) == (by, one.listed) for _step, name, listed in one.checks)
        act = actions.check_slip
        if self.expect(ok, lambda: act(by=self.viewer(by), slip_id=one.pk, entered=held, count=count)):
            one.checks.add((one.step, by, one.listed))

    @staticmethod
    def _held(papers: list[Paper], wrong: str) -> tuple[list[Paper], int]:
        if not papers:
            return [], 1
        first, rest = papers[0], papers[1:]
        match wrong:
            case "digit":
                first = Paper(first.kind, first.number.replace("号", "9号"), first.holder)
            case "holder":
                first = Paper(first.kind, first.number, "张晓名")
            case "kind":
                first = Paper("vehicle", first.number, first.holder)
            case "fewer":
                return rest, len(rest)
            case "count":
                return papers, len(papers) + 1
            case "order":
                return [*rest, first], len(papers)
        return [first, *rest], len(papers)

    # the way

    def _takes(self, one: Slip, by: str) -> bool:
        return by in one.at.takes and not (one.at.not_own and by == one.by)

    @_ANY
    @rule(which=PICK, who=PICK, what=PICK)
    def sign(self, which: int, who: int, what: int) -> None:
        one = self.slip(which, lambda one: one.state == "open" and set(one.at.needs) - set(one.signed))
        needs = list(one.at.needs) or ["key"]
        need = self.chosen(needs, what, lambda code: code not in one.signed)
        by = self.somebody(who, one.at.needs.get(need, ()))
        self._sign(one, need, by)

    def _sign(self, one: Slip, need: str, by: str) -> None:
        ok = one.state == "open" and by in one.at.needs.get(need, ())
        ok = ok and need not in one.signed and by not in one.signed.values()
        viewer = self.viewer(by)
        shown = signatures.content_of(viewer, reads.ref(one.pk)).digest
        sure, act = proof(viewer), steps.sign_step
        call = {"by": viewer, "case": one.case, "arrival": one.arrival, "need": need, "digest": shown, "proof": sure}
        if self.expect(ok, lambda: act(**call)):
            one.signed[need] = by

    @_ANY
    @rule(which=PICK, who=PICK, what=PICK, where=_WHERE)
    def step(self, which: int, who: int, what: int, where: str) -> None:
        one = self.slip(which, lambda one: one.state == "open")
        move = list(one.at.moves)[what % len(one.at.moves)]
        self._step(one, move, self.somebody(who, one.at.takes), where)

    def _step(self, one: Slip, move: str, by: str, where: str = "home") -> None:
        at, to = one.at, one.at.moves[move]
        ok = one.state == "open" and self._takes(one, by) and self._has(one, at.asks.get(move, ""))
        ok = ok and (not at.ahead(move) or set(at.needs) == set(one.signed))
        safe = self._home(one) if where == "home" else self.a_safe(one.pk) if where == "other" else 0
        if to == "":
            ok = ok and safe and self._opens(one, safe)
        call = {"by": self.viewer(by), "case": one.case, "arrival": one.arrival, "move": move, "reason": "见附"}
        data = self._scanned(one, safe, where) if to == "" else {}
        if not self.expect(ok, lambda: cases.take_step(data=data, **call)):
            return
        if to == "":
            self._carried_out(one, safe)
        elif to == "-":
            self._ended(one)
        else:
            one.step, one.arrival, one.signed = to, one.arrival + 1, {}

    def _has(self, one: Slip, asks: str) -> bool:
        match asks:
            case "listed":
                return bool(one.titles)
            case "checked":
                return any((step, listed) == (one.step, one.listed) for step, _by, listed in one.checks)
            case "settled":
                return one.project == 0
        return True

    def _home(self, one: Slip) -> int:
        kept = self.kept(one.project)
        return kept[0].safe if kept else self.a_safe(one.pk)

    def _other(self, safe: int) -> int:
        return next(pk for pk in self.ground.safes if pk != safe)

    def _scanned(self, one: Slip, safe: int, where: str) -> dict[str, str]:
        names = self.ground.safes
        data = {"safe": names[safe] if safe else "" if where == "nowhere" else self.ground.vault.room.name}
        if one.flow == "release":
            data["receiver"] = "张晓明，身份证原件已验"
        if one.flow == "move":
            data["safe_to"] = names[self._other(safe)] if safe else ""
        return data

    def _opens(self, one: Slip, safe: int) -> bool:
        """Whether two people at this safe can carry it out."""
        if self.being_counted(safe):
            return False
        kept = self.kept(one.project)
        if one.flow == "in":
            return one.project not in self.closed and all(title.safe == safe for title in kept)
        if one.flow == "move":
            whole = {title.pk for title in kept} == set(one.titles)
            return whole and kept[0].safe == safe and not self.being_counted(self._other(safe))
        return kept[0].safe == safe

    def _carried_out(self, one: Slip, safe: int) -> None:
        day = clock.today()
        for pk in one.titles:
            title = self.titles[pk]
            if one.flow == "move":
                new = self._other(safe)
                self.lines += [Line(safe, pk, one.pk, "move", -1, day), Line(new, pk, one.pk, "move", 1, day)]
                title.safe = new
                continue
            change = 0 if title.state == "out" and one.flow == "release" else {"in": 1, "back": 1}.get(one.flow, -1)
            self.lines.append(Line(safe, pk, one.pk, one.flow, change, day))
            title.state = {"in": "in", "back": "in", "out": "out", "release": "released"}[one.flow]
            title.safe = 0 if one.flow == "release" else safe
            title.owed = one.pk if one.flow == "out" else 0
            title.holder = _WHOM if one.flow == "out" else ""
        for pk in one.titles:
            self.titles[pk].slip = 0
        one.state = "done"

    def _ended(self, one: Slip) -> None:
        one.state = "dropped"
        for pk in one.titles:
            title = self.titles[pk]
            title.slip = 0
            title.state = "dropped" if title.state == "listed" else title.state

    @_ANY
    @rule(which=PICK, who=PICK, sure=st.sampled_from([False, False, False, True]))
    def take_back(self, which: int, who: int, sure: bool) -> None:
        if not sure:
            return
        one = self.slip(which, lambda one: one.state == "open")
        by = self.somebody(who, (one.by,))
        ok = one.state == "open" and by == one.by
        call = {"by": self.viewer(by), "case": one.case, "arrival": one.arrival, "reason": "不办了"}
        if self.expect(ok, lambda: cases.withdraw(**call)):
            self._ended(one)

    @rule(which=PICK, far=st.sampled_from([1, 2, 9]), flow=st.sampled_from(["out", "back", "release", "move"]))
    def onward(self, which: int, far: int, flow: str) -> None:
        """A slip goes on as it should, some steps far; without this a walk would seldom come to the safe."""
        if not any(one.state == "open" and one.titles for one in self.slips.values()):
            self.list_some(which, 0, 2, again=False) if which % 3 else self.begin([which | 1, which | 3], 0, flow)
        for one in [one for one in self.slips.values() if one.state == "open" and one.titles][: 1 + which % 2]:
            for _n in range(far):
                if one.state == "open":
                    self._one_step_on(one)

    def _one_step_on(self, one: Slip) -> None:
        takers = [name for name in one.at.takes if self._takes(one, name)]
        move = next(iter(one.at.moves))
        if one.at.asks.get(move) == "checked" and not self._has(one, "checked"):
            fresh = [n for n in takers if n != one.by and not any((n, one.listed) == row[1:] for row in one.checks)]
            self.enter(self._place_of(one), _only(fresh, takers), "")
        for need, may in one.at.needs.items():
            if need not in one.signed:
                self._sign(one, need, may[0])
        self._step(one, move, takers[-1])

    def _place_of(self, one: Slip) -> int:
        """The number by which `slip` gives this one."""
        return list(self.slips).index(one.pk) * 4


def _only(fresh: list[str], takers: list[str]) -> int:
    """The number by which `somebody` gives the first of them."""
    return PEOPLE.index((fresh or takers)[0]) * 4
