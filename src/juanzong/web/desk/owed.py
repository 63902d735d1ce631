"""Obligations as lines of the work list."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from juanzong.casework.shapes.obligations import Owed
from juanzong.kit import clock
from juanzong.policies.shapes_work import Duty
from juanzong.web.desk.work import Task
from juanzong.web.shell.links import address, page_of


def owed_tasks(those: Iterable[Owed]) -> list[Task]:
    """What is owed, by when, about what, and the page that does it. The words of each duty are looked up once."""
    words: dict[int, tuple[str, str]] = {}
    return [_task(one, words.get(id(one.duty)) or words.setdefault(id(one.duty), _words(one.duty))) for one in those]


def _words(duty: Duty) -> tuple[str, str]:
    return str(duty.name), str(duty.button or _("办理"))


def _task(one: Owed, words: tuple[str, str]) -> Task:
    """A late one of somebody below says whose it is."""
    what, button = words
    about = page_of(one.subject)
    own = address("casework:obligation", one.id)
    note = one.round
    if one.escalated:
        note = _("%(name)s 未办") % {"name": one.owner or one.position}
    elif one.stands_in:
        note = _("代%(name)s办理") % {"name": one.owner}
    return Task(
        since=clock.start_of(one.opened_on),
        what=what,
        subject=one.label or _("您无权查看的对象"),
        subject_url=about if one.label else "",
        clause=one.clause,
        button=_("督促") if one.escalated else button,
        url=own if one.escalated or one.duty.by_hand or not one.label else page_of(one.subject, one.duty.link) or own,
        note=note,
        primary=one.late_days > 0 and not one.escalated,
        due=one.due_on,
        about=str(one.subject),
    )
