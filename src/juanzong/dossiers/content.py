"""The bytes of documents: what is taken, how it is kept under its subject's key, how it is opened again.

A file goes into the store before the transaction that makes it a version: a crash in between leaves an encrypted
file that nothing names, never a version without its file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from django.conf import settings

from juanzong.kit import files, subject_keys
from juanzong.kit.content import ContentStore
from juanzong.kit.sealing import Sealer

_PIECE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it comes in: what it calls itself, and a seekable reader of its bytes.

    known: mime type and pages of a file that the program has just made itself; never of one from outside.
    """

    name: str
    reader: BinaryIO
    known: tuple[str, int | None] | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that lies in the store, encrypted with the key of `subject`. pages: of a PDF or image, else None."""

    subject: int
    stored: str
    sha256: str
    size: int
    mime: str
    pages: int | None
    name: str


class Stored(Protocol):
    """A row that names a file of the store: a version, or with its id as subject a scan."""

    stored: str


def looked_at(upload: Upload) -> tuple[str, int | None, str]:
    """Mime type, pages and clean name of a file, decided by its content; Invalid for what is not taken."""
    name = files.clean_name(upload.name)
    if upload.known is not None:
        return (*upload.known, name)
    kind = files.inspect(upload.reader, name)
    pages: int | None = None
    if kind.code == "pdf":
        pages = files.page_count(upload.reader)
    elif kind.family == "image":
        files.thumbnail(upload.reader, 64)  # an image that cannot be opened is refused now, not at the first reading
        pages = 1
    upload.reader.seek(0)
    return kind.mime, pages, name


def keep(subject: int, upload: Upload) -> Kept:
    """Keep a file for a subject that has a key.

    Invalid: not a kind that is taken, damaged, or beyond settings.UPLOAD_LIMIT. Unavailable: the disk refuses.
    """
    mime, pages, name = looked_at(upload)
    stored = ContentStore().put(subject, subject_keys.get(subject), _pieces(upload.reader), limit=settings.UPLOAD_LIMIT)
    return Kept(subject, stored.name, stored.sha256, stored.size, mime, pages, name)


def opened(subject: int, row: Stored) -> BinaryIO:
    """A seekable reader of the plain bytes; NotFound when the key is destroyed or the file is gone."""
    return ContentStore().open(row.stored, subject_keys.get(subject))


def moved(row: Stored, *, from_subject: int, to_subject: int, about: Kept) -> Kept:
    """The same bytes again, under the key of another subject; `about` tells what is known of them."""
    with opened(from_subject, row) as reader:
        stored = ContentStore().put(to_subject, subject_keys.get(to_subject), _pieces(reader))
    return Kept(to_subject, stored.name, stored.sha256, stored.size, about.mime, about.pages, about.name)


def sealed_name(subject: int, name: str, *, table: str, row: int) -> bytes:
    """The name of a file, sealed for its row."""
    return Sealer(subject_keys.get(subject), subject).seal(name, table=table, column="file_name", row=row)


def _pieces(reader: BinaryIO) -> Iterator[bytes]:
    reader.seek(0)
    while piece := reader.read(_PIECE):
        yield piece
