"""What leaves by e-mail and robot is put into the outbox together with the notice, in its transaction: so nothing is sent
of what did not happen, and nothing that happened is forgotten. Sending it is `delivery`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from juanzong.casework.choices import ChannelKind, MessageState, TellKind
from juanzong.casework.models import Channel, Message, Notice
from juanzong.kit import clock
from juanzong.organisation import chart as organisation
from juanzong.organisation.chart import Chart
from juanzong.organisation.reads import people as reads_people

GATHER = dt.timedelta(minutes=10)
"""So long the notices of a day are gathered before its one summary is put together."""
MORNING = dt.time(8, 30)
"""When a summary goes out that belongs to the next day."""


def put(chart: Chart, notices: Sequence[Notice], today: dt.date) -> None:
    """Put what these notices mean for each channel into the outbox. One SQL statement without channels, three with."""
    channels = list(Channel.objects.filter(active=True))
    if not channels or not notices:
        return
    mailed = reads_people.with_email(notice.staff_id for notice in notices)
    rows: dict[str, Message] = {}
    for notice in notices:
        kind = TellKind.ESCALATION if notice.escalated else TellKind.REMINDER
        for channel in channels:
            by_mail = channel.kind == ChannelKind.EMAIL
            if covers(channel, kind, chart, notice.obligation.department_id) and (
                not by_mail or notice.staff_id in mailed
            ):
                row = _row(channel, kind, notice, notice.staff_id if by_mail else None, today)
                rows.setdefault(row.key, row)
    Message.objects.bulk_create(rows.values(), ignore_conflicts=True, batch_size=500)


def put_decisions(people: Collection[int], department: int | None) -> None:
    """Put into the outbox that a case waits for these people now: told with the summary of the day, or of the next where
    that has been sent. No SQL statement for nobody, one without channels, ten at most."""
    channels = list(Channel.objects.filter(active=True)) if people else []
    channels = [one for one in channels if TellKind.DECISION in one.kinds]
    if not channels:
        return
    found, mailed = organisation.chart(), reads_people.with_email(people)
    rows = []
    for channel in channels:
        by_mail = channel.kind == ChannelKind.EMAIL
        if covers(channel, TellKind.DECISION, found, department):
            rows += [_summary(channel, staff) for staff in (sorted(mailed.intersection(people)) if by_mail else [None])]
    told = [row.key for row in rows]
    gone = set(Message.objects.filter(key__in=told).exclude(state=MessageState.WAITING).values_list("key", flat=True))
    rows = [_summary(row.channel, row.staff_id, tomorrow=True) if row.key in gone else row for row in rows]
    Message.objects.bulk_create(rows, ignore_conflicts=True)


def _summary(channel: Channel, staff: int | None, *, tomorrow: bool = False) -> Message:
    day, not_before = clock.today(), clock.now() + GATHER
    if tomorrow:
        day += dt.timedelta(days=1)
        not_before = dt.datetime.combine(day, MORNING, clock.SHANGHAI)
    key = f"{channel.pk}:day:{staff or 0}:{day.isoformat()}"
    return Message(channel=channel, kind=TellKind.DECISION, key=key, staff_id=staff, on_day=day, not_before=not_before)


def covers(channel: Channel, kind: TellKind, chart: Chart, department: int | None) -> bool:
    """Whether a channel is for this kind of message about this department."""
    wanted = set(channel.departments)
    return kind in channel.kinds and (not wanted or not wanted.isdisjoint(chart.line(department or 0)))


def _row(channel: Channel, kind: TellKind, notice: Notice, staff: int | None, today: dt.date) -> Message:
    """An escalation goes out at once and by itself; reminders of a day are one summary for each person or group."""
    if kind is TellKind.ESCALATION:
        key = f"{channel.pk}:late:{notice.obligation_id}:{staff or 0}:{today.isoformat()}"
        about, not_before = notice.obligation_id, clock.now()
    else:
        key = f"{channel.pk}:day:{staff or 0}:{today.isoformat()}"
        about, not_before = None, clock.now() + GATHER
    return Message(
        channel=channel, kind=kind, key=key, staff_id=staff, obligation_id=about, on_day=today, not_before=not_before
    )
