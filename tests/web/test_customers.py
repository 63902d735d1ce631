"""The customers' pages as people use them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from juanzong.customers import actions, tasks
from juanzong.customers.actions import contacts, merging
from juanzong.customers.drafts import ContactDraft
from juanzong.customers.models import Change, Contact, Customer, Duplicate, Merge, Particular, Relation
from juanzong.ledger.models import Entry
from juanzong.organisation.models import Staff
from juanzong.organisation.viewer import Viewer, viewer_of
from tests.entering import enter_as
from tests.factories import (
    MOBILE,
    RESIDENT_ID,
    a_person,
    an_organisation,
    make_customer,
    make_staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Staff:
    return make_staff("archivist")


@pytest.fixture
def by(staff: Staff) -> Viewer:
    return viewer_of(staff)


def _as(staff: Staff) -> Client:
    client = Client()
    client.post("/sign-in/", {"username": staff.username, "password": "a long enough password"})
    return client


@pytest.fixture
def browser(clock: Any, staff: Staff) -> Client:
    return _as(staff)


def _page(browser: Client, name: str, *args: Any, query: str = "", status: int = 200) -> str:
    answer = browser.get(reverse(f"customers:{name}", args=args) + query)
    assert answer.status_code == status
    return answer.content.decode()


def _filled(by: Viewer, **more: str) -> dict[str, str]:
    """The form for registering a person as somebody would send it."""
    return {
        "kind": "person", "contacts": "1", "save": "yes", "name": "张晓明", "department": str(by.home_departments[0]),
        "responsible": "", "channel": "customer_service", "purpose": "contract", "basis": "contract",
        "reference": "合同 HT-1", "collected_at": "2026-05-30T10:00", "mobile": MOBILE, "contact.0.role": "daily",
    } | more  # fmt: skip


def test_the_list_shows_masked_numbers(browser: Client, by: Viewer) -> None:
    make_customer(by)
    text = _page(browser, "list")
    assert "张晓明" in text
    assert "138****8000" in text
    assert MOBILE not in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=晓明", "张晓明"),
        ("?q=zxm", "张晓明"),
        ("?q=8000", "张晓明"),
        ("?kind=organisation", "青竹"),
        ("?has=uscc", ""),
        ("?has=mobile", "张晓明青竹"),
        ("?has=basic", "张晓明青竹"),
        ("?has=transaction", ""),
        ("?region=杭州", "张晓明青竹"),
        ("?state=incomplete", "张晓明青竹"),
        ("?state=merged", ""),
        ("?state=all&sort=name", "张晓明青竹"),
        ("?category=key", ""),
    ],
)
def test_the_list_is_narrowed(browser: Client, by: Viewer, query: str, found: str) -> None:
    make_customer(by)
    make_customer(by, an_organisation())
    text = _page(browser, "list", query=query)
    assert ("张晓明</a>" in text) == ("张晓明" in found)
    assert ("农产品有限公司</a>" in text) == ("青竹" in found)


def test_no_whole_number_stays_in_the_address_of_the_list(browser: Client, by: Viewer) -> None:
    make_customer(by)
    answer = browser.get(reverse("customers:list") + f"?q={MOBILE}", follow=True)
    assert answer.redirect_chain == [(reverse("customers:list") + f"?q={MOBILE[-4:]}", 302)]
    assert "张晓明</a>" in answer.content.decode()


def test_the_page_of_a_customer_shows_all_and_opens_nothing(browser: Client, by: Viewer) -> None:
    customer = make_customer(by, a_person(resident_id=RESIDENT_ID, gender="female"))
    contacts.add_contact(
        by=by, customer=customer.pk, contact=ContactDraft("周敏", role="emergency", fields={"mobile": "13900139001"})
    )
    text = _page(browser, "customer", customer.pk)
    for word in (
        "张晓明",
        "138****8000",
        "周敏",
        "紧急联系人",
        "客户服务",
        "基础信息",
        "交易信息",
        "互动信息",
        "P00-1.2",
        "女",
    ):
        assert word in text
    for value in (MOBILE, RESIDENT_ID, "13900139001"):
        assert value not in text


def test_a_customer_of_others_is_not_found(by: Viewer) -> None:
    customer = make_customer(by)
    client = _as(make_staff("department_manager"))
    for name in ("customer", "history", "edit", "add_contact", "relate", "timeline"):
        assert client.get(reverse(f"customers:{name}", args=[customer.pk])).status_code == 404


def test_who_may_only_look_sees_no_buttons_and_may_not_change(by: Viewer) -> None:
    customer = make_customer(by)
    client = _as(make_staff("auditor"))
    text = client.get(reverse("customers:customer", args=[customer.pk])).content.decode()
    assert reverse("customers:edit", args=[customer.pk]) not in text
    assert client.get(reverse("customers:edit", args=[customer.pk])).status_code == 403


def test_a_person_is_registered(browser: Client, by: Viewer) -> None:
    answer = browser.post(
        reverse("customers:register"),
        _filled(by, **{"contact.0.name": "周敏", "contact.0.role": "emergency", "contact.0.mobile": "13900139001"}),
    )
    customer = Customer.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("customers:customer", args=[customer.pk])
    assert Contact.objects.get().role == "emergency"
    assert customer.source.collector_name == by.name


def test_faults_are_shown_at_their_fields_and_nothing_typed_is_lost(browser: Client, by: Viewer) -> None:
    answer = browser.post(
        reverse("customers:register"),
        _filled(by, basis="", mobile="123", occupation="会计", **{"contact.0.name": "周敏", "contact.0.mobile": "9"}),
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    for field in ("basis", "mobile", "contact.0.mobile"):
        assert answer.context["form"].errors[field]
    for typed in ("会计", "周敏", "合同 HT-1", "2026-05-30T10:00"):
        assert typed in text
    assert "P00-1." in text
    assert not Customer.objects.exists()


def test_no_basis_is_chosen_beforehand(browser: Client) -> None:
    text = _page(browser, "register")
    radios = [part.split(">")[0] for part in text.split("<input ") if 'name="basis"' in part.split(">")[0]]
    assert len(radios) == 7
    assert not any("checked" in radio for radio in radios)


@pytest.mark.parametrize("button", [{"switch": "organisation"}, {"more": "contact"}])
def test_buttons_that_change_the_form_keep_what_was_typed(browser: Client, by: Viewer, button: dict[str, str]) -> None:
    told = {name: value for name, value in _filled(by).items() if name != "save"}
    answer = browser.post(reverse("customers:register"), told | button)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "合同 HT-1" in text
    assert MOBILE in text
    assert ("统一社会信用代码" in text) == ("switch" in button)
    assert ("第 2 位联系人" in text) == ("more" in button)
    assert not Customer.objects.exists()


def test_a_likely_duplicate_is_shown_while_typing_and_must_be_looked_at(browser: Client, by: Viewer) -> None:
    make_customer(by)
    while_typing = browser.post(
        reverse("customers:likely"), {"kind": "person", "contacts": "1", "name": "张", "mobile": MOBILE}
    ).content.decode()
    assert "电话号码相同" in while_typing
    first = browser.post(reverse("customers:register"), _filled(by))
    assert first.status_code == 422
    assert "not_same" in first.content.decode()
    assert Customer.objects.count() == 1
    assert browser.post(reverse("customers:register"), _filled(by, not_same="yes")).status_code == 302
    assert Customer.objects.count() == 2


def test_an_identity_number_in_the_house_is_refused_with_the_way_to_its_holder(browser: Client, by: Viewer) -> None:
    holder = make_customer(by, a_person(resident_id=RESIDENT_ID))
    answer = browser.post(reverse("customers:register"), _filled(by, resident_id=RESIDENT_ID, not_same="yes"))
    assert answer.status_code == 422
    assert reverse("customers:customer", args=[holder.pk]) in answer.content.decode()
    assert "P00-1.3" in answer.content.decode()


def test_a_phone_is_revealed_for_a_purpose_and_masked_again(browser: Client, by: Viewer, clock: Any) -> None:
    customer = make_customer(by)
    to = reverse("customers:value", args=[Particular.objects.get().pk])
    assert MOBILE not in browser.get(to, headers={"HX-Request": "true"}).content.decode()
    refused = browser.post(to, {"purpose": ""}, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert not Entry.objects.filter(kind="value.revealed").exists()
    shown = browser.post(to, {"purpose": "contact"}, headers={"HX-Request": "true"}).content.decode()
    assert MOBILE in shown
    assert "data-until" in shown
    assert MOBILE in _page(browser, "customer", customer.pk)
    assert "联系客户" in _page(browser, "customer", customer.pk)
    clock.forward(minutes=6)
    assert MOBILE not in _page(browser, "customer", customer.pk)
    assert MOBILE not in browser.get(to + "?mask").content.decode()


def test_revealing_works_without_script(browser: Client, by: Viewer) -> None:
    customer = make_customer(by)
    to = reverse("customers:value", args=[Particular.objects.get().pk])
    assert browser.get(to).status_code == 200
    answer = browser.post(to, {"purpose": "contact"}, follow=True)
    assert answer.redirect_chain[0][0] == reverse("customers:customer", args=[customer.pk])
    assert MOBILE in answer.content.decode()


def test_the_own_row_is_edited(browser: Client, by: Viewer, clock: Any) -> None:
    customer = make_customer(by)
    clock.forward(minutes=1)
    told = {"name": "张晓鸣", "category": "key", "region": "浙江省宁波市", "department": str(customer.department_id),
            "responsible": str(by.staff_id), "seen": customer.updated_at.isoformat()}  # fmt: skip
    to = reverse("customers:edit", args=[customer.pk])
    assert browser.post(to, told).status_code == 302
    assert Change.objects.count() == 4
    again = browser.post(to, told | {"name": "张"})
    assert again.status_code == 422
    assert "有人改过" in again.content.decode()
    text = _page(browser, "history", customer.pk)
    for word in ("张晓鸣", "张晓明", "重点客户", by.name):
        assert word in text


def test_a_value_is_changed_with_its_source_and_ended(browser: Client, by: Viewer) -> None:
    customer = make_customer(by)
    old = Particular.objects.get()
    to = reverse("customers:set", args=[customer.pk, "mobile"]) + f"?replaces={old.pk}"
    assert MOBILE not in browser.get(to).content.decode()
    assert browser.post(to, {"value": "13800138001"}).status_code == 422
    assert browser.post(to, {"value": "13800138001", "which": "new"}).status_code == 422
    assert browser.post(to, {"value": "13800138001", "which": "own"}).status_code == 302
    new = Particular.objects.get(until_at=None)
    assert browser.post(reverse("customers:end_particular", args=[new.pk])).status_code == 302
    text = _page(browser, "history", customer.pk)
    assert "138****8001" in text
    assert "138****8000" in text
    assert MOBILE not in text


def test_contacts_and_relations_through_their_pages(browser: Client, by: Viewer) -> None:
    customer = make_customer(by)
    other = make_customer(by, a_person("李四", mobile="13800138001"))
    add = reverse("customers:add_contact", args=[customer.pk])
    assert browser.get(add + "?role=emergency").status_code == 200
    wrong = browser.post(add, {"name": "", "role": "daily", "which": "own"})
    assert wrong.status_code == 422
    told = {"name": "周敏", "role": "daily", "mobile": "13900139001", "which": "own"}
    assert browser.post(add, told).status_code == 302
    contact = Contact.objects.get()
    change = reverse("customers:change_contact", args=[contact.pk])
    assert browser.get(change).status_code == 200
    assert browser.post(change, {"name": "周敏芳", "role": "daily", "title": "会计"}).status_code == 302
    number = Particular.objects.get(contact=contact)
    to = reverse("customers:set", args=[customer.pk, "mobile"]) + f"?contact={contact.pk}&replaces={number.pk}"
    assert browser.post(to, {"value": "13900139002", "which": "own"}).status_code == 302
    assert browser.post(reverse("customers:end_contact", args=[contact.pk])).status_code == 302
    relate = reverse("customers:relate", args=[customer.pk])
    assert "李四" in browser.get(relate + "?q=李四").content.decode()
    assert browser.post(relate, {"q": "李四", "kind": "kin"}).status_code == 422
    assert browser.post(relate, {"q": "李四", "kind": "kin", "other": other.pk}).status_code == 302
    text = _page(browser, "customer", other.pk)
    assert "张晓明" in text
    assert "亲属" in text
    assert browser.post(reverse("customers:end_relation", args=[Relation.objects.get().pk])).status_code == 302


def test_duplicates_are_judged_merged_and_undone(browser: Client, by: Viewer) -> None:
    one = make_customer(by, a_person(occupation="会计"))
    two = make_customer(by, a_person("张小明", occupation="出纳"))
    three = make_customer(by, a_person("王芳"))
    tasks.find_duplicates()
    assert Duplicate.objects.count() == 3
    assert "电话号码相同" in _page(browser, "duplicates")
    pair = Duplicate.objects.get(one=one, two=three)
    assert browser.post(reverse("customers:different", args=[pair.pk])).status_code == 302
    compare = reverse("customers:compare", args=[one.pk, two.pk])
    text = browser.get(compare).content.decode()
    assert "会计" in text
    assert "出纳" in text
    assert MOBILE not in text
    told = {"keep": "two", "field.name": "two", "field.occupation": "one"}
    answer = browser.post(compare, told)
    assert answer["Location"] == reverse("customers:customer", args=[two.pk])
    assert Particular.objects.get(field="occupation", until_at=None).plain == "会计"
    moved = browser.get(reverse("customers:customer", args=[one.pk]), follow=True)
    assert moved.redirect_chain[0][0].startswith(reverse("customers:customer", args=[two.pk]))
    assert "张晓明" in moved.content.decode()
    assert browser.get(reverse("customers:customer", args=[one.pk]) + "?stub").status_code == 200
    merge = Merge.objects.get()
    assert reverse("customers:undo_merge", args=[merge.pk]) in _page(browser, "history", two.pk)
    assert browser.post(reverse("customers:undo_merge", args=[merge.pk])).status_code == 302
    assert not Customer.objects.filter(state="merged").exists()


def test_undoing_that_is_refused_says_why(browser: Client, by: Viewer) -> None:
    one, two = make_customer(by), make_customer(by, a_person("张小明"))
    merge = merging.merge_customers(by=by, kept=one.pk, gone=two.pk, choices={"name": "gone"})
    actions.edit_customer(by=by, customer=one.pk, changes={"name": "张"})
    answer = browser.post(reverse("customers:undo_merge", args=[merge.pk]))
    assert answer.status_code == 409
    assert "名称" in answer.content.decode()
    assert "P00-1.3" in answer.content.decode()


@pytest.mark.parametrize("name", ["list", "register", "duplicates"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_exist_in_both_languages(browser: Client, name: str, language: str) -> None:
    browser.cookies["lang"] = language
    _page(browser, name)


def _crowd(by: Viewer, n: int) -> Customer:
    """A customer with n of everything."""
    customer = make_customer(by, a_person(f"主客户{n}", mobile=f"1380013{n}000", occupation="会计"))
    for place in range(1, n + 1):
        contact = ContactDraft(f"联系{place}", role="daily", fields={"mobile": f"1390013{n}{place:03}"})
        contacts.add_contact(by=by, customer=customer.pk, contact=contact)
        contact.role = "emergency"
        contacts.add_contact(by=by, customer=customer.pk, contact=contact)
        other = make_customer(by, a_person(f"其他{n}{place}", mobile=f"1370013{n}{place:03}"))
        contacts.relate(by=by, customer=customer.pk, other=other.pk, kind="kin")
        actions.set_particular(by=by, customer=customer.pk, field="mobile", value=f"1360013{n}{place:03}")
        actions.edit_customer(by=by, customer=customer.pk, changes={"region": f"地区{place}"})
        merging.merge_customers(
            by=by,
            kept=customer.pk,
            gone=make_customer(by, a_person(f"并入{n}{place}", mobile=f"1350013{n}{place:03}")).pk,
        )
    return customer


@pytest.mark.parametrize(("name", "statements"), [("customer", 25), ("history", 12)])
def test_pages_take_a_known_number_of_statements(browser: Client, by: Viewer, name: str, statements: int) -> None:
    for n in (1, 3):
        customer = _crowd(by, n)
        to = reverse(f"customers:{name}", args=[customer.pk])
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(to).status_code == 200
        assert len(asked) == statements, [query["sql"][:150] for query in asked.captured_queries]


def test_the_list_takes_a_known_number_of_statements(browser: Client, by: Viewer) -> None:
    for n in (1, 3):
        for place in range(n):
            make_customer(by, a_person(f"客户{n}{place}", mobile=f"138001{n}{place:04}"))
        with CaptureQueriesContext(connection) as asked:
            _page(browser, "list", query="?q=客户")
        assert len(asked) == 11, [query["sql"][:150] for query in asked.captured_queries]


def test_a_whole_number_does_not_stay_in_the_address() -> None:
    client = enter_as("archivist")
    for typed in ("13800138000", "11010519491231002X", "138 0013 8000"):
        answer = client.get("/customers/", {"q": typed, "kind": "person"})
        assert answer.status_code == 302
        assert answer["Location"] == f"/customers/?q={typed[-4:]}&kind=person"
    assert client.get("/customers/", {"q": "8000"}).status_code == 200
