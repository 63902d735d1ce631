"""The pages of service: what they cost does not grow with what there is, and what each person finds on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from juanzong.kit import clock as house
from juanzong.organisation.models import Staff
from juanzong.organisation.viewer import Viewer
from juanzong.service.actions import distribution, events, supervision
from juanzong.service.models import Assignment, Visit
from tests.entering import enter
from tests.service.people import Company, purchase

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def company() -> Company:
    return Company()


def _as(viewer: Viewer) -> Client:
    return enter(Staff.objects.get(pk=viewer.staff_id))


def _statements(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return len(asked)


def _one_more(company: Company, n: int) -> int:
    one = company.mine(f"王{n}")
    company.questionnaire(one)
    company.customer_form(one, bought=True)
    company.visit(one)
    events.note_purchase(by=company.rep, customer=one.pk, purchase=purchase())
    return one.pk


PAGES: dict[str, Callable[[Company, int], tuple[Viewer, str]]] = {
    "mine": lambda c, _one: (c.rep, reverse("service:mine")),
    "customer": lambda c, one: (c.rep, reverse("service:visit", args=[one])),
    "visits": lambda c, _one: (c.manager, reverse("service:visits")),
    "board": lambda c, _one: (c.manager, reverse("service:distribution")),
    "supervision": lambda c, _one: (c.doctor, reverse("service:supervision")),
    "call_backs": lambda c, _one: (c.keeper, reverse("service:call_backs")),
    "new_meeting": lambda c, _one: (c.doctor, reverse("service:new_meeting")),
    "customers_page": lambda c, one: (c.rep, reverse("customers:customer", args=[one])),
}


@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_costs_the_same_for_one_and_for_three(company: Company, name: str) -> None:
    first = _one_more(company, 1)
    supervision.draw_call_backs(by=company.keeper, number=1)
    viewer, address = PAGES[name](company, first)
    client = _as(viewer)
    before = _statements(client, address)
    for n in (2, 3):
        _one_more(company, n)
    supervision.draw_call_backs(by=company.keeper, number=2)
    assert _statements(client, address) == before


def test_the_menu_asks_once_how_many_wait(company: Company, django_assert_num_queries: Any) -> None:
    from juanzong.service.reads.distribution import waiting_count

    _one_more(company, 1)
    with django_assert_num_queries(1):
        assert waiting_count(company.manager) == 1
    with django_assert_num_queries(0):
        assert waiting_count(company.rep) == 0


def test_a_customers_page_shows_the_last_visits_and_leads_to_writing_one_up(company: Company) -> None:
    one = _one_more(company, 1)
    answer = _as(company.rep).get(reverse("customers:customer", args=[one]))
    assert reverse("service:visit", args=[one]) in answer.content.decode()
    assert "已购买" in answer.content.decode()


def test_the_page_of_a_customer_offers_the_sheets_to_fill_in(company: Company) -> None:
    one = company.mine()
    text = _as(company.rep).get(reverse("service:visit", args=[one.pk])).content.decode()
    assert f"{reverse('forms:new', args=['customer_form'])}?customer={one.pk}" in text


def test_a_visit_with_a_form_taken_gives_it_back(company: Company) -> None:
    one = company.mine()
    record = company.customer_form(one, bought=True)
    client = _as(company.rep)
    client.post(reverse("service:take", args=[record.pk]))
    page = client.get(reverse("service:visit", args=[one.pk]))
    taking = page.context["takings"][0]
    answer = client.post(
        reverse("service:visit", args=[one.pk]),
        {"duty": "visit_buyer_use", "mode": "phone", "outcome": "done", "purpose": "use", "minutes": "9",
         "on_day": house.today().isoformat(), "said": "很好", "taking": str(taking.pk)},
    )  # fmt: skip
    assert answer.status_code == 302
    taking.refresh_from_db()
    assert taking.visit_id == Visit.objects.get().pk


def test_a_visit_that_lacks_something_comes_back_with_what_was_typed(company: Company) -> None:
    one = company.mine()
    answer = _as(company.rep).post(
        reverse("service:visit", args=[one.pk]),
        {"duty": "", "mode": "phone", "outcome": "done", "purpose": "use", "minutes": "0",
         "on_day": house.today().isoformat(), "said": "他说的话"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert "他说的话" in answer.content.decode()
    assert not Visit.objects.exists()


def test_the_manager_gives_a_customer_to_somebody_else_with_the_reason(company: Company) -> None:
    one = company.mine()
    distribution.assign(by=company.manager, record=company.questionnaire(one).pk, staff=company.rep.staff_id)
    client, to = _as(company.manager), reverse("service:reassign", args=[one.pk])
    assert client.post(to, {"staff": company.other.staff_id, "reason": ""}).status_code == 422
    assert client.post(to, {"staff": company.other.staff_id, "reason": "调整片区"}).status_code == 302
    assert Assignment.objects.get(until_at=None).representative_id == company.other.staff_id


def test_a_meeting_whose_agreement_lacks_its_owner_comes_back(company: Company) -> None:
    client = _as(company.doctor)
    to = client.post(
        reverse("service:new_meeting"),
        {"on_day": house.today().isoformat(), "department": company.sales.pk, "topics": "夏季活动"},
    ).headers["Location"]
    told = {
        "present": [company.manager.staff_id], "minutes": "讨论。", "agreed-TOTAL_FORMS": "1",
        "agreed-INITIAL_FORMS": "0", "agreed-0-text": "补访", "agreed-0-owner": "", "agreed-0-due_on": "",
    }  # fmt: skip
    assert client.post(to, told).status_code == 422
    told |= {"agreed-0-owner": str(company.rep.staff_id), "agreed-0-due_on": house.today().isoformat()}
    assert client.post(to, told).status_code == 302
