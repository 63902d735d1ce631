"""How files come in: a little in memory, the rest encrypted on disk, never in clear and never as a named file."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext_lazy as _

from juanzong.kit.errors import Invalid, Refusal
from juanzong.kit.spool import Spool


class SpooledFile(UploadedFile):
    """A file that came in. `refusal`: why it was not taken whole; `opened()` raises it."""

    def __init__(self, spool: Spool, refusal: Refusal | None, **options: Any) -> None:
        super().__init__(file=spool.reader(), size=spool.size, **options)
        self._spool = spool
        self.refusal = refusal

    def opened(self) -> Any:
        """A seekable reader of the bytes; the refusal when they did not come in whole."""
        if self.refusal is not None:
            raise self.refusal
        return self.file

    def close(self) -> None:
        """Forget the bytes."""
        super().close()
        self._spool.close()


class SpoolUploadHandler(FileUploadHandler):
    """Feeds each file into a spool. Beyond settings.UPLOAD_LIMIT, or when the disk is full, the rest is thrown away
    and the refusal travels with the file to the screen that asked for it."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._spool = Spool()
        self._refusal: Refusal | None = None

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._refusal is not None:
            return
        if start + len(raw_data) > settings.UPLOAD_LIMIT:
            self._give_up(too_large())
            return
        try:
            self._spool.write(raw_data)
        except Refusal as refusal:
            self._give_up(refusal)

    def _give_up(self, refusal: Refusal) -> None:
        self._refusal = refusal
        self._spool.close()
        self._spool = Spool()

    def file_complete(self, file_size: int) -> UploadedFile:
        return SpooledFile(
            self._spool, self._refusal, name=self.file_name, content_type=self.content_type, charset=self.charset,
            content_type_extra=self.content_type_extra,
        )  # fmt: skip


def too_large() -> Invalid:
    """The refusal of a file beyond the limit."""
    return Invalid(
        _("文件超过 %(limit)s MB 的上限，没有保存。") % {"limit": settings.UPLOAD_LIMIT // 1_048_576},
        todo=_("请压缩或拆分后再上传。"),
    )
