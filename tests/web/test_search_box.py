"""The one search box: finds by every way people remember a customer, shows no hidden value, costs what it may."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from juanzong.customers.search import numbers_in
from juanzong.dossiers import searching
from juanzong.dossiers.models import Dossier, Item, Version
from juanzong.kit.refs import Ref
from juanzong.organisation.models import Staff
from juanzong.organisation.search_sources import Hit, cleaned, search_sources
from juanzong.organisation.viewer import viewer_of
from tests.entering import FRAME, enter, enter_as
from tests.factories import (
    MOBILE,
    RESIDENT_ID,
    USCC,
    a_person,
    an_organisation,
    make_customer,
    make_department,
    make_staff,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both]  # the two databases search in ways of their own
BOX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "search-results"}


@pytest.fixture
def archivist() -> Staff:
    return make_staff("archivist")


@pytest.fixture
def client(archivist: Staff) -> Client:
    by = viewer_of(archivist)
    make_customer(by, a_person("张晓明", resident_id=RESIDENT_ID, plate="浙A12345"))
    make_customer(by, an_organisation("杭州青竹农产品有限公司", uscc=USCC))
    make_customer(by, a_person("李文静", mobile="13900139111"))
    return enter(archivist)


def _titles(client: Client, query: str) -> list[str]:
    answer = client.post("/search/", {"q": query}, **BOX)
    assert answer.status_code == 200
    return [row.title for group in answer.context["groups"] for row in group.rows]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("张晓明", "张晓明"), ("晓明", "张晓明"), ("zxm", "张晓明"), ("ZX", "张晓明"), ("青竹农", "杭州青竹农产品有限公司"),
        ("hzqz", "杭州青竹农产品有限公司"), (MOBILE[-4:], "张晓明"), (MOBILE, "张晓明"), (f"+86 {MOBILE[:3]} {MOBILE[3:]}", "张晓明"),
        ("１３８００１３８０００", "张晓明"), (RESIDENT_ID, "张晓明"), (RESIDENT_ID.lower(), "张晓明"), (RESIDENT_ID[-4:].lower(), "张晓明"),
        ("浙A12345", "张晓明"), ("浙a·12345", "张晓明"), (USCC, "杭州青竹农产品有限公司"), (USCC.lower(), "杭州青竹农产品有限公司"),
    ],
)  # fmt: skip
def test_a_customer_is_found(client: Client, query: str, name: str) -> None:
    assert name in _titles(client, query)


@pytest.mark.parametrize(
    "query", ["", " ", "不存在的人", "0000", "13900139999", "' OR 1=1 --", '"*', "\0", "NEAR(a b)", "💥"]
)
def test_what_is_not_there_is_not_found(client: Client, query: str) -> None:
    assert _titles(client, query) == []


def test_contacts_lead_to_their_customer(client: Client, archivist: Staff) -> None:
    assert _titles(client, "李文静") == ["李文静", "杭州青竹农产品有限公司"]


def test_no_hidden_value_is_shown(client: Client) -> None:
    for query in (MOBILE[-4:], "张晓明"):
        text = client.post("/search/", {"q": query}, **BOX).content.decode()
        assert MOBILE not in text
        assert RESIDENT_ID not in text


def test_a_query_in_the_address_is_not_looked_at(client: Client) -> None:
    answer = client.get(f"/search/?q={MOBILE}")
    assert (answer.status_code, answer["Location"]) == (302, "/search/")


def test_the_box_sends_its_query_in_the_body(client: Client) -> None:
    text = client.get("/search/").content.decode()
    assert 'hx-post="/search/"' in text
    assert '<form class="search" method="post"' in text


def test_customers_of_other_departments_stay_unknown(client: Client) -> None:
    stranger = enter_as("project_manager", department=make_department())
    for query in ("张晓明", "zxm", MOBILE, MOBILE[-4:], RESIDENT_ID, USCC, "浙A12345"):
        assert _titles(stranger, query) == []


def test_who_may_see_no_customers_finds_none(client: Client) -> None:
    assert _titles(enter_as("administrator"), "张晓明") == []


def _dossier(archivist: Staff, client: Client) -> Dossier:
    customer = make_customer(viewer_of(archivist), a_person("王磊", mobile="13900139222"))
    dossier = Dossier.objects.create(
        kind="loan", pack_version="P03:1", customer=customer, title="流动资金借款", custodian=archivist, state="in_force",
        department=customer.department, opened_by=archivist.pk, number="鸿借字第017号", series="dossier.loan", sequence=17,
    )  # fmt: skip
    item = Item.objects.create(
        dossier=dossier, section="contracts", requirement="loan_contract", title="最高额抵押合同", medium="both",
        authenticity="original", sheets=6, filed_by=archivist.pk, filed_by_name="周敏",
    )  # fmt: skip
    version = Version.objects.create(
        item=item, number=1, subject=customer.pk, stored="x", sha256="0" * 64, size=1, mime="application/pdf", pages=6,
        file_name=b"x", added_by=archivist.pk, added_by_name="周敏",
    )  # fmt: skip
    searching.index_dossier(dossier, customer.name)
    searching.index_items(dossier, [item])
    searching.index_text(dossier, version.pk, "抵押物为西湖区文三路写字楼一层")
    return dossier


@pytest.mark.parametrize(
    ("query", "title"),
    [("流动资金", "流动资金借款"), ("借字第017", "流动资金借款"), ("王磊", "流动资金借款"), ("抵押合同", "最高额抵押合同"),
     ("文三路", "最高额抵押合同")],
)  # fmt: skip
def test_dossiers_items_and_their_words_are_found(client: Client, archivist: Staff, query: str, title: str) -> None:
    _dossier(archivist, client)
    assert title in _titles(client, query)


def test_words_inside_a_paper_are_not_shown(client: Client, archivist: Staff) -> None:
    _dossier(archivist, client)
    assert "写字楼" not in client.post("/search/", {"q": "文三路"}, **BOX).content.decode()


def test_results_stand_by_kind_and_can_be_narrowed(client: Client, archivist: Staff) -> None:
    _dossier(archivist, client)
    page = client.post("/search/", {"q": "王磊"})
    assert [group.name for group in page.context["groups"]] == ["customers", "dossiers"]
    assert 'value="王磊"' in page.content.decode()
    only = client.post("/search/", {"q": "王磊", "kind": "dossiers"})
    assert [group.name for group in only.context["groups"]] == ["dossiers"]
    assert client.post("/search/", {"q": "王磊", "kind": "nonsense"}).status_code == 200


@pytest.mark.parametrize(
    ("query", "statements"),
    [("王磊", 7), ("zxm", 6), (MOBILE[-4:], 8), (MOBILE, 8), ("", 0), ("不存在", 5)],
)
def test_a_search_costs_what_it_may(client: Client, archivist: Staff, query: str, statements: int) -> None:
    _dossier(archivist, client)
    with CaptureQueriesContext(connection) as caught:
        client.post("/search/", {"q": query}, **BOX)
    asked = len(caught) - FRAME
    assert asked <= sum(source.statements for source in search_sources) == 15
    assert asked == statements


def test_four_digits_ask_the_tails_and_no_names(client: Client) -> None:
    with CaptureQueriesContext(connection) as caught:
        client.post("/search/", {"q": "8000"}, **BOX)
    assert not [one["sql"] for one in caught if "text_customers" in one["sql"]]
    assert len([one["sql"] for one in caught if '"customers_particular"."tail"' in one["sql"]]) == 1


def test_numbers_are_told_from_words() -> None:
    assert numbers_in("13800138000") == [("phone", "13800138000"), ("passport", "13800138000")]
    assert numbers_in("张晓明") == []
    assert ("resident_id", RESIDENT_ID) in numbers_in(RESIDENT_ID)
    assert numbers_in("杭州2026年") == []


def test_queries_are_cleaned() -> None:
    assert cleaned("  张　晓明\n") == "张 晓明"
    assert len(cleaned("长" * 1000)) == 100


def test_a_hit_may_lead_to_another_things_page() -> None:
    assert Hit(Ref("item", 5), "t", "", "dossiers:dossier", page_of=7).argument == 7
    assert Hit(Ref("dossier", 5), "t", "", "dossiers:dossier").argument == 5
