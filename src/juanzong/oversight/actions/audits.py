"""Internal audits (P00-1.7): begun with samples drawn, judged one by one, followed up, signed, answered."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from juanzong.casework.actions import signing
from juanzong.casework.rules.drawing import Drawing
from juanzong.casework.shapes.signatures import Capacity
from juanzong.kit import checks, clock, sequences
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.kit.prints import report as prints
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.ledger.choices import JSON
from juanzong.organisation import chart
from juanzong.organisation.acts import act, require
from juanzong.organisation.choices import Proof
from juanzong.organisation.viewer import Viewer
from juanzong.oversight.audits import papers, population, reads, rules
from juanzong.oversight.audits.choices import AuditState, Severity, Source, Verdict
from juanzong.oversight.audits.population import Wanted
from juanzong.oversight.audits.reads import AUDIT, CLAUSE
from juanzong.oversight.audits.writing import LONGEST, told_follow_up, written_follow_up
from juanzong.oversight.models import AuditRun, FollowUp, Sample
from juanzong.policies.choices import Text

MOST = 50
IMPROVED = "P00-2.6"
_AUDITOR = Capacity("auditor", Text("审计员", "Auditor"), CLAUSE)
_RESPONSIBLE = Capacity("responsible", Text("负责人", "Person responsible"), CLAUSE)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an audit looks at, and how many of each source are drawn at most. departments: none for the company."""

    begin: dt.date
    end: dt.date
    clauses: Sequence[str]
    sources: Sequence[str]
    size: int
    departments: Sequence[int] = ()


@act(AUDIT, clause=CLAUSE)
def begin_audit(*, by: Viewer, plan: Plan, responsible: int, seed: str = "") -> AuditRun:
    """Begin a run and draw its samples. seed: made up when not given. responsible: who answers, not the auditor.

    Invalid: period, clauses, sources, size; there is nothing under these clauses to draw from.
    """
    _check(plan)
    if responsible == by.staff_id or not chart.chart().is_here(responsible):
        raise Invalid(_("答复人须是审计员以外的在职员工。"), fields={"responsible": _("请选择另一位。")}, clause=CLAUSE)
    moment = clock.now()
    chosen, places = tuple(dict.fromkeys(plan.clauses)), tuple(sorted(set(plan.departments)))
    wanted = Wanted(plan.begin, plan.end, chosen, places, moment)
    salt = checks.text(seed, max_chars=40) or secrets.token_hex(8)
    drawn = {
        source: rules.draw(salt, source, population.ids_of(source, wanted), plan.size)
        for source in dict.fromkeys(plan.sources)
    }
    if not any(one.ids for one in drawn.values()):
        raise Invalid(
            _("这段期间内，所选条款下没有可以抽取的内容。"),
            fields={"clauses": _("请放宽期间、条款或来源。")},
            clause=CLAUSE,
        )
    one = AuditRun.objects.create(
        number=_number(moment), begin=plan.begin, end=plan.end, clauses=list(chosen), departments=list(places),
        sources=list(drawn), size=plan.size, seed=salt, auditor_id=by.staff_id, responsible_id=responsible,
        started_at=moment,
        drawn={source: {"number": found.number, "digest": found.digest} for source, found in drawn.items()},
    )  # fmt: skip
    things = [(source, id) for source, found in drawn.items() for id in found.ids]
    Sample.objects.bulk_create(
        Sample(run=one, place=n, source=source, thing=id, clause=population.clause_of(source, id, wanted))
        for n, (source, id) in enumerate(things, 1)
    )
    _note(by, "audit.begun", one, seed=salt, clauses=len(chosen), samples=len(things))
    return one


def _check(plan: Plan) -> None:
    if plan.begin > plan.end or plan.end > clock.today() or (plan.end - plan.begin).days > LONGEST:
        raise Invalid(_("审计期间应在一年以内，并且已经过去。"), fields={"end": _("请核对起止日期。")}, clause=CLAUSE)
    known = {code for code, _words in reads.clauses_to_choose()}
    if not plan.clauses or set(plan.clauses) - known:
        raise Invalid(_("请选择现行制度的条款。"), fields={"clauses": _("请选择条款。")}, clause=CLAUSE)
    if not plan.sources or set(plan.sources) - set(Source.values):
        raise Invalid(_("请选择从哪里抽样。"), fields={"sources": _("请选择来源。")}, clause=CLAUSE)
    if not 1 <= plan.size <= MOST:
        raise Invalid(
            _("每类抽 1 到 %(most)s 件。") % {"most": MOST}, fields={"size": _("请核对件数。")}, clause=CLAUSE
        )
    if set(plan.departments) - chart.chart().parents.keys():
        raise Invalid(_("没有这个部门。"), fields={"departments": _("请选择部门。")}, clause=CLAUSE)


