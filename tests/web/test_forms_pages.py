"""The pages of forms as people use them: filling in, going on, submitting, signing, revealing."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from juanzong.forms import contents
from juanzong.forms.models import Record
from juanzong.organisation.models import Staff
from tests.entering import enter
from tests.forms.conftest import company  # noqa: F401  the same company
from tests.forms.people import SECRET, Company

pytestmark = pytest.mark.django_db


def _client(viewer: Any) -> Any:
    return enter(Staff.objects.get(pk=viewer.staff_id))


def _post(client: Any, to: str, **fields: str) -> Any:
    sent = {"about-filled_by": "customer", "about-filled_on": ""}
    return client.post(to, sent | {name.replace("__", "-"): value for name, value in fields.items()})


def _new(company: Company) -> str:  # noqa: F811
    return f"{reverse('forms:new', args=['trial_questionnaire'])}?customer={company.customer().pk}"


def test_a_sheet_shows_what_it_knows_and_keeps_what_was_typed(company: Company) -> None:  # noqa: F811
    client, to = _client(company.rep), _new(company)
    page = client.get(to).content.decode()
    assert "由本公司收集" in page
    assert "取自客户资料" in page
    assert 'data-when="{&quot;agreed&quot;: [&quot;yes&quot;]}"' in page
    answer = _post(client, to, f__name="张晓明", f__phone="", f__agreed="no", f__allergy=SECRET)
    assert answer.status_code == 422
    assert SECRET in answer.content.decode()
    assert not Record.objects.exists()


def test_a_record_is_filled_in_gone_on_with_and_submitted(company: Company) -> None:  # noqa: F811
    _there = company.manager
    client = _client(company.rep)
    _post(client, _new(company), f__name="张晓明", f__phone="", f__agreed="yes", f__health_note=SECRET)
    one = Record.objects.get()
    shown = client.get(reverse("forms:record", args=[one.pk])).content.decode()
    assert "有无慢性病" in shown
    assert SECRET not in shown
    fill = reverse("forms:fill", args=[one.pk])
    again = client.get(fill).content.decode()
    assert SECRET not in again
    answer = _post(client, fill, f__name="张晓明", f__phone="", f__agreed="yes", f__illness="yes", submit="1")
    assert answer.status_code == 302
    one.refresh_from_db()
    assert one.state == "draft"  # the note on the illness went when nothing asked for it
    _post(client, fill, f__name="张晓明", f__agreed="yes", f__illness="=", f__health_note=SECRET, submit="1")
    one.refresh_from_db()
    assert one.state == "submitted"
    assert contents.values(one)["health_note"] == SECRET
    assert client.get(fill).status_code == 409


def test_a_table_is_read_line_by_line(company: Company) -> None:  # noqa: F811
    client = _client(company.rep)
    to = f"{reverse('forms:new', args=['trial_event'])}?customer={company.customer().pk}"
    sent = {
        "f__bought": "no",
        "f__name": "张",
        "f-goods-0-what": "血压计",
        "f-goods-2-price": "12",
        "f-goods-2-what": "水杯",
    }
    _post(client, to, **sent)
    page = client.get(reverse("forms:record", args=[Record.objects.get().pk])).content.decode()
    assert "血压计" in page
    assert "12.00 元" in page


def test_who_may_not_fill_it_in_is_told_by_the_clause(company: Company) -> None:  # noqa: F811
    answer = _post(_client(company.manager), _new(company), f__name="张")
    assert answer.status_code == 403
    assert "P09-1.2" in answer.content.decode()


def test_the_lists_lead_to_records(company: Company) -> None:  # noqa: F811
    one = company.draft()
    client = _client(company.rep)
    assert "健康调查表（试）" in client.get(reverse("forms:list")).content.decode()
    assert "张晓明" in client.get(reverse("forms:records")).content.decode()
    found = client.get(reverse("forms:records"), {"q": "张晓明"}).content.decode()
    assert reverse("forms:record", args=[one.pk]) in found
    tail = contents.values(one)["phone"][-4:]
    assert reverse("forms:record", args=[one.pk]) in client.get(reverse("forms:records"), {"q": tail}).content.decode()
    assert "健康调查表（试）" in client.get(reverse("customers:customer", args=[one.customer_id])).content.decode()
    assert client.get(reverse("forms:new", args=["trial_event"])).status_code == 200


def test_a_submitted_record_is_corrected_on_its_page(company: Company) -> None:  # noqa: F811
    one = company.submitted()
    client = _client(company.manager)
    to = reverse("forms:correct", args=[one.pk])
    sent = {"f-name": "张小明", "f-phone": "", "f-agreed": "yes", "f-illness": "=", "f-health_note": ""}
    assert client.post(to, sent | {"about-reason": ""}).status_code == 422
    assert client.post(to, sent | {"about-reason": "姓名写错"}).status_code == 302
    one.refresh_from_db()
    assert one.version == 2
    assert contents.values(one)["health_note"] == SECRET
    page = client.get(reverse("forms:record", args=[one.pk]), {"version": "1"}).content.decode()
    assert "这是旧版" in page
