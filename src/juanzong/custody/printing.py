"""A paper of the archive room as PDF/A, in the language of whoever prints it."""

from __future__ import annotations

from django.utils.translation import get_language

from juanzong.custody.prints import report as prints
from juanzong.custody.prints.words import Lang
from juanzong.kit import clock
from juanzong.organisation.viewer import Viewer


def pdf_of(by: Viewer, paper: prints.Report) -> bytes:
    """A paper as PDF/A in the language of whoever prints it."""
    lang: Lang = "en" if (get_language() or "").startswith("en") else "zh"
    return prints.report(paper, lang=lang, moment=clock.now(), printed_by=by.name)
