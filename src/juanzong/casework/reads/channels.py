"""How messages leave the house, for the administrator: the channels, and what became of the latest messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from juanzong.casework.choices import MessageState
from juanzong.casework.models import Channel, Message
from juanzong.kit.errors import NotFound
from juanzong.organisation.acts import require
from juanzong.organisation.viewer import Viewer

MANAGE = "organisation.manage"
LATEST = 50


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel with how many of its messages wait, were sent and have failed."""

    channel: Channel
    waiting: int
    sent: int
    failed: int


def channels(viewer: Viewer) -> list[ChannelRow]:
    """All of them. One SQL statement."""
    require(viewer, MANAGE, clause="P00-1.6")
    states = {
        name: Count("messages", filter=Q(messages__state=state))
        for name, state in (
            ("waiting", MessageState.WAITING), ("sent", MessageState.SENT), ("failed", MessageState.FAILED)
        )
    }  # fmt: skip
    rows: Any = Channel.objects.annotate(**states).order_by("kind", "name")
    return [ChannelRow(one, one.waiting, one.sent, one.failed) for one in rows]


def channel(viewer: Viewer, id: int) -> Channel:
    """One; NotFound when there is none. One SQL statement."""
    require(viewer, MANAGE, clause="P00-1.6")
    found = Channel.objects.filter(pk=id).first()
    if found is None:
        raise NotFound(_("没有这个渠道。"))
    return found


def latest(viewer: Viewer) -> Sequence[Message]:
    """The latest messages, those that failed or wait for another try first. Two SQL statements."""
    require(viewer, MANAGE, clause="P00-1.6")
    rows = Message.objects.select_related("channel", "staff")
    troubled = list(rows.exclude(error="").order_by("-id")[:LATEST])
    seen = {one.pk for one in troubled}
    return [*troubled, *(one for one in rows.order_by("-id")[:LATEST] if one.pk not in seen)][:LATEST]
