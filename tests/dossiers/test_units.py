"""One dossier for each unit: how units are read, in which order they stand, and how they number dossiers (P06-2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juanzong.dossiers import actions
from juanzong.dossiers.models import Dossier
from juanzong.dossiers.rules_units import Unit, checked, storey_order
from juanzong.kit.errors import Conflict, Invalid
from tests.dossiers.helpers import check_all, fill, opened_as
from tests.factories import make_customer, make_viewer

FLOORS = ["B10", "B2", "B1", "G", "1", "M", "2", "3", "3A", "10", "12", "R"]


@pytest.mark.parametrize(
    ("typed", "told", "code"),
    [
        (("", "12", "1203"), "12 层 1203", "1203"),
        (("a座", "１２F", "1203"), "A座 12 层 1203", "A座-1203"),
        (("", "地下1层", "仓1"), "B1 层 仓1", "B1-仓1"),
        (("", "-2", "b201"), "B2 层 B201", "B201"),
        (("3#楼", "03", "5"), "3#楼 3 层 5", "3#楼-3-5"),
    ],
)
def test_a_unit_is_read_as_people_type_it(typed: tuple[str, str, str], told: str, code: str) -> None:
    unit = checked(*typed)
    assert (str(unit), unit.code) == (told, code)


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        (("", "", ""), {"floor", "unit"}),
        (("", "十二", "1203"), {"floor"}),
        (("", "12", "x\u202ey"), {"unit"}),
        (("座" * 21, "1", "1" * 13), {"building", "unit"}),
    ],
)
def test_what_is_no_unit_is_refused_field_by_field(typed: tuple[str, str, str], fields: set[str]) -> None:
    with pytest.raises(Invalid) as refused:
        checked(*typed)
    assert set(refused.value.fields) == fields


def test_floors_stand_from_the_lowest_basement_to_the_roof() -> None:
    assert sorted(FLOORS, key=lambda floor: storey_order("", floor)) == FLOORS


@given(
    st.lists(
        st.builds(Unit, st.sampled_from(FLOORS), st.integers(0, 999_999).map(str), st.integers(1, 30).map("{}座".format)),
        min_size=2, max_size=8,
    )
)  # fmt: skip
def test_units_stand_by_building_floor_and_number(units: list[Unit]) -> None:
    known = sorted(units, key=lambda one: (int(one.building[:-1]), FLOORS.index(one.floor), int(one.name)))
    assert [one.order for one in known] == sorted(one.order for one in units)
    assert all(len(one.order) <= 200 and set(one.order) <= set("0123456789ABCDEF") for one in units)


@pytest.mark.django_db
def test_the_units_next_customer_begins_a_dossier_once_the_last_one_is_closed() -> None:
    by, second = make_viewer("archivist"), make_viewer("archivist")
    unit = Unit("12", "1203")
    first = opened_as(by, unit)
    with pytest.raises(Conflict, match="已有档案") as refused:
        opened_as(by, unit)
    assert refused.value.clause == "P06-2"
    fill(by, first)
    actions.submit_for_verification(by=by, dossier_id=first.pk)
    check_all(second, first)
    actions.verify_dossier(by=second, dossier_id=first.pk)
    number = actions.accept_dossier(by=second, dossier_id=first.pk).number
    assert number.endswith("单字1203-01号")
    actions.close_dossier(by=by, dossier_id=first.pk, reason="客户迁出")
    next_one = opened_as(by, unit)
    with pytest.raises(Conflict, match="已有档案"):
        actions.reopen_dossier(by=by, dossier_id=first.pk, reason="误结")
    with pytest.raises(Conflict, match="已有档案"):
        actions.name_unit(by=by, dossier_id=opened_as(by, Unit("12", "1204")).pk, unit=unit)
    assert (
        actions.name_unit(by=by, dossier_id=next_one.pk, unit=Unit("B1", "B105")).unit_order == Unit("B1", "B105").order
    )


@pytest.mark.django_db
def test_a_kind_has_units_or_it_has_none() -> None:
    by = make_viewer("archivist")
    customer = make_customer(by).pk
    for kind, unit in (("unit", None), ("loan", Unit("1", "101"))):
        with pytest.raises(Invalid, match="单元"):
            actions.open_dossier(
                by=by, customer_id=customer, kind=kind, department_id=by.home_departments[0], unit=unit
            )
    assert not Dossier.objects.exists()
