"""Acts on an import: upload, say what the columns mean and where the data came from, check, start, go on, cancel.

The rows themselves are written by `importing.work` in the background, in the name of who started it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from juanzong.customers.choices import ImportState
from juanzong.customers.drafts import SourceDraft, check_source
from juanzong.customers.importing import sheetfiles
from juanzong.customers.importing.columns import NAME, SKIP, guess, labels
from juanzong.customers.importing.work import RIGHT, WORKING, refuse_unready
from juanzong.customers.models import ImportBatch, Source
from juanzong.customers.reads import importing
from juanzong.customers.writing import write_source
from juanzong.kit import clock, subject_keys
from juanzong.kit.content import ContentStore, Stored
from juanzong.kit.errors import Conflict, Invalid, NotAllowed
from juanzong.kit.files import clean_name
from juanzong.kit.ids import new_id
from juanzong.kit.refs import Ref
from juanzong.kit.sheets import Limits, open_table
from juanzong.ledger import actions as ledger
from juanzong.organisation.acts import act, require
from juanzong.organisation.choices import Scope
from juanzong.organisation.viewer import Viewer

OPEN = (ImportState.UPLOADED, ImportState.CHECKED)
SAMPLE_ROWS = 50


def upload_sheet(*, by: Viewer, name: str, reader: BinaryIO) -> ImportBatch:
    """Take a sheet: encrypt it, look at its heading, guess its columns (P00-1.3).

    reader: binary, seekable. Invalid with what is wrong, where and what to do, for all that is no readable table or
    beyond the limits; then nothing is kept.
    """
    require(by, RIGHT, clause="P00-1.2", attempted="upload_sheet")
    with open_table(reader, name) as table:
        samples = [row.cells for row, _n in zip(table.rows(), range(SAMPLE_ROWS), strict=False)]
        if not samples:
            raise Invalid(_("表里只有表头，没有数据。"), todo=_("请填好后再上传。"))
        seen = (table.header, table.kind, guess(table.header.names, samples))
    pk = new_id()
    store = ContentStore()
    with transaction.atomic():
        key = subject_keys.create(pk)
    stored: Stored | None = None
    try:
        stored = store.put(pk, key, sheetfiles.pieces(reader), limit=Limits().file)
        return _keep(by=by, pk=pk, name=name, stored=stored, seen=seen)
    except BaseException:
        with transaction.atomic():
            subject_keys.destroy(pk)
        if stored is not None:
            store.remove(stored.name)
        raise


@act(RIGHT, clause="P00-1.2")
def _keep(*, by: Viewer, pk: int, name: str, stored: Stored, seen: tuple[Any, str, dict[str, str]]) -> ImportBatch:
    header, kind, mapping = seen
    department = next(iter(by.home_departments), None) or importing.first_department()
    if department is None:
        raise Conflict(_("还没有部门，客户无处归属。"), todo=_("请先在“组织”里建立部门。"))
    batch = ImportBatch.objects.create(
        id=pk,
        file_name=clean_name(name)[:255],
        stored=stored.name,
        size=stored.size,
        header=header.names,
        header_row=header.row,
        mapping=mapping,
        department_id=department,
        language=get_language() or "zh-hans",
        by_id=by.actor.id,
        by_name=by.name,
    )
    ledger.record(
        "import.uploaded",
        by.actor,
        Ref("import", pk),
        clauses=("P00-1.2",),
        payload={"sha256": stored.sha256, "size": stored.size, "kind": kind, "columns": len(header.names)},
    )
    return batch


@act(RIGHT, clause="P00-1.2")
def check_sheet(
    *,
    by: Viewer,
    batch: int,
    mapping: Mapping[str, str],
    source: SourceDraft,
    department: int,
    responsible: int | None = None,
    all_or_nothing: bool = False,
) -> ImportBatch:
    """Say what the columns mean, where all the data came from and to whom it goes; the check of every row begins.

    Invalid: columns or source are at fault. NotAllowed: a department out of reach. Conflict: it is past that.
    """
    row = _locked(by, batch, OPEN)
    chosen = _checked_mapping(row, mapping)
    check_source(source)
    if by.scope(RIGHT) is not Scope.COMPANY and department not in by.departments:
        raise NotAllowed(
            _("您只能为本部门导入客户。"), clause="P00-1.6", todo=_("请选择本部门，或请客户所属部门导入。")
        )
    before = row.source_id
    row.source = write_source(source)
    row.mapping, row.department_id, row.responsible_id = chosen, department, responsible
    row.all_or_nothing = all_or_nothing
    row.language = get_language() or row.language
    row.by_id, row.by_name = by.actor.id, by.name
    _begin(row, ImportState.CHECKING)
    Source.objects.filter(pk=before or 0).delete()
    ledger.record(
        "import.check_started",
        by.actor,
        Ref("import", row.pk),
        basis=f"source:{row.source_id}",
        clauses=("P00-1.2", "P00-1.3"),
        payload={"fields": sorted(set(chosen.values())), "all_or_nothing": all_or_nothing},
    )
    return row


def _checked_mapping(row: ImportBatch, mapping: Mapping[str, str]) -> dict[str, str]:
    """The columns that are taken, each to a target of its own."""
    known = labels()
    chosen = {column: code for column, code in mapping.items() if code != SKIP}
    faults: dict[str, str] = {}
    used: dict[str, str] = {}
    for column, code in chosen.items():
        if not column.isdigit() or int(column) >= len(row.header) or code not in known:
            raise Invalid(_("列的对应关系无法识别。"), clause="P00-1.3", todo=_("请刷新页面后重新选择。"))
        if code in used:
            faults[f"column_{column}"] = _("“%(target)s”已经选给了第 %(n)s 列。") % {
                "target": known[code],
                "n": int(used[code]) + 1,
            }
        used.setdefault(code, column)
    if NAME not in used:
        raise Invalid(
            _("须有一列是姓名或名称。"),
            fields={"columns": _("须有一列是姓名或名称。")},
            clause="P00-1.3",
            todo=_("请在列的对应关系里选出这一列。"),
        )
    if faults:
        raise Invalid(_("有两列选了同一项。"), fields=faults, clause="P00-1.3", todo=_("请改选其中一列。"))
    return chosen


@act(RIGHT, clause="P00-1.2")
def back_to_columns(*, by: Viewer, batch: int) -> ImportBatch:
    """Change columns or source after a check, before anything is imported."""
    row = _locked(by, batch, OPEN)
    row.state = ImportState.UPLOADED
    row.save(update_fields=["state"])
    ledger.record("import.reopened", by.actor, Ref("import", row.pk), clauses=("P00-1.3",))
    return row


@act(RIGHT, clause="P00-1.2")
def start_import(*, by: Viewer, batch: int) -> ImportBatch:
    """Import what the check found good. Conflict: not checked yet, or all-or-nothing with rows at fault."""
    row = _locked(by, batch, (ImportState.CHECKED,))
    refuse_unready(row)
    row.by_id, row.by_name = by.actor.id, by.name
    _begin(row, ImportState.RUNNING)
    ledger.record(
        "import.started",
        by.actor,
        Ref("import", row.pk),
        basis=f"source:{row.source_id}",
        clauses=("P00-1.2", "P00-1.3"),
        payload={"rows": row.total_rows},
    )
    return row


@act(RIGHT, clause="P00-1.2")
def go_on_with_import(*, by: Viewer, batch: int) -> ImportBatch:
    """Go on with a batch that stopped, from the row where it stopped."""
    row = _locked(by, batch, WORKING)
    if not row.paused:
        raise Conflict(_("这批导入没有停下。"), todo=_("请刷新页面查看进度。"))
    row.paused, row.message, row.beat_at = False, "", None
    row.by_id, row.by_name = by.actor.id, by.name
    row.save(update_fields=["paused", "message", "beat_at", "by_id", "by_name"])
    ledger.record(
        "import.resumed", by.actor, Ref("import", row.pk), clauses=("P00-1.2",), payload={"row": row.next_row}
    )
    return row


@act(RIGHT, clause="P00-1.2")
def cancel_import(*, by: Viewer, batch: int) -> ImportBatch:
    """End a batch before or while it runs. Customers that are in stay in."""
    row = _locked(by, batch, (*OPEN, *WORKING))
    row.state, row.ended_at, row.paused, row.message = ImportState.CANCELLED, clock.now(), False, ""
    row.save(update_fields=["state", "ended_at", "paused", "message"])
    ledger.record(
        "import.cancelled",
        by.actor,
        Ref("import", row.pk),
        clauses=("P00-1.2",),
        payload={"rows": row.imported_rows, "row": row.next_row},
    )
    return row


@act(RIGHT, clause="P00-1.4")
def remove_sheet(*, by: Viewer, batch: int) -> ImportBatch:
    """Shred the uploaded sheet of an ended batch at once; figures and reasons stay."""
    row = _locked(by, batch, (ImportState.DONE, ImportState.REFUSED, ImportState.CANCELLED))
    if not row.stored:
        raise Conflict(_("原表已经删除。"), todo=_("无需再办。"))
    sheetfiles.shred(row)
    ledger.record("import.sheet_removed", by.actor, Ref("import", row.pk), clauses=("P00-1.4",))
    return row


@act(RIGHT, clause="P00-1.6")
def take_faults(*, by: Viewer, batch: int) -> None:
    """Note that somebody takes the rows at fault home as a sheet: these rows stand in it as they were uploaded."""
    row = importing.batch(by, batch)
    if not row.stored:
        raise Conflict(_("原表已经删除，无法再取出不合格的行。"), todo=_("如需再导入，请重新上传。"))
    ledger.record(
        "import.faults_taken", by.actor, Ref("import", row.pk), clauses=("P00-1.6",), payload={"rows": row.bad_rows}
    )


def _locked(by: Viewer, batch: int, states: tuple[ImportState, ...]) -> ImportBatch:
    row = importing.batches(by).select_for_update(of=("self",)).filter(pk=batch).first()
    if row is None:
        raise importing.no_batch()
    if row.state not in states:
        raise Conflict(
            _("这批导入现在是“%(state)s”，不能这样操作。") % {"state": row.get_state_display()},
            todo=_("请刷新页面查看现在的情况。"),
        )
    return row


def _begin(row: ImportBatch, state: ImportState) -> None:
    """Put the counters back to the beginning and let the background work take over."""
    row.state = state
    row.next_row = row.good_rows = row.bad_rows = row.worked_ms = 0
    if state == ImportState.CHECKING:
        row.total_rows = 0
    row.paused, row.message, row.beat_at = False, "", None
    row.save()
    row.faults.all().delete()
