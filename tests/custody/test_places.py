"""Places are a tree; everything stands in exactly one of them; what moved is on record."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from juanzong.custody import actions
from juanzong.custody.choices import HoldingState, PlaceKind
from juanzong.custody.models import Holding, Place, Stay
from juanzong.custody.reads import places as reads
from juanzong.custody.writing import come_back, go_out
from juanzong.dossiers import actions as dossiers
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.ledger.models import Entry
from juanzong.organisation.viewer import Viewer
from tests.custody.helpers import make_layers, make_room, numbered
from tests.dossiers.helpers import draft, open_dossier
from tests.factories import make_viewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def by() -> Viewer:
    return make_viewer("archivist")


def test_a_row_of_cabinets_is_made_at_once_and_numbered_on(by: Viewer) -> None:
    room = make_room(by, "一室")
    actions.add_cabinets(by=by, room_id=room.pk, cabinets=3, layers=6, boxes=12, layer_mm=850, box_mm=50)
    more = actions.add_cabinets(by=by, room_id=room.pk, cabinets=1, layers=1, boxes=2)
    assert more[0].address == "一室 · 4柜"
    boxes = list(Place.objects.filter(kind=PlaceKind.BOX).values_list("name", flat=True))
    assert sorted(boxes) == [f"B-{n:04d}" for n in range(1, 219)]
    assert Place.objects.get(name="B-0013").address == "一室 · 1柜 · 2层 · B-0013"


def test_a_batch_that_cannot_stand_is_refused_whole(by: Viewer) -> None:
    room = make_room(by)
    with pytest.raises(Invalid, match="放不下 12 个"):
        actions.add_cabinets(by=by, room_id=room.pk, cabinets=1, layers=1, boxes=12, layer_mm=500, box_mm=50)
    with pytest.raises(Invalid, match="一次最多设"):
        actions.add_cabinets(by=by, room_id=room.pk, cabinets=200, layers=20, boxes=60)
    assert Place.objects.filter(parent=room).count() == 0


def test_places_stand_only_where_their_kind_can(by: Viewer) -> None:
    room = make_room(by)
    for kind in (PlaceKind.LAYER, PlaceKind.BOX, PlaceKind.ROOM):
        with pytest.raises(Invalid, match="不能放在这里"):
            actions.add_place(by=by, kind=kind, name="甲", parent_id=room.pk)
    with pytest.raises(Conflict, match="这里已有"):
        actions.add_place(by=by, kind=PlaceKind.ROOM, name=room.name)


def test_a_dossier_goes_on_the_shelf_with_the_thickness_of_its_sheets(by: Viewer) -> None:
    layer = make_layers(by)[0]
    one = numbered(by, sheets=145)
    actions.shelve(by=by, place_id=layer.pk, dossier_ids=[one.pk])
    held = Holding.objects.get(dossier=one)
    assert (held.place, held.state, held.thickness_mm) == (layer, HoldingState.IN, 17)
    entry = Entry.objects.get(kind="dossier.shelved", subject=f"dossier:{one.pk}")
    assert "P05-c7" in entry.clauses
    dossiers.add_item(by=by, dossier_id=one.pk, draft=draft(title="补充合同", sheets=100))
    held.refresh_from_db()
    assert held.thickness_mm == 27
    actions.correct_thickness(by=by, dossier_id=one.pk, thickness_mm=40)
    dossiers.add_item(by=by, dossier_id=one.pk, draft=draft(title="再补", sheets=100))
    held.refresh_from_db()
    assert (held.thickness_mm, held.measured) == (40, True)


def test_what_has_no_number_and_what_does_not_fit_stays_off_the_shelf(by: Viewer) -> None:
    layer = make_layers(by, mm=30)[0]
    with pytest.raises(Conflict, match="还没有验收编号") as refused:
        actions.shelve(by=by, place_id=layer.pk, dossier_ids=[open_dossier(by).pk])
    assert refused.value.clause == "P03-2"
    first, second = numbered(by, sheets=150), numbered(by, sheets=150)
    with pytest.raises(Conflict, match="还剩 30 毫米，需要 34 毫米"):
        actions.shelve(by=by, place_id=layer.pk, dossier_ids=[first.pk, second.pk])
    assert Holding.objects.count() == 0
    actions.shelve(by=by, place_id=layer.pk, dossier_ids=[first.pk])
    with pytest.raises(Conflict, match=f"{first.number} 已经在"):
        actions.shelve(by=by, place_id=layer.pk, dossier_ids=[first.pk])


def test_moving_closes_one_stay_and_opens_the_next(by: Viewer, clock: object) -> None:
    upper, lower = make_layers(by)
    one = numbered(by)
    actions.shelve(by=by, place_id=upper.pk, dossier_ids=[one.pk])
    clock.forward(days=3)  # type: ignore[attr-defined]
    actions.shelve(by=by, place_id=lower.pk, dossier_ids=[one.pk], reason="调整")
    now, before = reads.history(by, one.pk)
    assert (now.address, now.until, now.reason) == (lower.address, None, "调整")
    assert (before.address, before.until) == (upper.address, now.since)


def test_a_whole_cabinet_moves_and_every_dossier_knows_it(by: Viewer) -> None:
    upper, lower = make_layers(by, boxes=2)
    box = Place.objects.filter(parent=upper).order_by("rank")[0]
    kept, boxed = numbered(by), numbered(by)
    actions.shelve(by=by, place_id=lower.pk, dossier_ids=[kept.pk])
    actions.shelve(by=by, place_id=box.pk, dossier_ids=[boxed.pk])
    cabinet, room = Place.objects.get(parts=upper), make_room(by, "新楼库房")
    actions.move_place(by=by, place_id=cabinet.pk, parent_id=room.pk, reason="搬库")
    assert reads.history(by, boxed.pk)[0].address == f"新楼库房 · 1柜 · 1层 · {box.name}"
    assert reads.history(by, kept.pk)[0].address == "新楼库房 · 1柜 · 2层"
    assert Entry.objects.get(kind="place.moved", subject=f"place:{cabinet.pk}").payload.count('"things":2') == 1
    assert Stay.objects.filter(until=None).count() == 2


def test_a_place_does_not_go_into_itself_nor_where_it_cannot_stand(by: Viewer) -> None:
    upper = make_layers(by, boxes=1)[0]
    box = Place.objects.get(parent=upper)
    with pytest.raises(Invalid, match="不能放在这里"):
        actions.move_place(by=by, place_id=box.pk, parent_id=make_room(by).pk, reason="搬")
    with pytest.raises(Invalid, match="不能放进自己里面"):
        actions.move_place(by=by, place_id=upper.pk, parent_id=box.pk, reason="搬")


def test_all_of_a_layer_moves_in_its_order(by: Viewer) -> None:
    upper, lower = make_layers(by)
    ids = [numbered(by).pk for _n in range(3)]
    actions.shelve(by=by, place_id=upper.pk, dossier_ids=ids)
    assert actions.move_contents(by=by, from_id=upper.pk, place_id=lower.pk, reason="腾空") == 3
    assert list(Holding.objects.filter(place=lower).order_by("slot").values_list("dossier_id", flat=True)) == ids
    actions.close_place(by=by, place_id=upper.pk, reason="拆除")
    with pytest.raises(Conflict, match="还有 3 件"):
        actions.close_place(by=by, place_id=lower.pk, reason="拆除")
    with pytest.raises(Conflict, match="已停用"):
        actions.shelve(by=by, place_id=upper.pk, dossier_ids=ids)


def test_an_item_is_kept_apart_and_comes_back(by: Viewer) -> None:
    upper, lower = make_layers(by)
    one = numbered(by)
    item = dossiers.add_item(by=by, dossier_id=one.pk, draft=draft(title="房产证"))
    actions.keep_apart(by=by, item_id=item.pk, place_id=upper.pk, reason="原件")
    actions.keep_apart(by=by, item_id=item.pk, place_id=lower.pk, reason="换处")
    assert [held.place for held in reads.whereabouts(by, one.pk).apart] == [lower]
    actions.rejoin(by=by, item_id=item.pk)
    assert reads.whereabouts(by, one.pk).apart == ()
    with pytest.raises(Conflict, match="没有另存"):
        actions.rejoin(by=by, item_id=item.pk)
    actions.keep_apart(by=by, item_id=item.pk, place_id=upper.pk, reason="再存")
    assert Stay.objects.filter(holding__item=item, until=None).count() == 1


def test_while_a_dossier_is_out_its_home_place_is_kept(by: Viewer) -> None:
    layer = make_layers(by)[0]
    one = numbered(by)
    actions.shelve(by=by, place_id=layer.pk, dossier_ids=[one.pk])
    held = Holding.objects.get(dossier=one)
    go_out(held, "陈立")
    assert reads.whereabouts(by, one.pk).holding.place == layer  # type: ignore[union-attr]
    with pytest.raises(Conflict, match="不在库：借出 陈立"):
        go_out(held, "孙悦")
    picture = reads.picture(by, layer, here=one.pk)
    assert (picture.count, picture.out) == (1, 1)
    come_back(held)
    with pytest.raises(Conflict, match="没有借出"):
        come_back(held)


def test_the_database_itself_keeps_everything_in_one_place(by: Viewer) -> None:
    upper, lower = make_layers(by)
    one = numbered(by)
    actions.shelve(by=by, place_id=upper.pk, dossier_ids=[one.pk])
    held = Holding.objects.get(dossier=one)
    for wrong in (
        lambda: Holding.objects.create(dossier=one, place=lower),
        lambda: Holding.objects.filter(pk=held.pk).update(place=None),
        lambda: Holding.objects.filter(pk=held.pk).update(state=HoldingState.GONE),
        lambda: Holding.objects.filter(pk=held.pk).update(state=HoldingState.OUT),
        lambda: Stay.objects.create(holding=held, place=lower, address="x", by_name="x"),
        lambda: Holding.objects.create(place=lower),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


def test_the_picture_costs_the_same_for_one_and_for_many(by: Viewer, django_assert_num_queries: object) -> None:
    upper, lower = make_layers(by, boxes=3)
    for layer, number in ((upper, 1), (lower, 4)):
        actions.shelve(by=by, place_id=layer.pk, dossier_ids=[numbered(by).pk for _n in range(number)])
        with django_assert_num_queries(2):  # type: ignore[operator]
            assert reads.picture(by, layer).count == number


def test_who_may_not_see_a_dossier_sees_a_field_without_a_name(by: Viewer) -> None:
    layer = make_layers(by)[0]
    actions.shelve(by=by, place_id=layer.pk, dossier_ids=[numbered(by).pk])
    stranger = make_viewer("department_manager")
    (cell,) = reads.picture(stranger, layer).rows[0].cells
    assert (cell.dossier, cell.number, cell.title) == (0, "", "")
    assert not reads.things(stranger).exists()
    with pytest.raises(NotFound):
        reads.place(make_viewer("data_analyst"), layer.pk)
    with pytest.raises(NotAllowed):
        actions.shelve(by=stranger, place_id=layer.pk, dossier_ids=[1])
