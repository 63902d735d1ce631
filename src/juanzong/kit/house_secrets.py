"""Secrets of the house itself: what an authenticator shares with a phone, what a robot signs with. Sealed at rest with a
key of their owner (a row's id), like customers' values, but opened by the room that keeps them and shown to nobody."""

from __future__ import annotations

from juanzong.kit import subject_keys
from juanzong.kit.sealing import Sealer, unseal

_TABLE = "house_secret"


def keep(owner: int, purpose: str, text: str) -> bytes:
    """The sealed bytes of a secret, bound to its owner and purpose; inside the transaction that stores them."""
    key = subject_keys.get_many([owner]).get(owner) or subject_keys.create(owner)
    return Sealer(key, owner).seal(text, table=_TABLE, column=purpose, row=owner)


def reveal(owner: int, purpose: str, sealed: bytes) -> str:
    """The secret again; Unavailable when it was changed, or sealed for another owner or purpose."""
    return unseal(sealed, key=subject_keys.get(owner), subject=owner, table=_TABLE, column=purpose, row=owner)
