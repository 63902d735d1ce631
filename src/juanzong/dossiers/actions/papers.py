"""Printing: each paper handed out is on record with its check code."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import get_language

from juanzong.casework.reads import signatures
from juanzong.dossiers import papers, reads
from juanzong.dossiers.choices import Paper
from juanzong.dossiers.models import Collection, Dossier
from juanzong.dossiers.prints.words import Lang
from juanzong.dossiers.receipts import receipt
from juanzong.dossiers.writing import reached, told
from juanzong.kit import clock
from juanzong.kit.prints import report as prints
from juanzong.kit.refs import Ref
from juanzong.organisation.acts import act, require
from juanzong.organisation.viewer import Viewer

PRINT = "dossiers.print"


def print_paper(*, by: Viewer, dossier_id: int, paper: Paper, copies: bool = False, address: str = "") -> bytes:
    """A paper of a dossier as PDF/A, made of what the record says now.

    copies: the volume list in three copies that say whose they are. address: what the QR code opens.
    """
    require(by, PRINT, clause="P03-4.2b", attempted="print_paper")
    reached(by, PRINT, dossier_id)
    page = reads.dossier_page(by, dossier_id)
    language: Lang = "en" if (get_language() or "").startswith("en") else "zh"
    moment: dt.datetime = clock.now()
    given = signatures.signatures_of(by, Ref("dossier", dossier_id)) if paper == Paper.VOLUME_LIST else []
    made = papers.make(
        page, Paper(paper), by, copies=copies, signatures=[one for one in given if one.broken is False],
        address=address, language=language, moment=moment,
    )  # fmt: skip
    _note_print(by=by, one=page.dossier, paper=Paper(paper), code=made.code, copies=3 if copies else 1)
    return made.pdf


def print_receipt(*, by: Viewer, collection_id: int, address: str = "") -> bytes:
    """The receipt for attachments that were collected as PDF/A. address: what the QR code opens."""
    require(by, PRINT, clause="P03-4.4", attempted="print_receipt")
    one, paper = receipt(by, collection_id, address)
    reached(by, PRINT, one.dossier_id)
    language: Lang = "en" if (get_language() or "").startswith("en") else "zh"
    _note_receipt(by=by, one=one, code=prints.code_of(paper))
    return prints.report(paper, lang=language, moment=clock.now(), printed_by=by.name)


@act(PRINT, clause="P03-4.4")
def _note_receipt(*, by: Viewer, one: Collection, code: str) -> None:
    told(by, "attachments.receipt_printed", one.dossier, clauses=("P03-4.4",), collection=one.pk, code=code)


@act(PRINT, clause="P03-4.2b")
def _note_print(*, by: Viewer, one: Dossier, paper: Paper, code: str, copies: int) -> None:
    told(by, "dossier.printed", one, clauses=("P03-4.2b",), paper=str(paper), code=code, copies=copies)
