"""Standing in while somebody is away, and deputies in charge."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from juanzong.customers import reads as customers
from juanzong.dossiers import reads as dossiers
from juanzong.kit import clock as house
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.ledger.models import Entry
from juanzong.organisation import actions
from juanzong.organisation.chart import Chart, Seat, chart
from juanzong.organisation.models import Staff, StandIn
from juanzong.organisation.viewer import Viewer, viewer_of
from tests.dossiers.helpers import open_dossier
from tests.factories import make_customer, make_department, make_staff, make_viewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


class Company:
    """A department: its manager, two representatives, an archivist; and somebody from elsewhere."""

    def __init__(self) -> None:
        self.company = make_department("公司")
        self.sales = make_department("销售部", parent=self.company)
        self.boss = make_staff("department_manager", department=self.sales)
        self.rep = make_staff("sales_representative", department=self.sales, superior=self.boss)
        self.other = make_staff("sales_representative", department=self.sales, superior=self.boss)
        self.archivist = make_staff("archivist", department=self.company)
        self.admin = make_viewer("administrator", department=self.company)


@pytest.fixture
def company() -> Company:
    return Company()


def name(by: Staff | Viewer, away: Staff, stand_in: Staff, *, first: int = 0, last: int = 4, **more: Any) -> StandIn:
    today = house.today()
    return actions.name_stand_in(
        by=viewer_of(by) if isinstance(by, Staff) else by, away=away.pk, stand_in=stand_in.pk,
        from_date=today + dt.timedelta(days=first), until_date=today + dt.timedelta(days=last),
        **({"reason": "leave"} | more),
    )  # fmt: skip


def test_a_colleague_of_the_same_position_stands_in_for_the_days_and_no_longer(company: Company, clock: Any) -> None:
    name(company.rep, company.rep, company.other, first=1, last=2)
    assert chart().stand_in(company.rep.pk) == 0
    clock.forward(days=1)
    assert chart().stand_in(company.rep.pk) == company.other.pk
    assert chart().acting_for(company.other.pk) == (company.rep.pk,)
    assert chart().acting_for(company.rep.pk) == ()
    clock.forward(days=2)
    assert chart().stand_in(company.rep.pk) == 0
    entry = Entry.objects.get(kind="stand_in.made")
    assert (entry.subject, entry.clauses) == (f"staff:{company.rep.pk}", "P00-1.6")


def test_it_gives_no_rights_but_what_the_absent_person_answers_for_counts_as_ones_own(company: Company) -> None:
    before = viewer_of(company.other)
    name(company.boss, company.boss, company.other)
    assert replace(viewer_of(company.other), people=before.people) == before
    assert viewer_of(company.other).people == (company.other.pk, company.boss.pk)


def test_whoever_stands_in_sees_the_customers_and_dossiers_they_now_work_on(company: Company, clock: Any) -> None:
    rep = viewer_of(company.rep)
    customer = make_customer(rep, responsible=company.rep.pk)
    dossier = open_dossier(rep, kind="channel_account", customer=customer)

    def seen() -> tuple[bool, bool]:
        viewer = viewer_of(company.other)
        return (
            customers.visible(viewer).filter(pk=customer.pk).exists(),
            dossiers.visible(viewer).filter(pk=dossier.pk).exists(),
        )

    assert seen() == (False, False)
    name(company.rep, company.rep, company.other, last=1)
    assert seen() == (True, True)
    clock.forward(days=2)
    assert seen() == (False, False)


def test_back_early_ends_it_at_once_and_only_once(company: Company) -> None:
    made = name(company.rep, company.rep, company.other)
    actions.end_stand_in(by=viewer_of(company.rep), arrangement=made.pk)
    assert chart().stand_in(company.rep.pk) == 0
    with pytest.raises(Conflict):
        actions.end_stand_in(by=viewer_of(company.rep), arrangement=made.pk)


def test_the_superior_arranges_for_their_people_and_may_choose_anybody(company: Company) -> None:
    name(company.boss, company.rep, company.archivist)
    assert chart().acting_for(company.archivist.pk) == (company.rep.pk,)


def test_one_who_holds_no_such_position_needs_the_superior(company: Company) -> None:
    with pytest.raises(NotAllowed, match="须由您的上级同意"):
        name(company.rep, company.rep, company.archivist)
    name(company.rep, company.rep, company.boss)


def test_nobody_arranges_for_a_stranger(company: Company) -> None:
    with pytest.raises(NotAllowed, match="自己或自己的下属"):
        name(company.archivist, company.rep, company.other)
    made = name(company.admin, company.rep, company.other)
    with pytest.raises(NotAllowed):
        actions.end_stand_in(by=viewer_of(company.archivist), arrangement=made.pk)


def test_nobody_stands_in_for_themselves_or_after_leaving(company: Company) -> None:
    with pytest.raises(Invalid, match="自己的代理人"):
        name(company.rep, company.rep, company.rep)
    Staff.objects.filter(pk=company.other.pk).update(left_on=dt.date(2026, 1, 1))
    with pytest.raises(NotFound):
        name(company.rep, company.rep, company.other)


def test_who_runs_the_system_does_not_stand_in_for_who_reads_customers(company: Company) -> None:
    with pytest.raises(NotAllowed, match="不能互相代理"):
        name(company.boss, company.rep, Staff.objects.get(pk=company.admin.staff_id))


@pytest.mark.parametrize(("first", "last", "field"), [(-1, 3, "from_date"), (3, 2, "until_date")])
def test_days_that_cannot_be(company: Company, first: int, last: int, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        name(company.rep, company.rep, company.other, first=first, last=last)
    assert field in refusal.value.fields


def test_the_reason_is_from_the_list(company: Company) -> None:
    with pytest.raises(Invalid):
        name(company.rep, company.rep, company.other, reason="住院手术")


def test_one_stand_in_at_a_time_and_no_circles(company: Company) -> None:
    third = make_staff("sales_representative", department=company.sales, superior=company.boss)
    name(company.rep, company.rep, company.other, last=5)
    with pytest.raises(Conflict, match="已有代理人"):
        name(company.rep, company.rep, third, first=5, last=9)
    name(company.other, company.other, third, first=3, last=9)
    with pytest.raises(Conflict, match="互相代理"):
        name(third, third, company.rep, first=4, last=4)
    name(third, third, company.rep, first=10, last=12)


def test_work_goes_on_to_the_last_in_line_who_is_here(company: Company, clock: Any) -> None:
    third = make_staff("sales_representative", department=company.sales, superior=company.boss)
    name(company.rep, company.rep, company.other)
    name(company.other, company.other, third)
    assert chart().stand_in(company.rep.pk) == third.pk
    assert set(chart().acting_for(third.pk)) == {company.rep.pk, company.other.pk}
    Staff.objects.filter(pk=third.pk).update(is_active=False)
    assert chart().stand_in(company.rep.pk) == company.other.pk


@given(st.dictionaries(st.integers(1, 6), st.integers(1, 6), max_size=6), st.sets(st.integers(1, 6)))
def test_a_line_of_stand_ins_ends_with_somebody_who_is_here(stand_ins: dict[int, int], here: set[int]) -> None:
    found = Chart({}, (), {one: (Seat(one, "x", 1, 0),) for one in here}, {}, stand_ins)
    for away in range(1, 7):
        last = found.stand_in(away)
        assert last == 0 or (last in here and last != away)
        for one in range(1, 7):
            assert (away in found.acting_for(one)) == (away in stand_ins and last == one)


def test_the_chart_costs_one_statement_and_four_more_after_a_change(company: Company) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            chart()
        return len(asked)

    assert (statements(), statements())[1] == 1
    Staff.objects.filter(pk=company.rep.pk).update(left_on=house.today())
    assert (statements(), statements()) == (5, 1)


# deputies in charge


def put(company: Company, department: int, deputy: Staff, **days: Any) -> Any:
    return actions.put_in_charge(
        by=company.admin, department=department, deputy=deputy.pk, **({"from_date": house.today()} | days)
    )


def test_the_deputy_put_in_charge_goes_before_the_one_appointed_above(company: Company, clock: Any) -> None:
    general = make_staff("general_manager", department=company.company)
    team = make_department("一组", parent=company.sales)
    assert chart().in_charge(team.pk) == (general.pk,)
    first = make_staff("deputy_general_manager", department=company.company)
    second = make_staff("deputy_general_manager", department=company.company)
    assert chart().in_charge(team.pk) == (first.pk, second.pk)
    made = put(company, company.sales.pk, second)
    assert chart().in_charge(team.pk) == (second.pk,)
    assert chart().in_charge(company.company.pk) == (first.pk, second.pk)
    actions.end_charge(by=company.admin, charge=made.pk, until_date=house.today())
    assert chart().in_charge(team.pk) == (second.pk,)
    clock.forward(days=1)
    assert chart().in_charge(team.pk) == (first.pk, second.pk)
    assert list(Entry.objects.filter(kind__startswith="charge.").order_by("id").values_list("kind", "subject")) == [
        ("charge.given", f"department:{company.sales.pk}"), ("charge.ended", f"department:{company.sales.pk}"),
    ]  # fmt: skip


def test_a_deputy_who_is_gone_is_in_charge_of_nothing(company: Company) -> None:
    general = make_staff("general_manager", department=company.company)
    deputy = make_staff("deputy_general_manager", department=company.company)
    put(company, company.sales.pk, deputy)
    Staff.objects.filter(pk=deputy.pk).update(is_active=False)
    assert chart().in_charge(company.sales.pk) == (general.pk,)


def test_only_a_deputy_and_only_one_at_a_time(company: Company) -> None:
    deputy = make_staff("deputy_general_manager", department=company.company)
    with pytest.raises(Invalid, match="不担任副总经理"):
        put(company, company.sales.pk, company.boss)
    put(company, company.sales.pk, deputy)
    with pytest.raises(Conflict, match="已有主管副总经理"):
        put(company, company.sales.pk, deputy, from_date=house.today() + dt.timedelta(days=9))
