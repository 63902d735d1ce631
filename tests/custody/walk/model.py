"""The small model beside the tables: what a careful archivist would have written in a notebook."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


@dataclass
class Paper:
    """A dossier. home: the place it belongs to; out: the slip it is out on, 0 when it is in; apart: place by item;
    old: closed so long ago that its term has passed; shelved: whether it ever stood in a place; kept: an appraisal
    gave it a longer term."""

    pk: int
    state: str = "verified"
    number: int = 0
    home: int = 0
    out: int = 0
    holds: set[int] = field(default_factory=set)
    apart: dict[int, int] = field(default_factory=dict)
    old: bool = False
    shelved: bool = False
    kept: bool = False
    listed: int = 0

    @property
    def numbered(self) -> bool:
        return self.state in ("in_force", "closed")

    @property
    def expired(self) -> bool:
        """Whether its term has passed."""
        return self.state == "closed" and self.old and not self.kept


@dataclass
class Slip:
    """A lending slip."""

    pk: int
    paper: int
    borrower: int
    case: tuple[int, int]
    state: str = "asked"
    due: dt.date = dt.date.min
    went: tuple[int, int] = (0, 0)
    back: tuple[int, int] = (0, 0)


@dataclass
class Tally:
    """A stocktake. moved: whether something moved since it was begun, so that only the outline is foretold;
    scans: the last place by dossier; signed: who signed, and what was shown."""

    pk: int
    room: int
    state: str = "open"
    moved: bool = False
    scans: dict[int, int] = field(default_factory=dict)
    strange: set[str] = field(default_factory=set)
    signed: set[tuple[int, str]] = field(default_factory=set)


@dataclass
class Burning:
    """A list of the destruction: opinion by dossier, line by dossier."""

    pk: int
    lines: dict[int, int]
    state: str = "appraising"
    opinions: dict[int, str] = field(default_factory=dict)
    witnesses: set[int] = field(default_factory=set)
    photos: int = 0

    @property
    def to_destroy(self) -> list[int]:
        return [paper for paper, opinion in self.opinions.items() if opinion == "destroy"]
