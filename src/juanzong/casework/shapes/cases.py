"""What is said about cases, as frozen data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from juanzong.casework.choices import CaseState
from juanzong.casework.shapes.obligations import Owed
from juanzong.casework.shapes.signatures import Signed
from juanzong.kit.errors import Refusal
from juanzong.kit.refs import Ref
from juanzong.policies.choices import Text
from juanzong.policies.shapes_work import CheckPoint, Procedure, SignatureNeed, Step


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list. label: what it is about, "" where this viewer may not know. step: None when it has ended. waits_for:
    names of whom it waits for. due: the last day of its step, None without a limit. data: what was entered, in words. need: as what it waits for the
    viewer: "" to take the step, the code of a signature, None when it does not."""

    id: int
    procedure: Procedure
    subject: Ref
    label: str
    state: CaseState
    step: Step | None
    starter: str
    started_at: dt.datetime
    arrived_at: dt.datetime
    ended_at: dt.datetime | None
    arrival: int
    waits_for: tuple[str, ...] = ()
    due: Owed | None = None
    data: Sequence[tuple[str, str]] = ()
    need: str | None = None

    @property
    def tone(self) -> str:
        """danger late or refused, amber due soon, celadon done, plain the rest."""
        match self.state:
            case CaseState.DONE:
                return "celadon"
            case CaseState.REFUSED:
                return "danger"
            case CaseState.OPEN if self.due is not None:
                return self.due.tone
        return "plain"


@dataclass(frozen=True, slots=True)
class Part:
    """A part in the case. staff: 0 while nobody plays it. positions: who can be chosen for it."""

    role: str
    name: Text
    staff: int
    who: str
    positions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """One thing that was done. move: its words. step: where, None for the start. for_whom: on whose behalf, "" one's own."""

    n: int
    step: Step | None
    move: str
    kind: str
    who: str
    for_whom: str
    at: dt.datetime
    reason: str
    data: Sequence[tuple[str, str]]
    entry: int


@dataclass(frozen=True, slots=True)
class Made:
    """How a check came out for a part. counted: sheets, None where nothing was counted; note: what is different or wrong."""

    who: str
    at: dt.datetime
    counted: int | None
    listed: int | None
    note: str
    failed: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A part of a check as the page shows it. made: None while nobody has looked. listed: its sheets by the list."""

    item: int
    words: str
    made: Made | None
    listed: int | None

    @property
    def open(self) -> bool:
        """Whether it can still be confirmed."""
        return self.made is None or self.made.failed


@dataclass(frozen=True, slots=True)
class Check:
    """A check of the step. items: parts it is made for with their words ({0: ""} for the whole); made: how it came out, by
    part; listed: sheets by the list, where they are counted."""

    point: CheckPoint
    items: Mapping[int, str]
    made: Mapping[int, Made]
    listed: Mapping[int, int]

    @property
    def left(self) -> int:
        return len([line for line in self.lines if line.made is None])

    @property
    def wrong(self) -> int:
        """How many fail it."""
        return len([line for line in self.lines if line.made and line.made.failed])

    @property
    def lines(self) -> list[Line]:
        """Each part with its words and how it came out."""
        return [Line(item, words, self.made.get(item), self.listed.get(item)) for item, words in self.items.items()]


@dataclass(frozen=True, slots=True)
class Attached:
    """A paper attached to a case."""

    id: int
    step: str
    paper: str
    mime: str
    size: int
    sha256: str
    who: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who was asked to sign as well."""

    id: int
    staff: int
    name: str
    by: int
    by_name: str
    note: str
    at: dt.datetime
    signed: bool


@dataclass(frozen=True, slots=True)
class Need:
    """A signature of the step. by: the one that is given and holds, None while it is missing. mine: the viewer may give it."""

    need: SignatureNeed
    by: Signed | None
    mine: bool
    who: str


@dataclass(frozen=True, slots=True)
class CaseSeen:
    """A case as a page shows it.

    may_take: the viewer may take the step; standing_in: for whom, "" for themselves. own: they may not decide it because it
    is theirs or their superior's. missing: what the step still asks for. asked_of_me: the viewer was asked to sign as well.
    """

    row: CaseRow
    version: int
    data: Sequence[tuple[str, str]]
    roles: Sequence[Part]
    moves: Sequence[Taken]
    may_take: bool
    standing_in: str
    own: bool
    may_withdraw: bool
    may_attach: bool
    missing: Sequence[Refusal]
    checks: Sequence[Check]
    attachments: Sequence[Attached]
    needs: Sequence[Need]
    signers: Sequence[Asked]
    asked_of_me: bool
    signatures: Sequence[Signed]
