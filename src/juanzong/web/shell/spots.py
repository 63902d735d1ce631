"""Thousands of small fields that link somewhere: a template loop, or escaping each part by itself, would take longer
than everything else on the page."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe


def spots(fields: Iterable[tuple[str, str, str]]) -> SafeString:
    """A field for each (class, address, words); without an address it is a picture with a name. Class and address are the
    program's own; words may be anybody's and are escaped."""
    told = list(fields)
    plain = "".join([words for _tone, _address, words in told])
    if escape(plain) != plain:  # else there is nothing to escape in any of them
        told = [(tone, address, escape(words)) for tone, address, words in told]
    return mark_safe("".join(map(_spot, told)))  # noqa: S308  words are escaped above


def _spot(field: tuple[str, str, str]) -> str:
    tone, address, words = field
    if address:
        return f'<a class="spot {tone}" href="{address}" title="{words}"></a>'
    return (
        f'<span class="spot {tone}" role="img" aria-label="{words}"></span>'
        if words
        else f'<span class="spot {tone}"></span>'
    )
