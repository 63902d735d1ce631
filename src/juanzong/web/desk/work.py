"""Work sources: what waits for a person, told by every room in the same words.

A module of `desk/sources` declares one source for each kind of work, from the reads of its room:

    work_sources.declare("intake", WorkSource("intake", 10, "intake.accept", find, statements=1))

`find(viewer)` gives at most TOLD tasks, oldest first, for a known number of SQL statements.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from juanzong.kit import clock
from juanzong.kit.registry import Registry
from juanzong.organisation.viewer import Viewer

TOLD = 50
"""Tasks of one source that are told; what goes beyond is said to be more."""
LATE = 7
"""Days after which a task is told in red."""
SOON = 3
"""Days after which a task is told in amber."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that waits. since: when it began to wait. clause: what asks for it.

    subject, subject_url: what it is about, without an address when there is no page. button, url: the one thing to do.
    primary: doing it decides something. decide: it waits for a second person's judgement, and stands apart.
    pressing: False for what is good to do and hurries nobody; it comes last and is never late.
    """

    since: dt.datetime
    what: str
    subject: str
    clause: str
    button: str
    url: str
    subject_url: str = ""
    note: str = ""
    primary: bool = False
    decide: bool = False
    pressing: bool = True

    @property
    def days(self) -> int:
        """Whole days it has waited, by the calendar of China."""
        return (clock.today() - self.since.astimezone(clock.SHANGHAI).date()).days

    @property
    def age(self) -> str:
        """How long it has waited, in words."""
        if not self.pressing:
            return _("有空时")
        match self.days:
            case days if days <= 0:
                return _("今天")
            case 1:
                return _("昨天")
            case days:
                return _("已等 %(n)s 天") % {"n": days}

    @property
    def tone(self) -> str:
        if not self.pressing:
            return "plain"
        if self.days >= LATE:
            return "danger"
        return "amber" if self.days >= SOON else "plain"


@dataclass(frozen=True, slots=True)
class WorkSource:
    """One kind of work. right: who may have it. statements: what `find` costs at most."""

    name: str
    order: int
    right: str
    find: Callable[[Viewer], Sequence[Task]]
    statements: int


work_sources: Registry[WorkSource] = Registry("work source")


@dataclass(frozen=True, slots=True)
class Work:
    """Everything that waits for one person. more: whether some source told only its oldest."""

    tasks: Sequence[Task]
    decisions: Sequence[Task]
    more: bool

    @property
    def all(self) -> list[Task]:
        return [*self.tasks, *self.decisions]

    def _count(self, tasks: Sequence[Any]) -> str:
        return f"{len(tasks)}+" if self.more else str(len(tasks))

    @property
    def total(self) -> str:
        return self._count(self.tasks)

    @property
    def late(self) -> int:
        """How many have waited LATE days or longer."""
        return sum(task.pressing and task.days >= LATE for task in self.all)

    @property
    def today(self) -> int:
        """How many came today."""
        return sum(task.pressing and task.days <= 0 for task in self.all)


def work_of(viewer: Viewer) -> Work:
    """What waits for this person, longest waiting first."""
    tasks: list[Task] = []
    more = False
    for source in sorted(work_sources, key=lambda one: (one.order, one.name)):
        if viewer.may(source.right):
            found = list(source.find(viewer))
            more = more or len(found) >= TOLD
            tasks += found
    tasks.sort(key=lambda task: (not task.pressing, task.since))
    return Work([one for one in tasks if not one.decide], [one for one in tasks if one.decide], more)
