"""Looking at papers: each look is on record (P00-1.6)."""

from __future__ import annotations

from contextlib import suppress
from typing import BinaryIO

from django.db import IntegrityError

from juanzong.dossiers import content, reads
from juanzong.dossiers.models import Dossier, Viewing
from juanzong.dossiers.reads import ItemPage, VersionRow
from juanzong.dossiers.writing import told
from juanzong.kit import clock
from juanzong.organisation.acts import act, require
from juanzong.organisation.viewer import Viewer

VIEW = reads.VIEW


def view_item(*, by: Viewer, item_id: int) -> ItemPage:
    """The page of an item; the first look of a person on a day is an entry of the ledger."""
    require(by, VIEW, clause="P00-1.6", attempted="view_item")
    page = reads.item_page(by, item_id)
    if not _seen(by, page.item.pk):
        with suppress(IntegrityError):  # a second request of the same person was faster; its entry stands
            _note_look(by=by, one=page.dossier, item_id=page.item.pk)
    return page


def play_item(*, by: Viewer, version_id: int) -> tuple[VersionRow, BinaryIO]:
    """A version and a reader of its bytes, to be shown on the page; the first look of a day is an entry."""
    require(by, VIEW, clause="P00-1.6", attempted="play_item")
    row = reads.version(by, version_id)
    if not _seen(by, row.version.item_id):
        with suppress(IntegrityError):  # a second request of the same person was faster; its entry stands
            _note_look(by=by, one=row.version.item.dossier, item_id=row.version.item_id)
    return row, content.opened(row.version.subject, row.version)


def _seen(by: Viewer, item_id: int) -> bool:
    return Viewing.objects.filter(item=item_id, staff=by.staff_id, day=clock.today()).exists()


@act(VIEW, clause="P00-1.6")
def _note_look(*, by: Viewer, one: Dossier, item_id: int) -> None:
    Viewing.objects.create(item_id=item_id, staff=by.staff_id, day=clock.today())
    told(by, "item.viewed", one, clauses=("P00-1.6",), item=item_id)


def download_item(*, by: Viewer, version_id: int) -> tuple[VersionRow, BinaryIO]:
    """A version and a reader of its bytes, to be taken away; every time is an entry."""
    require(by, VIEW, clause="P00-1.6", attempted="download_item")
    row = reads.version(by, version_id)
    reader = content.opened(row.version.subject, row.version)
    _note_download(by=by, row=row)
    return row, reader


@act(VIEW, clause="P00-1.6")
def _note_download(*, by: Viewer, row: VersionRow) -> None:
    version = row.version
    told(
        by, "item.downloaded", version.item.dossier, clauses=("P00-1.6",), item=version.item_id,
        version=version.number, sha256=version.sha256,
    )  # fmt: skip
