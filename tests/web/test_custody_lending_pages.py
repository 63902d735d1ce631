"""The pages of lending as borrowers, leaders and archivists use them."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from juanzong.custody import actions
from juanzong.custody.models import Loan
from juanzong.organisation.models import Staff
from juanzong.organisation.viewer import Viewer
from tests.custody.lending import IN_A_WEEK, Lender
from tests.entering import enter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

WANTED = {"purpose": "诉讼准备", "kind": "take_out", "due_on": IN_A_WEEK.isoformat()}


@pytest.fixture
def lender() -> Lender:
    return Lender()


def browser(who: Viewer) -> Any:
    return enter(Staff.objects.get(pk=who.staff_id))


def text_of(client: Any, to: str) -> str:
    answer = client.get(to)
    assert answer.status_code == 200, answer.content.decode()[:400]
    return str(answer.content.decode())


def test_whoever_decides_reads_what_for_and_until_when_on_the_first_page(lender: Lender) -> None:
    slip = lender.ask(lender.asker, purpose="律师函取证")
    for page in (reverse("desk:desk"), reverse("casework:case", args=[lender.case(slip).pk])):
        text = text_of(browser(lender.general), page)
        for words in (lender.dossier.title, "借出", "律师函取证", IN_A_WEEK.isoformat()):
            assert words in text, (page, words)


def test_a_slip_sent_again_by_going_back_is_not_a_second_one_until_it_is_meant(lender: Lender) -> None:
    client, page = browser(lender.asker), reverse("custody:ask", args=[lender.dossier.pk])
    assert client.post(page, WANTED).status_code == 302
    again = client.post(page, WANTED)
    text = again.content.decode()
    first = Loan.objects.get()
    assert again.status_code == 422
    assert "刚才已经提交" in text
    assert first.number in text
    assert "诉讼准备" in text
    assert f'name="after" value="{first.pk}"' in text
    assert client.post(page, WANTED | {"after": first.pk}).status_code == 302
    assert Loan.objects.count() == 2


def test_the_borrower_asks_for_more_time_from_the_slip_itself(lender: Lender) -> None:
    loan = lender.out()
    page = reverse("custody:loan", args=[loan.pk])
    owed = lender.owed(loan)
    way = reverse("casework:start", args=["more_time", "obligation", owed.pk])
    borrower, keeper = browser(lender.asker), browser(lender.keeper)
    assert way in text_of(borrower, page)
    assert way not in text_of(keeper, page)
    assert borrower.post(way, {"data_until": "2026-06-12", "data_why": "庭审改期"}).status_code == 302
    for client in (borrower, keeper):
        text = text_of(client, page)
        assert way not in text
        assert "延期申请" in text


def test_the_register_says_at_a_glance_what_waits(lender: Lender, clock: Any) -> None:
    lender.out()
    lender.ask(lender.chairman)
    clock.forward(days=10)
    text = text_of(browser(lender.keeper), reverse("custody:loans"))
    for state, number in (("asked", 1), ("out", 1), ("late", 1)):
        assert f'href="/custody/loans/?state={state}"><strong>{number}</strong>' in text
    assert "<strong>0</strong><span>已归还，待复位</span>" in text


def test_whoever_lends_goes_from_the_dossier_to_the_slip_that_waits(lender: Lender, clock: Any) -> None:
    page, keeper = reverse("dossiers:dossier", args=[lender.dossier.pk]), browser(lender.keeper)
    waiting = lender.ask(lender.asker)
    assert "凭单借出" not in text_of(keeper, page)
    lender.take(lender.general, waiting)
    assert leads(keeper, page, waiting, "凭单借出")
    actions.issue_loan(by=lender.keeper, loan_id=waiting.pk, items=1, sheets=40, condition="")
    assert leads(keeper, page, waiting, "清点归还")
    assert "清点归还" not in text_of(browser(lender.asker), page)
    clock.forward(days=9)
    keeper = browser(lender.keeper)
    late = text_of(keeper, reverse("custody:register", args=["lending"]))
    assert "借出中，逾期 2 天" in late
    actions.return_loan(by=lender.keeper, loan_id=waiting.pk, items=1, sheets=40, condition="完好")
    assert leads(keeper, page, waiting, "确认复位")


def test_a_slip_whose_day_has_passed_offers_only_what_can_still_be_done(lender: Lender, clock: Any) -> None:
    slip = lender.ask(lender.asker)
    lender.take(lender.general, slip)
    page, issue = reverse("custody:loan", args=[slip.pk]), reverse("custody:issue", args=[slip.pk])
    assert issue in text_of(browser(lender.keeper), page)
    clock.forward(days=8)
    text = text_of(browser(lender.keeper), page)
    assert issue not in text
    assert "期限已过，不能再借出" in text
    assert reverse("custody:drop", args=[slip.pk]) in text


def leads(client: Any, page: str, slip: Loan, words: str) -> bool:
    return f'href="{reverse("custody:loan", args=[slip.pk])}">{words}</a>' in text_of(client, page)


def test_a_period_that_ends_before_it_begins_is_told_and_makes_no_paper(lender: Lender) -> None:
    keeper, wrong = browser(lender.keeper), "?since=2026-06-02&until=2026-06-01"
    register = reverse("custody:register", args=["lending"])
    assert "“至”不能早于“自”" in keeper.get(register + wrong).content.decode()
    for name in ("print_register", "export_register"):
        answer = keeper.get(reverse(f"custody:{name}", args=["lending"]) + wrong)
        assert (answer.status_code, "没有打印或导出" in answer.content.decode()) == (422, True)
    assert keeper.get(reverse("custody:print_register", args=["lending"])).content.startswith(b"%PDF")
