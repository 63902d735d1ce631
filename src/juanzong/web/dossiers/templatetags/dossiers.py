"""How the parts of a volume are counted on the page."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from juanzong.policies.shapes import DossierKind, Section

register = template.Library()
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
