"""The work list: everything that waits for a person, and nothing of anybody else's, at a known cost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from juanzong.casework.models import Obligation
from juanzong.customers.actions import intake
from juanzong.customers.models import Customer, Duplicate
from juanzong.dossiers.models import Dossier, Item
from juanzong.kit import clock as house
from juanzong.kit import subject_keys
from juanzong.ledger.models import Entry
from juanzong.organisation.models import Staff
from juanzong.organisation.viewer import public, viewer_of
from juanzong.policies import reads as policies
from juanzong.web.desk.work import work_sources
from tests.entering import FRAME, enter, enter_as
from tests.factories import a_person, make_customer, make_department, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def archivist() -> Staff:
    return make_staff("archivist", name="周敏")


def _text(client: Client) -> str:
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def _dossier(customer: Customer, by: Staff, **changes: Any) -> Dossier:
    known: dict[str, Any] = {
        "kind": "loan", "pack_version": "P03:1", "customer": customer, "title": f"{customer.name}借款", "custodian": by,
        "department": customer.department, "opened_by": by.pk,
    }  # fmt: skip
    return Dossier.objects.create(**(known | changes))


def owe(person: Staff, n: int) -> Obligation:
    day = house.today() + dt.timedelta(days=n)
    return Obligation.objects.create(
        duty="set_up_channel_dossier", clause="P08-1", pack="P08", version=1, subject=f"customer:{n}", owner=person,
        opened_at=house.now(), opened_on=house.today(), opened_entry=1, due_on=day, due_was=day,
    )  # fmt: skip


def _register(name: str = "陈小雨", mobile: str = "13700137000") -> int:
    subject_keys.ensure_keyring()
    return intake.register_oneself(
        by=public(), name=name, fields={"mobile": mobile}, consents=["registration"],
        digest=policies.notice("registration").digest,
    )  # fmt: skip


def _statements(client: Client) -> int:
    with CaptureQueriesContext(connection) as caught:
        _text(client)
    return len(caught)


def test_an_empty_list_says_what_to_do_next(archivist: Staff) -> None:
    text = _text(enter(archivist))
    assert "眼前没有待办" in text
    assert "/customers/register/" in text


def test_registrations_scans_and_drafts_wait_on_the_list(archivist: Staff, clock: Any) -> None:
    customer = make_customer(viewer_of(archivist), a_person("张晓明"))
    _register()
    _dossier(customer, archivist)
    text = _text(enter(archivist))
    assert "受理网上登记" in text
    assert "陈*" in text
    assert "陈小雨" not in text
    assert "补齐缺件" in text
    assert "张晓明借款" in text
    assert "借款申请书" in text


def test_what_was_sent_back_is_told_as_such(archivist: Staff) -> None:
    customer = make_customer(viewer_of(archivist))
    dossier = _dossier(customer, archivist)
    Item.objects.create(
        dossier=dossier, section="approval", requirement="application", title="借款申请书", medium="paper",
        authenticity="original", sheets=2, filed_by=archivist.pk, filed_by_name="周敏", check_result="wrong",
    )  # fmt: skip
    text = _text(enter(archivist))
    assert "改正退回的文件" in text
    assert "1 件有误" in text


def test_only_a_second_person_is_asked_to_verify(archivist: Staff) -> None:
    customer = make_customer(viewer_of(archivist))
    other = make_staff("archivist", name="孙悦")
    _dossier(customer, archivist, state="verifying", title="我自己整理的")
    _dossier(customer, other, state="verifying", title="别人整理的")
    text = _text(enter(archivist))
    assert "别人整理的" in text
    assert "开始核对" in text
    assert text.count("开始核对：我自己整理的") == 0


def test_the_archivist_is_asked_to_accept(archivist: Staff) -> None:
    customer = make_customer(viewer_of(archivist))
    _dossier(customer, make_staff("project_manager"), state="verified", title="等编号的档案")
    assert "验收归档并编号" in _text(enter(archivist))
    assert "验收归档并编号" not in _text(enter_as("customer_service"))


def test_duplicates_wait_for_a_judgement(archivist: Staff) -> None:
    by = viewer_of(archivist)
    one, two = make_customer(by, a_person("张晓明")), make_customer(by, a_person("张小明", mobile="13900139000"))
    Duplicate.objects.create(one=one, two=two, reasons="same_name", score=60)
    text = _text(enter(archivist))
    assert "是不是同一客户" in text
    assert "张晓明、张小明" in text


def test_a_record_that_lacks_much_waits_for_who_answers_for_it(archivist: Staff) -> None:
    make_customer(viewer_of(archivist), a_person("张晓明"), responsible=archivist.pk)
    assert "补全客户资料" in _text(enter(archivist))
    assert "补全客户资料" not in _text(enter_as("archivist"))


def test_late_sealing_is_told_to_the_auditor(clock: Any) -> None:
    make_customer(viewer_of(make_staff("archivist")))
    auditor = make_staff("auditor")
    assert "台账封存停了" not in _text(enter(auditor))
    clock.forward(hours=2)
    assert "台账封存停了" in _text(enter(auditor))
    assert "台账封存停了" not in _text(enter_as("archivist"))


def test_waiting_is_told_in_days_and_long_waiting_in_red(archivist: Staff, clock: Any) -> None:
    _register()
    client = enter(archivist)
    assert '<span class="badge plain">今天</span>' in _text(client)
    clock.forward(days=4)
    assert '<span class="badge amber">已等 4 天</span>' in _text(enter(archivist))
    clock.forward(days=4)
    text = _text(enter(archivist))
    assert '<span class="badge danger">已等 8 天</span>' in text
    assert "<strong>1</strong><span>已逾期</span>" in text


def test_figures_are_honest(archivist: Staff, clock: Any) -> None:
    customer = make_customer(viewer_of(archivist))
    accepted = {"state": "in_force", "series": "dossier.loan", "custodian": archivist}
    _dossier(customer, archivist, number="鸿借字第001号", sequence=1, accepted_at=clock.now(), **accepted)
    long_ago = clock.now() - dt.timedelta(days=40)
    _dossier(customer, archivist, number="鸿借字第002号", sequence=2, accepted_at=long_ago, **accepted)
    text = _text(enter(archivist))
    assert "<strong>1</strong><span>本月归档</span>" in text
    assert "在我手上" in text
    assert "2 卷" in text


def test_the_list_costs_the_same_at_one_and_three_of_everything(archivist: Staff) -> None:
    by = viewer_of(archivist)
    other = make_staff("project_manager")

    def one_more(n: int) -> None:
        customer = make_customer(by, a_person(f"张晓{n}", mobile=f"1380013800{n}"), responsible=archivist.pk)
        twin = make_customer(by, a_person(f"张小{n}", mobile=f"1390013900{n}"), responsible=archivist.pk)
        Duplicate.objects.create(one=customer, two=twin, reasons="same_name", score=60)
        _register(mobile=f"1370013700{n}")
        _dossier(customer, archivist)
        _dossier(customer, other, state="verifying")
        _dossier(customer, other, state="verified")

    one_more(1)
    client = enter(archivist)
    _statements(client)
    first = _statements(client)
    one_more(2)
    one_more(3)
    _statements(client)  # the organisation is read anew
    assert _statements(client) == first == 29


def test_every_source_keeps_to_its_statements(archivist: Staff) -> None:
    by = viewer_of(archivist)
    customer = make_customer(by, responsible=archivist.pk)
    _register()
    for state in ("draft", "verifying", "verified"):
        _dossier(customer, archivist if state == "draft" else make_staff("project_manager"), state=state)
    for source in work_sources:
        with CaptureQueriesContext(connection) as caught:
            list(source.find(by))
        assert len(caught) <= source.statements, source.name


def test_a_long_list_grows_on_request(archivist: Staff, clock: Any) -> None:
    for n in range(30):
        owe(archivist, n)
    client = enter(archivist)
    text = _text(client)
    assert text.count('<td role="cell" class="work-do">') == 25
    assert 'hx-get="?shown=50"' in text
    longer = client.get("/?shown=50").content.decode()
    assert longer.count('<td role="cell" class="work-do">') == 30
    assert 'hx-get="?shown=' not in longer
    assert client.get("/?shown=9" * 9).status_code == client.get("/?shown=x").status_code == 200


def test_everybody_who_signed_in_has_a_desk() -> None:
    for position in [one.code for one in policies.positions()]:
        assert enter_as(position).get("/").status_code == 200
    assert enter(make_staff("")).get("/").status_code == 200
    assert Client().get("/").status_code == 302


def test_the_administrator_sees_no_customers() -> None:
    _register()
    text = _text(enter_as("administrator"))
    assert "受理网上登记" not in text
    assert not Entry.objects.filter(kind="access.denied").exists()


def test_a_desk_in_another_department_shows_nothing_of_ours() -> None:
    ours = make_staff("project_manager", department=make_department())
    customer = make_customer(viewer_of(ours))
    _dossier(customer, ours, state="verifying", title="我们部门的")
    assert "我们部门的" not in _text(enter_as("project_manager", department=make_department()))


def test_the_frame_is_counted() -> None:
    client = enter(make_staff(""))
    client.get("/")  # the organisation is read
    with CaptureQueriesContext(connection) as caught:
        client.get("/")
    # what one owes: how much, told from below, the first of it, done this month; the cases that wait
    assert len(caught) == FRAME + 5