def _number(moment: dt.datetime) -> str:
    year = clock.day_of(moment).year
    n = sequences.take(f"oversight.audits:{year}")
    return f"内审〔{year}〕{n:02d}号"  # untranslated: a number of the company's papers


@act(AUDIT, clause=CLAUSE)
def judge_sample(*, by: Viewer, sample: int, verdict: str, note: str = "", severity: str = "") -> Sample:
    """Say of a sample that it is in order, a finding (in words, with its severity), or not applicable (and why).

    It may be judged anew until the run is signed. Conflict: it is signed. Invalid: a verdict without its words.
    """
    row = Sample.objects.filter(pk=sample).first()
    if row is None:
        raise NotFound(_("没有这件样本，或您无权查看。"), clause=CLAUSE)
    one = _open_run(by, row.run_id)
    if verdict not in Verdict.values or verdict == Verdict.OPEN:
        raise Invalid(_("请选择审查结论。"), fields={"verdict": _("请选择。")}, clause=CLAUSE)
    words = checks.text(note, max_chars=500)
    if verdict != Verdict.IN_ORDER and not words:
        raise Invalid(_("请写明发现了什么，或为什么不适用。"), fields={"note": _("请填写。")}, clause=CLAUSE)
    if verdict == Verdict.FINDING and severity not in Severity.values:
        raise Invalid(_("请选择问题的轻重。"), fields={"severity": _("请选择。")}, clause=CLAUSE)
    if verdict != Verdict.FINDING and FollowUp.objects.filter(sample=row).exists():
        raise Conflict(_("这件样本已有整改事项。"), clause=CLAUSE, todo=_("有整改事项的样本须保留为有问题。"))
    row.verdict, row.note, row.judged_at = verdict, words, clock.now()
    row.severity = severity if verdict == Verdict.FINDING else ""
    row.save(update_fields=["verdict", "note", "severity", "judged_at"])
    _note(by, "audit.judged", one, place=row.place, verdict=verdict, severity=row.severity)
    return row


@act(AUDIT, clause=CLAUSE)
def agree_follow_up(*, by: Viewer, sample: int, text: str, owner: int, due_on: dt.date) -> FollowUp:
    """Lay down what somebody does about a finding by when; it becomes their obligation."""
    row = Sample.objects.filter(pk=sample).first()
    if row is None:
        raise NotFound(_("没有这件样本，或您无权查看。"), clause=CLAUSE)
    one = _open_run(by, row.run_id)
    if row.verdict != Verdict.FINDING:
        raise Conflict(_("只有发现问题的样本才有整改事项。"), clause=CLAUSE, todo=_("请先登记发现的问题。"))
    made = written_follow_up(text, owner, due_on, CLAUSE)
    made.sample = row
    made.save(force_insert=True)
    told_follow_up(by, made, CLAUSE, audit=one.number)
    return made


@act("desk.view", clause=CLAUSE)
def finish_follow_up(*, by: Viewer, follow_up: int, note: str) -> FollowUp:
    """Report a follow-up done and how; only its owner does."""
    reads.follow_up(by, follow_up)
    one = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up)
    if one.owner_id not in by.people:
        raise NotAllowed(_("这项整改不是交给您办的。"), clause=CLAUSE, todo=_("请由责任人报告办理情况。"))
    if one.done_at is not None:
        raise Conflict(_("这项整改已经办结。"), clause=CLAUSE, todo=_("请看办理说明。"))
    words = checks.text(note, max_chars=200)
    if not words:
        raise Invalid(_("请写明怎样办结的。"), fields={"note": _("请填写。")}, clause=CLAUSE)
    one.done_note, one.done_at = words, clock.now()
    one.save(update_fields=["done_note", "done_at"])
    kind, clause = ("follow_up.done", CLAUSE) if one.sample_id else ("improvement.done", IMPROVED)
    ledger.record(
        kind, by.actor, Ref("follow_up", one.pk), clauses=(clause,), payload={"on_time": clock.today() <= one.due_on}
    )
    return one


