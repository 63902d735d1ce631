"""What holds after every step: every certificate is in one safe or with one holder or gone; ledger, tables and entries agree."""

from __future__ import annotations

from collections import Counter

from hypothesis.stateful import invariant, rule

from juanzong.casework.models import Case
from juanzong.custody.models import Certificate, Holding, SafeCount, SafeEntry, SafeSlip, SlipLine, Stay
from juanzong.custody.reads import safes
from juanzong.custody.registers.certificates import REGISTER
from juanzong.custody.registers.shapes import Period
from juanzong.kit import clock
from juanzong.ledger.models import Entry
from tests.custody.safe_walk.base import Base

_TOLD = {
    "in": "certificate.put_in", "out": "certificate.taken_out", "back": "certificate.put_back",
    "release": "certificate.released", "move": "certificate.moved",
}  # fmt: skip


class Invariants(Base):
    @invariant()
    def it_all_agrees(self) -> None:
        self._every_certificate_is_in_one_place_or_with_one_holder_or_gone()
        self._slips_stand_where_the_book_says()
        self._the_lines_are_those_of_the_book_and_of_the_entries()
        self._counts_stand_where_the_book_says()

    def _every_certificate_is_in_one_place_or_with_one_holder_or_gone(self) -> None:
        assert dict(Certificate.objects.values_list("pk", "state")) == {
            pk: one.state for pk, one in self.titles.items()
        }
        rows = list(
            Holding.objects.exclude(certificate=None).values_list("certificate", "place", "state", "holder_name", "pk")
        )
        assert len({row[0] for row in rows}) == len(rows)
        assert {row[0]: row[1:4] for row in rows} == {
            pk: (one.safe or None, one.state, one.holder)
            for pk, one in self.titles.items()
            if one.state in ("in", "out", "released")
        }
        stays = Stay.objects.filter(until=None, holding__certificate__isnull=False).values_list("holding", "place")
        assert sorted(stays) == sorted((row[4], row[1]) for row in rows if row[1])
        for project in range(len(self.ground.projects)):
            assert len({one.safe for one in self.kept(project)}) <= 1, "one project, one safe (P03-5.5)"

    def _slips_stand_where_the_book_says(self) -> None:
        rows = list(SafeSlip.objects.order_by("number").values_list("pk", "state", "number"))
        assert {pk: state for pk, state, _n in rows} == {pk: one.state for pk, one in self.slips.items()}
        assert [number for *_row, number in rows] == [f"权字〔2026〕{n:04d}号" for n in range(1, len(rows) + 1)]
        lines = list(SlipLine.objects.values_list("slip", "certificate", "open", "owed"))
        assert {row[1]: row[0] for row in lines if row[2]} == {
            pk: one.slip for pk, one in self.titles.items() if one.slip
        }
        assert {row[1]: row[0] for row in lines if row[3]} == {
            pk: one.owed for pk, one in self.titles.items() if one.owed
        }
        steps = Case.objects.filter(state="open", subject__startswith="safe_slip:").values_list("pk", "step", "arrival")
        foretold = [(one.case, one.step, one.arrival) for one in self.slips.values() if one.state == "open"]
        assert sorted(steps) == sorted(foretold)

    def _the_lines_are_those_of_the_book_and_of_the_entries(self) -> None:
        rows = Counter(SafeEntry.objects.values_list("place", "certificate", "slip", "flow", "change", "day"))
        assert rows == Counter((one.safe, one.title, one.slip, one.flow, one.change, one.day) for one in self.lines)
        for safe in self.ground.safes:
            assert sum(one.change for one in self.lines if one.safe == safe) == len(self.inside(safe))
        said = Counter(Entry.objects.filter(pk__gt=self.ground.began).values_list("kind", flat=True))
        moved = Counter(one.flow for one in self.lines if one.flow != "move" or one.change > 0)
        assert {flow: said[kind] for flow, kind in _TOLD.items() if said[kind]} == dict(moved)
        assert said["safe_slip.listed"] + said["safe_slip.begun"] == len(self.slips)
        ended = said["safe_slip.done"] + said["safe_slip.out"] + said["safe_slip.moved"]
        assert ended == sum(one.state == "done" for one in self.slips.values())
        assert said["safe_slip.checked"] == sum(len(one.checks) for one in self.slips.values())
        out = {one.slip for one in self.lines if one.flow == "out"}
        assert said["safe_slip.settled"] == len(out - {one.owed for one in self.titles.values()})

    def _counts_stand_where_the_book_says(self) -> None:
        assert dict(SafeCount.objects.values_list("pk", "state")) == {pk: one.state for pk, one in self.counts.items()}
        incidents = Case.objects.filter(procedure="safe_incident").count()
        assert incidents == sum(one.differs for one in self.counts.values())

    @rule()
    def look_into_the_ledger_of_the_safes(self) -> None:
        """As people do: the balance of each day, and the register against the entries."""
        viewer = self.ground.vault.general
        for safe in self.ground.safes:
            page = safes.safe_page(viewer, safe)
            assert page.agrees
            for day, _count in page.days:
                told = [one for one in self.lines if one.safe == safe and one.day == day.day]
                assert (day.into, day.out) == tuple(sum(one.change == n for one in told) for n in (1, -1))
            assert safes.day_of(safe, clock.today()) == page.today
        wrong = [one for one in REGISTER.compared(viewer, Period()) if not one.agrees] if REGISTER.compared else [None]
        assert not wrong, str(wrong)
