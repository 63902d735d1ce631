"""Whatever people do with the dossiers of units, in whatever order: one in use for each unit, numbers of a unit without gap,
each customer's volume bound once (P06-2, P06-3); every act ends as a small model foretold."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

import pytest
from django.db import transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from juanzong.custody import actions
from juanzong.custody.models import Bound
from juanzong.custody.reads import binding
from juanzong.customers.models import Customer
from juanzong.dossiers import actions as dossiers
from juanzong.dossiers.models import Dossier
from juanzong.dossiers.rules_units import Unit
from juanzong.kit import clock
from juanzong.ledger.models import Entry
from juanzong.organisation.viewer import Viewer
from tests.dossiers.helpers import open_dossier
from tests.factories import make_customer, make_viewer
from tests.walking import PICK, Walking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
UNITS = (Unit("12", "1203"), Unit("12", "1204"), Unit("B1", "仓1"))
_USED = ("draft", "verified", "in_force")
_ANY = precondition(lambda self: self.volumes)
_ACTS = {"begin", "name", "accept", "note_departure", "close", "reopen", "bind"}


@dataclass
class _Volume:
    """A dossier. unit: which of the units, -1 for one from before units were kept; left: the customer has moved out."""

    pk: int
    unit: int
    state: str = "draft"
    number: int = 0
    left: bool = False
    bound: bool = False


@dataclass(frozen=True)
class _Ground:
    by: Viewer
    customer: Customer
    began: int


class Walk(Walking):
    ground: ClassVar[_Ground]
    done: ClassVar[Counter[str]] = Counter()
    refused: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.volumes: dict[int, _Volume] = {}

    def used(self, unit: int) -> bool:
        return any(one.unit == unit and one.state in _USED for one in self.volumes.values())

    def volume(self, which: int, *states: str) -> _Volume:
        found: _Volume = self.chosen(list(self.volumes.values()), which, lambda one: one.state in states)
        return found

    @rule(which=PICK, old=st.sampled_from([False, False, False, True]))
    def begin(self, which: int, old: bool) -> None:
        unit = self.chosen(list(range(len(UNITS))), which, lambda n: not self.used(n))
        before = max((one.pk for one in self.volumes.values() if one.unit == unit), default=0)
        by, customer = self.ground.by, self.ground.customer
        made = self.expect(not self.used(unit), lambda: open_dossier(by, "unit", customer=customer, unit=UNITS[unit]))
        if not made:
            return
        told = Entry.objects.get(kind="dossier.opened", subject=f"dossier:{made.pk}")
        assert json.loads(told.payload)["follows"] == before
        self.volumes[made.pk] = _Volume(made.pk, -1 if old else unit)
        if old:  # from before units were kept
            Dossier.objects.filter(pk=made.pk).update(floor="", unit="", unit_order="")

    @_ANY
    @rule(which=PICK, unit=st.integers(0, len(UNITS) - 1))
    def name(self, which: int, unit: int) -> None:
        one = self.chosen(list(self.volumes.values()), which, lambda each: each.unit < 0 or each.state == "draft")
        ok = one.unit != unit and (one.unit < 0 or one.state == "draft")
        ok = ok and (one.state == "closed" or not self.used(unit))
        act = dossiers.name_unit
        if self.expect(ok, lambda: act(by=self.ground.by, dossier_id=one.pk, unit=UNITS[unit])):
            one.unit = unit

    @_ANY
    @rule(which=PICK)
    def make_ready(self, which: int) -> None:
        """As after the check of a second person, without the long way there."""
        one = self.volume(which, "draft")
        if one.state == "draft":
            Dossier.objects.filter(pk=one.pk).update(state="verified", verified_at=self.at)
            one.state = "verified"

    @_ANY
    @rule(which=PICK)
    def accept(self, which: int) -> None:
        one = self.volume(which, "verified")
        ok = one.state == "verified" and one.unit >= 0
        done = self.expect(ok, lambda: dossiers.accept_dossier(by=self.ground.by, dossier_id=one.pk))
        if done:
            one.state = "in_force"
            one.number = (
                sum(other.number > 0 and done.series == self._series(other) for other in self.volumes.values()) + 1
            )
            assert done.number.endswith(f"单字{UNITS[one.unit].code}-{one.number:02d}号"), done.number

    @staticmethod
    def _series(one: _Volume) -> str:
        return Dossier.objects.values_list("series", flat=True).get(pk=one.pk)

    @_ANY
    @rule(which=PICK)
    def note_departure(self, which: int) -> None:
        one = self.chosen(list(self.volumes.values()), which, lambda each: not each.left)
        act = dossiers.note_event
        call = {"by": self.ground.by, "dossier_id": one.pk, "event": "moved_out", "on_day": clock.today()}
        if self.expect(not one.left, lambda: act(**call)):
            one.left = True

    @_ANY
    @rule(which=PICK)
    def close(self, which: int) -> None:
        one = self.volume(which, "in_force")
        act = dossiers.close_dossier
        if self.expect(one.state == "in_force", lambda: act(by=self.ground.by, dossier_id=one.pk, reason="迁出")):
            one.state = "closed"

    @_ANY
    @rule(which=PICK)
    def reopen(self, which: int) -> None:
        one = self.volume(which, "closed")
        act = dossiers.reopen_dossier
        ok = one.state == "closed" and (one.unit < 0 or not self.used(one.unit))
        if self.expect(ok, lambda: act(by=self.ground.by, dossier_id=one.pk, reason="续租")):
            one.state = "in_force"

    @_ANY
    @rule(which=PICK)
    def bind(self, which: int) -> None:
        one = self.chosen(list(self.volumes.values()), which, lambda each: each.state == "closed" and each.left)
        ok = one.state == "closed" and one.left and one.unit >= 0 and not one.bound
        assert binding.may_bind(self.ground.by, one.pk) is ok
        if self.expect(ok, lambda: actions.bind_dossier(by=self.ground.by, dossier_id=one.pk)):
            one.bound = True

    @_ANY
    @rule(which=PICK)
    def onward(self, which: int) -> None:
        """A dossier goes on as it should; without this a walk would seldom come to a bound volume."""
        one = self.chosen(list(self.volumes.values()), which, lambda each: not each.bound)
        place = list(self.volumes).index(one.pk) * 4
        steps = {"draft": [self.make_ready, self.accept], "in_force": [self.note_departure, self.close]}
        for step in steps.get(one.state, [self.note_departure, self.bind]):
            step(place)

    @invariant()
    def one_dossier_is_in_use_for_each_unit_and_its_numbers_have_no_gap(self) -> None:
        rows = {
            row[0]: (row[1], row[2], row[3] or 0)
            for row in Dossier.objects.values_list("pk", "unit_order", "state", "sequence")
        }
        assert rows == {
            one.pk: (UNITS[one.unit].order if one.unit >= 0 else "", one.state, one.number)
            for one in self.volumes.values()
        }
        in_use = Counter(order for order, state, _n in rows.values() if order and state in _USED)
        assert max(in_use.values(), default=0) <= 1
        assert set(Bound.objects.values_list("dossier", flat=True)) == {
            one.pk for one in self.volumes.values() if one.bound
        }

    @invariant()
    def the_ledger_says_the_same(self) -> None:
        said = Counter(Entry.objects.filter(pk__gt=self.ground.began).values_list("kind", flat=True))
        volumes = self.volumes.values()
        assert said["dossier.opened"] == len(volumes)
        assert said["dossier.accepted"] == sum(one.number > 0 for one in volumes)
        assert said["dossier.closed"] - said["dossier.reopened"] == sum(one.state == "closed" for one in volumes)
        assert said["dossier.event_noted"] == sum(one.left for one in volumes)
        assert said["dossier.bound"] == sum(one.bound for one in volumes)

    @invariant()
    def what_waits_for_its_next_customer_is_known(self) -> None:
        volumes = binding.visible(self.ground.by)
        waiting = {row.dossier.unit_order for row in binding.waiting_units(self.ground.by, volumes)}
        assert waiting == {
            UNITS[one.unit].order for one in self.volumes.values() if one.bound and not self.used(one.unit)
        }


def _walk(examples: int, steps: int) -> None:
    by = make_viewer("archivist")
    customer = make_customer(by)
    began = Entry.objects.order_by("-pk").values_list("pk", flat=True)[0]
    with transaction.atomic():
        Walk.ground = _Ground(by, customer, began)
        Walk.done.clear()
        Walk.refused.clear()
        Walk.TestCase.settings = settings(max_examples=examples, stateful_step_count=steps, phases=[Phase.generate])
        Walk.TestCase().runTest()


def test_random_walks_with_units() -> None:
    _walk(3, 25)


@pytest.mark.soak
def test_many_random_walks_with_units(capsys: pytest.CaptureFixture[str]) -> None:
    """5,000 walks of 80 steps, or as many as JUANZONG_TEST_WALKS says; every act must have passed and been refused."""
    _walk(int(os.environ.get("JUANZONG_TEST_WALKS", "5000")), 80)
    with capsys.disabled():
        sys.stdout.write(f"\n{sum(Walk.done.values())} acts done, {sum(Walk.refused.values())} refused: {Walk.done}\n")
    assert not _ACTS - set(Walk.done)
    assert not _ACTS - set(Walk.refused)
