"""Merging two customers loses nothing, and undoing it puts every row back."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from juanzong.customers import actions, reads, tasks
from juanzong.customers.actions import contacts, merging
from juanzong.customers.drafts import ContactDraft
from juanzong.customers.followers import Follower, customer_followers
from juanzong.customers.models import Change, Contact, Customer, Duplicate, Merge, Particular, Relation, Source
from juanzong.customers.reads import duplicates
from juanzong.kit.errors import Conflict, Invalid, NotAllowed
from juanzong.organisation.viewer import Viewer
from juanzong.privacy import reads as privacy
from tests.factories import MOBILE, RESIDENT_ID, a_person, an_organisation, make_customer, make_viewer

pytestmark = pytest.mark.django_db
_TABLES = (Customer, Contact, Particular, Relation, Change, Source, Duplicate)


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables of the room but the merges themselves."""
    return {
        model.__name__: [
            tuple(bytes(v) if isinstance(v, memoryview) else v for v in row)
            for row in model._default_manager.order_by("pk").values_list()
        ]
        for model in _TABLES
    }


@pytest.fixture
def by() -> Viewer:
    return make_viewer("archivist")


def test_everything_goes_to_the_one_that_is_kept(by: Viewer) -> None:
    kept = make_customer(by, a_person(resident_id=RESIDENT_ID))
    gone = make_customer(by, a_person("张小明", mobile="13800138001", occupation="会计"))
    contacts.add_contact(by=by, customer=gone.pk, contact=ContactDraft("周敏", fields={"mobile": "13900139001"}))
    merging.merge_customers(by=by, kept=kept.pk, gone=gone.pk)
    gone.refresh_from_db()
    assert (gone.state, gone.merged_into_id) == ("merged", kept.pk)
    for query in ("张小明", "张晓明", "周敏", "zxm"):
        assert reads.found_by_name(by, query) == [kept.pk]
    for number in (MOBILE, "13800138001", "13900139001"):
        assert reads.found_by_value(by, "phone", number) == [kept.pk]
    assert duplicates.stands_for(gone.pk) == kept.pk
    shown = {one.field.code: one.text for one in privacy.shown(by, reads.current_particulars(by, [kept.pk]))}
    assert shown["occupation"] == "会计"
    assert set(Particular.objects.filter(customer=kept).values_list("subject", flat=True)) == {kept.pk, gone.pk}


def test_the_chosen_value_stands_and_the_other_is_history(by: Viewer) -> None:
    kept = make_customer(by, a_person(occupation="会计"))
    gone = make_customer(by, a_person("张小明", occupation="出纳"))
    assert duplicates.comparison(by, kept.pk, gone.pk).chosen == ("name", "occupation")
    merging.merge_customers(by=by, kept=kept.pk, gone=gone.pk, choices={"name": "gone", "occupation": "gone"})
    kept.refresh_from_db()
    assert kept.name == "张小明"
    rows = Particular.objects.filter(customer=kept, field="occupation")
    assert {row.plain: row.until_at is None for row in rows} == {"会计": False, "出纳": True}
    assert Particular.objects.filter(customer=kept, field="mobile", until_at=None).count() == 1


def test_relations_between_the_two_end_and_others_follow(by: Viewer) -> None:
    kept, gone = make_customer(by), make_customer(by, a_person("张小明"))
    third = make_customer(by, a_person("王芳", mobile="13800138002"))
    contacts.relate(by=by, customer=kept.pk, other=gone.pk, kind="kin")
    contacts.relate(by=by, customer=gone.pk, other=third.pk, kind="spouse")
    contacts.relate(by=by, customer=third.pk, other=gone.pk, kind="guarantor")
    contacts.relate(by=by, customer=third.pk, other=kept.pk, kind="guarantor")
    merging.merge_customers(by=by, kept=kept.pk, gone=gone.pk)
    standing = Relation.objects.filter(until_at=None).values_list("customer", "other", "kind")
    assert set(standing) == {(kept.pk, third.pk, "spouse"), (third.pk, kept.pk, "guarantor")}
    assert Relation.objects.count() == 4


def test_a_merged_customer_takes_no_changes(by: Viewer) -> None:
    kept, gone = make_customer(by), make_customer(by, a_person("张小明"))
    merging.merge_customers(by=by, kept=kept.pk, gone=gone.pk)
    for act in (
        lambda: actions.edit_customer(by=by, customer=gone.pk, changes={"region": "x"}),
        lambda: actions.set_particular(by=by, customer=gone.pk, field="occupation", value="x"),
        lambda: merging.merge_customers(by=by, kept=kept.pk, gone=gone.pk),
    ):
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.todo


def test_what_cannot_be_merged_is_refused(by: Viewer) -> None:
    person, company = make_customer(by), make_customer(by, an_organisation())
    with pytest.raises(Invalid):
        merging.merge_customers(by=by, kept=person.pk, gone=company.pk)
    with pytest.raises(Invalid):
        merging.merge_customers(by=by, kept=person.pk, gone=person.pk)
    with pytest.raises(NotAllowed):
        merging.merge_customers(by=make_viewer("customer_service"), kept=person.pk, gone=company.pk)


def test_a_choice_of_what_no_longer_differs_is_refused(by: Viewer) -> None:
    kept, gone = make_customer(by), make_customer(by, a_person("张小明"))
    with pytest.raises(Conflict):
        merging.merge_customers(by=by, kept=kept.pk, gone=gone.pk, choices={"occupation": "gone"})


