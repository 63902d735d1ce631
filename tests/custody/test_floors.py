"""Unit dossiers by building, floor and unit: told where they belong, in order on the shelf, drawn by floor (P06-2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juanzong.custody import actions
from juanzong.custody.models import Holding
from juanzong.custody.reads import floors as reads
from juanzong.custody.reads import places, shelves
from juanzong.custody.rules import floors
from juanzong.custody.rules.floors import Standing
from juanzong.dossiers.models import Dossier
from juanzong.dossiers.rules_units import Unit
from juanzong.kit.errors import Conflict
from juanzong.organisation.viewer import Viewer
from tests.custody.helpers import make_layers, numbered
from tests.factories import make_department, make_viewer


@pytest.fixture
def by() -> Viewer:
    return make_viewer("archivist", department=make_department("公司"))


def of_unit(by: Viewer, floor: str, name: str, building: str = "") -> Dossier:
    return numbered(by, kind="unit", unit=Unit(floor, name, building))


@pytest.mark.django_db
def test_a_dossier_of_another_floor_is_told_where_it_belongs(by: Viewer) -> None:
    first, second, third = make_layers(by, 3)
    for layer, floor in ((first, "2"), (third, "10")):
        actions.shelve(by=by, place_id=layer.pk, dossier_ids=[of_unit(by, floor, f"{floor}01").pk])
    one = of_unit(by, "2", "202")
    assert shelves.proposed(one, 10)[0] == first
    with pytest.raises(Conflict, match=first.address) as refused:
        actions.shelve(by=by, place_id=third.pk, dossier_ids=[one.pk], reason="顺手")
    assert refused.value.clause == "P06-2"
    nine = [of_unit(by, "9", name).pk for name in ("901", "902")]
    actions.shelve(by=by, place_id=second.pk, dossier_ids=nine)
    actions.shelve(by=by, place_id=third.pk, dossier_ids=[one.pk], reason="二层已满", out_of_order=True)
    cabinet = places.place(by, first.parent_id or 0)
    drawn = reads.by_floor(by, places.picture(by, cabinet))
    assert [storey.words for storey in drawn] == ["10 层", "9 层", "2 层"]
    assert [[cell.unit for cell in storey.strays] for storey in drawn] == [[], [], ["202"]]
    assert drawn[-1].belongs.startswith(first.name)


@pytest.mark.django_db
def test_units_stand_by_number_whatever_the_order_they_came_in(by: Viewer) -> None:
    (layer,) = make_layers(by, 1)
    for floor, name in (("12", "1210"), ("12", "1202"), ("B1", "B101"), ("3", "310"), ("3", "39")):
        actions.shelve(by=by, place_id=layer.pk, dossier_ids=[of_unit(by, floor, name).pk])
    standing = Holding.objects.filter(place=layer).order_by("slot").values_list("dossier__unit", flat=True)
    assert list(standing) == ["B101", "39", "310", "1202", "1210"]


@pytest.mark.django_db
def test_a_floor_stays_in_the_cabinet_in_which_it_stands(by: Viewer) -> None:
    (here,), (there,) = make_layers(by, 1), make_layers(by, 1)
    actions.shelve(by=by, place_id=here.pk, dossier_ids=[of_unit(by, "5", "501", "A座").pk])
    with pytest.raises(Conflict, match=here.address):
        actions.shelve(by=by, place_id=there.pk, dossier_ids=[of_unit(by, "5", "502", "A座").pk])
    actions.shelve(by=by, place_id=there.pk, dossier_ids=[of_unit(by, "5", "501", "B座").pk])


KEYS = st.lists(st.builds(Standing, st.integers(0, 5), st.sampled_from("ABCDEF"), st.integers(1, 9)), max_size=12)


@given(KEYS, st.sampled_from("ABCDEF"))
def test_what_is_put_where_it_belongs_stands_in_order(groups: list[Standing], floor: str) -> None:
    standing = list({(one.rank, one.floor): one for one in groups}.values())
    kept = floors.line(standing)
    first, last = kept.span(floor, 5)
    assert 0 <= first <= last <= 5
    for rank in (first, last):
        after = [one for one in kept.kept if (one.rank, one.floor) != (rank, floor)]
        assert floors.strays([*after, Standing(rank, floor, 1)]) == []
