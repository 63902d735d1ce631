"""The daily run and the sending of messages, chores like any other: each does a batch, and is called again while more
waits."""

from __future__ import annotations

from juanzong.casework.cases import calling
from juanzong.casework.duties import rounds, taking_over, telling
from juanzong.casework.messages import delivery


def run_some() -> bool:
    """Open rounds, take over from those who have left, tell people, look again whom cases wait for; whether more waits.
    Doing it twice does nothing twice."""
    return rounds.open_some() or taking_over.take_some() or telling.tell_some() or calling.look_at_some()


def deliver_some() -> bool:
    """Send what waits in the outbox, one message at a time, so that other chores have their turn between two."""
    return delivery.deliver_one()


def forget_messages() -> bool:
    """Remove messages that were sent long ago."""
    return delivery.forget_old()
