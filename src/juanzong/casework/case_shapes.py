"""What is said about cases, as frozen data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from juanzong.casework.choices import CaseState
from juanzong.casework.shapes import Owed
from juanzong.casework.signature_shapes import Signed
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
class Check:
    """A check of the step. items: parts it is made for with their words ({0: ""} for the whole); made: who and when, by part."""

    point: CheckPoint
    items: Mapping[int, str]
    made: Mapping[int, tuple[str, dt.datetime]]

    @property
    def left(self) -> int:
        return len([item for item in self.items if item not in self.made])

    @property
    def lines(self) -> list[tuple[int, str, tuple[str, dt.datetime] | None]]:
        """Each part with its words and who confirmed it when, None while nobody has."""
        return [(item, words, self.made.get(item)) for item, words in self.items.items()]


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
