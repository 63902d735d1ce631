"""The pages of work and of the clause board, as people use them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from juanzong.casework import tasks
from juanzong.casework.choices import ObligationState
from juanzong.casework.models import CompanyDay, Obligation
from juanzong.dossiers import actions as dossiers
from juanzong.kit import clock as house
from juanzong.ledger.choices import SYSTEM
from juanzong.organisation.models import Staff
from juanzong.organisation.viewer import viewer_of
from juanzong.policies.actions import adopt
from tests.dossiers.helpers import pair
from tests.entering import enter, enter_as
from tests.factories import a_person, make_customer, make_department, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def people() -> dict[str, Staff]:
    """A representative with a superior, and the general manager above."""
    adopt(actor=SYSTEM, pack="P08", from_date=house.today())
    company = make_department("公司")
    sales = make_department("销售部", parent=company)
    boss = make_staff("department_manager", department=sales, name="钱立")
    return {
        "boss": boss,
        "rep": make_staff("sales_representative", department=sales, superior=boss, name="孙悦"),
        "general": make_staff("general_manager", department=company),
    }


def owed(people: dict[str, Staff], name: str = "青竹医院") -> Obligation:
    rep = viewer_of(people["rep"])
    customer = make_customer(rep, a_person(name), responsible=rep.staff_id)
    return Obligation.objects.get(subject=f"customer:{customer.pk}", duty="set_up_channel_dossier")


def text_of(client: Any, to: str) -> str:
    answer = client.get(to)
    assert answer.status_code == 200, answer.content.decode()[:400]
    return str(answer.content.decode())


def test_the_work_list_says_what_is_due_when_and_leads_to_it(people: dict[str, Staff], clock: Any) -> None:
    one = owed(people)
    text = text_of(enter(people["rep"]), "/")
    assert "一周内建立客户档案" in text
    assert "青竹医院" in text
    assert f"{reverse('dossiers:new')}?customer={one.subject.partition(':')[2]}" in text
    clock.forward(days=8)
    text = text_of(enter(people["rep"]), "/")
    assert '<span class="badge danger">逾期 1 天</span>' in text
    assert "<strong>1</strong><span>已逾期</span>" in text


def test_the_superior_hears_of_it_and_may_let_it_go(people: dict[str, Staff], clock: Any) -> None:
    one = owed(people)
    clock.forward(days=9)
    while tasks.run_some():
        pass
    boss = enter(people["boss"])
    assert "孙悦 未办" in text_of(boss, "/")
    page = reverse("casework:obligation", args=[one.pk])
    assert "已告知上级" in text_of(boss, page)
    assert boss.post(reverse("casework:waive", args=[one.pk]), {"reason": ""}).status_code == 422
    boss.post(reverse("casework:waive", args=[one.pk]), {"reason": "客户不再来往"})
    one.refresh_from_db()
    assert one.state == ObligationState.WAIVED
    assert "客户不再来往" in text_of(boss, page)


def test_an_obligation_is_given_to_somebody_else(people: dict[str, Staff]) -> None:
    one = owed(people)
    other = make_staff("sales_representative", department=people["rep"].appointments.get().department)
    enter(people["boss"]).post(reverse("casework:reassign", args=[one.pk]), {"staff": other.pk, "reason": "休假"})
    one.refresh_from_db()
    assert one.owner_id == other.pk


def test_what_comes_round_is_reported_done_in_words(people: dict[str, Staff]) -> None:
    one = owed(people)
    Obligation.objects.filter(pk=one.pk).update(duty="quarterly_completion", pack="P08", version=1)
    general = enter(people["rep"])
    to = reverse("casework:complete", args=[one.pk])
    assert general.post(to, {"note": " "}).status_code == 422
    assert general.post(to, {"note": "已评估，落实三项改进"}).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.on_time, one.note) == (ObligationState.DONE, True, "已评估，落实三项改进")


def test_the_list_is_for_those_who_answer_for_others(people: dict[str, Staff], clock: Any) -> None:
    one = owed(people)
    clock.forward(days=8)
    text = text_of(enter(people["boss"]), f"{reverse('casework:list')}?state=late&clause=P08-1")
    assert reverse("casework:obligation", args=[one.pk]) in text
    assert "没有待办" in text_of(enter_as("sales_representative"), reverse("casework:list"))


def test_the_customers_page_shows_what_is_owed_about_them(people: dict[str, Staff]) -> None:
    one = owed(people)
    customer = int(one.subject.partition(":")[2])
    text = text_of(enter(people["rep"]), reverse("customers:customer", args=[customer]))
    assert reverse("casework:obligation", args=[one.pk]) in text


def test_an_event_is_noted_on_the_dossiers_page(people: dict[str, Staff]) -> None:
    adopt(actor=SYSTEM, pack="P03", from_date=house.today())
    manager = make_staff("project_manager", department=people["rep"].appointments.get().department)
    by = viewer_of(manager)
    one = dossiers.open_dossier(
        by=by, customer_id=make_customer(by).pk, kind="loan", department_id=by.home_departments[0], managers=pair(by)
    )
    client, page = enter(manager), reverse("dossiers:dossier", args=[one.pk])
    assert "登记事项" in text_of(client, page)
    to = reverse("dossiers:note_event", args=[one.pk])
    assert client.post(to, {"event": "loan_granted", "on_day": "昨天"}).status_code == 422
    client.post(to, {"event": "loan_granted", "on_day": "2026-05-29"})
    text = text_of(client, page)
    assert "放款" in text
    assert "放款后五个工作日内完成项目档案移交" in text


def test_the_company_sets_a_day(people: dict[str, Staff]) -> None:
    administrator = enter_as("administrator")
    to = reverse("casework:days")
    assert administrator.post(to, {"day": "2026-05-01", "worked": "no", "reason": "补"}).status_code == 422
    administrator.post(to, {"day": "2026-08-18", "worked": "no", "reason": "公司成立日"})
    assert CompanyDay.objects.get().reason == "公司成立日"
    assert "公司成立日" in text_of(administrator, to)


def test_the_board_opens_from_the_policy_to_the_entry(people: dict[str, Staff]) -> None:
    one = owed(people)
    general = enter(people["general"])
    board = text_of(general, f"{reverse('oversight:board')}?pack=P08")
    assert reverse("oversight:clause", args=["P08-1"]) in board
    assert "1 次" in board
    story = text_of(general, reverse("oversight:clause", args=["P08-1"]))
    assert reverse("casework:obligation", args=[one.pk]) in story
    assert reverse("ledger:entry", args=[one.opened_entry]) in story
    assert "不阻止离职" in text_of(general, reverse("oversight:clause", args=["P09-2.12"]))
    assert "公益普查" in text_of(general, reverse("oversight:clause", args=["P09-1.3"]))


def test_the_board_leaves_as_a_sheet(people: dict[str, Staff]) -> None:
    answer = enter(people["general"]).post(reverse("oversight:export", args=["P08"]))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]


def test_board_and_obligation_take_a_known_number_of_statements(people: dict[str, Staff]) -> None:
    general = enter(people["general"])
    one = owed(people)
    counts = []
    for n in range(2):
        for to in (reverse("oversight:board"), reverse("oversight:clause", args=["P08-1"]), reverse("casework:list")):
            with CaptureQueriesContext(connection) as asked:
                text_of(general, to)
            counts.append(len(asked))
        owed(people, f"客户{n}")
        owed(people, f"别的客户{n}")
    assert counts[:3] == counts[3:]
    assert one.pk


def test_what_is_late_and_open_counts_for_its_department_and_its_owner(people: dict[str, Staff], clock: Any) -> None:
    owed(people)
    clock.forward(days=9)
    while tasks.run_some():
        pass
    story = text_of(enter(people["general"]), reverse("oversight:clause", args=["P08-1"]))
    for name in ("销售部", "孙悦"):
        assert re.search(rf'<li>\s*{name}\s*<span class="found-sub num">适用 1 · 逾期 1 · 拒绝 0</span>', story)
    assert "青竹医院 的待办逾期 2 天，已告知上级" in story
    assert "customer:" not in story
