"""When a course is due for somebody. Pure."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from juanzong.kit.calendar import add_months
from juanzong.policies.shapes_training import Course

SOON = dt.timedelta(days=30)


class TrainingState(models.TextChoices):
    """How somebody stands with a course, the worst first."""

    OVERDUE = "overdue", _("逾期")
    DUE = "due", _("将到期")
    OK = "ok", _("有效")


def due_on(course: Course, began: dt.date, taken: dt.date | None) -> dt.date | None:
    """The last day for the (next) taking. began: since when they hold a position it is for; taken: when they last
    completed it. None: never again."""
    if taken is None:
        return began + dt.timedelta(days=course.first_days)
    return add_months(taken, course.months) if course.months else None


def state(due: dt.date | None, today: dt.date) -> TrainingState:
    """How it stands today: up to and including its day it is not overdue."""
    if due is None or due - SOON > today:
        return TrainingState.OK
    return TrainingState.DUE if today <= due else TrainingState.OVERDUE


def valid(course: Course, taken: dt.date | None, day: dt.date) -> bool:
    """Whether a course completed on a day still counts on another."""
    due = None if taken is None else due_on(course, taken, taken)
    return taken is not None and (due is None or day <= due)


def quarter_end(day: dt.date) -> dt.date:
    """The last day of the quarter of a day."""
    first = dt.date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return add_months(first, 3) - dt.timedelta(days=1)


def passed(pass_mark: int | None, score: int | None) -> bool:
    """Whether whoever was there has completed the course."""
    return pass_mark is None or (score is not None and score >= pass_mark)
