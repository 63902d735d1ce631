"""Sheets and sources for tests of importing."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from juanzong.customers import tasks_import
from juanzong.customers.actions import importing
from juanzong.customers.models import ImportBatch
from juanzong.kit import clock, sheets
from juanzong.organisation.viewer import Viewer
from tests.factories import a_source

AT_ONCE = dt.timedelta(0)


def csv_of(header: Sequence[str], rows: Sequence[Sequence[str]], encoding: str = "utf-8") -> io.BytesIO:
    """A comma separated sheet."""
    lines = [",".join(cells) for cells in [header, *rows]]
    return io.BytesIO("\r\n".join(lines).encode(encoding))


def xlsx_of(header: Sequence[str], rows: Sequence[Sequence[str]]) -> io.BytesIO:
    """A workbook."""
    made = io.BytesIO()
    sheets.write_xlsx(made, header, rows, title="客户", watermark=None)
    made.seek(0)
    return made


def uploaded(by: Viewer, reader: io.BytesIO, name: str = "客户.csv") -> ImportBatch:
    return importing.upload_sheet(by=by, name=name, reader=reader)


def checked(by: Viewer, batch: ImportBatch, **changes: Any) -> ImportBatch:
    """The batch after its check, with the guessed columns."""
    source = changes.pop("source", None) or a_source(by, channel="import", note="旧系统导出")
    mapping = changes.pop("mapping", batch.mapping)
    department = changes.pop("department", batch.department_id)
    importing.check_sheet(by=by, batch=batch.pk, mapping=mapping, source=source, department=department, **changes)
    work()
    return fresh(batch)


def imported(by: Viewer, batch: ImportBatch) -> ImportBatch:
    """The batch after its import."""
    importing.start_import(by=by, batch=batch.pk)
    work()
    return fresh(batch)


def work() -> None:
    """Let the background work go on until nothing is left."""
    while tasks_import.go_on(patience=AT_ONCE):
        pass


def fresh(batch: ImportBatch) -> ImportBatch:
    return ImportBatch.objects.get(pk=batch.pk)


def later(**amount: float) -> dt.datetime:
    return clock.now() + dt.timedelta(**amount)
