"""An incident from its report to its closing: nothing is closed without the decisions of the law, no fine is written down,
whom it concerns is found by query, and a return that came back short is one by itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juanzong.casework.actions import cases, steps
from juanzong.casework.models import Case, Obligation
from juanzong.casework.reads import signatures
from juanzong.custody import actions as custody
from juanzong.custody.choices import Rest
from juanzong.kit import clock as time
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from juanzong.kit.refs import Ref
from juanzong.ledger.models import Entry
from juanzong.oversight.actions import affected, notices
from juanzong.oversight.actions import incidents as actions
from juanzong.oversight.choices import MeasureKind, Notified, Severity
from juanzong.oversight.incidents import reads, rules
from juanzong.oversight.models import Incident
from juanzong.policies import reads as policies
from juanzong.policies.means import built
from juanzong.privacy import actions as privacy
from tests.custody.helpers import proof
from tests.custody.lending import Lender
from tests.factories import make_viewer
from tests.service.people import Company


@pytest.fixture
def lender(clock: Any, db: Any) -> Lender:
    return Lender()


def report(by: Any, **more: Any) -> Incident:
    told: dict[str, Any] = {"kind": "leak", "severity": "minor", "what": "客户名单发到了群里", "known_at": time.now()}
    return actions.report_incident(by=by, **(told | more))


def open_duties(one: Incident) -> set[str]:
    return set(Obligation.objects.filter(subject=f"incident:{one.pk}", state="open").values_list("duty", flat=True))


def step(by: Any, one: Incident, move: str, **data: str) -> None:
    case = Case.objects.get(subject=f"incident:{one.pk}", state="open")
    cases.take_step(by=by, case=case.pk, arrival=case.arrival, move=move, data=data)


def sign(by: Any, one: Incident) -> None:
    case = Case.objects.get(subject=f"incident:{one.pk}", state="open")
    digest = signatures.content_of(by, Ref("incident", one.pk)).digest
    steps.sign_step(by=by, case=case.pk, arrival=case.arrival, need="closes", digest=digest, proof=proof(by))


def measure(by: Any, one: Incident, kind: str) -> None:
    made = actions.set_measure(
        by=by, incident=one.pk, kind=kind, words="收回名单", owner=by.staff_id, due_on=time.today()
    )
    actions.end_measure(by=by, measure=made.pk, outcome="已收回")


def decide(by: Any, one: Incident, whom: str, **more: Any) -> None:
    told = {"notify": False, "reason": "当日收回，无人转发"} | more
    notices.decide_notice(by=by, incident=one.pk, whom=whom, **told)


def test_a_short_return_is_an_incident_of_the_one_desk(lender: Lender) -> None:
    loan = lender.out()
    custody.return_loan(
        by=lender.keeper, loan_id=loan.pk, items=1, sheets=39, condition="第 12 页未归还", rest=Rest.MISSING
    )
    one = Incident.objects.get()
    assert (one.kind, one.responsible_id, one.about, one.policy) == (
        "gap",
        lender.asker.staff_id,
        f"loan:{loan.pk}",
        "P03",
    )
    assert one.source == Entry.objects.get(kind="loan.returned_short").pk
    assert Case.objects.get(subject=f"incident:{one.pk}").procedure == "incident"
    assert open_duties(one) == {"incident_authority", "incident_persons", "incident_affected", "make_good"}
    owed = Obligation.objects.get(duty="make_good")
    assert owed.owner_id == lender.asker.staff_id
    assert affected.list_subject(by=lender.keeper, incident=one.pk).added == 1
    assert reads.affected(lender.keeper, one)[0].customer_id == lender.dossier.customer_id
    actions.make_good(by=lender.asker, incident=one.pk, how="已找回第 12 页，交回档案室")
    assert "make_good" not in open_duties(one)


def test_nothing_is_closed_without_what_the_law_asks(lender: Lender) -> None:
    one = report(lender.asker)
    general = lender.general
    with pytest.raises(Refusal) as first:
        step(lender.keeper, one, "ready", summary="已处置")
    assert first.value.clause == "P00-2.5"
    actions.rate_incident(by=lender.keeper, incident=one.pk, severity="major", cause="误发")
    measure(lender.keeper, one, MeasureKind.CONTAIN)
    measure(lender.keeper, one, MeasureKind.LESSON)
    affected.list_nobody(by=lender.keeper, incident=one.pk, reason="名单上没有个人信息")
    with pytest.raises(NotAllowed):
        decide(lender.keeper, one, Notified.AUTHORITY)
    with pytest.raises(Invalid) as lacking:
        decide(general, one, Notified.AUTHORITY, notify=True)
    assert set(lacking.value.fields) == {"kinds", "remedies", "contact"}
    contents = {"kinds": "姓名；误发；可能被骚扰", "remedies": "已收回；请警惕来电", "contact": "0571-8000"}
    decide(general, one, Notified.AUTHORITY, notify=True, **contents)
    assert "tell_authority" in open_duties(one)
    with pytest.raises(Refusal):
        step(lender.keeper, one, "ready", summary="已处置")
    decide(general, one, Notified.PERSONS)
    with pytest.raises(Refusal):  # decided to tell, and not told
        step(lender.keeper, one, "ready", summary="已处置")
    notices.note_told(by=lender.keeper, incident=one.pk, whom=Notified.AUTHORITY, how="书面报送区网信办")
    step(lender.keeper, one, "ready", summary="已处置")
    with pytest.raises(Refusal):  # without the signature
        step(general, one, "close", decision="无责")
    sign(general, one)
    step(general, one, "close", decision="无责")
    one.refresh_from_db()
    assert (one.state, open_duties(one)) == ("closed", set())
    with pytest.raises(Conflict):
        measure(lender.keeper, one, MeasureKind.LESSON)
    pdf = actions.print_incident(by=general, incident=one.pk)
    assert pdf.startswith(b"%PDF")
    assert Entry.objects.filter(kind="incident.printed").count() == 1


def test_no_fine_is_written_down_and_records_are_for_few(lender: Lender) -> None:
    one = report(lender.asker, kind="breach", responsible=lender.asker.staff_id)
    with pytest.raises(Invalid) as refused:
        actions.hold_to_account(by=lender.general, incident=one.pk, staff=lender.asker.staff_id, facts="罚款 200 元")
    assert refused.value.clause == "P09-2.10a"
    with pytest.raises(NotAllowed):
        actions.hold_to_account(by=lender.keeper, incident=one.pk, staff=lender.asker.staff_id, facts="转发名单")
    made = actions.hold_to_account(by=lender.general, incident=one.pk, staff=lender.asker.staff_id, facts="转发名单")
    assert [a.pk for a in reads.page(lender.asker, one.pk).accounts] == [made.pk]
    assert not reads.page(lender.keeper, one.pk).accounts
    with pytest.raises(NotFound):
        actions.answer_account(by=lender.keeper, account=made.pk, words="不是我")
    assert actions.answer_account(by=lender.asker, account=made.pk, words="误发，当场撤回").said
    stranger = make_viewer("finance", department=lender.company)
    with pytest.raises(NotFound):
        reads.page(stranger, one.pk)


def test_whom_it_concerns_is_found_in_the_ledger(clock: Any, db: Any) -> None:
    company = Company()
    customer = company.mine()
    particular = customer.particulars.get(field="mobile")
    privacy.reveal(by=company.rep, particular=particular.pk, purpose="contract")
    clock.forward(minutes=1)
    one = report(company.rep, responsible=company.rep.staff_id)
    span = {"since": time.now() - dt.timedelta(hours=1), "until": time.now()}
    found = affected.list_readings(by=company.boss, incident=one.pk, staff=company.other.staff_id, **span)
    assert found.added == 0
    found = affected.list_readings(by=company.boss, incident=one.pk, staff=company.rep.staff_id, **span)
    assert [a.customer_id for a in reads.affected(company.boss, one)] == [customer.pk]
    assert affected.list_readings(by=company.boss, incident=one.pk, staff=company.rep.staff_id, **span).added == 0
    assert not reads.affected(company.rep, one)  # names are for those who deal with it
    assert affected.list_department(by=company.manager, incident=one.pk).added == 0


def test_a_lost_form_is_made_good_under_its_own_clause(clock: Any, db: Any) -> None:
    company = Company()
    form = company.customer_form(company.mine(), bought=True)
    one = report(
        company.manager, kind="loss", what="档案表遗失", about=Ref("record", form.pk), responsible=company.rep.staff_id
    )
    owed = Obligation.objects.get(subject=f"incident:{one.pk}", duty="make_good_form")
    assert (owed.clause, owed.owner_id) == ("P09-2.10a", company.rep.staff_id)
    assert "make_good" not in open_duties(one)


@pytest.mark.parametrize("clause", ["P00-2.5", "P09-2.10a", "P01-4.3b"])
def test_the_clauses_are_built(clause: str) -> None:
    assert built(policies.clause(clause)).done


@given(st.integers(-200, 200), st.sampled_from(list(Severity)))
def test_the_clock_runs_through_nights_and_holidays(hours: int, severity: Severity) -> None:
    known = dt.datetime(2026, 10, 1, 20, tzinfo=dt.UTC)
    for one in rules.clocks(known, severity, known + dt.timedelta(hours=hours)):
        most = 4 if one.whom is Notified.AUTHORITY and severity is not Severity.MINOR else 24
        assert one.left == most - hours


@given(st.sampled_from(["罚款", "扣工资", "扣发奖金", "罚金", "扣绩效"]), st.text(max_size=20), st.text(max_size=20))
def test_fines_are_recognised(word: str, before: str, after: str) -> None:
    assert rules.names_a_fine(before + word + after)
    assert not rules.names_a_fine("第 12 页丢失，已补齐")
