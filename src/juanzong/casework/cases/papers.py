"""The bytes of papers attached to a case: kept encrypted under a key of the case, opened again for whoever may see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings

from juanzong.kit import files, subject_keys
from juanzong.kit.content import ContentStore

_PIECE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it comes in: what it calls itself, and a seekable reader of its bytes."""

    name: str
    reader: BinaryIO


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that lies in the store."""

    stored: str
    sha256: str
    size: int
    mime: str


def keep(case: int, upload: Upload) -> Kept:
    """Keep a file for a case. Invalid: not a kind that is taken, damaged, or too large. Unavailable: the disk refuses."""
    kind = files.inspect(upload.reader, files.clean_name(upload.name))
    upload.reader.seek(0)
    if kind.family == "image":
        files.thumbnail(upload.reader, 64)  # an image that cannot be opened is refused now, not at the first reading
    stored = ContentStore().put(case, subject_keys.get(case), _pieces(upload.reader), limit=settings.UPLOAD_LIMIT)
    return Kept(stored.name, stored.sha256, stored.size, kind.mime)


def opened(case: int, stored: str) -> BinaryIO:
    """A seekable reader of the plain bytes."""
    return ContentStore().open(stored, subject_keys.get(case))


def _pieces(reader: BinaryIO) -> Iterator[bytes]:
    reader.seek(0)
    while piece := reader.read(_PIECE):
        yield piece
