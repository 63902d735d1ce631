"""Photos that people take in the archive room: pictures only, encrypted under a key of their own."""

from __future__ import annotations

from typing import BinaryIO

from django.utils.translation import gettext as _

from juanzong.dossiers import content
from juanzong.kit import subject_keys
from juanzong.kit.errors import Invalid


def keep_photo(subject: int, name: str, reader: BinaryIO) -> content.Kept:
    """Keep a photo under a new key; Invalid for what is no picture."""
    upload = content.Upload(name, reader)
    mime, pages, clean = content.looked_at(upload)
    if not mime.startswith("image/"):
        raise Invalid(_("只能上传照片。"), fields={"photo": _("请选择图片文件。")}, todo=_("请用 JPEG 或 PNG。"))
    subject_keys.create(subject)
    return content.keep(subject, content.Upload(clean, reader, (mime, pages)))


def opened(subject: int, stored: str) -> BinaryIO:
    """A seekable reader of a photo's plain bytes."""
    return content.opened(subject, _Stored(stored))


class _Stored:
    def __init__(self, stored: str) -> None:
        self.stored = stored
