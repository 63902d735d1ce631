"""A paper of the archive room as PDF/A, in the language of whoever prints it."""

from __future__ import annotations

from django.utils.translation import get_language

from juanzong.kit import clock
from juanzong.kit.prints import report as prints
from juanzong.kit.prints.report import Lang
from juanzong.organisation.viewer import Viewer


def pdf_of(by: Viewer, paper: prints.Report) -> bytes:
    """A paper as PDF/A in the language of whoever prints it."""
    lang: Lang = "en" if (get_language() or "").startswith("en") else "zh"
    return prints.report(paper, lang=lang, moment=clock.now(), printed_by=by.name)
