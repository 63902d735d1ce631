"""Stamps: whatever changes a watched table renews its stamp, and what was kept under the old one is read anew."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from juanzong.casework.models import CompanyDay
from juanzong.kit import clock
from juanzong.kit.stamps import Watched, install, stamps, watched
from juanzong.organisation import chart
from juanzong.organisation.models import Appointment, Charge, Department, Staff, StandIn
from juanzong.policies import reads as policies
from juanzong.policies.models import Adoption
from tests.factories import make_department, make_staff

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 1)


def _adopt() -> None:
    Adoption.objects.create(
        pack="P00", version=1, digest="0" * 64, in_force_from=TODAY, adopted_at=clock.now(), department=None
    )


def _set_day() -> None:
    CompanyDay.objects.create(day=TODAY, worked=False, reason="公司成立日", set_by=1, set_at=clock.now())


CHANGES: list[tuple[str, Callable[[], object]]] = [
    ("organisation", lambda: Department.objects.create(name="新部门", code="N1")),
    ("organisation", lambda: Department.objects.update(name="改名")),
    ("organisation", lambda: Appointment.objects.update(until_date=TODAY)),
    ("organisation", lambda: Appointment.objects.all().delete()),
    ("organisation", lambda: Staff.objects.update(is_active=False)),
    ("organisation", lambda: Staff.objects.update(left_on=TODAY)),
    ("adoptions", _adopt),
    ("company_days", _set_day),
]


@pytest.mark.parametrize(("name", "change"), CHANGES)
def test_every_change_renews_the_stamp(name: str, change: Callable[[], object]) -> None:
    make_staff()
    before = stamps(name)
    change()
    assert before
    assert stamps(name) not in {(), before}


def test_what_does_not_matter_leaves_the_stamp() -> None:
    make_staff()
    before = stamps("organisation")
    Staff.objects.update(last_login=clock.now())
    _adopt()
    assert stamps("organisation") == before


def test_a_change_that_is_taken_back_is_forgotten() -> None:
    make_department("公司")
    before = stamps("organisation")
    here = set(chart.chart().parents)
    with transaction.atomic():
        added = make_department("短命的部门")
        assert added.pk in chart.chart().parents
        transaction.set_rollback(True)
    assert stamps("organisation") == before
    assert set(chart.chart().parents) == here
    later = make_department("后来的部门")
    assert set(chart.chart().parents) == {*here, later.pk}


def test_triggers_are_made_anew_where_a_table_was_rebuilt() -> None:
    install()
    before = stamps("organisation")
    Department.objects.create(name="部门", code="N2")
    assert stamps("organisation") != before


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("organisation", chart._chart.__wrapped__),  # type: ignore[attr-defined]
        ("adoptions", policies._adopted_everywhere.__wrapped__),  # type: ignore[attr-defined]
    ],
)
def test_all_that_is_kept_comes_from_watched_tables(name: str, read: Callable[[dt.date], object]) -> None:
    with CaptureQueriesContext(connection) as asked:
        read(TODAY)
    tables = {found for one in asked.captured_queries for found in re.findall(r'(?:FROM|JOIN) "(\w+)"', one["sql"])}
    known: Watched = watched[name]
    assert tables <= set(known.tables)


def test_stand_ins_and_charges_are_watched_too() -> None:
    assert {StandIn._meta.db_table, Charge._meta.db_table} <= set(watched["organisation"].tables)
