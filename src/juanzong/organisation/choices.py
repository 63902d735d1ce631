"""How far a right reaches, and why a person may not enter."""

from __future__ import annotations

from enum import IntEnum


class Scope(IntEnum):
    """How far a right reaches: what one set up oneself, one's department and all below it, the whole company."""

    OWN = 1
    DEPARTMENT = 2
    COMPANY = 3

    @classmethod
    def named(cls, name: str) -> Scope:
        return cls[name.upper()]
