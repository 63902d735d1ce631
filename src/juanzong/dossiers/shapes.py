"""Facts of an item and the catalogue made of them, as frozen data: what rules work on and reads hand out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from juanzong.dossiers.choices import Authenticity, CheckResult, Medium
from juanzong.policies.shapes import DossierKind, RequiredItem, Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What can be counted of an item. scan_pages: of its newest content."""

    section: str
    requirement: str = ""
    medium: str = Medium.PAPER.value
    sheets: int | None = None
    attachment: bool = False
    check_result: str = ""
    scan_pages: int | None = None

    @property
    def on_paper(self) -> bool:
        return self.medium != Medium.SCAN

    @property
    def checked(self) -> bool:
        return self.check_result == CheckResult.RIGHT

    @property
    def wrong(self) -> bool:
        return self.check_result == CheckResult.WRONG


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts(Counted):
    """An item as it is now. version: number of its newest content, 0 without any.

    by: ids of all who filed it or a version of it, none of whom may check it (P00-2.4).
    """

    id: int
    title: str
    code: str = ""
    document_number: str = ""
    author: str = ""
    issued_on: dt.date | None = None
    authenticity: str = Authenticity.ORIGINAL.value
    place: int = 0
    filed_by: int = 0
    filed_by_name: str = ""
    by: frozenset[int] = frozenset()
    version: int = 0
    version_id: int = 0
    mime: str = ""
    size: int = 0
    sha256: str = ""

    @property
    def scanned(self) -> bool:
        return self.medium != Medium.PAPER

    @property
    def medium_label(self) -> Any:
        return Medium(self.medium).label

    @property
    def authenticity_label(self) -> Any:
        return Authenticity(self.authenticity).label


@dataclass(frozen=True, slots=True)
class Line:
    """An item in the catalogue: its number in order (None for attachments) and the pages it takes, where known."""

    item: ItemFacts
    no: int | None
    first: int | None
    last: int | None
    pages: int | None

    @property
    def range(self) -> str:
        """第几页至第几页, "" where it is not known or takes none."""
        if self.first is None:
            return ""
        return str(self.first) if self.last == self.first else f"{self.first}–{self.last}"


def per_cent(present: int, required: int) -> int:
    """How much of what must be there is there, rounded down; 100 where nothing is required."""
    return 100 * present // required if required else 100


@dataclass(frozen=True, slots=True)
class Missing:
    """A required item that is not there."""

    section: Section
    item: RequiredItem

    @property
    def clause(self) -> str:
        return self.item.clause or self.section.clause


@dataclass(frozen=True, slots=True)
class Group:
    """A section with its lines and gaps; without a section when the order is by date and all lies in one row."""

    section: Section | None
    lines: tuple[Line, ...]
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The list of a dossier: groups in order, attachments apart, and what it adds up to.

    pages: of all items whose count is known. uncounted: paper items nobody has counted yet.
    required, present: items that must be there, and how many of them are.
    """

    kind: DossierKind
    groups: tuple[Group, ...]
    attachments: tuple[Line, ...]
    items: int
    pages: int
    uncounted: int
    required: int
    present: int

    @property
    def missing(self) -> tuple[Missing, ...]:
        return tuple(gap for group in self.groups for gap in group.missing)

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for group in self.groups for line in group.lines)

    @property
    def completeness(self) -> int:
        """Per cent of the required items that are there, rounded down; 100 where nothing is required."""
        return per_cent(self.present, self.required)

    @property
    def begun(self) -> dt.date | None:
        """The oldest date of issue."""
        return min((line.item.issued_on for line in self.lines if line.item.issued_on), default=None)

    @property
    def ended(self) -> dt.date | None:
        """The newest date of issue."""
        return max((line.item.issued_on for line in self.lines if line.item.issued_on), default=None)


@dataclass(frozen=True, slots=True)
class Asked:
    """A paper that whoever checks asks for (P03-4.2c), until it is there and handed over again."""

    id: int
    section: str
    requirement: str
    title: str
    note: str
    by: int
    by_name: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Want:
    """A line of the supplement list as people read it: a required item that is missing, one found wrong, or one asked
    for. item_id: of a wrong one. line_id: of one asked for. slot: where it is to be filed, `section/requirement`."""

    title: Any
    section: Any
    what: Any
    clause: str
    slot: str = ""
    item_id: int = 0
    line_id: int = 0
    by_id: int = 0
    by: str = ""
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that stands in the way of submitting. excusable: a stated reason may stand for it."""

    sentence: Any
    clause: str
    item_id: int = 0
    excusable: bool = False


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """How much of what a person filed was found wrong, in all and by field (P00-2.4)."""

    staff_id: int
    name: str
    checked: int
    wrong: int
    fields: tuple[tuple[str, int], ...]

    @property
    def per_cent(self) -> float:
        return round(100 * self.wrong / self.checked, 1) if self.checked else 0.0
