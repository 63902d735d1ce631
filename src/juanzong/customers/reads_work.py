"""What of the customers waits for a person: records under their care that lack what is expected."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from juanzong.customers.choices import CustomerState, ImportState
from juanzong.customers.models import ImportBatch
from juanzong.customers.reads import visible
from juanzong.customers.reads_import import batches
from juanzong.customers.reads_page import present_fields
from juanzong.customers.rules import Completeness, completeness
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
    mine = visible(viewer).filter(responsible=viewer.staff_id, state=CustomerState.ACTIVE).order_by("-id")
    rows = list(mine.only("id", "name", "kind", "category", "created_at")[:_LOOKED_AT])
    present = present_fields(viewer, [row.pk for row in rows]) if rows else {}
    found = [
        Incomplete(
            row.pk,
            row.name,
            row.created_at,
            completeness(row.kind, present.get(row.pk, set()) | ({"category"} if row.category else set())),
        )
        for row in rows
    ]
    return sorted((one for one in found if one.filled.percent < LOW), key=lambda one: one.filled.percent)[:limit]


def batches_to_answer(viewer: Viewer, *, limit: int = 20) -> list[ImportBatch]:
    """One's own imports that wait for an answer: columns to confirm, a trial run to decide on. One SQL statement."""
    mine = batches(viewer).filter(by_id=viewer.staff_id, state__in=_OPEN).order_by("id")
    return list(mine.only("id", "file_name", "state", "created_at", "bad_rows", "total_rows")[:limit])
