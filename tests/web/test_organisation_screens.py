"""The organisation's screens: who may see and do what, and what each shows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from juanzong.ledger import reads as ledger
from juanzong.organisation import sessions
from juanzong.organisation.models import Appointment, Department, Staff
from tests.factories import make_department, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(clock: Any) -> dict[str, Any]:
    company = make_department("杭州鸿远小额贷款有限公司")
    sales = make_department("信贷部", parent=company)
    admin = make_staff("administrator", department=company, name="周敏")
    manager = make_staff("department_manager", department=sales, name="陈立")
    clerk = make_staff("customer_service", department=sales, name="孙悦", superior=manager)
    return {"company": company, "sales": sales, "admin": admin, "manager": manager, "clerk": clerk}


def _as(staff: Staff) -> Client:
    client = Client()
    client.post("/sign-in/", {"username": staff.username, "password": "a long enough password"})
    return client


def _pages(house: dict[str, Any]) -> list[str]:
    sales, clerk = house["sales"].pk, house["clerk"].pk
    return [
        "/organisation/", "/organisation/?closed=1", f"/organisation/departments/{sales}/", "/organisation/staff/",
        "/organisation/staff/?q=孙", f"/organisation/staff/{clerk}/", "/organisation/positions/",
        "/organisation/positions/customers.view/", "/organisation/account/",
    ]  # fmt: skip


def _manager_pages(house: dict[str, Any]) -> list[str]:
    sales, clerk = house["sales"].pk, house["clerk"].pk
    return [
        "/organisation/departments/add/", f"/organisation/departments/{sales}/edit/", "/organisation/staff/add/",
        f"/organisation/departments/{house['company'].pk}/edit/", f"/organisation/staff/{clerk}/edit/",
        f"/organisation/staff/{clerk}/appoint/",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_in_both_languages(house: dict[str, Any], language: str) -> None:
    client = _as(house["admin"])
    client.cookies["lang"] = language
    for address in _pages(house) + _manager_pages(house):
        assert client.get(address).status_code == 200, address


def test_colleagues_see_the_organisation_and_change_nothing(house: dict[str, Any]) -> None:
    client = _as(house["clerk"])
    for address in _pages(house):
        assert client.get(address).status_code == 200, address
    for address in _manager_pages(house):
        assert client.get(address).status_code == 403, address
        assert client.post(address, {"name": "x"}).status_code == 403, address
    clerk = house["clerk"].pk
    for act in ("disable", "enable", "sign-out", "reset", "leave"):
        assert client.post(f"/organisation/staff/{clerk}/{act}/").status_code == 403, act
    assert ledger.entries(ledger.Filter(kind="access.denied")).entries


def test_nobody_sees_anything_without_signing_in(house: dict[str, Any]) -> None:
    for address in _pages(house) + _manager_pages(house):
        assert Client().get(address)["Location"].startswith("/sign-in/"), address


def test_nothing_is_changed_by_a_link(house: dict[str, Any]) -> None:
    client = _as(house["admin"])
    for act in ("disable", "enable", "sign-out", "reset", "leave"):
        assert client.get(f"/organisation/staff/{house['clerk'].pk}/{act}/").status_code == 405, act


def test_an_administrator_adds_a_person_appoints_them_and_they_come_in(house: dict[str, Any]) -> None:
    client = _as(house["admin"])
    added = client.post("/organisation/staff/add/", {"name": "林晓", "username": "linxiao", "number": "0042"})
    password = added.context["new"].password
    assert password in added.content.decode()
    new = Staff.objects.get(username="linxiao")
    done = client.post(
        f"/organisation/staff/{new.pk}/appoint/",
        {
            "position": "archivist",
            "department": house["sales"].pk,
            "superior": house["manager"].pk,
            "from_date": "2026-06-01",
        },
    )
    assert done.status_code == 302
    own = Client()
    own.post("/sign-in/", {"username": "linxiao", "password": password})
    assert own.get("/organisation/")["Location"].startswith("/sign-in/password/")
    assert password not in client.get(f"/organisation/staff/{new.pk}/").content.decode()


def test_a_faulty_form_says_what_is_wrong_and_keeps_what_was_typed(house: dict[str, Any]) -> None:
    client = _as(house["admin"])
    done = client.post("/organisation/staff/add/", {"name": "林晓", "username": house["clerk"].username})
    assert done.status_code == 422
    assert "林晓" in done.content.decode()
    assert "这个用户名已有" in done.content.decode()
    done = client.post("/organisation/departments/add/", {"name": "信贷部", "code": "X", "parent": house["company"].pk})
    assert done.status_code == 422
    assert "已有同名部门" in done.content.decode()


def test_administrators_cannot_appoint_themselves_on_screen_either(house: dict[str, Any]) -> None:
    client = _as(house["admin"])
    admin = house["admin"].pk
    assert f"/organisation/staff/{admin}/appoint/" not in client.get(f"/organisation/staff/{admin}/").content.decode()
    done = client.post(
        f"/organisation/staff/{admin}/appoint/",
        {"position": "archivist", "department": house["sales"].pk, "from_date": "2026-06-01"},
    )
    assert done.status_code == 422
    assert "P00-1.6" in done.content.decode()
    assert Appointment.objects.filter(staff=admin).count() == 1


def test_departments_are_added_moved_and_closed(house: dict[str, Any]) -> None:
    client = _as(house["admin"])
    company, sales = house["company"].pk, house["sales"].pk
    client.post("/organisation/departments/add/", {"name": "风控部", "code": "R1", "parent": company})
    risk = Department.objects.get(code="R1")
    client.post(f"/organisation/departments/{risk.pk}/edit/", {"name": "风险部", "code": "R1", "parent": sales})
    risk.refresh_from_db()
    assert (risk.name, risk.parent_id) == ("风险部", sales)
    assert client.post(f"/organisation/departments/{sales}/close/", {"on": "2026-06-01"}).status_code == 409
    assert client.post(f"/organisation/departments/{risk.pk}/close/", {"on": "2026-06-01"}).status_code == 302
    assert "风险部" not in client.get("/organisation/").content.decode()
    assert "风险部" in client.get("/organisation/?closed=1").content.decode()


def test_appointments_end_and_change_on_the_persons_page(house: dict[str, Any]) -> None:
    client = _as(house["admin"])
    (post,) = Appointment.objects.filter(staff=house["clerk"])
    assert client.post(f"/organisation/appointments/{post.pk}/superior/", {"superior": ""}).status_code == 302
    assert client.post(f"/organisation/appointments/{post.pk}/superior/", {"superior": "x"}).status_code == 422
    assert client.post(f"/organisation/appointments/{post.pk}/end/", {"until_date": "2026-05-31"}).status_code == 302
    post.refresh_from_db()
    assert (post.superior_id, post.until_date) == (None, dt.date(2026, 5, 31))
    assert client.post(f"/organisation/appointments/{post.pk}/withdraw/").status_code == 409


def test_signing_out_everywhere_keeps_only_this_session(house: dict[str, Any]) -> None:
    here, there = _as(house["clerk"]), _as(house["clerk"])
    assert here.post("/organisation/account/sign-out-everywhere/").status_code == 302
    assert here.get("/organisation/account/").status_code == 200
    assert there.get("/organisation/account/").status_code == 302


def test_ids_of_nobody_are_not_found(house: dict[str, Any]) -> None:
    client = _as(house["admin"])
    for address in ("staff/1/", "departments/1/", "positions/no.such/", "staff/1/edit/", "staff/1/appoint/"):
        assert client.get(f"/organisation/{address}").status_code == 404, address
    for address in ("staff/1/reset/", "appointments/1/withdraw/", "appointments/1/superior/"):
        assert client.post(f"/organisation/{address}").status_code == 404, address


@pytest.mark.parametrize(
    "address", ["/organisation/", "/organisation/staff/", "/organisation/positions/", "{staff}", "{department}"]
)
def test_pages_cost_the_same_for_few_and_for_many(house: dict[str, Any], address: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    address = address.format(
        staff=f"/organisation/staff/{house['clerk'].pk}/", department=f"/organisation/departments/{house['sales'].pk}/"
    )
    client = _as(house["admin"])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _n in range(3):
        make_staff("archivist", department=make_department(parent=house["sales"]), superior=house["manager"])
        make_staff("customer_service", department=house["sales"], superior=house["manager"])
    Appointment.objects.create(
        staff=house["clerk"],
        position="archivist",
        department=house["company"],
        superior=house["manager"],
        from_date=dt.date(2021, 1, 1),
    )
    client.get(address)  # the organisation is read anew
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(few) == len(many)


def test_idle_limit_is_a_setting(settings: Any) -> None:
    settings.SESSION_IDLE_MINUTES = 15
    assert sessions.idle_limit() == dt.timedelta(minutes=15)
