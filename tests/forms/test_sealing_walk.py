"""Whatever people do with sealed sheets, in whatever order: who may read which one, and under which seal its paper lies, is
what a small model foretold (P09-1.10 to 1.12)."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from juanzong.forms import actions, reads
from juanzong.forms.choices import FilledBy
from juanzong.forms.models import Permit, Record, Seal, SealLine
from juanzong.ledger.models import Entry
from juanzong.organisation.viewer import Viewer
from tests.forms.people import Company
from tests.walking import PICK, Walking

_NUMBERS = st.one_of(st.integers(0, 40).map("FT-{:04d}".format), st.sampled_from(["", "封", " ft-0001 "]))


@dataclass
class _Sheet:
    pk: int
    paper: bool
    submitted: bool
    sealed: bool = False


@dataclass
class _Seal:
    pk: int
    sheets: list[int]
    broken: bool = False
    replaced: bool = False


@dataclass(frozen=True)
class _Ground:
    company: Company
    sheets: tuple[tuple[int, bool, bool], ...]
    standing: dict[tuple[int, int], bool]
    began: int

    @property
    def people(self) -> list[Viewer]:
        return [getattr(self.company, one) for one in ("rep", "manager", "keeper", "doctor", "boss")]


@dataclass
class _Leave:
    pk: int
    sheet: int
    reader: int
    until: dt.datetime
    ended: bool = field(default=False)


class Walk(Walking):
    ground: ClassVar[_Ground]
    done: ClassVar[Counter[str]] = Counter()
    refused: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.sheets = [_Sheet(*one) for one in self.ground.sheets]
        self.seals: dict[str, _Seal] = {}
        self.leaves: list[_Leave] = []

    @rule(
        which=st.sets(PICK, min_size=1, max_size=3),
        by_keeper=st.sampled_from([True, True, True, False]),
        number=_NUMBERS,
    )
    def seal(self, which: set[int], by_keeper: bool, number: str) -> None:
        picked = {
            (one := self.chosen(self.sheets, n, lambda each: each.submitted and not each.sealed)).pk: one for n in which
        }
        paper = any(one.paper for one in picked.values())
        ready = all(one.submitted and not one.sealed for one in picked.values())
        ok = by_keeper and ready and (self._free(number) or not (number or paper))
        by = self.ground.company.keeper if by_keeper else self.ground.company.manager
        if self.expect(ok, lambda: actions.seal_records(by=by, records=list(picked), seal=number)):
            for one in picked.values():
                one.sealed = True
            if number:
                self._put_on(number, list(picked))

    @rule(
        which=PICK,
        reader=PICK,
        hours=st.sampled_from([0, 1, 4, 30, 73]),
        says=st.sampled_from(["复核回访", "复核", ""]),
        boss=st.sampled_from([True, True, False]),
    )
    def unseal(self, which: int, reader: int, hours: int, says: str, boss: bool) -> None:
        one = self.chosen(self.sheets, which, lambda each: each.sealed)
        who = self.ground.people[reader % 5].staff_id
        by = self.ground.company.boss if boss else self.ground.company.doctor
        made = self.expect(
            boss and one.sealed and 1 <= hours <= 72 and says,
            lambda: actions.unseal_record(by=by, record=one.pk, reader=who, purpose=says, hours=hours),
        )
        if made:
            self.leaves.append(_Leave(made.pk, one.pk, who, self.at + dt.timedelta(hours=hours)))

    @rule(which=PICK)
    def take_back(self, which: int) -> None:
        if not self.leaves:
            return
        one = self.chosen(self.leaves, which, self._lasts)
        later = self.at + dt.timedelta(minutes=1)
        if self.expect(one.until > later, lambda: actions.end_permit(by=self.ground.company.boss, permit=one.pk)):
            one.until, one.ended = self.at, True

    @rule(
        which=PICK, by_keeper=st.sampled_from([True, True, True, False]), says=st.sampled_from(["取原件", "取原件", ""])
    )
    def break_one(self, which: int, by_keeper: bool, says: str) -> None:
        if not self.seals:
            return
        one = self.chosen(list(self.seals.values()), which, lambda each: not each.broken and self._somebody_reads(each))
        self_at = self.at
        self.at += dt.timedelta(minutes=1)
        ok = by_keeper and says and not one.broken and self._somebody_reads(one)
        self.at = self_at
        by = self.ground.company.keeper if by_keeper else self.ground.company.manager
        if self.expect(ok, lambda: actions.break_seal(by=by, seal=one.pk, reason=says)):
            one.broken = True

    @rule(which=PICK, number=_NUMBERS)
    def seal_anew(self, which: int, number: str) -> None:
        if not self.seals:
            return
        one = self.chosen(list(self.seals.values()), which, lambda each: each.broken and not each.replaced)
        ok = one.broken and not one.replaced and self._free(number)
        if self.expect(ok, lambda: actions.seal_again(by=self.ground.company.keeper, seal=one.pk, number=number)):
            one.replaced = True
            self._put_on(number, one.sheets)

    @rule(hours=st.integers(1, 40))
    def wait(self, hours: int) -> None:
        self.pass_time(hours=hours)

    @rule(which=PICK, who=PICK)
    def look(self, which: int, who: int) -> None:
        """Into a sheet: sealed, it opens for those with leave and for nobody else; not sealed, as it did before."""
        one = self.chosen([each for each in self.sheets if each.submitted], which, lambda each: each.sealed)
        viewer = self.ground.people[who % 5]
        leave = any(self._lasts(each) for each in self.leaves if (each.sheet, each.reader) == (one.pk, viewer.staff_id))
        found = reads.shown(viewer, one.pk)
        reads_it = found.readable and bool(found.sections)
        assert reads_it == (leave if one.sealed else self.ground.standing[one.pk, viewer.staff_id])
        self.done["look"] += 1

    @invariant()
    def the_tables_say_the_same(self) -> None:
        sealed = set(Record.objects.exclude(sealed_at=None).values_list("pk", flat=True))
        assert sealed == {one.pk for one in self.sheets if one.sealed}
        assert dict(Permit.objects.values_list("pk", "until")) == {one.pk: one.until for one in self.leaves}
        rows = {
            number: (pk, broken is not None)
            for pk, number, broken in Seal.objects.values_list("pk", "number", "broken_at")
        }
        assert rows == {number: (one.pk, one.broken) for number, one in self.seals.items()}
        lines = Counter(SealLine.objects.values_list("seal", "record"))
        assert lines == Counter((one.pk, sheet) for one in self.seals.values() for sheet in one.sheets)

    @invariant()
    def the_ledger_says_the_same(self) -> None:
        said = Counter(Entry.objects.filter(pk__gt=self.ground.began).values_list("kind", flat=True))
        assert said["record.sealed"] == sum(one.sealed for one in self.sheets)
        assert said["record.unsealed"] == len(self.leaves)
        assert said["permit.ended"] == sum(one.ended for one in self.leaves)
        assert said["seal.put_on"] == len(self.seals)
        assert said["seal.broken"] == sum(one.broken for one in self.seals.values())

    def _free(self, number: str) -> bool:
        return bool(number) and number != "封" and number.strip().upper() not in self.seals

    def _put_on(self, number: str, sheets: list[int]) -> None:
        text = number.strip().upper()
        self.seals[text] = _Seal(Seal.objects.get(number=text).pk, sheets)

    def _lasts(self, one: _Leave) -> bool:
        return one.until > self.at

    def _somebody_reads(self, one: _Seal) -> bool:
        return any(self._lasts(each) for each in self.leaves if each.sheet in one.sheets)


def _walk(company: Company, examples: int, steps: int) -> None:
    with transaction.atomic():
        rows = [company.submitted() for _n in range(5)]
        Record.objects.filter(pk__in=[one.pk for one in rows[:2]]).update(filled_by=FilledBy.PAPER)
        draft = company.draft()
        sheets = (*((one.pk, n < 2, True) for n, one in enumerate(rows)), (draft.pk, False, False))
        Walk.ground = ground = _Ground(company, sheets, {}, 0)
        for viewer in ground.people:
            for one in rows:
                found = reads.shown(viewer, one.pk)
                ground.standing[one.pk, viewer.staff_id] = found.readable and bool(found.sections)
        Walk.ground = _Ground(
            company, sheets, ground.standing, Entry.objects.order_by("-pk").values_list("pk", flat=True)[0]
        )
        Walk.done.clear()
        Walk.refused.clear()
        Walk.TestCase.settings = settings(max_examples=examples, stateful_step_count=steps, phases=[Phase.generate])
        Walk.TestCase().runTest()


def test_random_walks_with_sealed_sheets(clock: Any, company: Company) -> None:
    _walk(company, 5, 40)


@pytest.mark.soak
def test_many_random_walks_with_sealed_sheets(clock: Any, company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    """5,000 walks of 80 steps, or as many as JUANZONG_TEST_WALKS says; every rule must have passed and been refused."""
    _walk(company, int(os.environ.get("JUANZONG_TEST_WALKS", "5000")), 80)
    with capsys.disabled():
        sys.stdout.write(f"\n{sum(Walk.done.values())} acts done, {sum(Walk.refused.values())} refused: {Walk.done}\n")
    assert not {"seal", "unseal", "take_back", "break_one", "seal_anew", "look"} - set(Walk.done)
    assert not {"seal", "unseal", "take_back", "break_one", "seal_anew"} - set(Walk.refused)
