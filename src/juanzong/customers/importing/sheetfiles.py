"""The stored sheet of a batch: encrypted under the batch's own key, read as a stream, shredded when it is done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from django.utils.translation import gettext as _

from juanzong.customers.models import ImportBatch
from juanzong.kit import subject_keys
from juanzong.kit.content import ContentStore
from juanzong.kit.errors import NotFound
from juanzong.kit.sheets import Table, open_table

PIECE = 256 * 1024


def pieces(reader: BinaryIO) -> Iterator[bytes]:
    """What a reader holds, from its beginning."""
    reader.seek(0)
    while piece := reader.read(PIECE):
        yield piece


@contextmanager
def opened(batch: ImportBatch, key: bytes | None = None) -> Iterator[Table]:
    """The batch's sheet as a table; NotFound when it was removed, Unavailable when its key is missing or it is damaged.

    key: the sheet's key where it is known; otherwise it costs one SQL statement.
    """
    if not batch.stored:
        raise NotFound(_("这批导入的原表已经删除。"), todo=_("如需再导入，请重新上传。"))
    key = key or subject_keys.get(batch.pk)
    with ContentStore().open(batch.stored, key) as file, open_table(file, batch.file_name) as table:
        yield table


def shred(batch: ImportBatch) -> None:
    """Destroy the key of the sheet, then remove the file; the row no longer names it. Inside a transaction."""
    subject_keys.destroy(batch.pk)
    name, batch.stored = batch.stored, ""
    batch.save(update_fields=["stored"])
    if name:
        ContentStore().remove(name)