@act(AUDIT, clause=CLAUSE)
def sign_audit(*, by: Viewer, run: int, digest: str, proof: Proof, drawing: Drawing = ()) -> AuditRun:
    """Sign the report: only whoever audited, once every sample is judged and every finding followed up."""
    one = _open_run(by, run)
    page = reads.page(by, run)
    if page.verdicts[Verdict.OPEN]:
        raise Conflict(
            _("还有 %(n)s 件样本没有审查。") % {"n": page.verdicts[Verdict.OPEN]}, clause=CLAUSE,
            todo=_("请逐件给出结论后再签字。"),
        )  # fmt: skip
    if page.unfollowed:
        raise Conflict(
            _("第 %(n)s 件样本的问题还没有整改事项。") % {"n": page.unfollowed[0].place}, clause=CLAUSE,
            todo=_("请为每个问题写明由谁、在何日前整改。"),
        )  # fmt: skip
    signing.sign(by=by, subject=Ref("audit", one.pk), capacity=_AUDITOR, digest=digest, proof=proof, drawing=drawing)
    one.state, one.signed_at = AuditState.SIGNED, clock.now()
    one.save(update_fields=["state", "signed_at"])
    findings = page.verdicts[Verdict.FINDING]
    _note(by, "audit.signed", one, samples=len(page.samples), findings=findings)
    root = next((id for id, parent in chart.chart().parents.items() if parent is None), None)
    ledger.record(
        "audit.reported", by.actor, Ref("company", root) if root else None, clauses=(CLAUSE,),
        payload={"audit": one.pk, "number": one.number, "findings": findings},
    )  # fmt: skip
    return one


@act("desk.view", clause=CLAUSE)
def answer_audit(*, by: Viewer, run: int, answer: str, digest: str, proof: Proof, drawing: Drawing = ()) -> AuditRun:
    """Answer a signed report and sign it too: only the person responsible."""
    reads.run(by, run)
    one = AuditRun.objects.select_for_update().get(pk=run)
    if one.responsible_id != by.staff_id:
        raise NotAllowed(_("这份报告由负责人答复。"), clause=CLAUSE, todo=_("请由报告上写明的负责人办理。"))
    if one.state != AuditState.SIGNED:
        raise Conflict(
            _("现在不能答复：%(state)s。") % {"state": one.get_state_display()}, clause=CLAUSE,
            todo=_("审计员签发之后答复，只答复一次。"),
        )  # fmt: skip
    words = checks.text(answer, max_chars=2000, multiline=True)
    if not words:
        raise Invalid(_("请写明答复。"), fields={"answer": _("请填写。")}, clause=CLAUSE)
    signing.sign(
        by=by, subject=Ref("audit", one.pk), capacity=_RESPONSIBLE, digest=digest, proof=proof, drawing=drawing
    )
    one.answer, one.state, one.answered_at = words, AuditState.ANSWERED, clock.now()
    one.save(update_fields=["answer", "state", "answered_at"])
    _note(by, "audit.answered", one, answer=hashlib.sha256(words.encode()).hexdigest())
    return one


def print_audit(*, by: Viewer, run: int, address: str = "") -> bytes:
    """The report as PDF/A. address: what its QR code opens."""
    require(by, "desk.view", clause=CLAUSE, attempted="print_audit")
    paper = papers.report(by, run, address)
    _note_taken(by=by, run=run, kind="audit.printed", code=prints.code_of(paper))
    return papers.pdf_of(by, paper)


@act("desk.view", clause=CLAUSE)
def export_audit(*, by: Viewer, run: int) -> None:
    """Note that the samples of a report were taken along as a table."""
    _note(by, "audit.exported", reads.run(by, run))


@act("desk.view", clause=CLAUSE)
def _note_taken(*, by: Viewer, run: int, kind: str, code: str) -> None:
    _note(by, kind, reads.run(by, run), code=code)


def _open_run(by: Viewer, run: int) -> AuditRun:
    one = AuditRun.objects.select_for_update().filter(pk=run).first()
    if one is None:
        raise NotFound(_("没有这次审计，或您无权查看。"), clause=CLAUSE)
    if one.auditor_id != by.staff_id:
        raise NotAllowed(_("这次审计不由您办理。"), clause=CLAUSE, todo=_("请由开始这次审计的审计员办理。"))
    if one.state != AuditState.OPEN:
        raise Conflict(_("报告已签发，不能再改。"), clause=CLAUSE, todo=_("请另开一次审计。"))
    return one


def _note(by: Viewer, kind: str, one: AuditRun, **more: JSON) -> None:
    payload: dict[str, JSON] = {"number": one.number, **more}
    ledger.record(kind, by.actor, Ref("audit", one.pk), clauses=(CLAUSE,), payload=payload)
