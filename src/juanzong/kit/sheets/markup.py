"""XML of a workbook's parts, fed to expat in pieces. No document type, no entities, no endless token."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.parsers import expat

from django.utils.translation import gettext as _

from juanzong.kit.errors import Invalid
from juanzong.kit.sheets.limits import MIB
from juanzong.kit.sheets.package import damaged

StartHandler = Callable[[str, dict[str, str]], None]
EndHandler = Callable[[str], None]

_TOKEN = MIB  # bytes expat may hold back while it waits for the end of one tag


def _forbidden(*_arguments: object) -> int:
    raise Invalid(
        _("工作簿的内部含有文档类型或实体声明，可能是恶意文件，没有读取。"),
        todo=_("请用表格软件打开它，另存为 .xlsx 后再上传。"),
    )


def local(name: str) -> str:
    """`x:row` is `row`: some programs write every tag with a prefix."""
    return name.rpartition(":")[2]


class Feed:
    """One part being parsed; handlers may be changed between pieces."""

    def __init__(self, part: str, start: StartHandler, end: EndHandler, text: Callable[[str], None]) -> None:
        self._part = part
        self._fed = 0
        parser = self._parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.buffer_size = 64 * 1024
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = _forbidden
        parser.EntityDeclHandler = _forbidden
        parser.UnparsedEntityDeclHandler = _forbidden
        parser.ExternalEntityRefHandler = _forbidden

    def pieces(self, chunks: Iterable[bytes]) -> Iterable[int]:
        """Parse chunk after chunk, yielding the bytes parsed so far after each."""
        try:
            for chunk in chunks:
                self._parser.Parse(chunk, False)
                self._fed += len(chunk)
                if self._fed - self._parser.CurrentByteIndex > _TOKEN:
                    raise damaged(self._part)
                yield self._fed
            self._parser.Parse(b"", True)
        except (expat.ExpatError, UnicodeError, ValueError) as error:
            raise damaged(self._part) from error
        yield self._fed

    def run(self, chunks: Iterable[bytes]) -> None:
        """Parse all."""
        for _fed in self.pieces(chunks):
            pass
