"""The pages of offboarding: what somebody holds, what is done about it, and that each sees only what they may."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from juanzong.forms import actions as forms
from juanzong.forms.models import Blank
from juanzong.kit import clock as time
from juanzong.organisation.models import Staff
from juanzong.organisation.viewer import Viewer
from juanzong.oversight.models import Leaving
from tests.entering import enter
from tests.service.people import Company


@pytest.fixture
def company(clock: Any, db: Any) -> Company:
    return Company()


def client_of(viewer: Viewer) -> Client:
    return enter(Staff.objects.get(pk=viewer.staff_id))


def test_a_leaving_from_its_first_page_to_its_sheet(company: Company, clock: Any) -> None:
    customer = company.mine("林桂香")
    forms.print_blanks(by=company.keeper, form="customer_form", count=2)
    forms.issue_blanks(by=company.keeper, form="customer_form", staff=company.rep.staff_id, first=1, last=2)
    first, second = Blank.objects.order_by("serial").values_list("pk", flat=True)
    manager, rep = client_of(company.manager), client_of(company.rep)
    to_begin = reverse("oversight:begin_leaving")
    assert to_begin in manager.get(reverse("organisation:staff", args=[company.rep.staff_id])).content.decode()
    day = "2026-06-05"
    wrong = manager.post(to_begin, {"staff": company.boss.staff_id, "last_day": day, "receiver": ""})
    assert wrong.status_code == 422
    made = manager.post(to_begin, {"staff": company.rep.staff_id, "last_day": day, "receiver": company.other.staff_id})
    one = Leaving.objects.get()
    here = reverse("oversight:leaving", args=[one.pk])
    assert made.headers["Location"].startswith(here)

    def press(name: str, **data: Any) -> int:
        return int(manager.post(reverse(f"oversight:{name}", args=[one.pk]), data).status_code)

    text = manager.get(here).content.decode()
    assert all(words in text for words in ("林桂香", "《顾客档案表》", "不推迟最后工作日", "1 号"))
    assert press("take_leaving", holds="blanks") == 422  # nothing ticked
    assert (
        press("take_leaving", holds="blanks", thing=[first], facts="未见") == 422
    )  # Enter in the field for what is missing
    assert press("take_leaving", holds="blanks", thing=[first]) == 302
    assert press("miss_leaving", holds="blanks", thing=[second], facts="找遍未见") == 302
    assert press("hand_on_leaving", holds="customers", all="1", to=company.other.staff_id) == 302
    customer.refresh_from_db()
    assert customer.responsible_id == company.other.staff_id
    assert press("close_leaving") == 409
    own = rep.get(here).content.decode()
    assert "这是您自己的离职交接" in own
    assert reverse("oversight:take_leaving", args=[one.pk]) not in own
    assert client_of(company.doctor).get(here).status_code == 404
    clock.stop(dt.datetime(2026, 6, 5, 17, tzinfo=time.SHANGHAI))
    manager = client_of(company.manager)
    assert press("close_leaving") == 302
    sheet = manager.get(reverse("oversight:print_leaving", args=[one.pk]))
    assert b"%PDF" in b"".join(sheet.streaming_content if sheet.streaming else [sheet.content])
    text = manager.get(here).content.decode()
    assert "已收回" in text
    assert "已办结" in manager.get(reverse("oversight:leavings")).content.decode()
