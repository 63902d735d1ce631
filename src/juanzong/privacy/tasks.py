"""Background work of the privacy room."""

from __future__ import annotations

from juanzong.kit import subject_keys


def rewrap_some() -> bool:
    """A chore: move some subject keys to the current master key; whether more wait."""
    return subject_keys.rewrap_some() > 0
