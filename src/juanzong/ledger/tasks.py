"""Sealing as background work: often for what is new, once a day for whatever slipped through."""

from __future__ import annotations

from juanzong.ledger import sealing


def seal_new() -> bool:
    """Seal what was written lately; nothing more waits afterwards."""
    sealing.seal()
    return False


def seal_everything() -> bool:
    """Seal also entries that a clock set back or a very long transaction put far behind the last head."""
    sealing.seal(everything=True)
    return False
