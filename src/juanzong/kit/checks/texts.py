"""Free text as people paste it, made safe to store, compare and print."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from juanzong.kit.errors import Invalid

# Control characters (tab and newlines are judged apart), marks that turn the direction of text, invisible
# characters that make two equal-looking names differ, and lone surrogates, which no database stores.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_BREAKS = re.compile(r"[\t\r\n\u0085\u2028\u2029]+")
_NEWLINES = re.compile("\r\n|[\r\u0085\u2028\u2029]")


def plain(value: str) -> str:
    """Identifiers are typed in full-width forms and with spaces inside: NFKC, then no white space or marks."""
    if value.isascii() and value.isalnum():
        return value
    return _UNWANTED.sub("", "".join(unicodedata.normalize("NFKC", value).split()))


def text(value: str, *, max_chars: int = 0, max_bytes: int = 0, multiline: bool = False) -> str:
    """The stored form of free text: NFC, trimmed, without control and direction marks.

    max_chars counts characters, max_bytes counts UTF-8 bytes; 0 is no limit. A text that is too long is
    refused, never cut. Without `multiline`, line breaks and tabs become one space.
    """
    if not value.isprintable():
        value = _NEWLINES.sub("\n", value) if multiline else _BREAKS.sub(" ", value)
        value = _UNWANTED.sub("", value)
    if not value.isascii() and not unicodedata.is_normalized("NFC", value):
        value = unicodedata.normalize("NFC", value)
    value = value.strip()
    if max_chars and len(value) > max_chars:
        raise Invalid(
            _("文字有 %(n)s 个字，最多 %(max)s 个字。") % {"n": len(value), "max": max_chars}, todo=_("请缩短后再试。")
        )
    if max_bytes and len(value) * 4 > max_bytes:
        size = len(value.encode())
        if size > max_bytes:
            raise Invalid(
                _("文字占 %(n)s 字节，最多 %(max)s 字节。") % {"n": size, "max": max_bytes}, todo=_("请缩短后再试。")
            )
    return value
