"""Codes of six digits that change every thirty seconds, as authenticator apps show them (RFC 6238 over RFC 4226)."""

from __future__ import annotations

import base64
import hmac
from typing import Final
from urllib.parse import quote, urlencode

STEP: Final = 30
DIGITS: Final = 6
DRIFT: Final = 1
"""Steps before and after now that are taken, for clocks that differ."""


def code_at(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """The code of one step of thirty seconds since 1970 (RFC 4226, section 5.3)."""
    mac = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    offset = mac[-1] & 0x0F
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def matching_step(secret: bytes, code: str, seconds: float, after: int) -> int:
    """The step whose code this is, 0 for none. after: the last step that was used; no code is taken twice."""
    now = int(seconds) // STEP
    found = 0
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()) and step > after:
            found = step
    return found


def written(secret: bytes) -> str:
    """The secret as people type it: base 32 without padding."""
    return base64.b32encode(secret).decode().rstrip("=")


def read(text: str) -> bytes:
    """The secret of its written form."""
    return base64.b32decode(text + "=" * (-len(text) % 8))


def address(secret: bytes, issuer: str, account: str) -> str:
    """What a QR code says to an authenticator app."""
    asked = urlencode({"secret": written(secret), "issuer": issuer, "digits": DIGITS, "period": STEP}, quote_via=quote)
    return f"otpauth://totp/{quote(f'{issuer}:{account}', safe='')}?{asked}"
