"""Internal audits: drawn so that anybody can draw again, judged one by one, followed up, signed, answered (P00-1.7)."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

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
from juanzong.oversight.actions import audits as actions
from juanzong.oversight.actions.audits import Plan
from juanzong.oversight.audits import reads, rules
from juanzong.oversight.models import AuditRun, FollowUp, Sample
from juanzong.policies.actions import adopt
from tests.entering import enter
from tests.factories import make_department, make_staff


class Audited:
    """A company with an auditor and somebody who answers; a week of obligations under P00-1.7 and P00-2.3."""

    def __init__(self, clock: Any) -> None:
        self.company = make_department("公司")
        self.place = make_department("业务部", parent=self.company)
        self.auditor = viewer_of(make_staff("auditor", department=self.company))
        self.boss = viewer_of(make_staff("department_manager", department=self.place))
        self.rep = viewer_of(make_staff("customer_service", department=self.place))
        adopt(actor=SYSTEM, pack="P00", from_date=house.today())
        while tasks.run_some():
            pass
        clock.forward(days=7)

    def begin(self, **more: Any) -> AuditRun:
        today = house.today()
        known: dict[str, Any] = {
            "begin": today - dt.timedelta(days=10), "end": today, "clauses": ["P00-1.7", "P00-2.3"],
            "sources": ["obligation", "entry"], "size": 2,
        }  # fmt: skip
        return actions.begin_audit(
            by=self.auditor, plan=Plan(**known | more), responsible=self.boss.staff_id, seed="木鱼"
        )

    def judged(self, run: AuditRun) -> Sample:
        """Everything in order but the first, which is a finding with a follow-up; the first."""
        first, *others = list(run.samples.all())
        actions.judge_sample(by=self.auditor, sample=first.pk, verdict="finding", note="没有记录", severity="major")
        for row in others:
            actions.judge_sample(by=self.auditor, sample=row.pk, verdict="in_order")
        return first

    def follow(self, sample: Sample, **more: Any) -> FollowUp:
        known: dict[str, Any] = {
            "text": "补齐记录",
            "owner": self.rep.staff_id,
            "due_on": house.today() + dt.timedelta(days=5),
        }
        return actions.agree_follow_up(by=self.auditor, sample=sample.pk, **known | more)


@pytest.fixture
def audited(db: None, clock: Any) -> Audited:
    return Audited(clock)


def signing(by: Viewer, run: AuditRun) -> dict[str, Any]:
    shown = signatures.content_of(by, Ref("audit", run.pk))
    return {"digest": shown.digest, "proof": Proof(by.staff_id, ProofWay.PASSWORD, house.now())}


@given(
    ids=st.lists(st.integers(1, 10**12), unique=True, max_size=60), size=st.integers(1, 20), seed=st.text(max_size=8)
)
def test_a_draw_is_the_smallest_hashes_whoever_computes_them(ids: list[int], size: int, seed: str) -> None:
    drawn = rules.draw(seed, "case", iter(sorted(ids)), size)
    by_hand = sorted(ids, key=lambda id: hashlib.sha256(f"{seed}:case:{id}".encode()).hexdigest())[:size]
    assert list(drawn.ids) == by_hand
    assert drawn.number == len(ids)
    assert rules.draw(seed, "case", iter(sorted(ids)), size) == drawn


def test_the_same_samples_come_out_again_and_a_change_of_what_there_was_shows(audited: Audited) -> None:
    run = audited.begin()
    assert {row.clause for row in run.samples.all()} <= {"P00-1.7", "P00-2.3"}
    assert all(one.same_samples and one.same_population for one in reads.redrawn(audited.auditor, run.pk))
    drawn = run.samples.filter(source="obligation").values_list("thing", flat=True)
    Obligation.objects.filter(pk__in=drawn).update(clause="P00-1.5")
    found = {one.source: one for one in reads.redrawn(audited.auditor, run.pk)}
    assert not found["obligation"].same_population
    assert not found["obligation"].same_samples
    assert found["entry"].same_samples


def test_departments_narrow_what_is_drawn_from(audited: Audited) -> None:
    run = audited.begin(departments=[audited.place.pk], size=50)
    things = run.samples.filter(source="obligation").values_list("thing", flat=True)
    assert set(Obligation.objects.filter(pk__in=things).values_list("department", flat=True)) == {audited.place.pk}
    with pytest.raises(Invalid):
        audited.begin(clauses=["P00-2.5"], sources=["case"])


def test_a_report_is_signed_when_all_is_judged_and_followed_up_and_then_answered(audited: Audited) -> None:
    run = audited.begin()
    with pytest.raises(Conflict):
        actions.sign_audit(by=audited.auditor, run=run.pk, **signing(audited.auditor, run))
    first = audited.judged(run)
    with pytest.raises(Conflict) as refused:
        actions.sign_audit(by=audited.auditor, run=run.pk, **signing(audited.auditor, run))
    assert (refused.value.clause, "整改" in str(refused.value.todo)) == ("P00-1.7", True)
    todo = audited.follow(first)
    actions.sign_audit(by=audited.auditor, run=run.pk, **signing(audited.auditor, run))
    owed = {row.duty: row for row in Obligation.objects.filter(subject__in=[f"audit:{run.pk}", f"follow_up:{todo.pk}"])}
    assert {duty: (row.owner_id, row.state) for duty, row in owed.items()} == {
        "answer_audit": (audited.boss.staff_id, "open"), "carry_out_follow_up": (audited.rep.staff_id, "open"),
    }  # fmt: skip
    assert owed["carry_out_follow_up"].due_on == todo.due_on
    assert Obligation.objects.get(duty="internal_audit").state == "done"
    with pytest.raises(Conflict):
        actions.judge_sample(by=audited.auditor, sample=first.pk, verdict="in_order")
    with pytest.raises(NotAllowed):
        actions.answer_audit(by=audited.auditor, run=run.pk, answer="好", **signing(audited.auditor, run))
    actions.answer_audit(by=audited.boss, run=run.pk, answer="按期补齐。", **signing(audited.boss, run))
    actions.finish_follow_up(by=audited.rep, follow_up=todo.pk, note="已补")
    assert set(Obligation.objects.filter(pk__in=[row.pk for row in owed.values()]).values_list("state", flat=True)) == {
        "done"
    }
    page = reads.page(audited.boss, run.pk)
    assert [(one.capacity.code, one.broken) for one in page.signed] == [("auditor", False), ("responsible", False)]
    assert actions.print_audit(by=audited.boss, run=run.pk).startswith(b"%PDF")


def test_only_whoever_began_it_audits_and_only_the_owner_carries_out(audited: Audited) -> None:
    run = audited.begin()
    sample = run.samples.all()[0]
    other = viewer_of(make_staff("auditor", department=audited.company))
    with pytest.raises(NotAllowed):
        actions.judge_sample(by=other, sample=sample.pk, verdict="in_order")
    with pytest.raises(NotFound):
        reads.run(audited.rep, run.pk)
    todo = audited.follow(audited.judged(run))
    with pytest.raises(NotAllowed):
        actions.finish_follow_up(by=audited.boss, follow_up=todo.pk, note="我来办")
    with pytest.raises(Conflict):
        actions.judge_sample(by=audited.auditor, sample=todo.sample_id or 0, verdict="in_order")


def test_the_pages_lead_from_drawing_to_the_sheet(audited: Audited) -> None:

    browser = enter(Staff.objects.get(pk=audited.auditor.staff_id))
    today = house.today()
    told = {
        "begin": today - dt.timedelta(days=9), "end": today, "responsible": audited.boss.staff_id, "size": 1,
        "sources": ["obligation"], "clauses": ["P00-2.3"], "seed": "",
    }  # fmt: skip
    assert browser.post(reverse("oversight:new_audit"), told).status_code == 302
    run = AuditRun.objects.get()
    sample = run.samples.get()
    judge = reverse("oversight:judge_sample", args=[sample.pk])
    assert browser.post(judge, {"verdict": "finding", "note": "", "severity": ""}).status_code == 422
    assert browser.post(judge, {"verdict": "finding", "note": "未到期", "severity": "minor"}).url.endswith(
        "/follow-up/"
    )
    sheet = browser.post(reverse("oversight:export_audit", args=[run.pk]))
    assert b"".join(sheet.streaming_content).startswith(b"PK")
    assert "样本相同" in browser.get(reverse("oversight:redraw_audit", args=[run.pk])).content.decode()
