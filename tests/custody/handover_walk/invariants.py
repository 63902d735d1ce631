"""What holds after every step: a handover is whole or has not happened, and every paper of it says the same."""

from __future__ import annotations

import json

from hypothesis.stateful import invariant

from juanzong.casework.models import Case
from juanzong.custody.models import Handed, Holding
from juanzong.dossiers.models import Dossier, Item, Supplement
from juanzong.kit import sequences
from juanzong.ledger.models import Entry
from tests.custody.handover_walk.handing import Handing


class Invariants(Handing):
    @invariant()
    def dossiers_and_cases_stand_where_the_notebook_says(self) -> None:
        rows = {row[0]: row[1:] for row in Dossier.objects.values_list("pk", "state", "sequence")}
        assert {pk: (state, n or 0) for pk, (state, n) in rows.items()} == {
            one.pk: (one.state, one.number) for one in self.projects
        }
        cases = {row[0]: row[1:] for row in Case.objects.values_list("pk", "state", "step", "arrival")}
        foretold = {
            one.case: ("done", "", one.arrival) if one.state == "in_force" else ("open", one.step, one.arrival)
            for one in self.projects
        }
        assert cases == foretold, f"{cases}, foretold {foretold}"
        papers = Item.objects.filter(state="filed").values_list("dossier", "pk", "sheets", "check_result")
        assert sorted(papers) == sorted(
            (one.pk, paper.pk, paper.sheets, paper.result) for one in self.projects for paper in one.papers
        )
        asked = Supplement.objects.filter(settled_at=None).values_list("pk", flat=True)
        assert set(asked) == {line for one in self.projects for line in one.asked.values()}

    @invariant()
    def what_is_accepted_is_numbered_registered_and_shelved_in_one_act_and_nothing_else_is(self) -> None:
        done = {one.pk: one for one in self.accepted}
        assert sequences.last(self.ground.series) == len(done)
        held = dict(Holding.objects.exclude(dossier=None).values_list("dossier", "place"))
        assert held == {pk: one.place for pk, one in done.items()}
        lines = {
            row[0]: row[1:] for row in Handed.objects.values_list("dossier", "items", "sheets", "difference", "case")
        }
        for pk, one in done.items():
            items, sheets, difference, case = lines.pop(pk)
            assert (items, sheets, case) == (len(one.papers), sum(paper.sheets for paper in one.papers), one.case)
            assert bool(difference) == any(one.counted.values())
        assert not lines
        kinds = ("dossier.accepted", "dossier.shelved", "case.ended")
        told = Entry.objects.filter(pk__gt=self.ground.began, kind__in=kinds).values_list(
            "kind", "act", "subject", "payload"
        )
        acts: dict[str, list[str]] = {}
        for kind, act, _subject, payload in told:
            acts.setdefault(act, []).append(kind)
            if kind == "dossier.accepted":
                assert [each["as"] for each in json.loads(payload)["signed"]][-1:] == ["archivist"]
        assert [sorted(kinds_of) for kinds_of in acts.values()] == [sorted(kinds)] * len(done)
