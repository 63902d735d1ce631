"""Background work: the words inside documents become findable soon after they are filed."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from juanzong.dossiers import content
from juanzong.dossiers.models import Scan, Shredding, Version
from juanzong.dossiers.searching import index_text
from juanzong.kit import clock, files
from juanzong.kit.content import ContentStore
from juanzong.kit.errors import Refusal

_TEXT_BYTES = 4 * 1024 * 1024
_AT_ONCE = 20


def index_texts() -> bool:
    """Index some versions that were not yet; whether more wait. A file that cannot be read is not tried again."""
    waiting = list(
        Version.objects.filter(indexed_at__isnull=True).select_related("item__dossier").order_by("id")[:_AT_ONCE]
    )
    for version in waiting:
        text = _text_of(version)
        with transaction.atomic():
            item = version.item
            if text and item.state == "filed":
                index_text(item.dossier, version.pk, text)
            Version.objects.filter(pk=version.pk).update(indexed_at=clock.now())
    return len(waiting) == _AT_ONCE


def _text_of(version: Version) -> str:
    """The text of a document, "" for one without or one that refuses to be read."""
    try:
        with content.opened(version.subject, version) as reader:
            if version.mime == "application/pdf":
                return files.extract_text(reader)
            if version.mime.endswith("wordprocessingml.document"):
                return files.docx_text(reader)
            if version.mime == "text/plain":
                return _plain(reader.read(_TEXT_BYTES))
    except Refusal:
        return ""
    return ""


def _plain(head: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return head.decode(encoding)
        except UnicodeDecodeError:
            continue
    return head.decode("utf-8", "ignore")


_REST = dt.timedelta(hours=1)


def shred_files() -> bool:
    """Shred some files of destroyed dossiers; whether more wait.

    The same bytes of the same customer are stored once, so a file that another dossier still names stays, and one that
    somebody has just put again waits until what they file it in is written.
    """
    waiting = list(Shredding.objects.order_by("ordered_at", "id")[:_AT_ONCE])
    done = 0
    for row in waiting:
        if ContentStore().touched_since(row.stored, row.ordered_at) and clock.now() - row.ordered_at < _REST:
            continue
        named = Version.objects.filter(stored=row.stored).exists() or Scan.objects.filter(stored=row.stored).exists()
        if not named:
            ContentStore().shred(row.stored)
        row.delete()
        done += 1
    return done == _AT_ONCE
