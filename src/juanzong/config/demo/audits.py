"""Internal audits and the yearly evaluation in a demo company: a few findings, their follow-ups, the answer."""

# untranslated module: invented words of a Chinese company
from __future__ import annotations

import datetime as dt
from decimal import Decimal
from random import Random
from typing import Any

from juanzong.casework.reads import signatures
from juanzong.config.demo.company import House, Person
from juanzong.config.demo.days import Days, History
from juanzong.kit import clock
from juanzong.kit.refs import Ref
from juanzong.organisation.choices import Proof, ProofWay
from juanzong.oversight.actions import audits as actions
from juanzong.oversight.actions import evaluation
from juanzong.oversight.actions.audits import Plan
from juanzong.oversight.audits import reads
from juanzong.oversight.evaluation import reads as evaluations

CLAUSES = ("P00-1.2", "P00-1.5", "P00-2.3", "P00-2.4", "P03-2", "P03-4.1", "P03-4.5", "P03-6.1", "P03-6.3")
SIZE = 3
FOUND = (
    ("核对日期晚于录入五个工作日", "minor", "本月起由部门负责人每周看一次待核对清单"),
    ("借阅用途只写“工作需要”", "minor", "重写用途填写说明并在例会上讲解"),
    ("移交时两页未编页码", "major", "补编页码，抽查同期移交的十卷"),
)


def plan(rng: Random, house: House, days: Days, history: History) -> None:
    """One finished and answered, one of the last weeks that is under way."""
    auditors, bosses = house.holding("auditor"), house.holding("general_manager")
    if not auditors or not bosses:
        return
    first = _Run(rng, auditors[0], bosses[0], house)
    moment = days.between(0.5, 0.52)
    history.add(moment, first.begin)
    for least, happening in ((4, first.judge), (5, first.sign), (9, first.answer), (12, first.carry_out)):
        history.add(days.later(moment, least, least), happening)
    history.add(days.between(0.62, 0.63), lambda: _evaluate(bosses[0], house))
    second = _Run(rng, auditors[-1], bosses[0], house)
    late = days.between(0.985, 0.99)
    history.add(late, second.begin)
    history.add(days.later(late, 1, 1), second.judge_some)


def _evaluate(boss: Person, house: House) -> None:
    """The year before is looked back on, and what is to be better is laid down."""
    by, year = boss.viewer, clock.today().year - 1
    manager = house.holding("department_manager")[-1]
    due = clock.today() + dt.timedelta(days=60)
    evaluation.agree_improvement(
        by=by, year=year, text="新录入的资料五个工作日内由第二人核对，每周公布未核对清单", owner=manager.id, due_on=due
    )
    evaluation.write_evaluation(
        by=by, year=year, satisfaction=Decimal("92.5"), satisfaction_source="客户服务部电话回访 200 位客户，2025 年 12 月",
        conclusion="移交、借阅基本按期；资料核对偏慢，是明年改进的重点。",
    )  # fmt: skip
    one = evaluations.evaluations(by).get(year=year)
    shown = signatures.content_of(by, Ref("evaluation", one.pk))
    proof = Proof(boss.id, ProofWay.DEMO, clock.now())
    evaluation.sign_evaluation(by=by, year=year, digest=shown.digest, proof=proof)


class _Run:
    def __init__(self, rng: Random, auditor: Person, boss: Person, house: House) -> None:
        self._rng, self._auditor, self._boss, self._house = rng, auditor, boss, house
        self._run = 0

    def begin(self) -> None:
        last = clock.today() - dt.timedelta(days=1)
        sources = ("obligation", "case", "dossier", "entry")
        wanted = Plan(last - dt.timedelta(days=179), last, CLAUSES, sources, SIZE)
        self._run = actions.begin_audit(
            by=self._auditor.viewer, plan=wanted, responsible=self._boss.id, seed=f"{self._rng.getrandbits(48):012x}"
        ).pk

    def judge(self) -> None:
        self._judge(10_000)

    def judge_some(self) -> None:
        self._judge(5)

    def _judge(self, most: int) -> None:
        by, manager = self._auditor.viewer, self._house.holding("department_manager")[0]
        for n, row in enumerate(reads.page(by, self._run).samples[:most]):
            if n % 4 != 1 or n // 4 >= len(FOUND):
                actions.judge_sample(by=by, sample=row.pk, verdict="in_order")
                continue
            note, severity, todo = FOUND[n // 4]
            actions.judge_sample(by=by, sample=row.pk, verdict="finding", note=note, severity=severity)
            due = clock.today() + dt.timedelta(days=30)
            actions.agree_follow_up(by=by, sample=row.pk, text=todo, owner=manager.id, due_on=due)

    def sign(self) -> None:
        actions.sign_audit(by=self._auditor.viewer, run=self._run, **self._signing(self._auditor))

    def answer(self) -> None:
        said = "问题属实，已按报告安排整改，下次例会检查落实情况。"
        actions.answer_audit(by=self._boss.viewer, run=self._run, answer=said, **self._signing(self._boss))

    def carry_out(self) -> None:
        agreed = reads.page(self._auditor.viewer, self._run).follow_ups.values()
        for row in [one for of_sample in agreed for one in of_sample][:2]:
            owner = next(one for one in self._house.people.values() if one.id == row.owner_id)
            actions.finish_follow_up(by=owner.viewer, follow_up=row.pk, note="已按要求整改，记录存档")

    def _signing(self, person: Person) -> dict[str, Any]:
        shown = signatures.content_of(person.viewer, Ref("audit", self._run))
        return {"digest": shown.digest, "proof": Proof(person.id, ProofWay.DEMO, clock.now())}
