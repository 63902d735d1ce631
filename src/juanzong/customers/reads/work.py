"""What of the customers waits for a person: records under their care that lack what is expected."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from juanzong.customers.choices import CustomerState, ImportState
from juanzong.customers.models import Customer, ImportBatch
from juanzong.customers.reads.customers import visible
from juanzong.customers.reads.importing import batches
from juanzong.customers.reads.page import present_fields
from juanzong.customers.rules import Completeness, completeness
from juanzong.kit import prepared
from juanzong.organisation.viewer import Viewer

_LOOKED_AT = 200
LOW = 70
"""Per cent of the expected fields; a customer below it stands on the work list of whoever answers for them."""
_OPEN = (ImportState.UPLOADED, ImportState.CHECKED)


@dataclass(frozen=True, slots=True)
class Incomplete:
    """A customer whose record lacks much."""

    id: int
    name: str
    since: dt.datetime
    filled: Completeness


def incomplete(viewer: Viewer, *, limit: int = 20) -> list[Incomplete]:
    """The newest customers under this person's care whose record is LOW, emptiest first. Two SQL statements."""
    if not viewer.staff_id:
        return []
    rows = prepared.rows(viewer, _newest)
    present = present_fields(viewer, [pk for pk, *_others in rows]) if rows else {}
    found = [
        Incomplete(pk, name, since, completeness(kind, present.get(pk, set()) | ({"category"} if category else set())))
        for pk, name, kind, category, since in rows
    ]
    return sorted((one for one in found if one.filled.percent < LOW), key=lambda one: one.filled.percent)[:limit]


def _newest(viewer: Viewer) -> QuerySet[Customer, Any]:
    mine = visible(viewer).filter(responsible=viewer.staff_id, state=CustomerState.ACTIVE).order_by("-id")
    return mine.values_list("id", "name", "kind", "category", "created_at")[:_LOOKED_AT]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """An import that waits for an answer."""

    id: int
    file_name: str
    state: str
    since: dt.datetime


def batches_to_answer(viewer: Viewer, *, limit: int = 20) -> list[Unanswered]:
    """One's own imports that wait for an answer: columns to confirm, a trial run to decide on. One SQL statement."""
    return [Unanswered(*row) for row in prepared.rows(viewer, _unanswered, limit)]


def _unanswered(viewer: Viewer, limit: int) -> QuerySet[ImportBatch, Any]:
    mine = batches(viewer).filter(by_id=viewer.staff_id, state__in=_OPEN).order_by("id")
    return mine.values_list("id", "file_name", "state", "created_at")[:limit]
