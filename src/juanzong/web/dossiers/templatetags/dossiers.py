"""How the parts of a volume are counted on the page."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from juanzong.dossiers.choices import DossierState
from juanzong.policies.shapes import DossierKind, Section
from juanzong.web.shell.templatetags.ui import badge

register = template.Library()
_TONES = {DossierState.VERIFYING: "amber", DossierState.VERIFIED: "indigo", DossierState.IN_FORCE: "celadon"}
_NUMERALS = "〇一二三四五六七八九十"  # untranslated: numerals of Chinese headings


@register.filter
def ordinal(n: int) -> str:
    """The mark before a heading: 一、 in Chinese, "1. " otherwise."""
    if not (get_language() or "").startswith("zh"):
        return f"{n}. "
    tens, ones = divmod(n, 10)
    text = (
        _NUMERALS[n] if n <= 10 else (_NUMERALS[tens] if tens > 1 else "") + "十" + (_NUMERALS[ones] if ones else "")
    )  # untranslated: numerals
    return f"{text}、"  # untranslated: the mark after a numeral


@register.filter
def section(kind: DossierKind, code: str) -> Section | None:
    """`{{ kind|section:item.section }}`: a section of the catalogue, None for one the kind no longer has."""
    return next((one for one in kind.sections if one.code == code), None)


@register.simple_tag
def state_badge(state: str, wrong: Any = 0) -> str:
    """The state of a dossier; a draft with wrong items was sent back."""
    known = DossierState(state)
    if known is DossierState.DRAFT and wrong:
        return badge(_("退回补正"), "danger")
    return badge(known.label, _TONES.get(known, "plain"))
