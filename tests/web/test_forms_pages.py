"""The pages of forms as people use them: filling in, going on, submitting, signing, revealing."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from juanzong.forms import contents
from juanzong.forms.models import Blank, BlankBatch, Handover, Permit, Record, RegisterKey
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


def _ok(client: Any, to: str) -> str:
    answer = client.get(to)
    assert answer.status_code == 200, answer.content.decode()[:600]
    return str(answer.content.decode())


def test_a_register_is_a_picture_with_moves(company: Company) -> None:  # noqa: F811
    client = _client(company.rep)
    to = reverse("forms:register", args=["trial_parking"])
    assert client.post(to, {"keys": "B1-001~B1-004"}).status_code == 302
    assert client.post(to, {"keys": "B1-001"}).status_code == 422
    assert "B1-003" in _ok(client, to)
    assert "车位登记簿（试）" in _ok(client, reverse("forms:registers"))
    new = reverse("forms:new", args=["trial_parking"])
    assert "张晓明" in client.post(new, {"q": company.customer().name}).content.decode()
    first = company.customer("王磊")
    _post(client, f"{new}?customer={first.pk}", f__space="B1-001", submit="1")
    key = RegisterKey.objects.get(shown="B1-001")
    page = _ok(client, reverse("forms:key", args=[key.pk]))
    assert "王磊" in page
    holding = key.holdings.get()
    takes = f"{new}?customer={company.customer('孙悦').pk}&takes_over={holding.pk}"
    assert 'value="B1-001"' in _ok(client, takes)
    _post(client, takes, f__space="B1-001", submit="1")
    assert "孙悦" in _ok(client, reverse("forms:key", args=[key.pk]))
    client.post(reverse("forms:key", args=[key.pk]), {"return": "1", "note": "退租"})
    assert "空置" in _ok(client, reverse("forms:key", args=[key.pk]))
    client.post(reverse("forms:key", args=[key.pk]), {"retire": "1", "note": "改造"})
    assert "已停用" in _ok(client, f"{to}?state=retired")
    boss = _client(company.manager)
    sent = boss.post(reverse("forms:export_register", args=["trial_parking"]), {"purpose": "contract"})
    assert b"".join(sent.streaming_content).startswith(b"PK")


def test_blanks_are_managed_on_their_page(company: Company) -> None:  # noqa: F811
    client = _client(company.keeper)
    to = reverse("forms:account", args=["trial_questionnaire"])
    client.post(to, {"act": "print", "count": "4"})
    client.post(to, {"act": "issue", "staff": str(company.rep.staff_id), "first": "1", "last": "3"})
    assert (
        client.post(to, {"act": "issue", "staff": str(company.rep.staff_id), "first": "3", "last": "4"}).status_code
        == 422
    )
    client.post(to, {"act": "write_off", "serial": "4", "state": "spoilt", "reason": "印歪"})
    client.post(to, {"act": "count", "counted": "0"})
    client.post(to, {"act": "return", "first": "3", "last": "3"})
    page = _ok(client, to)
    assert "1 – 2" in page
    assert "印歪" in page
    rep = _client(company.rep)
    assert "我领用的" in _ok(rep, reverse("forms:blanks"))
    rep.post(
        reverse("forms:write_off", args=["trial_questionnaire"]), {"serial": "1", "state": "lost", "reason": "遗失"}
    )
    assert Blank.objects.get(serial=1).state == "lost"
    assert client.post(reverse("forms:batch", args=[BlankBatch.objects.get().pk])).content.startswith(b"%PDF")
    assert rep.get(reverse("forms:blank", args=["trial_questionnaire"])).status_code == 409
    assert rep.get(reverse("forms:blank", args=["trial_event"])).content.startswith(b"%PDF")


def test_the_sealing_desk(company: Company) -> None:  # noqa: F811
    one = company.submitted()
    keeper, boss, doctor = _client(company.keeper), _client(company.boss), _client(company.doctor)
    assert "张晓明" in _ok(keeper, reverse("forms:sealing"))
    keeper.post(reverse("forms:sealing"), {"record": [str(one.pk)]})
    assert "任何岗位都不能直接阅读" in _ok(doctor, reverse("forms:record", args=[one.pk]))
    unseal = reverse("forms:unseal", args=[one.pk])
    assert boss.post(unseal, {"staff": str(company.doctor.staff_id), "purpose": "", "hours": "2"}).status_code == 422
    boss.post(unseal, {"staff": str(company.doctor.staff_id), "purpose": "复核", "hours": "2"})
    assert "有无慢性病" in _ok(doctor, reverse("forms:record", args=[one.pk]))
    assert "复核" in _ok(boss, reverse("forms:sealing"))
    boss.post(reverse("forms:end_permit", args=[Permit.objects.get().pk]))
    assert "有无慢性病" not in _ok(doctor, reverse("forms:record", args=[one.pk]))


def test_a_batch_is_handed_over_on_the_pages(company: Company) -> None:  # noqa: F811
    first, second = company.submitted(), company.submitted()
    giver, taker = _client(company.manager), _client(company.doctor)
    word = "a long enough password"
    ids = [str(first.pk), str(second.pk)]
    to = reverse("forms:offer")
    assert "张晓明" in _ok(giver, to)
    sent = {"record": ids, "receiver": str(company.doctor.staff_id), "count": "2"}
    assert giver.post(to, sent | {"password": "wrong"}).status_code == 422
    assert giver.post(to, sent | {"password": word}).status_code == 302
    batch = reverse("forms:handover", args=[Handover.objects.get().pk])
    assert "签字接收" in _ok(taker, batch)
    answer = taker.post(batch, {"record": ids[:1], "count": "1", "note": "一份未到", "password": word})
    assert answer.status_code == 302
    page = _ok(taker, batch)
    assert "未收到" in page
    assert "接收人（实收 1 份）" in page
    assert "有差异" in _ok(giver, reverse("forms:handovers"))


def test_signing_printing_and_exporting(company: Company) -> None:  # noqa: F811
    customer = company.customer()
    client = _client(company.manager)
    to = f"{reverse('forms:new', args=['trial_signed'])}?customer={customer.pk}"
    _post(client, to, f__name="张晓明")
    one = Record.objects.get()
    assert one.percent < 100
    sign = reverse("forms:sign", args=[one.pk, "signature"])
    page = _ok(client, sign)
    digest = page.split('name="digest" value="')[1].split('"')[0]
    assert client.post(sign, {"password": "wrong", "digest": digest}).status_code == 422
    assert client.post(sign, {"password": "a long enough password", "digest": digest}).status_code == 302
    one.refresh_from_db()
    assert one.percent == 100
    assert "内容未变" in _ok(client, reverse("forms:record", args=[one.pk]))
    fill = reverse("forms:fill", args=[one.pk])
    _post(client, fill, f__name="李晓明")
    assert "签字后内容有改动" in _ok(client, reverse("forms:record", args=[one.pk]))
    one.refresh_from_db()
    assert one.percent < 100
    _post(client, fill, f__name="张晓明")
    client.post(reverse("forms:submit", args=[one.pk]))
    one.refresh_from_db()
    assert one.state == "submitted"
    printing = reverse("forms:print", args=[one.pk])
    assert client.post(printing, {"purpose": ""}).status_code == 422
    assert client.post(printing, {"purpose": "contract"}).content.startswith(b"%PDF")
    assert "先选一张表" in _ok(client, reverse("forms:export"))
    sent = client.post(f"{reverse('forms:export')}?form=trial_signed", {"purpose": "contract"})
    assert b"".join(sent.streaming_content).startswith(b"PK")
