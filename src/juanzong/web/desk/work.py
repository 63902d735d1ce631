"""Work sources: what waits for a person, told by every room in the same words.

A module of `desk/sources` declares one source for each kind of work, from the reads of its room:

    work_sources.declare("intake", WorkSource("intake", 10, "intake.accept", find, statements=1))

`find(viewer)` gives at most TOLD tasks, oldest first, for a known number of SQL statements.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from juanzong.casework.reads import routes
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
    due: the last day that is on time, of an obligation. about: what it is about as a Ref; what an obligation says of a
    thing is not said a second time. note_of: gives the notes, by `about`, of all tasks that are shown at once.
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
    due: dt.date | None = None
    about: str = ""
    note_of: Callable[[Sequence[Task]], Mapping[str, str]] | None = None

    @property
    def day(self) -> dt.date:
        """Where it stands in the list: its last day, else the day since when it has waited."""
        return self.due or clock.day_of(self.since)

    def days(self, today: dt.date) -> int:
        """Whole days it has waited, by the calendar of China."""
        return (today - clock.day_of(self.since)).days

    def age(self, today: dt.date) -> str:
        """How long it has waited, or when it is due, in words."""
        if not self.pressing:
            return _("有空时")
        if self.due is not None:
            return _due_in_words(self.due, today)
        match self.days(today):
            case days if days <= 0:
                return _("今天")
            case 1:
                return _("昨天")
            case days:
                return _("已等 %(n)s 天") % {"n": days}

    def tone(self, today: dt.date) -> str:
        if not self.pressing:
            return "plain"
        if self.due is not None:
            return "danger" if self.due < today else "amber" if self.due == today else "plain"
        days = self.days(today)
        return "danger" if days >= LATE else "amber" if days >= SOON else "plain"


def _due_in_words(due: dt.date, today: dt.date) -> str:
    match (due - today).days:
        case days if days < 0:
            return ngettext("逾期 %(n)s 天", "逾期 %(n)s 天", -days) % {"n": -days}
        case 0:
            return _("今天")
        case 1:
            return _("明天")
        case _later:
            return due.strftime("%m-%d") if due.year == today.year else due.isoformat()


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
        """How many without a day have waited LATE days or longer."""
        today = clock.today()
        return sum(task.pressing and task.due is None and task.days(today) >= LATE for task in self.all)

    @property
    def today(self) -> int:
        """How many without a day came today."""
        today = clock.today()
        return sum(task.pressing and task.due is None and task.days(today) <= 0 for task in self.all)


def work_of(viewer: Viewer, owed: Sequence[Task] = (), cases: Collection[str] = ()) -> Work:
    """What waits for this person by day: what they owe, and between it what has waited since then.

    owed: their obligations; what one of them is about is left out of the other sources, and so are the things whose
    cases wait for the person. A thing on which a case is under way is that case's, whoever it waits for.
    """
    tasks: list[Task] = []
    more = False
    about = {task.about for task in owed if task.about} | set(cases)
    for source in sorted(work_sources, key=lambda one: (one.order, one.name)):
        if viewer.may(source.right):
            found = list(source.find(viewer))
            more = more or len(found) >= TOLD
            tasks += [task for task in found if task.about not in about]
    governed = routes.under_way({task.about for task in tasks if task.about})
    tasks = [task for task in tasks if task.about not in governed]
    tasks += owed
    tasks.sort(key=lambda task: (not task.pressing, task.day))
    return Work([one for one in tasks if not one.decide], [one for one in tasks if one.decide], more)


def with_notes(tasks: Sequence[Task]) -> list[Task]:
    """The tasks that are shown, with what is said beside them: one question for all that are noted alike."""
    notes: dict[str, str] = {}
    for note_of in {task.note_of for task in tasks if task.note_of}:
        notes.update(note_of([task for task in tasks if task.note_of is note_of]))
    return [replace(task, note=notes.get(task.about, "")) if task.note_of else task for task in tasks]
