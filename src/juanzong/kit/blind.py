"""Blind indexes: find an encrypted value by its exact content or its last four characters.

A keyed HMAC of the normalised value; the key lives in the keyring, one derived key for each field, so that equal
values of different fields do not look equal. What they still tell someone who has the database but not the key:
which rows share a value, and how often (docs/security.md says so to administrators).
"""

from __future__ import annotations

import hmac
from functools import lru_cache

from juanzong.kit import keyring
from juanzong.kit.crypto import derive

EXACT = 16
TAIL = 8


@lru_cache(maxsize=256)
def _key(index: bytes, name: str) -> bytes:
    return derive(index, f"blind|{name}")


class BlindIndex:
    """The two indexes of one field; keep it for a batch, it holds the derived keys."""

    __slots__ = ("_exact", "_tail")

    def __init__(self, field: str) -> None:
        index = keyring.ring().index
        self._exact = _key(index, f"{field}|exact")
        self._tail = _key(index, f"{field}|tail")

    def exact(self, value: str) -> bytes:
        """16 bytes that equal values share."""
        return hmac.digest(self._exact, value.encode(), "sha256")[:EXACT]

    def tail(self, value: str) -> bytes:
        """8 bytes that values with the same last four characters share."""
        return hmac.digest(self._tail, value[-4:].encode(), "sha256")[:TAIL]


def token_key(name: str) -> bytes:
    """The key under the hashed tokens of a text index, or the names of stored files."""
    return _key(keyring.ring().index, f"tokens|{name}")
