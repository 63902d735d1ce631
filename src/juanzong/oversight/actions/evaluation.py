"""Evaluating a year (P00-2.6): satisfaction with its source, a conclusion, improvements, a signature."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils.translation import gettext as _

from juanzong.casework.actions import signing
from juanzong.casework.rules.drawing import Drawing
from juanzong.casework.shapes.signatures import Capacity
from juanzong.kit import checks, clock
from juanzong.kit.errors import Conflict, Invalid
from juanzong.kit.prints import report as prints
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.ledger.choices import JSON
from juanzong.organisation import chart
from juanzong.organisation.acts import act, require
from juanzong.organisation.choices import Proof
from juanzong.organisation.viewer import Viewer
from juanzong.oversight.audits.papers import pdf_of
from juanzong.oversight.audits.writing import written_follow_up
from juanzong.oversight.evaluation import papers, reads
from juanzong.oversight.evaluation.reads import CLAUSE, EVALUATE, VIEW
from juanzong.oversight.models import Evaluation, FollowUp
from juanzong.policies.choices import Text

_EVALUATOR = Capacity("evaluator", Text("评估人", "Evaluated by"), CLAUSE)


@act(EVALUATE, clause=CLAUSE)
def write_evaluation(
    *, by: Viewer, year: int, conclusion: str, satisfaction: Decimal | None = None, satisfaction_source: str = ""
) -> Evaluation:
    """Write what the figures do not say, as often as needed until it is signed; each time the figures are computed anew.

    satisfaction: per cent of customers who are satisfied; then its source has to be named, for nothing here asks them.
    """
    one = _open(by, year)
    words = checks.text(conclusion, max_chars=2000, multiline=True)
    source = checks.text(satisfaction_source, max_chars=200)
    if not words:
        raise Invalid(_("请写明评估结论。"), fields={"conclusion": _("请填写。")}, clause=CLAUSE)
    if satisfaction is not None and not 0 <= satisfaction <= 100:
        raise Invalid(_("满意度应为 0 到 100。"), fields={"satisfaction": _("请核对。")}, clause=CLAUSE)
    if (satisfaction is None) != (not source):
        raise Invalid(
            _("满意度和它的来源要一起填写。"),
            fields={"satisfaction_source": _("请写明来自哪次调查、多少份。")},
            clause=CLAUSE,
        )
    one.conclusion, one.satisfaction, one.satisfaction_source = words, satisfaction, source
    one.figures, one.figured_at = reads.computed(year).as_kept(), clock.now()
    one.save(update_fields=["conclusion", "satisfaction", "satisfaction_source", "figures", "figured_at"])
    _note(by, "evaluation.written", one, satisfaction=satisfaction is not None)
    return one


@act(EVALUATE, clause=CLAUSE)
def agree_improvement(*, by: Viewer, year: int, text: str, owner: int, due_on: dt.date) -> FollowUp:
    """Lay down an improvement; it becomes its owner's obligation."""
    one = _open(by, year)
    made = written_follow_up(text, owner, due_on, CLAUSE)
    made.evaluation = one
    made.save(force_insert=True)
    ledger.record(
        "improvement.agreed", by.actor, Ref("follow_up", made.pk), clauses=(CLAUSE,),
        payload={"year": year, "owner": owner, "on": due_on.isoformat()},
    )  # fmt: skip
    return made


@act(EVALUATE, clause=CLAUSE)
def sign_evaluation(*, by: Viewer, year: int, digest: str, proof: Proof, drawing: Drawing = ()) -> Evaluation:
    """Sign the evaluation with the figures it was concluded from; the year's duty is done."""
    one = _open(by, year)
    if not one.conclusion:
        raise Conflict(_("评估结论还没有写。"), clause=CLAUSE, todo=_("请先写明结论。"))
    signing.sign(
        by=by, subject=Ref("evaluation", one.pk), capacity=_EVALUATOR, digest=digest, proof=proof, drawing=drawing
    )
    one.signed_at = clock.now()
    one.save(update_fields=["signed_at"])
    root = next((id for id, parent in chart.chart().parents.items() if parent is None), None)
    ledger.record(
        "evaluation.signed", by.actor, Ref("company", root) if root else None, clauses=(CLAUSE,),
        payload={"evaluation": one.pk, "round": str(year)},
    )  # fmt: skip
    return one


def print_evaluation(*, by: Viewer, year: int, address: str = "") -> bytes:
    """The evaluation as PDF/A. address: what its QR code opens."""
    require(by, VIEW, clause=CLAUSE, attempted="print_evaluation")
    paper = papers.report(by, year, address)
    _note_print(by=by, year=year, code=prints.code_of(paper))
    return pdf_of(by, paper)


@act(VIEW, clause=CLAUSE)
def _note_print(*, by: Viewer, year: int, code: str) -> None:
    ledger.record("evaluation.printed", by.actor, None, clauses=(CLAUSE,), payload={"year": year, "code": code})


def _open(by: Viewer, year: int) -> Evaluation:
    """The row of a year, made when it is first written to, locked. Conflict: signed."""
    reads.year_page(by, year)
    Evaluation.objects.get_or_create(year=year)
    one = Evaluation.objects.select_for_update().get(year=year)
    if one.signed_at is not None:
        raise Conflict(
            _("%(year)s 年度的评估已签字，不能再改。") % {"year": year}, clause=CLAUSE, todo=_("请看已签的评估。")
        )
    return one


def _note(by: Viewer, kind: str, one: Evaluation, **more: JSON) -> None:
    payload: dict[str, JSON] = {"year": one.year, **more}
    ledger.record(kind, by.actor, Ref("evaluation", one.pk), clauses=(CLAUSE,), payload=payload)
