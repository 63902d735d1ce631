"""Workbooks made by hand, so that tests can make them as wrong as they like."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}'
    "</Relationships>"
)


def relation(number: int, kind: str, target: str, extra: str = "") -> str:
    return f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target="{target}" {extra}/>'


def parts(sheet_data: str, *, strings: str = "", styles: str = "", book: str = "") -> dict[str, str]:
    """The parts of a workbook with one sheet; `sheet_data` is what stands inside sheetData."""
    book = book or '<sheets><sheet name="客户" sheetId="1" r:id="rId1"/></sheets>'
    relations = relation(1, "worksheet", "worksheets/sheet1.xml")
    made = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS.format(relation(1, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns:r="{_RELATIONS}">{book}</workbook>',
        "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{sheet_data}</sheetData></worksheet>",
    }
    if strings:
        made["xl/sharedStrings.xml"] = f"<sst>{strings}</sst>"
        relations += relation(2, "sharedStrings", "sharedStrings.xml")
    if styles:
        made["xl/styles.xml"] = f"<styleSheet>{styles}</styleSheet>"
        relations += relation(3, "styles", "/xl/styles.xml")
    made["xl/_rels/workbook.xml.rels"] = _RELS.format(relations)
    return made


def packed(made: Mapping[str, str | bytes]) -> io.BytesIO:
    """The parts as a file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in made.items():
            archive.writestr(name, content)
    file.seek(0)
    return file


def text_cell(text: str, reference: str = "") -> str:
    where = f' r="{reference}"' if reference else ""
    return f'<c{where} t="inlineStr"><is><t>{text}</t></is></c>'


def text_row(*texts: str) -> str:
    return "<row>" + "".join(map(text_cell, texts)) + "</row>"
