"""Accepting a handover: number, register and shelf come together in one transaction, or none of them does."""

from __future__ import annotations

import pytest

from juanzong.custody import actions
from juanzong.custody.models import Holding, Place, Stay
from juanzong.custody.reads import shelves
from juanzong.dossiers.choices import DossierState
from juanzong.dossiers.models import Dossier
from juanzong.kit.errors import Conflict, Invalid
from juanzong.ledger.models import Entry
from tests.custody.helpers import label_of, make_layers
from tests.dossiers.company import Lender, as_viewer, dossier_of, go, sign
from tests.factories import make_viewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def house() -> Lender:
    return Lender()


def test_acceptance_numbers_registers_and_shelves_in_one_act(house: Lender) -> None:
    one = dossier_of(house.accepted())
    held = Holding.objects.get(dossier=one.pk)
    assert (one.number, held.place_id, held.state) == ("鸿借字第001号", house.shelf.pk, "in")
    assert Stay.objects.get(holding=held).reason == "验收上架"
    acts = {entry.act for entry in Entry.objects.filter(kind__in=["dossier.accepted", "dossier.shelved", "case.ended"])}
    assert len(acts) == 1


def test_the_shelf_is_the_one_chosen_or_scanned(house: Lender) -> None:
    keeper = as_viewer(house.archivist)
    first, second = make_layers(keeper, 2)
    for words, place in ((first.address, first), (label_of(keeper, second), second)):
        case = house.to_archive(house.to_b(house.granted(house.opened())))
        house.compared(case)
        sign(house.archivist, case, "archivist")
        go(house.archivist, case, "accept", data={"shelf": words})
        assert Holding.objects.get(dossier=dossier_of(case).pk).place_id == place.pk


def test_layers_are_proposed_before_boxes_in_the_order_in_which_they_stand() -> None:
    by = make_viewer("archivist")
    for name, boxes in (("一室", 0), ("二室", 2)):
        room = actions.add_place(by=by, kind="room", name=name)
        actions.add_cabinets(by=by, room_id=room.pk, cabinets=1, layers=2, boxes=boxes, layer_mm=850, box_mm=60)
    kinds = [(place.kind, place.path) for place in shelves.with_room(10)]
    assert [kind for kind, _path in kinds] == ["layer"] * 4 + ["box"] * 4
    assert [path for kind, path in kinds if kind == "layer"] == sorted(path for kind, path in kinds if kind == "layer")


def test_the_next_of_its_kind_is_proposed_beside_the_last(house: Lender) -> None:
    keeper = as_viewer(house.archivist)
    layer = make_layers(keeper, 1)[0]
    case = house.to_archive()
    house.compared(case)
    sign(house.archivist, case, "archivist")
    go(house.archivist, case, "accept", data={"shelf": layer.address})
    following = house.accepted(house.to_archive(house.to_b(house.granted(house.opened()))))
    assert Holding.objects.get(dossier=dossier_of(following).pk).place_id == layer.pk


@pytest.mark.parametrize("shelf", ["", "没有这一层"])
def test_what_finds_no_room_gets_no_number(house: Lender, shelf: str) -> None:
    Place.objects.filter(pk=house.shelf.pk).update(capacity_mm=1)
    case = house.to_archive()
    house.compared(case)
    sign(house.archivist, case, "archivist")
    with pytest.raises((Conflict, Invalid)) as refused:
        go(house.archivist, case, "accept", data={"shelf": shelf})
    assert (refused.value.clause, bool(refused.value.todo)) == ("P03-4.7", True)
    one = Dossier.objects.get(pk=dossier_of(case).pk)
    assert (one.state, one.number) == (DossierState.VERIFIED, "")
    assert not Entry.objects.filter(kind="dossier.accepted").exists()
