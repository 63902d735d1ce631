"""Printing what concerns certificates and safes: each paper handed out is on record with its check code."""

from __future__ import annotations

from typing import Any

from juanzong.custody import certificate_papers as papers
from juanzong.custody.printing import pdf_of
from juanzong.custody.reads import certificates as register
from juanzong.custody.reads import safes, slips
from juanzong.kit.prints import report as prints
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation.acts import act, require
from juanzong.organisation.viewer import Viewer

SLIP = "P03-5.2"


def print_safe_slip(*, by: Viewer, slip_id: int, receipt: bool = False, address: str = "") -> bytes:
    """A slip of the safe as PDF/A, or the receipt that its owner gets."""
    require(by, register.VIEW, clause=SLIP, attempted="print_safe_slip")
    paper = (papers.receipt_paper if receipt else papers.slip_paper)(by, slip_id, address)
    _note_paper(
        by=by,
        kind="safe_slip.printed",
        about=slips.ref(slip_id),
        clause=SLIP,
        number=paper.number,
        code=prints.code_of(paper),
    )
    return pdf_of(by, paper)


def print_safe_count(*, by: Viewer, count_id: int, address: str = "") -> bytes:
    """The sheet of a count as PDF/A."""
    require(by, register.VIEW, clause=safes.SAFE, attempted="print_safe_count")
    paper = papers.safe_count_paper(by, count_id, address)
    _note_paper(
        by=by, kind="safe_count.printed", about=safes.ref(count_id), clause=safes.SAFE, code=prints.code_of(paper)
    )
    return pdf_of(by, paper)


@act(register.VIEW, clause=SLIP)
def _note_paper(*, by: Viewer, kind: str, about: Ref, clause: str, **payload: Any) -> None:
    ledger.record(kind, by.actor, about, clauses=(clause,), payload=payload)
