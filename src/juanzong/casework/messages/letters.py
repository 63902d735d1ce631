"""What a message says, put together at the moment it is sent: number and kind of work, the clause, the day, a link.
Never a customer's name, number or anything else of theirs: a message leaves the house."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case as Whether
from django.db.models import Count, Q, When
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from juanzong.casework.choices import CaseState, ChannelKind, ObligationState, TellKind
from juanzong.casework.models import Case, Channel, Message, Obligation
from juanzong.casework.reads import cases, obligations
from juanzong.casework.shapes.obligations import Owed, Owing
from juanzong.kit import clock
from juanzong.organisation import chart as organisation
from juanzong.organisation.viewer import viewer_for

LISTED = 10
SOON = 3
"""Days ahead of which a summary names single pieces of work."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in one language: a title, lines each with the address it leads to or "", and the one address below."""

    title: str
    lines: tuple[tuple[str, str], ...]
    link: str


def compose(message: Message) -> Letter | None:
    """What a message says now; None when there is nothing to tell any more."""
    channel = message.channel
    with translation.override(channel.language):
        match message.kind:
            case TellKind.TEST:
                return Letter(_("卷宗：测试消息"), ((_("收到这条消息，说明提醒可以送达。"), ""),), _page(channel, "/"))
            case TellKind.ESCALATION:
                return _late(message)
            case _:
                return _for_person(message) if channel.kind == ChannelKind.EMAIL else _for_group(channel)


def _page(channel: Channel, path: str) -> str:
    return channel.home.rstrip("/") + path


def _address(obligation: int) -> str:
    return reverse("casework:obligation", args=[obligation])


def _late(message: Message) -> Letter | None:
    row = Obligation.objects.filter(pk=message.obligation_id or 0, state=ObligationState.OPEN).first()
    if row is None:
        return None
    days = (clock.today() - row.due_on).days
    late = ngettext("逾期 %(n)s 天", "逾期 %(n)s 天", days) % {"n": days}
    line = _("%(work)s（%(clause)s）%(late)s，应于 %(day)s 前完成。") % {
        "work": obligations.duty_of(row).name, "clause": row.clause, "late": late, "day": row.due_on.isoformat()
    }  # fmt: skip
    page = _page(message.channel, _address(row.pk))
    return Letter(_("卷宗：有待办逾期，请督促"), ((line, page),), page)


def _for_person(message: Message) -> Letter | None:
    viewer = viewer_for(message.staff_id or 0)
    if viewer is None:
        return None
    lines: list[tuple[str, str]] = []
    owing = obligations.work_of(viewer, limit=50) if TellKind.REMINDER in message.channel.kinds else None
    if owing is not None and owing.total:
        near = [one for one in owing.listed if one.mine and one.days_left <= SOON][:LISTED]
        lines = [(_totals(owing), ""), *((_of_one(one), _page(message.channel, _address(one.id))) for one in near)]
    waiting = cases.decisions_count(viewer) if TellKind.DECISION in message.channel.kinds else 0
    if waiting:
        lines.append((_("有 %(n)s 件办理单等您决定或签字。") % {"n": waiting}, ""))
    return Letter(_("卷宗：今天的待办"), tuple(lines), _page(message.channel, "/")) if lines else None


def _totals(owing: Owing) -> str:
    return _("您有 %(total)s 项待办：已逾期 %(overdue)s 项，今天到期 %(today)s 项。") % {
        "total": owing.total, "overdue": owing.overdue, "today": owing.today
    }  # fmt: skip


def _of_one(one: Owed) -> str:
    return _("%(when)s：%(work)s（%(clause)s）") % {"when": one.when, "work": one.duty.name, "clause": one.clause}


def _for_group(channel: Channel) -> Letter | None:
    """For a group of people: how much of what is late or due today in its departments, by kind of work."""
    where = Q(department__in=_below(channel.departments)) if channel.departments else Q()
    lines = _counted(where) if TellKind.REMINDER in channel.kinds else []
    if TellKind.DECISION in channel.kinds:
        waiting = Case.objects.filter(where, state=CaseState.OPEN, calls__isnull=False).distinct().count()
        lines += [_("%(n)s 件办理单等待决定或签字") % {"n": waiting}] if waiting else []
    return Letter(_("卷宗：今天的待办"), tuple((line, "") for line in lines), _page(channel, "/")) if lines else None


def _counted(where: Q) -> list[str]:
    today = clock.today()
    rows = Obligation.objects.filter(where, state=ObligationState.OPEN, due_on__lte=today)
    counted = rows.order_by().values("duty", "pack", "version", "clause").annotate(
        late=Count(Whether(When(due_on__lt=today, then=1))), now=Count(Whether(When(due_on=today, then=1)))
    )  # fmt: skip
    most = sorted(counted, key=lambda one: (-one["late"], -one["now"], one["duty"]))
    lines = []
    for one in most[:LISTED]:
        bare = Obligation(duty=one["duty"], pack=one["pack"], version=one["version"], clause=one["clause"])
        lines.append(
            _("%(work)s（%(clause)s）：逾期 %(late)s 项，今天到期 %(now)s 项")
            % {"work": obligations.duty_of(bare).name, "clause": one["clause"], "late": one["late"], "now": one["now"]}
        )
    return lines


def _below(departments: Sequence[int]) -> set[int]:
    found = organisation.chart()
    return {one for one in found.parents if not set(departments).isdisjoint(found.line(one))}
