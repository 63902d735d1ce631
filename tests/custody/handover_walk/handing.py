"""What A, B, the archivist and people who have no part in it do with projects that are handed over."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import rule

from juanzong.casework.actions import cases, checks, steps
from juanzong.casework.reads import signatures
from juanzong.custody.models import Place
from juanzong.dossiers import actions
from juanzong.dossiers.actions import many
from juanzong.dossiers.choices import CheckResult
from juanzong.kit.refs import Ref
from juanzong.organisation.viewer import Viewer
from tests.custody.handover_walk.model import PEOPLE, Project, Sheet
from tests.custody.helpers import proof
from tests.dossiers.helpers import draft
from tests.walking import PICK, Walking

_EXTRA = st.sampled_from(["现场照片", "补充说明"])
_MISSING = st.sampled_from(["银行周五退回", "银行周五退回", "银行周五退回", ""])


@dataclass(frozen=True)
class Ground:
    """The people by what they are, the shelf, and projects whose less important papers are still missing."""

    people: dict[str, Viewer]
    shelf: Place
    projects: tuple[tuple[int, int, int, tuple[tuple[int, str], ...]], ...]
    series: str
    began: int


class Handing(Walking):
    ground: ClassVar[Ground]
    done: ClassVar[Counter[str]] = Counter()
    refused: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.projects = [
            Project(pk, case, arrival, [Sheet(item, title) for item, title in papers])
            for pk, case, arrival, papers in self.ground.projects
        ]
        self.accepted: list[Project] = []

    def project(self, which: int, *at: str) -> Project:
        found: Project = self.chosen(self.projects, which, lambda one: one.state != "in_force" and one.step in at)
        return found

    def by(self, which: int, name: str) -> str:
        """Mostly whoever's turn it is."""
        found: str = self.chosen(list(PEOPLE), which, lambda each: each == name)
        return found

    # papers

    @rule(which=PICK, what=PICK)
    def change(self, which: int, what: int) -> None:
        one = self.project(which, "a_sorts", "a_supplies")
        paper = self.chosen(one.papers, what, lambda each: each.result == "wrong")
        sheets, slot = paper.sheets % 5 + 1, self._slot(paper)
        ok = one.state == "draft"
        changed = draft(slot[1], section=slot[0], title=paper.title, sheets=sheets)
        if one.state != "in_force" and self.expect(
            ok, lambda: actions.change_item(by=self.ground.people["a"], item_id=paper.pk, draft=changed)
        ):
            paper.sheets, paper.result = sheets, ""

    def _slot(self, paper: Sheet) -> tuple[str, str]:
        from juanzong.dossiers.models import Item

        return Item.objects.values_list("section", "requirement").get(pk=paper.pk)

    @rule(which=PICK, title=_EXTRA)
    def add(self, which: int, title: str) -> None:
        one = self.project(which, "a_sorts", "a_supplies")
        if one.state == "in_force" or any(paper.title == title for paper in one.papers):
            return
        paper = draft(section="investigation", title=title)
        act = actions.add_item
        row = self.expect(one.state == "draft", lambda: act(by=self.ground.people["a"], dossier_id=one.pk, draft=paper))
        if row:
            one.papers.append(Sheet(row.pk, title))

    @rule(which=PICK)
    def withdraw(self, which: int) -> None:
        """Of what is not required, so that nothing else is missing."""
        one = self.project(which, "a_sorts", "a_supplies")
        extra = one.papers[len(self.ground.projects[0][3]) :]
        if one.state == "in_force" or not extra:
            return
        act = actions.withdraw_item
        ok = one.state == "draft"
        if self.expect(ok, lambda: act(by=self.ground.people["a"], item_id=extra[0].pk, reason="误放")):
            one.papers.remove(extra[0])

    # B

    @rule(which=PICK, who=PICK, what=PICK, right=st.sampled_from([True, True, True, False]))
    def check(self, which: int, who: int, what: int, right: bool) -> None:
        one, by = self.project(which, "b_checks"), self.by(who, "b")
        paper = self.chosen(one.papers, what, lambda each: not each.result)
        if one.state == "in_force":
            return
        call = {"by": self.ground.people[by], "item_id": paper.pk, "note": "" if right else "缺签字"}
        result = CheckResult.RIGHT if right else CheckResult.WRONG
        ok = one.state == "verifying" and by == "b"
        if self.expect(ok, lambda: actions.check_item(result=result, **call)):
            paper.result = str(result)

    @rule(which=PICK, who=PICK)
    def check_rest(self, which: int, who: int) -> None:
        one, by = self.project(which, "b_checks"), self.by(who, "b")
        left = [paper for paper in one.papers if paper.result != "right"]
        if one.state == "in_force" or not left:
            return
        call = {"by": self.ground.people[by], "dossier_id": one.pk, "items": [paper.pk for paper in left]}
        if self.expect(one.state == "verifying" and by == "b", lambda: many.confirm_items(**call)):
            for paper in left:
                paper.result = "right"

    @rule(which=PICK, who=PICK, title=_EXTRA)
    def ask(self, which: int, who: int, title: str) -> None:
        one, by = self.project(which, "b_checks"), self.by(who, "b")
        if one.state == "in_force":
            return
        call = {"by": self.ground.people[by], "dossier_id": one.pk, "section": "investigation", "title": title}
        ok = one.state == "verifying" and by == "b" and title not in one.asked
        row = self.expect(ok, lambda: actions.ask_for(**call))
        if row:
            one.asked[title] = row.pk

    @rule(which=PICK, who=PICK)
    def take_off(self, which: int, who: int) -> None:
        one, by = self.project(which, "b_checks"), self.by(who, "b")
        if not one.asked or one.state == "in_force":
            return
        title, line = next(iter(one.asked.items()))
        ok = one.state == "verifying" and by == "b"
        act = actions.drop_asked
        if self.expect(ok, lambda: act(by=self.ground.people[by], line_id=line) or True):
            del one.asked[title]

    # the archivist

    @rule(which=PICK, who=PICK, counts=st.sampled_from(["right", "right", "right", "noted", "silent", "not"]))
    def compare(self, which: int, who: int, counts: str) -> None:
        one, by = self.project(which, "archive"), self.by(who, "archivist")
        sheets = {paper.pk: paper.sheets for paper in one.papers}
        differs = one.papers[-1].pk if counts in ("noted", "silent") else 0
        found = {} if counts == "not" else {pk: n + (pk == differs) for pk, n in sheets.items()}
        fresh = set(sheets) - set(one.counted)
        ok = one.state != "in_force" and one.step == "archive" and by == "archivist" and fresh
        ok = ok and counts != "not" and (counts != "silent" or differs not in fresh)
        call = {"by": self.ground.people[by], "case": one.case, "arrival": one.arrival, "check": "agrees"}
        said = {differs: "多一张封面"} if counts == "noted" else {}
        if self.expect(ok, lambda: checks.confirm(items=list(sheets), counts=found, notes=said, **call)):
            one.counted |= {pk: said.get(pk, "") for pk in fresh}

    # all of them

    @rule(which=PICK, who=PICK)
    def sign(self, which: int, who: int) -> None:
        one = self.project(which, "a_sorts", "b_checks", "a_supplies", "archive")
        self._sign(one, self.by(who, one.turn.who))

    def _sign(self, one: Project, by: str) -> None:
        viewer = self.ground.people[by]
        shown = signatures.content_of(viewer, Ref("dossier", one.pk)).digest
        call = {"by": viewer, "case": one.case, "arrival": one.arrival, "need": one.turn.who, "digest": shown}
        ok = one.state != "in_force" and by == one.turn.who and one.content not in one.here
        if self.expect(ok, lambda: steps.sign_step(proof=proof(viewer), **call)):
            one.here.add(one.content)
            one.given.setdefault(by, set()).add(one.content)

    @rule(which=PICK, who=PICK, on=st.booleans(), missing=_MISSING, shelf=st.sampled_from(["", "", "there", "no"]))
    def go(self, which: int, who: int, on: bool, missing: str, shelf: str) -> None:
        one = self.project(which, "a_sorts", "b_checks", "a_supplies", "archive")
        move = one.turn.on if on or not one.turn.back else one.turn.back
        self._go(one, move, self.by(who, one.turn.who), missing, shelf)

    def _go(self, one: Project, move: str, by: str, missing: str, shelf: str) -> None:
        data = {"to_b": {"missing": missing}, "to_b_again": {"missing": missing}}.get(move, {})
        if move == "accept" and shelf:
            data = {"shelf": self.ground.shelf.address if shelf == "there" else "没有这一层"}
        ok = one.state != "in_force" and by == one.turn.who and self._ready(one, move, missing, shelf)
        reason = "见清单" if move == one.turn.back else ""
        call = {"by": self.ground.people[by], "case": one.case, "arrival": one.arrival, "move": move, "reason": reason}
        if not self.expect(ok, lambda: cases.take_step(data=data, **call)):
            return
        match move:
            case "accept":
                one.state, one.number, one.place = "in_force", len(self.accepted) + 1, self.ground.shelf.pk
                self.accepted.append(one)
            case "to_b" | "to_b_again":
                one.asked.clear()
                one.arrive(one.turn.to, "verifying")
            case "to_archive":
                one.arrive(one.turn.to, "verified")
            case _:
                one.arrive("a_supplies", "draft")

    def _ready(self, one: Project, move: str, missing: str, shelf: str) -> bool:
        signed = one.content in one.here
        match move:
            case "to_b" | "to_b_again":
                return signed and bool(missing) and not one.wrong and not one.lacks
            case "to_archive":
                right = all(paper.result == "right" for paper in one.papers)
                return signed and right and not one.asked and one.signed("a")
            case "supplement":
                return one.wrong or bool(one.asked)
            case "accept":
                compared = set(one.counted) == {paper.pk for paper in one.papers}
                return signed and compared and shelf != "no" and one.signed("a", "b", "archivist")
        return True

    @rule(which=PICK, far=st.integers(1, 3))
    def onward(self, which: int, far: int) -> None:
        """As it should go; without this a walk would seldom come to the shelf."""
        one = self.project(which, "a_sorts", "b_checks", "a_supplies", "archive")
        for _n in range(far):
            if one.state == "in_force":
                return
            place = self.projects.index(one) * 4
            match one.step:
                case "a_supplies":
                    for title in [title for title in one.asked if title not in {each.title for each in one.papers}]:
                        self.add(place, title)
                    while one.wrong:
                        self.change(place, 1)
                case "b_checks":
                    self.check_rest(place, 4)
                    if one.asked:
                        self._go(one, "supplement", "b", "", "")
                        continue
                case "archive" if len(one.counted) < len(one.papers):
                    self.compare(place, 8, "right")
            if one.content not in one.here:
                self._sign(one, one.turn.who)
            self._go(one, one.turn.on, one.turn.who, "银行周五退回", "")
