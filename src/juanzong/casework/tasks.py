"""The daily run, which is a chore like any other: it does a batch, and is called again while more waits."""

from __future__ import annotations

from juanzong.casework import calling, rounds, taking_over, telling


def run_some() -> bool:
    """Open rounds, take over from those who have left, tell people, look again whom cases wait for; whether more waits.
    Doing it twice does nothing twice."""
    return rounds.open_some() or taking_over.take_some() or telling.tell_some() or calling.look_at_some()
