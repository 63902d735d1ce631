"""The words of the ledger that other rooms speak: who acted, and what a payload may hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

ActorKind = Literal["staff", "system", "public"]

JSON = None | bool | int | str | Sequence["JSON"] | Mapping[str, "JSON"]
"""What a payload may hold. No floats: money and measures go in as text, e.g. "12.50"."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acted, as text that stands alone: the entry must still be readable when the person's account is gone."""

    kind: ActorKind
    id: int
    name: str
    position: str = ""


# untranslated: stored in entries, the same in every language
SYSTEM: Final = Actor("system", 0, "系统")
"""The program itself: periodic work nobody asked for by hand."""

TABLES: Final = ("ledger_entry", "ledger_leaf", "ledger_tile", "ledger_head")
"""Every table that only grows."""
