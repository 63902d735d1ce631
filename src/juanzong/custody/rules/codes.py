"""The codes on labels: kind, serial number and four check signs under a key of this installation, D000123-7KQ2.

A code of another installation, or one misread by a single sign, has another check. All pure.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U to be misread
_CODE: Final = re.compile(r"([PDF])(\d{6,9})-?([0-9A-HJKMNP-TV-Z]{4})\Z")
_MISREAD: Final = str.maketrans("ILO", "110")
_PATH: Final = re.compile(r"/custody/c/([^/]+)/?\Z")
_NARROW: Final = {0xFEE0 + one: one for one in (*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B), 0x2D)}
_DOSSIER: Final = re.compile(r"/dossiers/(\d{1,19})/?\Z")


@dataclass(frozen=True, slots=True)
class Read:
    """What a scanned text is. code: kind and serial of a label of ours; damaged: it has the form of one, but its check is
    wrong; dossier: the id from the address on a printed cover; plain: anything else, to be looked up as it stands."""

    code: tuple[str, int] | None = None
    damaged: bool = False
    dossier: int = 0
    foreign: bool = False
    plain: str = ""


def code_text(kind: str, serial: int, key: bytes) -> str:
    """The code of a label."""
    body = f"{kind}{serial:06d}"
    return f"{body}-{_check(body, key)}"


def _check(body: str, key: bytes) -> str:
    bits = int.from_bytes(hmac.digest(key, body.encode(), "sha256")[:4], "big") >> 12
    return "".join(_ALPHABET[(bits >> shift) & 31] for shift in (15, 10, 5, 0))


def narrow(word: str) -> str:
    """Digits, letters and dashes of full width, as a Chinese keyboard gives them, as they stand on a label."""
    return word.translate(_NARROW)


def read(text: str, key: bytes) -> Read:
    """What was scanned or typed: a code, an address with one, the address of a dossier, or a word."""
    word = text.strip()
    if "://" in word:
        path = unquote(urlsplit(word).path)
        found, dossier = _PATH.search(path), _DOSSIER.search(path)
        if dossier:
            return Read(dossier=int(dossier.group(1)))
        if not found:
            return Read(foreign=True)
        word = found.group(1)
        if not _CODE.match(_upright(word)):
            return Read(damaged=True)
    match = _CODE.match(_upright(word))
    if match is None:
        return Read(plain=word)
    kind, digits, check = match.groups()
    if not hmac.compare_digest(check, _check(f"{kind}{digits}", key)):
        return Read(damaged=True)
    return Read(code=(kind, int(digits)))


def _upright(word: str) -> str:
    """Capitals, and in the check the signs that are taken for others put right."""
    head, dash, tail = narrow(word).upper().partition("-")
    return f"{head}{dash}{tail.translate(_MISREAD)}"
