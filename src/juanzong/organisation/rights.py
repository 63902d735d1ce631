"""The socket for rights: every room declares the rights its actions and pages ask for; packs give them to positions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from juanzong.kit.registry import Registry


@dataclass(frozen=True, slots=True)
class Right:
    """One right; `label` is its translated name, `reads_customers` whether it shows customers' data."""

    code: str
    label: Any
    reads_customers: bool = False


rights: Registry[Right] = Registry("right")


def declare(right: Right) -> Right:
    """Add a right; for `declarations` modules only."""
    return rights.declare(right.code, right)
