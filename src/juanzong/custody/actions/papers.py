"""Printing the papers of the archive room: each one handed out is on record with its check code."""

from __future__ import annotations

from juanzong.custody.lending_paper import slip_paper
from juanzong.custody.papers import box_paper, count_paper, disposal_paper, keeping_paper
from juanzong.custody.printing import pdf_of
from juanzong.custody.writing import told
from juanzong.kit.prints import report as prints
from juanzong.kit.refs import Ref
from juanzong.organisation.acts import act, require
from juanzong.organisation.viewer import Viewer

VIEW = "custody.view"


def print_count(*, by: Viewer, count_id: int, address: str = "") -> bytes:
    """The certificate of a stocktake as PDF/A. address: what its QR code opens."""
    require(by, VIEW, clause="P03-3", attempted="print_count")
    paper = count_paper(by, count_id, address)
    _note_print(by=by, kind="count.printed", about=Ref("stocktake", count_id), code=prints.code_of(paper))
    return pdf_of(by, paper)


def print_disposal(*, by: Viewer, disposal_id: int, address: str = "") -> bytes:
    """The list of what is to be destroyed, and once it is, the certificate of it, as PDF/A."""
    require(by, VIEW, clause="P05-d1", attempted="print_disposal")
    paper = disposal_paper(by, disposal_id, address)
    _note_print(by=by, kind="disposal.printed", about=Ref("disposal", disposal_id), code=prints.code_of(paper))
    return pdf_of(by, paper)


def print_box(*, by: Viewer, place_id: int, address: str = "") -> bytes:
    """The list of the bound volumes in a box as PDF/A."""
    require(by, VIEW, clause="P06-6", attempted="print_box")
    paper = box_paper(by, place_id, address)
    _note_print(by=by, kind="box.printed", about=Ref("place", place_id), code=prints.code_of(paper))
    return pdf_of(by, paper)


def print_keeping(*, by: Viewer, keeping_id: int, address: str = "") -> bytes:
    """The list of a change of keeper with both signatures as PDF/A."""
    require(by, VIEW, clause="P05-c7", attempted="print_keeping")
    paper = keeping_paper(by, keeping_id, address)
    _note_print(by=by, kind="keeping.printed", about=Ref("keeping", keeping_id), code=prints.code_of(paper))
    return pdf_of(by, paper)


def print_slip(*, by: Viewer, loan_id: int, aim: str = "") -> bytes:
    """A lending slip as PDF/A, for the borrower and for whoever lends. aim: what its QR code opens."""
    require(by, "custody.borrow", clause="P03-6.1", attempted="print_slip")
    paper = slip_paper(by, loan_id, aim)
    _note_slip(by=by, about=Ref("loan", loan_id), code=prints.code_of(paper))
    return pdf_of(by, paper)


@act(VIEW, clause="P03-3")
def _note_print(*, by: Viewer, kind: str, about: Ref, code: str) -> None:
    told(by, kind, about, clauses=("P03-3",), code=code)


@act("custody.borrow", clause="P03-6.1")
def _note_slip(*, by: Viewer, about: Ref, code: str) -> None:
    told(by, "loan.printed", about, clauses=("P03-6.1",), code=code)
