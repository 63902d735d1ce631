"""Scans: files from the scanner's folder wait, encrypted under keys of their own, until somebody files them."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from juanzong.dossiers import content, reads, rules
from juanzong.dossiers.choices import Medium, ScanState, Step
from juanzong.dossiers.content import Kept, Upload
from juanzong.dossiers.drafts import ItemDraft, check
from juanzong.dossiers.models import Item, Scan
from juanzong.dossiers.searching import index_items
from juanzong.dossiers.writing import give_codes, locked, new_item, new_version, reached, said, same_subject, told
from juanzong.kit import clock, subject_keys
from juanzong.kit.content import ContentStore
from juanzong.kit.errors import Conflict
from juanzong.kit.ids import new_id
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation.acts import act, require
from juanzong.organisation.viewer import Viewer

FILE = "dossiers.file"


def receive_scan(*, by: Viewer, upload: Upload) -> Scan:
    """Take a file from the scanner; the same bytes that wait or are filed already are the same scan."""
    require(by, FILE, clause="P02-b", attempted="receive_scan")
    pk = new_id()
    subject_keys.create(pk)
    kept = content.keep(pk, upload)
    known = Scan.objects.filter(sha256=kept.sha256).exclude(state=ScanState.DISCARDED).first()
    if known is not None:
        subject_keys.destroy(pk)
        ContentStore().remove(kept.stored)
        return known
    return _receive(by=by, pk=pk, kept=kept)


@act(FILE, clause="P02-b")
def _receive(*, by: Viewer, pk: int, kept: Kept) -> Scan:
    scan = Scan.objects.create(
        id=pk, stored=kept.stored, sha256=kept.sha256, size=kept.size, mime=kept.mime, pages=kept.pages,
        file_name=content.sealed_name(pk, kept.name, table="scan", row=pk), received_at=clock.now(),
    )  # fmt: skip
    ledger.record(
        "scan.received",
        by.actor,
        Ref("scan", pk),
        clauses=("P02-b",),
        payload={"sha256": kept.sha256, "size": kept.size},
    )
    return scan


def file_scan(*, by: Viewer, scan_id: int, dossier_id: int, draft: ItemDraft) -> Item:
    """Put a waiting scan into a dossier as an item, encrypted anew with the customer's key."""
    require(by, FILE, clause="P02-b", attempted="file_scan")
    waiting = reads.scan(by, scan_id)
    one = reached(by, FILE, dossier_id)
    rules.after(one.state, Step.ADD_ITEM)
    check(draft, reads.kind_of(one))
    scan = waiting.scan
    about = Kept(scan.pk, scan.stored, scan.sha256, scan.size, scan.mime, scan.pages, waiting.file_name)
    kept = content.moved(scan, from_subject=scan.pk, to_subject=one.customer_id, about=about)
    return _file_scan(by=by, scan_id=scan_id, dossier_id=dossier_id, draft=draft, kept=kept)


@act(FILE, clause="P02-b")
def _file_scan(*, by: Viewer, scan_id: int, dossier_id: int, draft: ItemDraft, kept: Kept) -> Item:
    one = locked(by, FILE, dossier_id)
    rules.after(one.state, Step.ADD_ITEM)
    same_subject(one, kept)
    scan = _waiting(scan_id)
    values = draft.values()
    if values["medium"] == Medium.PAPER:
        values["medium"] = Medium.BOTH.value
    item = new_item(one, values, by)
    version = new_version(item, kept, by)
    index_items(one, [item], new=True)
    scan.state, scan.item = ScanState.FILED.value, item
    scan.save(update_fields=["state", "item"])
    _shred(scan)
    told(
        by, "item.added", one, clauses=("P02-b", "P03-4.2a"), item=item.pk, section=item.section,
        requirement=item.requirement, medium=item.medium, sheets=item.sheets, attachment=item.attachment,
        sha256=version.sha256, scan=scan.pk,
    )  # fmt: skip
    if one.number:
        give_codes(one, reads.kind_of(one))
        item.refresh_from_db()
    return item


@act(FILE, clause="P02-b")
def discard_scan(*, by: Viewer, scan_id: int, reason: str) -> None:
    """Give up a scan that belongs nowhere: its key is destroyed, the reason is on record."""
    scan = _waiting(scan_id)
    scan.discarded_reason = said(reason, clause="P02-b")
    scan.state = ScanState.DISCARDED.value
    scan.save(update_fields=["state", "discarded_reason"])
    _shred(scan)
    ledger.record("scan.discarded", by.actor, Ref("scan", scan.pk), clauses=("P02-b",), payload={"sha256": scan.sha256})


def _waiting(scan_id: int) -> Scan:
    scan = Scan.objects.select_for_update().filter(pk=scan_id).first()
    if scan is None or scan.state != ScanState.WAITING:
        raise Conflict(_("这份扫描件已经有人处理了。"), clause="P02-b", todo=_("请回到待归档列表查看。"))
    return scan


def _shred(scan: Scan) -> None:
    """The scan's own copy is not needed any more: its key goes with the transaction, its file after it."""
    subject_keys.destroy(scan.pk)
    stored = scan.stored
    transaction.on_commit(lambda: ContentStore().remove(stored))
