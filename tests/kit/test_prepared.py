"""Questions whose SQL is made once give what the ORM gives, to each who asks their own answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from juanzong.casework.choices import ObligationState
from juanzong.casework.models import Obligation
from juanzong.kit import clock as house
from juanzong.kit import prepared
from juanzong.organisation.viewer import Viewer
from tests.factories import make_viewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def _owe(viewer: Viewer, n: int, *, due: int) -> Obligation:
    day = house.today() + dt.timedelta(days=due)
    return Obligation.objects.create(
        duty=f"duty{n}", clause="P00-1.1", pack="P00", version=1, subject=f"customer:{n}", owner_id=viewer.staff_id,
        opened_at=house.now(), opened_on=house.today(), opened_entry=1, due_on=day, due_was=day,
    )  # fmt: skip


def _mine(viewer: Viewer) -> QuerySet[Obligation]:
    return Obligation.objects.filter(owner=viewer.staff_id, state=ObligationState.OPEN).order_by("id")


def _days(viewer: Viewer) -> QuerySet[Obligation, Any]:
    return _mine(viewer).values_list("due_on", "opened_at", "provisional")


def _late(viewer: Viewer) -> QuerySet[Obligation, Any]:
    return _mine(viewer).filter(due_on__lt=house.today()).values("pk")


def _none(viewer: Viewer) -> QuerySet[Obligation, Any]:
    return _mine(viewer).filter(pk__in=()).values_list("pk")


def test_rows_and_objects_are_what_the_orm_gives() -> None:
    one = make_viewer("archivist")
    for n in range(3):
        _owe(one, n, due=n)
    assert prepared.rows(one, _days) == list(_days(one))
    assert [vars(row) | {"_state": None} for row in prepared.objects(one, _mine)] == [
        vars(row) | {"_state": None} for row in _mine(one)
    ]
    assert prepared.rows(one, _none) == []
    assert prepared.count(one, _none) == 0


def test_everybody_is_asked_for_themselves() -> None:
    one, other = make_viewer("archivist"), make_viewer("archivist")
    _owe(one, 1, due=-1)
    assert (prepared.count(one, _late), prepared.count(other, _late)) == (1, 0)
    _owe(other, 2, due=-1)
    assert (prepared.count(one, _late), prepared.count(other, _late)) == (1, 1)


def test_another_day_is_another_question(clock: Any) -> None:
    one = make_viewer("archivist")
    _owe(one, 1, due=0)
    assert prepared.count(one, _late) == 0
    clock.forward(days=1)
    assert prepared.count(one, _late) == 1


def test_the_second_time_the_sql_is_there() -> None:
    one = make_viewer("archivist")
    asked = 0

    def counted(viewer: Viewer) -> QuerySet[Obligation, Any]:
        nonlocal asked
        asked += 1
        return _days(viewer)

    with CaptureQueriesContext(connection) as statements:
        for _again in range(3):
            prepared.rows(one, counted)
    assert (asked, len(statements)) == (1, 3)


def _among(viewer: Viewer, subjects: Sequence[str]) -> QuerySet[Obligation, Any]:
    return _mine(viewer).filter(subject__in=subjects).values_list("subject")


def _by_id(viewer: Viewer, ids: Sequence[int]) -> QuerySet[Obligation]:
    return _mine(viewer).filter(pk__in=ids).only("duty", "due_on")


@pytest.mark.parametrize("number", [1, 2, 3, 5])
def test_rows_among_many_values_are_asked_with_one_sql_for_like_numbers(number: int) -> None:
    one, other = make_viewer("archivist"), make_viewer("archivist")
    mine = [_owe(one, n, due=n) for n in range(6)]
    _owe(other, 9, due=1)
    wanted = [row.subject for row in mine[:number]]
    with CaptureQueriesContext(connection) as statements:
        assert [subject for (subject,) in prepared.among(one, _among, [*wanted, "customer:9"])] == wanted
        assert prepared.among(one, _among, ["customer:7"]) == prepared.among(one, _among, []) == []
    assert len(statements) == 2
    found = prepared.objects_among(one, _by_id, [row.pk for row in mine[:number]])
    assert [(row.pk, row.duty) for row in found] == [(row.pk, row.duty) for row in mine[:number]]


def test_several_counts_are_one_statement() -> None:
    one = make_viewer("archivist")
    for n in range(3):
        _owe(one, n, due=n - 1)
    with CaptureQueriesContext(connection) as statements:
        assert prepared.counts(one, [_late, None, _none, _mine]) == (1, 0, 0, 3)
    assert len(statements) == 1
    assert prepared.counts(one, [None]) == (0,)


def test_one_row_is_found_by_its_key_and_nothing_else_by_it() -> None:
    one = make_viewer("archivist")
    row = _owe(one, 1, due=1)
    assert prepared.one(Obligation, id=row.pk) == row
    assert prepared.one(Obligation, id=row.pk + 1) is None
    with pytest.raises(TypeError):
        prepared.one(Obligation, due_on=row.due_on)
