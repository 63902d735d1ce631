"""Questions whose SQL is made once give what the ORM gives, to each who asks their own answer."""

from __future__ import annotations

import datetime as dt
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
