"""Printing: each paper handed out is on record with its check code."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import get_language

from juanzong.dossiers import papers, reads
from juanzong.dossiers.choices import Paper
from juanzong.dossiers.models import Dossier
from juanzong.dossiers.prints.words import Lang
from juanzong.dossiers.writing import reached, told
from juanzong.kit import clock
from juanzong.organisation.acts import act, require
from juanzong.organisation.viewer import Viewer

PRINT = "dossiers.print"


def print_paper(*, by: Viewer, dossier_id: int, paper: Paper, copies: tuple[str, ...] = (), address: str = "") -> bytes:
    """A paper of a dossier as PDF/A, made of what the record says now.

    copies: one line for each copy of the volume list. address: what the QR code opens.
    """
    require(by, PRINT, clause="P03-4.2b", attempted="print_paper")
    reached(by, PRINT, dossier_id)
    page = reads.dossier_page(by, dossier_id)
    language: Lang = "en" if (get_language() or "").startswith("en") else "zh"
    moment: dt.datetime = clock.now()
    made = papers.make(page, Paper(paper), by, copies=copies, address=address, language=language, moment=moment)
    _note_print(by=by, one=page.dossier, paper=Paper(paper), code=made.code, copies=len(copies) or 1)
    return made.pdf


@act(PRINT, clause="P03-4.2b")
def _note_print(*, by: Viewer, one: Dossier, paper: Paper, code: str, copies: int) -> None:
    told(by, "dossier.printed", one, clauses=("P03-4.2b",), paper=str(paper), code=code, copies=copies)
