"""Reading or taking away much raises an alert once, and somebody has to find out why (P08-5)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from juanzong.casework import actions as casework
from juanzong.casework.models import Obligation
from juanzong.kit import clock as house
from juanzong.ledger import actions as ledger
from juanzong.ledger.choices import SYSTEM
from juanzong.ledger.models import Entry
from juanzong.organisation.models import Department, Staff
from juanzong.organisation.viewer import viewer_of
from juanzong.oversight import bulk
from juanzong.oversight.choices import BulkMeasure, BulkWindow
from juanzong.oversight.models import BulkAlert, BulkCount
from juanzong.oversight.reads import alerts
from juanzong.policies.actions import adopt
from tests.entering import enter
from tests.factories import make_department, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIMITS = {"bulk_opened_hour": "3", "bulk_opened_day": "5", "bulk_exported_hour": "0", "bulk_exported_day": "10"}


class Company:
    def __init__(self) -> None:
        self.company = make_department("公司")
        self.sales = make_department("销售部", parent=self.company)
        self.boss = make_staff("department_manager", department=self.sales)
        self.rep = make_staff("sales_representative", department=self.sales, superior=self.boss)
        self.auditor = make_staff("auditor", department=self.company)

    def adopt(self, department: Department | None = None, **limits: str) -> None:
        adopt(
            actor=SYSTEM, pack="P08", from_date=house.today(), parameters=LIMITS | limits,
            department=department.pk if department else None,
        )  # fmt: skip


@pytest.fixture
def company() -> Company:
    return Company()


def read(staff: Staff, times: int = 1, kind: str = "item.viewed", **payload: Any) -> None:
    for _time in range(times):
        with transaction.atomic():
            ledger.record(kind, viewer_of(staff).actor, None, payload=payload)


def test_beyond_the_limit_of_an_hour_once_and_the_superior_finds_out(company: Company) -> None:
    company.adopt()
    read(company.rep, 3)
    assert not BulkAlert.objects.exists()
    read(company.rep)
    alert = BulkAlert.objects.get()
    assert (alert.staff_id, alert.measure, alert.window) == (company.rep.pk, BulkMeasure.OPENED, BulkWindow.HOUR)
    assert (alert.number, alert.most, alert.clause) == (4, 3, "P08-5")
    entry = Entry.objects.get(pk=alert.entry)
    assert (entry.kind, entry.subject, entry.clauses) == ("bulk.alerted", f"staff:{company.rep.pk}", "P08-5")
    owed = Obligation.objects.get(duty="look_at_bulk_access")
    assert (owed.owner_id, owed.subject) == (company.boss.pk, f"staff:{company.rep.pk}")
    read(company.rep)
    assert BulkAlert.objects.count() == 1
    casework.complete(by=viewer_of(company.boss), obligation=owed.pk, note="季度盘点，已核实")
    (row,) = alerts.alerts(viewer_of(company.auditor))
    assert row.owed is not None
    assert row.owed.note == "季度盘点，已核实"


def test_the_next_hour_counts_anew_and_the_day_together(company: Company, clock: Any) -> None:
    company.adopt()
    read(company.rep, 3)
    clock.forward(hours=1)
    read(company.rep, 3)
    assert list(BulkAlert.objects.values_list("window", "number")) == [(BulkWindow.DAY, 6)]
    clock.forward(days=1)
    read(company.rep, 3)
    assert BulkAlert.objects.count() == 1


def test_exported_rows_count_as_many_as_there_are_and_a_limit_of_nought_is_none(company: Company) -> None:
    company.adopt()
    read(company.rep, kind="customers.exported", rows=10, number="x", fields=[])
    assert not BulkAlert.objects.exists()
    read(company.rep, kind="customers.exported", rows=1, number="x", fields=[])
    assert list(BulkAlert.objects.values_list("measure", "window")) == [(BulkMeasure.EXPORTED, BulkWindow.DAY)]


def test_without_a_policy_that_asks_for_it_nobody_is_alerted_but_all_is_counted(company: Company) -> None:
    read(company.rep, 9)
    assert not BulkAlert.objects.exists()
    assert BulkCount.objects.get().number == 9
    assert bulk.limits() == []


def test_a_policy_of_one_department_is_about_its_people(company: Company) -> None:
    company.adopt(department=company.sales)
    read(company.auditor, 9)
    assert not BulkAlert.objects.exists()
    read(company.rep, 9)
    assert BulkAlert.objects.exists()


def test_without_a_superior_the_auditor_finds_out(company: Company) -> None:
    company.adopt()
    read(company.boss, 4)
    assert Obligation.objects.get(duty="look_at_bulk_access").owner_id == company.auditor.pk


def test_the_page_shows_alerts_to_who_oversees_and_never_their_own(company: Company) -> None:
    company.adopt()
    read(company.rep, 4)
    read(company.auditor, 4)
    answer = enter(company.auditor).get(reverse("oversight:alerts"))
    assert answer.status_code == 200
    assert [row.alert.staff_id for row in answer.context["rows"]] == [company.rep.pk]
    assert enter(company.rep).get(reverse("oversight:alerts")).status_code == 403
