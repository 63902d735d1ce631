"""Marks that tie a paper to its record: a QR code and a short check code."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from typing import Any

import segno

from juanzong.kit.prints.glyphs import Verbatim

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U to be misread


def qr_svg(text: str) -> Verbatim:
    """A QR code (error correction M) as SVG, to be drawn by `qr` of paper.typ. `text` is at most 1,000 characters."""
    if not text or len(text) > 1000:
        raise ValueError("a QR code on paper takes 1 to 1,000 characters")
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False, svgns=True, omitsize=True)
    return Verbatim(out.getvalue().decode("utf-8"))


def check_code(data: Mapping[str, Any]) -> str:
    """Ten characters (50 bits of SHA-256) over what the paper says, as `7KQ2M-4XD9A`: equal content, equal code.

    It shows whether a paper and the record still say the same; it is no signature.
    """
    canonical = json.dumps(data, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    bits = int.from_bytes(hashlib.sha256(canonical.encode("ascii")).digest()[:7], "big") >> 6
    letters = "".join(_ALPHABET[(bits >> shift) & 31] for shift in range(45, -1, -5))
    return f"{letters[:5]}-{letters[5:]}"
