"""The background work of imports: going on with what was started, and removing sheets that are no longer needed."""

from __future__ import annotations

import datetime as dt
import errno
import logging
import os
import time
from typing import Final

from django.db import DatabaseError, OperationalError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from juanzong.customers.choices import ImportState
from juanzong.customers.importing import sheetfiles
from juanzong.customers.importing.work import WORKING, Moved, Work
from juanzong.customers.models import ImportBatch
from juanzong.kit import bulk, clock
from juanzong.kit.content import full_disk_is_unavailable
from juanzong.kit.errors import Invalid, Refusal
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.ledger.acting import act_id
from juanzong.organisation import viewer

log = logging.getLogger(__name__)

SLICE: Final = 2.0  # seconds at a time, so that other background work has its turn
PATIENCE: Final = dt.timedelta(seconds=15)  # a batch whose last sign of life is older has lost its worker
SHEETS_LAST: Final = dt.timedelta(days=7)  # after the end
FORGOTTEN_AFTER: Final = dt.timedelta(days=30)  # uploaded, then nobody came back

_current: Work | None = None


def go_on(*, patience: dt.timedelta = PATIENCE) -> bool:
    """Work on one batch for a slice of time; whether there is more to do at once."""
    batch = _next(patience)
    if batch is None:
        _leave()
        return False
    with translation.override(batch.language), bulk.heavy():
        return _slice(batch)


def _next(patience: dt.timedelta) -> ImportBatch | None:
    """The batch this process has in hand, else the one that has waited longest without anybody working on it."""
    waiting = ImportBatch.objects.filter(state__in=WORKING, paused=False, source__isnull=False).order_by("id")
    stale = clock.now() - patience
    for batch in waiting:
        if _current is not None and _current.pk == batch.pk:
            return batch
    return next((batch for batch in waiting if batch.beat_at is None or batch.beat_at <= stale), None)


def _leave() -> None:
    global _current  # noqa: PLW0603  one process works on one batch at a time
    if _current is not None:
        _current.close()
        _current = None


def _slice(batch: ImportBatch) -> bool:
    global _current  # noqa: PLW0603  one process works on one batch at a time
    until = time.monotonic() + SLICE
    try:
        if _current is None or (_current.pk, _current.state) != (batch.pk, batch.state):
            _leave()
            _current = Work(batch)
        while _current.step():
            if time.monotonic() > until:
                return True
        _leave()
        return True
    except Moved:
        _leave()
        return True
    except Refusal as refusal:
        _leave()
        _stop(batch, refusal, refused=isinstance(refusal, Invalid) and batch.state == ImportState.CHECKING)
    except OperationalError as error:
        _leave()
        _stop_for(batch, error)
    except OSError as error:
        _leave()
        _stop(batch, full_disk_is_unavailable(error))
    except Exception:
        _leave()
        log.exception("import %s stopped", batch.pk)
        _say(batch, _("导入时出了差错，停在第 %(row)s 行之后。请把时间告诉系统管理员，然后点“继续”。"))
    return False


def _stop_for(batch: ImportBatch, error: OperationalError) -> None:
    """A full disk stops the batch until somebody goes on; a busy database is simply tried again."""
    text = str(error)
    if "full" in text or "No space" in text:
        _stop(batch, full_disk_is_unavailable(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))))
    else:
        log.warning("import %s waits: %s", batch.pk, text)


def _stop(batch: ImportBatch, refusal: Refusal, *, refused: bool = False) -> None:
    said = f"{refusal.message}{refusal.todo}"
    if refused:
        _refuse(batch, said)
    else:
        _say(batch, said)


def _say(batch: ImportBatch, message: str) -> None:
    """Pause the batch with a message. On a disk that takes nothing at all, the log has it, and the work tries again."""
    try:
        with transaction.atomic(), act_id():
            row = ImportBatch.objects.select_for_update().get(pk=batch.pk)
            if row.state not in WORKING or row.paused:
                return
            row.paused, row.message = True, (message % {"row": row.next_row} if "%(row)s" in message else message)[:500]
            row.beat_at = None
            row.save(update_fields=["paused", "message", "beat_at"])
            ledger.record(
                "import.paused",
                viewer.system().actor,
                Ref("import", row.pk),
                payload={"row": row.next_row, "rows": row.imported_rows},
            )
    except DatabaseError:
        log.exception("import %s could not be paused: %s", batch.pk, message)


def _refuse(batch: ImportBatch, message: str) -> None:
    """End a batch whose sheet proved unreadable; nothing of it is in."""
    with transaction.atomic(), act_id():
        row = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if row.state != ImportState.CHECKING:
            return
        row.state, row.message, row.ended_at = ImportState.REFUSED, message[:500], clock.now()
        row.save(update_fields=["state", "message", "ended_at"])
        ledger.record("import.refused", viewer.system().actor, Ref("import", row.pk), payload={"row": row.next_row})


def remove_old_sheets() -> bool:
    """Cancel what nobody came back to, and shred the sheets of batches that ended some days ago; whether more wait."""
    now = clock.now()
    left = ImportBatch.objects.filter(
        state__in=(ImportState.UPLOADED, ImportState.CHECKED), created_at__lt=now - FORGOTTEN_AFTER
    )
    done = ImportBatch.objects.filter(ended_at__lt=now - SHEETS_LAST).exclude(stored="")
    found = [*left[:20], *done[:20]]
    for batch in found:
        with transaction.atomic(), act_id():
            if batch.ended_at is None:
                batch.state, batch.ended_at = ImportState.CANCELLED, now
                batch.message = _("上传后 30 天没有导入，已自动取消。")
                batch.save(update_fields=["state", "ended_at", "message"])
                ledger.record("import.cancelled", viewer.system().actor, Ref("import", batch.pk), payload={"rows": 0})
            sheetfiles.shred(batch)
            ledger.record("import.sheet_removed", viewer.system().actor, Ref("import", batch.pk), clauses=("P00-1.4",))
    return len(found) == 40
