"""The evaluation of a year: what is computed, what people add, what is signed (P00-2.6)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from juanzong.casework import tasks
from juanzong.casework.models import Obligation
from juanzong.casework.reads import signatures
from juanzong.kit import clock as house
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger.choices import SYSTEM
from juanzong.organisation.choices import Proof, ProofWay
from juanzong.organisation.models import Staff
from juanzong.organisation.viewer import Viewer, viewer_of
from juanzong.oversight.actions import audits
from juanzong.oversight.actions import evaluation as actions
from juanzong.oversight.evaluation import reads
from juanzong.oversight.evaluation.reads import Rate
from juanzong.oversight.models import Evaluation, Tally
from juanzong.policies.actions import adopt
from tests.entering import enter
from tests.factories import make_department, make_staff

pytestmark = pytest.mark.django_db
YEAR = 2026


class Year:
    def __init__(self) -> None:
        self.company = make_department("公司")
        self.boss = viewer_of(make_staff("general_manager", department=self.company))
        self.rep = viewer_of(make_staff("customer_service", department=self.company))
        adopt(actor=SYSTEM, pack="P00", from_date=house.today())
        Tally.objects.create(clause="P00-1.2", month=dt.date(YEAR, 3, 1), applied=9, on_time=6, late=2, refused=1)
        Tally.objects.create(clause="P00-1.2", month=dt.date(YEAR - 1, 12, 1), applied=5, on_time=5)

    def write(self, **more: Any) -> Evaluation:
        return actions.write_evaluation(**{"by": self.boss, "year": YEAR, "conclusion": "按期率尚可。"} | more)

    def signing(self, one: Evaluation) -> dict[str, Any]:
        shown = signatures.content_of(self.boss, Ref("evaluation", one.pk))
        return {"digest": shown.digest, "proof": Proof(self.boss.staff_id, ProofWay.PASSWORD, house.now())}


@pytest.fixture
def year(clock: Any) -> Year:
    return Year()


def _rate(viewer: Viewer) -> Rate:
    return next(one for one in reads.year_page(viewer, YEAR).figures.rates if one.clause == "P00-1.2")


def test_rates_are_of_the_year_and_late_means_late_settled_or_not(year: Year, clock: Any) -> None:
    assert (_rate(year.boss).on_time, _rate(year.boss).share) == (6, 75.0)
    while tasks.run_some():
        pass
    row = Obligation.objects.filter(duty="train_department").get()
    Obligation.objects.filter(pk=row.pk).update(clause="P00-1.2")
    clock.forward(days=60)
    assert (_rate(year.boss).open_late, _rate(year.boss).share) == (1, 66.7)
    assert reads.years(year.boss) == [YEAR, YEAR - 1]
    with pytest.raises(NotFound):
        reads.year_page(year.boss, YEAR + 1)
    with pytest.raises(NotAllowed):
        reads.year_page(year.rep, YEAR)


def test_satisfaction_is_entered_with_its_source_or_not_at_all(year: Year) -> None:
    for wrong in (
        {"satisfaction": Decimal(90)},
        {"satisfaction_source": "电话调查"},
        {"satisfaction": Decimal(101), "satisfaction_source": "x"},
    ):
        with pytest.raises(Invalid):
            year.write(**wrong)
    assert year.write(satisfaction=Decimal("91.5"), satisfaction_source="电话调查 120 份").satisfaction == Decimal(
        "91.5"
    )


def test_what_is_signed_is_what_the_conclusion_was_written_on(year: Year) -> None:
    while tasks.run_some():
        pass
    due = house.today() + dt.timedelta(days=9)
    todo = actions.agree_improvement(by=year.boss, year=YEAR, text="上线前补训", owner=year.rep.staff_id, due_on=due)
    unwritten = year.signing(Evaluation.objects.get())
    with pytest.raises(Conflict):
        actions.sign_evaluation(by=year.boss, year=YEAR, **unwritten)
    one = year.write()
    Tally.objects.filter(month__year=YEAR).update(late=50)
    assert _rate(year.boss).late == 2
    actions.sign_evaluation(by=year.boss, year=YEAR, **year.signing(one))
    assert [sig.broken for sig in reads.year_page(year.boss, YEAR).signed] == [False]
    assert Obligation.objects.get(duty="yearly_evaluation").state == "done"
    with pytest.raises(Conflict):
        year.write(conclusion="改一改")
    owed = Obligation.objects.get(duty="carry_out_improvement")
    assert (owed.owner_id, owed.clause, owed.due_on) == (year.rep.staff_id, "P00-2.6", todo.due_on)
    audits.finish_follow_up(by=year.rep, follow_up=todo.pk, note="已补训")
    owed.refresh_from_db()
    assert owed.state == "done"
    assert reads.year_page(year.boss, YEAR).closed == 1
    assert actions.print_evaluation(by=year.boss, year=YEAR).startswith(b"%PDF")


def test_the_page_says_openly_that_nobody_asks_customers_yet(year: Year) -> None:
    browser = enter(Staff.objects.get(pk=year.boss.staff_id))
    text = browser.get(reverse("oversight:evaluations")).content.decode()
    assert "本系统还没有满意度调查" in text
    to = reverse("oversight:write_evaluation", args=[YEAR])
    assert browser.post(to, {"conclusion": "好", "satisfaction": "88", "satisfaction_source": ""}).status_code == 422
    assert browser.post(to, {"conclusion": "好", "satisfaction": "", "satisfaction_source": ""}).status_code == 302
