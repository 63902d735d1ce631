"""What the papers of a dossier say. The names are those of GB/T 9705; sizes are in millimetres."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Heading:
    """What stands on every paper of one dossier.

    company: 全宗名称, the company that keeps it. category: 类目名称. title: 案卷题名. number: 归档号, "" in draft.
    fonds, catalogue, volume: 全宗号, 目录号, 案卷号, which joined by "-" are the 档号.
    address: what the QR code opens; without it the code holds the number and the check code.
    """

    company: str
    category: str
    title: str
    number: str
    fonds: str = ""
    catalogue: str = ""
    volume: str = ""
    address: str = ""

    @property
    def archival_code(self) -> str:
        return "-".join(part for part in (self.fonds, self.catalogue, self.volume) if part)


@dataclass(frozen=True, kw_only=True)
class CoverData:
    """案卷封面. begun, ended: dates of the oldest and newest item. bound: a bound volume states pages only."""

    heading: Heading
    begun: dt.date | None = None
    ended: dt.date | None = None
    retention: str = ""
    items: int = 0
    pages: int = 0
    bound: bool = False
    secrecy: str = ""
    size: Literal["A4", "310x220"] = "A4"


@dataclass(frozen=True, kw_only=True)
class SpineData:
    """卷脊标签, one label for each width in millimetres; `height` is the label's, 255 fits an A4 sheet."""

    heading: Heading
    retention: str = ""
    year: str = ""
    widths: tuple[int, ...] = (10, 15, 20)
    height: int = 255


@dataclass(frozen=True, kw_only=True)
class Line:
    """One item of the volume list.

    no: 顺序号, None for an attachment that bears no code. reference: 文号 or 合同编号. author: 责任者.
    first_page, last_page: 页号; original: None when not stated; paper, scan: the forms it is kept in.
    """

    title: str
    no: int | None = None
    reference: str = ""
    author: str = ""
    issued: dt.date | None = None
    first_page: int | None = None
    last_page: int | None = None
    pages: int | None = None
    original: bool | None = None
    paper: bool = True
    scan: bool = False
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Section:
    title: str
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MissingItem:
    """A required item that is not there. clause: id of the clause that asks for it."""

    title: str
    section: str = ""
    clause: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class SignedBy:
    """A place to sign under a list, filled where somebody has: name, day, and handwriting as an SVG path on a sheet of
    600 by 200."""

    label: str
    name: str = ""
    on: dt.date | None = None
    path: str = ""


@dataclass(frozen=True, kw_only=True)
class VolumeListData:
    """卷内文件目录. attachments bear no code and stand apart. items, pages: totals of the coded items.

    copies: one line for each copy to print, such as "第一联 A 角留存"; empty prints one copy without a line.
    signers: who signs under the list, in order; empty for those of a policy that names nobody.
    """

    heading: Heading
    sections: tuple[Section, ...]
    missing: tuple[MissingItem, ...] = ()
    attachments: tuple[Line, ...] = ()
    copies: tuple[str, ...] = ()
    signers: tuple[SignedBy, ...] = ()

    @property
    def items(self) -> int:
        return sum(len(section.lines) for section in self.sections)

    @property
    def pages(self) -> int:
        return sum(line.pages or 0 for section in self.sections for line in section.lines)


@dataclass(frozen=True, kw_only=True)
class Want:
    """Something that has to be supplied. what: what is missing or wrong. by, on: who found it, when."""

    title: str
    section: str = ""
    what: str = ""
    clause: str = ""
    by: str = ""
    on: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class SupplementListData:
    """补充资料清单: what whoever checked asks whoever files to supply, important things first."""

    heading: Heading
    wants: tuple[Want, ...]
    signers: tuple[SignedBy, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What changed while the volume was kept: pages lost, added, moved out. by: who noted it."""

    on: dt.date
    text: str
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class NoteSheetData:
    """卷内备考表. situation: 本卷情况说明. Counts that are None are left out."""

    heading: Heading
    situation: str = ""
    items: int = 0
    pages: int = 0
    text_pages: int | None = None
    drawing_pages: int | None = None
    photos: int | None = None
    scans: int | None = None
    remarks: tuple[Remark, ...] = ()
    compiled_by: str = ""
    checked_by: str = ""
    compiled_on: dt.date | None = None
    checked_on: dt.date | None = None
