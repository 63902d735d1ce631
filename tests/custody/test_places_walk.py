"""Whatever people do with places, everything stands in exactly one of them and the histories have no gap."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from juanzong.custody import actions
from juanzong.custody.choices import HoldingState, PlaceKind
from juanzong.custody.models import Holding, Place, Stay
from juanzong.custody.writing import come_back, go_out
from juanzong.kit.errors import Refusal
from tests.custody.helpers import make_layers, make_room, numbered
from tests.factories import make_customer, make_viewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

_PICK = st.integers(min_value=0, max_value=10**6)


class Walk(RuleBasedStateMachine):
    """A small model beside the tables: for every dossier where it belongs and whether it is out."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.by = make_viewer("archivist")
        customer = make_customer(self.by)
        layers = make_layers(self.by, boxes=2, mm=150, box_mm=50) + make_layers(self.by, mm=90)
        self.rooms = [make_room(self.by), make_room(self.by)]
        self.spots = [layer.pk for layer in layers] + list(
            Place.objects.filter(kind=PlaceKind.BOX, parent__in=layers).values_list("pk", flat=True)
        )
        self.cabinets = list(Place.objects.filter(parts__in=layers).distinct().values_list("pk", flat=True))
        self.dossiers = [numbered(self.by, customer, sheets=100 + 50 * n).pk for n in range(6)]
        self.home: dict[int, int] = {}
        self.out: set[int] = set()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def _try(self, call: Any) -> bool:
        try:
            call()
        except Refusal:
            return False
        return True

    @rule(which=st.lists(_PICK, min_size=1, max_size=3), where=_PICK)
    def shelve(self, which: list[int], where: int) -> None:
        ids = [self.dossiers[one % len(self.dossiers)] for one in which]
        place = self.spots[where % len(self.spots)]
        if self._try(lambda: actions.shelve(by=self.by, place_id=place, dossier_ids=ids)):
            self.home.update(dict.fromkeys(ids, place))

    @rule(where=_PICK, to=_PICK)
    def move_all(self, where: int, to: int) -> None:
        source, target = self.spots[where % len(self.spots)], self.spots[to % len(self.spots)]
        if self._try(lambda: actions.move_contents(by=self.by, from_id=source, place_id=target, reason="调整")):
            self.home = {pk: target if at == source else at for pk, at in self.home.items()}

    @rule(what=_PICK, to=_PICK)
    def move_place(self, what: int, to: int) -> None:
        moved = (self.spots + self.cabinets)[what % len(self.spots + self.cabinets)]
        target = (self.spots + [room.pk for room in self.rooms])[to % (len(self.spots) + len(self.rooms))]
        self._try(lambda: actions.move_place(by=self.by, place_id=moved, parent_id=target, reason="搬"))

    @rule(what=_PICK)
    def rename(self, what: int) -> None:
        pk = self.spots[what % len(self.spots)]
        self._try(lambda: actions.change_place(by=self.by, place_id=pk, name=f"改{what % 5}", capacity_mm=120))

    @precondition(lambda self: self.home)
    @rule(which=_PICK)
    def lend_or_return(self, which: int) -> None:
        pk = sorted(self.home)[which % len(self.home)]
        held = Holding.objects.get(dossier=pk)
        come_back(held) if pk in self.out else go_out(held, "陈立")
        self.out ^= {pk}

    @invariant()
    def everything_is_in_one_place(self) -> None:
        rows = Holding.objects.exclude(dossier=None).values_list("dossier_id", "place_id", "state")
        assert {pk: place for pk, place, _state in rows} == self.home
        assert {pk for pk, _place, state in rows if state == HoldingState.OUT} == self.out

    @invariant()
    def histories_agree_and_have_no_gap(self) -> None:
        for held in Holding.objects.select_related("place").all():
            stays = list(Stay.objects.filter(holding=held).order_by("since", "pk"))
            assert [stay.until for stay in stays[:-1]] == [stay.since for stay in stays[1:]]
            assert held.place is not None
            assert (stays[-1].until, stays[-1].place_id, stays[-1].address) == (None, held.place_id, held.place.address)

    @invariant()
    def addresses_follow_the_tree(self) -> None:
        for place in Place.objects.select_related("parent"):
            above = place.parent
            assert place.path == f"{above.path if above else '/'}{place.pk}/"
            assert place.address == (f"{above.address} · {place.name}" if above else place.name)

    @invariant()
    def nothing_is_fuller_than_it_can_be(self) -> None:
        for place in Place.objects.exclude(capacity_mm=None):
            used = sum(held.thickness_mm for held in place.holdings.all())
            used += sum(part.capacity_mm or 0 for part in place.parts.all())
            assert used <= (place.capacity_mm or 0)


def _walks(examples: int, steps: int) -> None:
    Walk.TestCase.settings = settings(max_examples=examples, stateful_step_count=steps, phases=[Phase.generate])
    walk = Walk.TestCase()
    walk.runTest()


def test_random_walks_over_places() -> None:
    _walks(6, 20)


@pytest.mark.soak
def test_many_random_walks_over_places() -> None:
    _walks(500, 80)
