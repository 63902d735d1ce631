"""Reads of imports: whose batches one may see, what a sheet looks like, which rows are at fault and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from juanzong.customers import reads
from juanzong.customers.choices import ImportState
from juanzong.customers.importing import sheetfiles
from juanzong.customers.importing.columns import labels
from juanzong.customers.importing.examining import HELD, sentence
from juanzong.customers.importing.work import RIGHT, WORKING
from juanzong.customers.models import ImportBatch, ImportRowFault
from juanzong.kit.errors import NotFound
from juanzong.organisation.choices import Scope
from juanzong.organisation.viewer import Viewer

SHOWN_ROWS = 8


def batches(viewer: Viewer) -> QuerySet[ImportBatch]:
    """The imports a viewer may see: their own, and by their reach those of their departments or of all."""
    match viewer.scope(RIGHT):
        case Scope.COMPANY:
            return ImportBatch.objects.all()
        case Scope.DEPARTMENT:
            return ImportBatch.objects.filter(Q(department__in=viewer.departments) | Q(by_id=viewer.actor.id))
        case Scope.OWN:
            return ImportBatch.objects.filter(by_id=viewer.actor.id)
        case _:
            return ImportBatch.objects.none()


def no_batch() -> NotFound:
    """The refusal for a batch that is not there or not for this viewer."""
    return NotFound(_("没有这批导入，或您无权查看。"), clause="P00-1.6")


def batch(viewer: Viewer, pk: int) -> ImportBatch:
    """One import; NotFound when the viewer may not know of it."""
    found = batches(viewer).select_related("department", "responsible", "source").filter(pk=pk).first()
    if found is None:
        raise no_batch()
    return found


def at_work(viewer: Viewer) -> int:
    """How many imports that the viewer may see are being worked on or have stopped. One SQL statement."""
    return batches(viewer).filter(state__in=WORKING).count()


def first_department() -> int | None:
    """The department a sheet belongs to until somebody says which, for people without one."""
    departments = ImportBatch._meta.get_field("department").related_model._default_manager
    return departments.order_by("id").values_list("id", flat=True).first()


@dataclass(frozen=True, slots=True)
class Sample:
    """The first rows of a sheet and what has to be said about it. Cells are as they stand in the sheet."""

    rows: list[list[str | None]]
    notes: list[str]


def sample(found: ImportBatch) -> Sample:
    """The first rows of a batch's sheet; NotFound when the sheet was removed."""
    with sheetfiles.opened(found) as table:
        rows = [row.cells for row, _n in zip(table.rows(), range(SHOWN_ROWS), strict=False)]
        return Sample(rows, table.notes)


@dataclass(frozen=True, slots=True)
class RowFaults:
    """A row that is not taken: its number in the sheet, and each reason with the item it is about ("" for the row)."""

    row: int
    reasons: list[tuple[str, str]]

    def lines(self) -> list[str]:
        """Each reason as one text."""
        return [
            _("%(item)s：%(reason)s") % {"item": item, "reason": text} if item else text for item, text in self.reasons
        ]


def faults(viewer: Viewer, found: ImportBatch, *, limit: int, after: int = 0) -> list[RowFaults]:
    """The rows at fault behind row `after`, in order. Two SQL statements, one when no other customer is named."""
    rows = list(found.faults.filter(row__gt=after).order_by("row")[:limit])
    return _told(viewer, rows)


def _told(viewer: Viewer, rows: Sequence[ImportRowFault]) -> list[RowFaults]:
    others = {reason[3] for row in rows for reason in row.reasons if reason[1] == HELD}
    names = dict(reads.visible(viewer).filter(pk__in=others).values_list("id", "name")) if others else {}
    known = labels()
    return [
        RowFaults(
            row.row,
            [
                (str(known[target]) if target in known else "", sentence(code, text, other, names))
                for target, code, text, other in row.reasons
            ],
        )
        for row in rows
    ]


def fault_rows(viewer: Viewer, found: ImportBatch) -> Iterator[tuple[int, list[str | None], list[str]]]:
    """Every row at fault as the sheet has it, with its reasons: number, cells, reasons. Reads the sheet anew."""
    with sheetfiles.opened(found) as table:
        rows = table.rows()
        after, page = 0, faults(viewer, found, limit=500)
        while page:
            for one in page:
                cells = next((row.cells for row in rows if row.number == one.row), [])
                yield one.row, cells, one.lines()
                after = one.row
            page = faults(viewer, found, limit=500, after=after)


def ended(found: ImportBatch) -> bool:
    """Whether nothing more will happen to this batch."""
    return found.state in (ImportState.DONE, ImportState.REFUSED, ImportState.CANCELLED)
