"""The papers of forms: a record in the layout of its sheet, and the blank sheet."""

from __future__ import annotations

from juanzong.forms.prints.build import Head, Said, Signature, blank, filled

__all__ = ["Head", "Said", "Signature", "blank", "filled"]
