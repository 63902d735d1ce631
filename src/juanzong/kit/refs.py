"""A reference to any row of any room as plain text, `customer:123`: what the ledger and work on cases hold
instead of foreign keys."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """`kind` is a room's word for a thing (`customer`, `dossier`, `item`, `staff`); `id` is its row id."""

    kind: str
    id: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> Ref:
        """Read `kind:id`; ValueError when it is not one."""
        kind, _, number = text.partition(":")
        if not kind.isidentifier() or not number.isdigit():
            raise ValueError(f"not a reference: {text!r}")
        return cls(kind, int(number))
