"""The public form and the pages on which registrations are accepted."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from juanzong.customers.models import Customer, Intake
from juanzong.kit import subject_keys
from juanzong.ledger.models import Entry
from juanzong.policies import reads as policies
from tests.entering import enter_as
from tests.factories import MOBILE, a_person, make_customer, make_department, make_viewer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _keys() -> None:
    subject_keys.ensure_keyring()


def _answers(**changes: str) -> dict[str, str]:
    known = {
        "name": "陈小雨", "mobile": MOBILE, "age": "of_age", "consent_registration": "on",
        "digest": policies.notice("registration").digest,
    }  # fmt: skip
    return {key: value for key, value in (known | changes).items() if value}


def test_the_notice_says_who_collects_what_for_and_for_how_long(client: Client) -> None:
    make_department("鸿远小额贷款有限公司")
    text = client.get("/register/").content.decode()
    for part in ("鸿远小额贷款有限公司", "为什么收集", "手机", "30 日", "撤回同意", "您的权利", "第 1 版"):
        assert part in text
    assert "checked" not in text


def test_the_form_speaks_english(client: Client) -> None:
    client.cookies["lang"] = "en"
    text = client.get("/register/").content.decode()
    assert "Who collects" in text
    body = re.sub(r"<nav.*?</nav>|<script.*?</script>", "", text, flags=re.DOTALL)
    assert "提交" not in body


def test_a_registration_waits_and_the_person_gets_a_number(client: Client) -> None:
    answer = client.post("/register/", _answers(), follow=True)
    assert answer.redirect_chain == [("/register/thanks/", 302)]
    assert re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", answer.content.decode())
    assert Intake.objects.get().state == "waiting"


def test_who_is_known_gets_the_same_answer(client: Client) -> None:
    fresh = client.post("/register/", _answers())
    make_customer(make_viewer("archivist"), a_person("陈小雨"))
    known = client.post("/register/", _answers())
    assert (fresh.status_code, fresh["Location"]) == (known.status_code, known["Location"])
    text = client.post("/register/", _answers(mobile="12")).content.decode()
    assert "已" not in re.findall(r'<p class="error".*?</p>', text)[0]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"consent_registration": ""}, "请先勾选同意"),
        ({"mobile": "12345"}, "手机号"),
        ({"name": ""}, "error"),
        ({"age": ""}, "error"),
        ({"age": "minor"}, "监护人"),
    ],
)
def test_what_is_missing_is_said_at_its_field(client: Client, changes: dict[str, str], sentence: str) -> None:
    answer = client.post("/register/", _answers(**changes))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Intake.objects.exists()


def test_what_was_typed_stays(client: Client) -> None:
    text = client.post("/register/", _answers(consent_registration="", preference="临街铺面")).content.decode()
    assert "临街铺面" in text
    assert "陈小雨" in text


def test_machines_that_fill_every_field_are_thanked_and_forgotten(client: Client) -> None:
    answer = client.post("/register/", _answers(website="http://spam"))
    assert answer["Location"] == "/register/thanks/"
    assert not Intake.objects.exists()


def test_too_many_in_a_row_have_to_wait(client: Client, clock: Any) -> None:
    for _turn in range(20):
        assert client.post("/register/", _answers()).status_code == 302
    late = client.post("/register/", _answers())
    assert late.status_code == 429
    assert "分钟后再试" in late.content.decode()
    assert "陈小雨" in late.content.decode()
    assert Intake.objects.count() == 20
    clock.forward(minutes=11)
    assert client.post("/register/", _answers()).status_code == 302


def test_a_changed_notice_is_read_again_before_anything_is_sent(client: Client) -> None:
    answer = client.post("/register/", _answers(digest="0" * 64))
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "重新阅读" in text
    assert "陈小雨" in text
    assert "checked" not in text.split("consent_")[-1]


def test_the_form_is_guarded_against_foreign_sites() -> None:
    assert Client(enforce_csrf_checks=True).post("/register/", _answers()).status_code == 403


def test_the_thanks_page_alone_says_nothing_of_anybody(client: Client) -> None:
    assert client.get("/register/thanks/").status_code == 200


def test_contents_are_seen_only_after_opening(client: Client) -> None:
    client.post("/register/", _answers())
    archivist = enter_as("archivist", name="周敏")
    pk = Intake.objects.get().pk
    for address in ("/customers/intake/", f"/customers/intake/{pk}/"):
        text = archivist.get(address).content.decode()
        assert "陈*" in text
        assert "陈小雨" not in text
        assert MOBILE not in text
    assert not Entry.objects.filter(kind="intake.opened").exists()
    text = archivist.post(f"/customers/intake/{pk}/", {"do": "open"}).content.decode()
    assert "陈小雨" in text
    assert MOBILE in text
    assert Entry.objects.filter(kind="intake.opened", actor_name="周敏").count() == 1


def _accept(client: Client, **changes: Any) -> Any:
    pk = Intake.objects.order_by("-id")[0].pk
    opened = client.post(f"/customers/intake/{pk}/", {"do": "open"})
    form = opened.context["form"]
    known = {"do": "accept", "name": "陈小雨", "mobile": MOBILE, "department": form["department"].value()}
    return client.post(f"/customers/intake/{pk}/", known | changes)


def test_accepting_leads_to_the_customer(client: Client) -> None:
    client.post("/register/", _answers())
    answer = _accept(enter_as("archivist"), name="陈晓雨")
    customer = Customer.objects.get()
    assert answer["Location"] == f"/customers/{customer.pk}/"
    assert customer.name == "陈晓雨"
    assert '"corrected":["name"]' in Entry.objects.get(kind="intake.accepted").payload


def test_a_fault_is_shown_where_it_is_and_nothing_is_lost(client: Client) -> None:
    client.post("/register/", _answers())
    answer = _accept(enter_as("archivist"), mobile="12")
    assert answer.status_code == 422
    assert "手机号" in answer.content.decode()
    assert not Customer.objects.exists()


def test_somebody_who_may_be_known_is_pointed_out(client: Client) -> None:
    make_customer(make_viewer("archivist"), a_person("陈小雨"))
    client.post("/register/", _answers())
    pk = Intake.objects.get().pk
    text = enter_as("archivist").post(f"/customers/intake/{pk}/", {"do": "open"}).content.decode()
    assert "电话号码相同" in text


def test_two_people_cannot_accept_the_same(client: Client) -> None:
    client.post("/register/", _answers())
    _accept(enter_as("archivist", name="周敏"))
    pk = Intake.objects.get().pk
    late = enter_as("archivist").post(f"/customers/intake/{pk}/", {"do": "accept", "name": "x"})
    assert late.status_code == 409
    assert "周敏" in late.content.decode()


def test_declining_asks_for_a_reason(client: Client) -> None:
    client.post("/register/", _answers())
    archivist = enter_as("archivist")
    address = f"/customers/intake/{Intake.objects.get().pk}/"
    assert archivist.post(address, {"do": "decline"}).status_code == 422
    assert archivist.post(address, {"do": "decline", "reason": "withdrawn"})["Location"] == "/customers/intake/"
    text = archivist.get(address).content.decode()
    assert "本人撤回登记" in text
    assert "销毁" in text
    assert "陈*" in archivist.get("/customers/intake/?state=declined").content.decode()


def test_others_do_not_come_in(client: Client) -> None:
    client.post("/register/", _answers())
    auditor = enter_as("auditor")
    for address in ("/customers/intake/", f"/customers/intake/{Intake.objects.get().pk}/", "/customers/intake/poster/"):
        assert auditor.get(address).status_code == 403


def test_the_poster_carries_the_code_of_the_form() -> None:
    text = enter_as("archivist").get("/customers/intake/poster/").content.decode()
    assert "data:image/svg+xml;base64," in text
    assert "http://testserver/register/" in text


def test_the_list_costs_the_same_for_one_and_three(client: Client) -> None:
    archivist = enter_as("archivist")
    client.post("/register/", _answers())

    def statements() -> int:
        with CaptureQueriesContext(connection) as caught:
            archivist.get("/customers/intake/")
        return len(caught)

    statements()  # the organisation is read
    one = statements()
    client.post("/register/", _answers())
    client.post("/register/", _answers())
    assert statements() == one
