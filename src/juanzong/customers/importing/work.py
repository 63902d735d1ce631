"""The work on one batch: chunk by chunk, each chunk one transaction, so that a stop at any point costs nothing.

`next_row` of the batch moves in the transaction that writes the rows: a row is done once or not at all, whoever stops,
is killed, or does the same work at the same time.
"""

from __future__ import annotations

import time

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from juanzong.customers.choices import ImportState
from juanzong.customers.drafts import SourceDraft
from juanzong.customers.importing.ahead import Ahead, Chunk
from juanzong.customers.importing.columns import RowReader
from juanzong.customers.importing.examining import Examined, Examiner, mark_held, mark_repeated
from juanzong.customers.importing.seen import Seen
from juanzong.customers.models import ImportBatch, ImportRowFault, Source
from juanzong.customers.writing import Circumstances, write_many
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, NotAllowed
from juanzong.kit.ids import new_id
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.ledger.acting import act_id
from juanzong.organisation.choices import Scope
from juanzong.organisation.viewer import Viewer, viewer_for

CHUNK = 4000
RIGHT = "customers.import"
WORKING = (ImportState.CHECKING, ImportState.RUNNING)
FAULT_REASONS = 12  # of one row; what is beyond adds nothing


class Moved(Exception):
    """The batch is no longer where this work left it."""


def draft_of(source: Source) -> SourceDraft:
    """A kept source, as the checks take it."""
    return SourceDraft(
        channel=source.channel,
        purpose=source.purpose,
        basis=source.basis,
        collector=source.collector,
        collector_name=source.collector_name,
        collected_at=source.collected_at,
        reference=source.reference,
        note=source.note,
        consent_how=source.consent_how,
        consent_at=source.consent_at,
        notice_version=source.notice_version,
        sensitive_consent_at=source.sensitive_consent_at,
    )


def starter(batch: ImportBatch) -> Viewer:
    """The person who started the batch, with the rights they have today; NotAllowed when these no longer suffice."""
    viewer = viewer_for(batch.by_id)
    if viewer is None or not viewer.may(RIGHT):
        raise NotAllowed(
            _("%(name)s 已没有“导入客户”的权限，导入停在这里。") % {"name": batch.by_name},
            clause="P00-1.6",
            todo=_("恢复权限后可以继续；已导入的客户保留。"),
        )
    if viewer.scope(RIGHT) is not Scope.COMPANY and batch.department_id not in viewer.departments:
        raise NotAllowed(
            _("%(name)s 已不能为这个部门导入客户，导入停在这里。") % {"name": batch.by_name},
            clause="P00-1.6",
            todo=_("恢复权限后可以继续；已导入的客户保留。"),
        )
    return viewer


class Work:
    """A batch being checked or imported by this process. `step` does one chunk; `close` frees the sheet.

    The sheet is open only here; in the tables the batch is always at the end of a chunk. A check that starts in the
    middle begins anew, since what it had seen of the sheet is gone with the process that had seen it.
    """

    def __init__(self, batch: ImportBatch, size: int = 0) -> None:
        self.pk, self.state = batch.pk, batch.state
        self.next_row = batch.next_row if batch.state == ImportState.RUNNING else 0
        self._anew = batch.state == ImportState.CHECKING
        self._known_total = batch.total_rows
        self._seen = Seen()
        source = draft_of(Source.objects.get(pk=batch.source_id or 0))
        examiner = Examiner(RowReader(batch.mapping), source)
        self._ahead = Ahead(batch, examiner, after=self.next_row, size=size or CHUNK)

    def close(self) -> None:
        """Free the sheet."""
        self._ahead.close()

    def step(self) -> bool:
        """Do the next chunk; whether there is more. Moved: the batch went on without us, or was cancelled."""
        began = time.monotonic()
        chunk = self._ahead.next()
        if self.state == ImportState.CHECKING:
            mark_repeated(chunk.rows, self._seen)
        try:
            self._commit(chunk, began)
        except IntegrityError:
            # Somebody registered one of these between our look and our write; a second look sees them.
            self._commit(chunk, began)
        return not chunk.last

    def _commit(self, chunk: Chunk, began: float) -> None:
        rows = chunk.rows
        with transaction.atomic(), act_id():
            batch = ImportBatch.objects.select_for_update().get(pk=self.pk)
            if batch.state != self.state or batch.paused or (batch.next_row != self.next_row and not self._anew):
                raise Moved
            by = starter(batch)
            if self._anew:
                batch.faults.all().delete()
                batch.good_rows = batch.bad_rows = batch.worked_ms = 0
            running = self.state == ImportState.RUNNING
            if running:
                _mark_repeated_in_chunk(rows)
            mark_held(rows, batch=batch.pk if running else None)
            good = [one.checked for one in rows if one.checked is not None]
            if running and good:
                write_many(good, _circumstances(batch, by))
                batch.imported_rows += len(good)
            _keep_faults(batch, rows)
            batch.good_rows += len(good)
            batch.bad_rows += len(rows) - len(good)
            batch.next_row = rows[-1].row if rows else batch.next_row
            batch.total_rows = self._total(batch, chunk)
            if chunk.last:
                _end(batch, by)
            batch.beat_at = clock.now()
            batch.worked_ms += int((time.monotonic() - began) * 1000)
            batch.save()
        self.next_row, self._anew = batch.next_row, False

    def _total(self, batch: ImportBatch, chunk: Chunk) -> int:
        """All rows of the sheet: known after the check, until then what the place in the file suggests."""
        done = batch.good_rows + batch.bad_rows
        if chunk.last:
            return done
        if batch.state == ImportState.RUNNING:
            return max(self._known_total, done)
        return max(done, int(done / max(chunk.progress, 0.001)))


def _mark_repeated_in_chunk(rows: list[Examined]) -> None:
    """While running, earlier chunks are customers already; only the chunk itself has to be compared."""
    mark_repeated(rows, Seen())


def _circumstances(batch: ImportBatch, by: Viewer) -> Circumstances:
    return Circumstances(
        source_id=batch.source_id or 0,
        department_id=batch.department_id,
        responsible_id=batch.responsible_id,
        actor=by.actor,
        at=clock.now(),
        batch=batch.pk,
        entry_kind="customer.imported",
    )


def _keep_faults(batch: ImportBatch, rows: list[Examined]) -> None:
    ImportRowFault.objects.bulk_create(
        [
            ImportRowFault(
                id=new_id(), batch=batch, row=one.row, reasons=[f.stored() for f in one.faults[:FAULT_REASONS]]
            )
            for one in rows
            if one.faults
        ],
        batch_size=2000,
    )


def _end(batch: ImportBatch, by: Viewer) -> None:
    """The sheet is through: the check is done, or the import is."""
    checking = batch.state == ImportState.CHECKING
    batch.state = ImportState.CHECKED if checking else ImportState.DONE
    batch.ended_at = None if checking else clock.now()
    batch.message = ""
    ledger.record(
        "import.checked" if checking else "import.finished",
        by.actor,
        Ref("import", batch.pk),
        clauses=("P00-1.3",),
        payload={"good": batch.good_rows, "bad": batch.bad_rows, "rows": batch.total_rows},
    )


def refuse_unready(batch: ImportBatch) -> None:
    """Refuse to start what has no columns, no source or too many faults."""
    if batch.all_or_nothing and batch.bad_rows:
        raise Conflict(
            _("选择了“全部合格才导入”，但有 %(n)s 行不合格，没有导入任何一行。") % {"n": batch.bad_rows},
            clause="P00-1.3",
            todo=_("请改正后重新上传，或改选“合格的先导入”。"),
        )