def test_a_pair_is_open_again_after_undoing(by: Viewer) -> None:
    kept, gone = make_customer(by), make_customer(by, a_person("王芳"))
    tasks.find_duplicates()
    before = everything()
    merge = merging.merge_customers(by=by, kept=kept.pk, gone=gone.pk)
    assert not duplicates.open_duplicates(by).exists()
    merging.undo_merge(by=by, merge=merge.pk)
    assert everything() == before
    assert duplicates.open_duplicates(by).exists()
    assert reads.found_by_name(by, "王芳") == [gone.pk]
    assert reads.found_by_name(by, "晓明") == [kept.pk]
    with pytest.raises(Conflict):
        merging.undo_merge(by=by, merge=merge.pk)
    merging.merge_customers(by=by, kept=gone.pk, gone=kept.pk)
    assert Merge.objects.count() == 2


def test_undoing_is_refused_with_every_reason_when_something_changed_since(by: Viewer) -> None:
    kept = make_customer(by, a_person(occupation="会计"))
    gone = make_customer(by, a_person("张小明", occupation="出纳"))
    contact = contacts.add_contact(by=by, customer=gone.pk, contact=ContactDraft("周敏"))
    merge = merging.merge_customers(by=by, kept=kept.pk, gone=gone.pk, choices={"name": "gone"})
    actions.edit_customer(by=by, customer=kept.pk, changes={"name": "张晓鸣"})
    contacts.end_contact(by=by, contact=contact.pk)
    before = everything()
    with pytest.raises(Conflict) as refused:
        merging.undo_merge(by=by, merge=merge.pk)
    assert "名称" in str(refused.value)
    assert "周敏" in str(refused.value)
    assert everything() == before


def test_a_merge_into_a_merged_customer_is_undone_in_order(by: Viewer) -> None:
    one, two = make_customer(by), make_customer(by, a_person("张小明"))
    three = make_customer(by, a_person("张筱明"))
    first = merging.merge_customers(by=by, kept=two.pk, gone=three.pk)
    second = merging.merge_customers(by=by, kept=one.pk, gone=two.pk)
    assert duplicates.stands_for(three.pk) == one.pk
    with pytest.raises(Conflict):
        merging.undo_merge(by=by, merge=first.pk)
    merging.undo_merge(by=by, merge=second.pk)
    merging.undo_merge(by=by, merge=first.pk)
    assert not Customer.objects.filter(state="merged").exists()


@pytest.fixture
def owners() -> Iterator[dict[int, int]]:
    """A room above with rows of its own: row id to customer."""
    rows: dict[int, int] = {}

    def move(gone: int, kept: int) -> list[int]:
        moved = [row for row, owner in rows.items() if owner == gone]
        rows.update(dict.fromkeys(moved, kept))
        return moved

    def move_back(ids: Sequence[int], gone: int, kept: int) -> None:
        if any(rows[row] != kept for row in ids):
            raise Conflict("moved on")
        rows.update(dict.fromkeys(ids, gone))

    customer_followers.declare("sample", Follower("sample", "sample", move, move_back))
    yield rows
    del customer_followers._things["sample"]


def test_rows_of_higher_rooms_follow_and_come_back(by: Viewer, owners: dict[int, int]) -> None:
    kept, gone = make_customer(by), make_customer(by, a_person("张小明"))
    owners.update({1: kept.pk, 2: gone.pk})
    merge = merging.merge_customers(by=by, kept=kept.pk, gone=gone.pk)
    assert owners == {1: kept.pk, 2: kept.pk}
    merging.undo_merge(by=by, merge=merge.pk)
    assert owners == {1: kept.pk, 2: gone.pk}


_VALUES = {
    "occupation": ["会计", "出纳", "司机"],
    "home_address": ["文一西路 1 号", "解放路 2 号"],
    "mobile": ["13800138001", "13800138002", "13800138003"],
    "plate": ["浙A12345", "浙A54321"],
    "gender": ["male", "female"],
}
_people = st.fixed_dictionaries(
    {"name": st.sampled_from(["张晓明", "张小明"])},
    optional={code: st.sampled_from(values) for code, values in _VALUES.items()},
)
_columns = st.fixed_dictionaries(
    {}, optional={"category": st.sampled_from(["key", "active"]), "region": st.sampled_from(["杭州", "宁波"])}
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_merging_and_undoing_changes_nothing_at_all(data: st.DataObject) -> None:
    by = make_viewer("archivist")
    made = []
    for _side in range(3):
        told = data.draw(_people)
        name = told.pop("name")
        customer = make_customer(by, a_person(name, **told))
        if columns := data.draw(_columns):
            with contextlib.suppress(Invalid):  # drawn what it is already
                actions.edit_customer(by=by, customer=customer.pk, changes=columns)
        for contact in data.draw(st.lists(st.sampled_from(["周敏", "王芳"]), max_size=2)):
            contacts.add_contact(
                by=by, customer=customer.pk, contact=ContactDraft(contact, fields={"mobile": "13900139001"})
            )
        made.append(customer.pk)
    kept, gone, third = made
    for one, two in data.draw(
        st.lists(st.sampled_from([(kept, gone), (gone, third), (third, gone), (third, kept)]), unique=True)
    ):
        contacts.relate(by=by, customer=one, other=two, kind="kin")
    compare = duplicates.comparison(by, kept, gone)
    choices = {code: data.draw(st.sampled_from(["kept", "gone"])) for code in compare.chosen}
    before = everything()
    found = [reads.found_by_name(by, word) for word in ("晓明", "小明", "周敏", "王芳", "zxm")]
    counts = {name: len(rows) for name, rows in before.items()}
    merge = merging.merge_customers(by=by, kept=kept, gone=gone, choices=choices)
    assert {name: len(rows) for name, rows in everything().items()} == counts
    merging.undo_merge(by=by, merge=merge.pk)
    assert everything() == before
    assert [reads.found_by_name(by, word) for word in ("晓明", "小明", "周敏", "王芳", "zxm")] == found
