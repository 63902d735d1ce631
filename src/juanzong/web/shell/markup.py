"""Markup put together in Python, for what a page repeats many times: a template for each row takes longer than the rest of
the page."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe


def filled(pattern: str, *words: object) -> SafeString:
    """`format_html`, in a fraction of its time: the words in their places, `{}`, escaped unless they are markup already."""
    ready = [word if isinstance(word, SafeString) else escape(str(word)) for word in words]
    return mark_safe(pattern.format(*ready))  # noqa: S308  every word is escaped


def joined(parts: Iterable[object], between: str = "") -> SafeString:
    """Pieces of markup one after the other; what is not markup is escaped."""
    ready = [part if isinstance(part, SafeString) else escape(str(part)) for part in parts]
    return mark_safe(escape(between).join(ready))  # noqa: S308  every part is escaped
