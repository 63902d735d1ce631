"""Departed customers' dossiers: bound, boxed by floor, listed (P06-3, P06-6)."""

from __future__ import annotations

import json

import pytest

from juanzong.casework import tasks
from juanzong.casework.models import Obligation
from juanzong.custody import actions
from juanzong.custody.models import Bound, Holding, Place
from juanzong.custody.reads import binding as reads
from juanzong.dossiers.models import Dossier
from juanzong.dossiers.rules_units import Unit
from juanzong.kit import clock as house
from juanzong.kit.errors import Conflict, NotFound
from juanzong.ledger.choices import SYSTEM
from juanzong.ledger.models import Entry
from juanzong.organisation.viewer import Viewer
from juanzong.policies.actions import adopt
from tests.custody.helpers import departed, long_closed, make_layers, numbered
from tests.dossiers.helpers import opened_as
from tests.factories import make_department, make_viewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def by() -> Viewer:
    return make_viewer("archivist", department=make_department("公司"))


def boxes(by: Viewer, number: int, mm: int = 50) -> list[Place]:
    layer = make_layers(by, 1, boxes=number, box_mm=mm)[0]
    return list(Place.objects.filter(parent=layer).order_by("rank"))


def test_only_what_a_departed_customer_left_is_bound(by: Viewer) -> None:
    with pytest.raises(Conflict, match="还没有结卷"):
        actions.bind_dossier(by=by, dossier_id=numbered(by, kind="unit").pk)
    with pytest.raises(Conflict, match="还没有登记客户迁出"):
        actions.bind_dossier(by=by, dossier_id=long_closed(by)[0].pk)
    one = departed(by)
    assert reads.may_bind(by, one.pk)
    assert actions.bind_dossier(by=by, dossier_id=one.pk).sheets == 80
    assert not reads.may_bind(by, one.pk)
    with pytest.raises(Conflict, match="已装订"):
        actions.bind_dossier(by=by, dossier_id=one.pk)


def test_moving_out_opens_the_duty_that_binding_closes(by: Viewer) -> None:
    adopt(actor=SYSTEM, pack="P06", from_date=house.today())
    one = departed(by)
    owed = Obligation.objects.get(subject=f"dossier:{one.pk}", duty="bind_departed")
    assert owed.state == "open"
    actions.bind_dossier(by=by, dossier_id=one.pk)
    owed.refresh_from_db()
    assert owed.state == "done"


def test_boxes_are_proposed_by_floor_and_take_one_floor_each(by: Viewer) -> None:
    first, second = boxes(by, 2)
    upper = [actions.bind_dossier(by=by, dossier_id=departed(by).pk) for _n in range(3)]
    lower = actions.bind_dossier(by=by, dossier_id=departed(by, sheets=300, floor="3").pk)
    proposals = {row.floor: row for row in reads.to_box(by)}
    assert {floor: row.mm for floor, row in proposals.items()} == {"12 层": 30, "3 层": 32}
    assert {row.box for row in proposals.values()} == {first, second}
    with pytest.raises(Conflict, match="一箱只放一个楼层"):
        actions.box_bound(by=by, box_id=first.pk, bound_ids=[upper[0].pk, lower.pk])
    actions.box_bound(by=by, box_id=first.pk, bound_ids=[row.pk for row in upper])
    with pytest.raises(Conflict, match="已放 12 层"):
        actions.box_bound(by=by, box_id=first.pk, bound_ids=[lower.pk])
    assert Holding.objects.filter(place=first).count() == 3
    assert [row.floor for row in reads.to_box(by)] == ["3 层"]
    assert actions.print_box(by=by, place_id=first.pk).startswith(b"%PDF-")
    with pytest.raises(NotFound, match="没有装订卷"):
        actions.print_box(by=by, place_id=second.pk)
    assert Bound.objects.filter(box=first).count() == 3


def test_the_yearly_boxing_is_done_when_the_last_bound_volume_is_in_a_box(by: Viewer) -> None:
    adopt(actor=SYSTEM, pack="P06", from_date=house.today())
    while tasks.run_some():
        pass
    owed = Obligation.objects.get(duty="box_departed")
    (box,) = boxes(by, 1)
    first, last = (actions.bind_dossier(by=by, dossier_id=departed(by).pk) for _n in range(2))
    for volume, state in ((first, "open"), (last, "done")):
        actions.box_bound(by=by, box_id=box.pk, bound_ids=[volume.pk])
        owed.refresh_from_db()
        assert owed.state == state


def test_what_was_destroyed_or_moved_on_neither_waits_for_a_box_nor_lies_in_one(by: Viewer) -> None:
    box, other = boxes(by, 2)
    gone, moved, stays = (actions.bind_dossier(by=by, dossier_id=departed(by).pk) for _n in range(3))
    Dossier.objects.filter(pk=gone.dossier_id).update(state="destroyed")
    actions.box_bound(by=by, box_id=box.pk, bound_ids=[moved.pk, stays.pk])
    assert json.loads(Entry.objects.get(kind="volumes.boxed").payload)["left"] == 0
    assert reads.to_box(by) == []
    actions.shelve(by=by, place_id=other.pk, dossier_ids=[moved.dossier_id])
    assert reads.in_box(by, box.pk)[1] == [stays]
    actions.shelve(by=by, place_id=other.pk, dossier_ids=[stays.dossier_id])
    lower = actions.bind_dossier(by=by, dossier_id=departed(by, floor="3").pk)
    actions.box_bound(by=by, box_id=box.pk, bound_ids=[lower.pk])
    assert reads.in_box(by, box.pk)[1] == [lower]


def test_what_does_not_fit_is_not_boxed(by: Viewer) -> None:
    (small,) = boxes(by, 1, mm=20)
    row = actions.bind_dossier(by=by, dossier_id=departed(by, sheets=300, floor="3").pk)
    assert reads.to_box(by)[0].box is None
    with pytest.raises(Conflict, match="放不下"):
        actions.box_bound(by=by, box_id=small.pk, bound_ids=[row.pk])
    row.refresh_from_db()
    assert row.box is None


def test_a_bound_volume_is_kept_apart_and_the_unit_waits_for_its_next_customer(by: Viewer) -> None:
    shelf, apart = make_layers(by, 2)
    one = departed(by)
    actions.shelve(by=by, place_id=shelf.pk, dossier_ids=[one.pk])
    row = actions.bind_dossier(by=by, dossier_id=one.pk, place_id=apart.pk)
    assert Holding.objects.get(dossier=one.pk).place == apart
    assert reads.waiting_units(by, reads.visible(by)) == [row]
    following = opened_as(by, Unit(one.floor, one.unit))
    assert reads.waiting_units(by, reads.visible(by)) == []
    entry = Entry.objects.get(kind="dossier.opened", subject=f"dossier:{following.pk}")
    assert json.loads(entry.payload)["follows"] == one.pk
