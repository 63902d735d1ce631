"""The daily run, which is a chore like any other: it does a batch, and is called again while more waits."""

from __future__ import annotations

from juanzong.casework import rounds, taking_over, telling


def run_some() -> bool:
    """Open rounds, take over from those who have left, tell people; whether more waits. Doing it twice does nothing
    twice."""
    return rounds.open_some() or taking_over.take_some() or telling.tell_some()
