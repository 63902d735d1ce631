"""How to call each action of internal audits once (calls.py)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from juanzong.casework.reads import signatures
from juanzong.kit import clock
from juanzong.kit.refs import Ref
from juanzong.ledger.choices import SYSTEM
from juanzong.organisation.choices import Proof, ProofWay
from juanzong.organisation.viewer import Viewer
from juanzong.oversight.actions import audits as actions
from juanzong.oversight.actions import evaluation
from juanzong.oversight.actions.audits import Plan
from juanzong.oversight.models import AuditRun, Evaluation, FollowUp, Sample
from juanzong.policies.actions import adopt
from juanzong.policies.reads import adopted
from tests.everywhere.staging import TODAY, Call, Scene, prepared
from tests.factories import make_viewer


class _Audit:
    """An auditor's run over the general part, with one sample of the ledger."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.by = make_viewer("auditor", department=scene.grounds.company)
        self.boss = make_viewer("department_manager", department=scene.here.department)
        if "P00" not in {one.pack for one in adopted()}:
            adopt(actor=SYSTEM, pack="P00", from_date=TODAY())

    def begin(self) -> AuditRun:
        plan = Plan(TODAY() - dt.timedelta(days=30), TODAY(), ["P00-1.2"], ["entry"], 1)
        return actions.begin_audit(by=self.by, plan=plan, responsible=self.boss.staff_id)

    def judged(self) -> tuple[AuditRun, Sample]:
        run = self.begin()
        sample = Sample.objects.get(run=run)
        actions.judge_sample(by=self.by, sample=sample.pk, verdict="finding", note="缺来源", severity="minor")
        return run, sample

    def followed(self) -> tuple[AuditRun, FollowUp]:
        run, sample = self.judged()
        return run, self.agree(sample)

    def agree(self, sample: Sample) -> FollowUp:
        return actions.agree_follow_up(
            by=self.by,
            sample=sample.pk,
            text="补写来源",
            owner=self.boss.staff_id,
            due_on=TODAY() + dt.timedelta(days=9),
        )

    def signing(self, by: Viewer, run: AuditRun) -> dict[str, Any]:
        shown = signatures.content_of(by, Ref("audit", run.pk))
        return {"digest": shown.digest, "proof": Proof(by.staff_id, ProofWay.PASSWORD, clock.now())}

    def signed(self) -> AuditRun:
        run, _todo = self.followed()
        return actions.sign_audit(by=self.by, run=run.pk, **self.signing(self.by, run))


def _of(maker: Callable[[_Audit], Call]) -> Callable[[Scene], Call]:
    return lambda scene: maker(_Audit(scene))


def _judge(a: _Audit) -> Call:
    sample = Sample.objects.get(run=a.begin())
    return lambda: actions.judge_sample(by=a.by, sample=sample.pk, verdict="in_order")


def _agree(a: _Audit) -> Call:
    _run, sample = a.judged()
    return lambda: a.agree(sample)


def _sign(a: _Audit) -> Call:
    run, _todo = a.followed()
    return lambda: actions.sign_audit(by=a.by, run=run.pk, **a.signing(a.by, run))


def _answer(a: _Audit) -> Call:
    run = a.signed()
    return lambda: actions.answer_audit(by=a.boss, run=run.pk, answer="照办。", **a.signing(a.boss, run))


def _finish(a: _Audit) -> Call:
    _run, todo = a.followed()
    return lambda: actions.finish_follow_up(by=a.boss, follow_up=todo.pk, note="已补写")


def _print(a: _Audit) -> Call:
    run = a.begin()
    return lambda: actions.print_audit(by=a.by, run=run.pk)


def _export(a: _Audit) -> Call:
    run = a.begin()
    return lambda: actions.export_audit(by=a.by, run=run.pk)


def _year(scene: Scene) -> tuple[Viewer, int]:
    return make_viewer("general_manager", department=scene.grounds.company), TODAY().year


def _write(by: Viewer, year: int) -> Evaluation:
    return evaluation.write_evaluation(by=by, year=year, conclusion="按期率尚可。")


def _improve(by: Viewer, year: int) -> FollowUp:
    due = TODAY() + dt.timedelta(days=9)
    return evaluation.agree_improvement(by=by, year=year, text="补训", owner=by.staff_id, due_on=due)


def _sign_year(scene: Scene) -> Call:
    by, year = _year(scene)
    shown = signatures.content_of(by, Ref("evaluation", _write(by, year).pk))
    proof = Proof(by.staff_id, ProofWay.PASSWORD, clock.now())
    return lambda: evaluation.sign_evaluation(by=by, year=year, digest=shown.digest, proof=proof)


AUDITS: dict[str, Callable[[Scene], Call]] = {
    "oversight.actions.evaluation:_note_print": prepared(
        _year, lambda _s, m: evaluation.print_evaluation(by=m[0], year=m[1])
    ),
    "oversight.actions.evaluation:agree_improvement": prepared(_year, lambda _s, m: _improve(*m)),
    "oversight.actions.evaluation:sign_evaluation": _sign_year,
    "oversight.actions.evaluation:write_evaluation": prepared(_year, lambda _s, m: _write(*m)),
    "oversight.actions.audits:_note_taken": _of(_print),
    "oversight.actions.audits:agree_follow_up": _of(_agree),
    "oversight.actions.audits:answer_audit": _of(_answer),
    "oversight.actions.audits:begin_audit": _of(lambda a: a.begin),
    "oversight.actions.audits:export_audit": _of(_export),
    "oversight.actions.audits:finish_follow_up": _of(_finish),
    "oversight.actions.audits:judge_sample": _of(_judge),
    "oversight.actions.audits:sign_audit": _of(_sign),
}
