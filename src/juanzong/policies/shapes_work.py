"""What a pack lays down of work: obligations and procedures, as frozen data.

Three small notations, parsed once when a pack is loaded (`policies/notation.py`), stand in these shapes:

Who     who may or must do something: `position:archivist`, `role:custodian`, `superior_of:role:handler`, `starter`,
        `deputy_in_charge`, `everyone`. A list is a preference: the first that somebody answers to is taken for an
        obligation; anyone on it may take a step.
Term    a length of time or a day: `3 working_days`, `7 days`, `2 weeks`, `1 month`, `same_day`, `next_day`,
        `next_working_day`, `end_of_period`.
Every   when a recurring duty comes round: `day`, `working_day`, `week`, `month`, `quarter`, `half_year`, `year`,
        `dates:01-10,07-10`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from juanzong.policies.choices import Text


class TermUnit(StrEnum):
    """Units of a Term. The last four take no count."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    SAME_DAY = "same_day"
    NEXT_DAY = "next_day"
    NEXT_WORKING_DAY = "next_working_day"
    END_OF_PERIOD = "end_of_period"


@dataclass(frozen=True, slots=True)
class Term:
    """A time limit, counted from a day that is itself not counted. `count` is 0 for units that take none."""

    unit: TermUnit
    count: int = 0

    def __str__(self) -> str:
        return f"{self.count} {self.unit.value}" if self.count else self.unit.value


class WhoKind(StrEnum):
    """How a person is named without naming them."""

    POSITION = "position"
    ROLE = "role"
    SUPERIOR_OF = "superior_of"
    STARTER = "starter"
    DEPUTY_IN_CHARGE = "deputy_in_charge"
    EVERYONE = "everyone"


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody, named by what they are. code: of the position or role. of: whose superior, for SUPERIOR_OF only."""

    kind: WhoKind
    code: str = ""
    of: Who | None = None

    def __str__(self) -> str:
        if self.of is not None:
            return f"{self.kind.value}:{self.of}"
        return f"{self.kind.value}:{self.code}" if self.code else self.kind.value


class EveryUnit(StrEnum):
    """The rounds of recurring duties."""

    DAY = "day"
    WORKING_DAY = "working_day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    DATES = "dates"


@dataclass(frozen=True, slots=True)
class Every:
    """A round. dates: (month, day) pairs for DATES only."""

    unit: EveryUnit
    dates: tuple[tuple[int, int], ...] = ()


# Conditions: `{"payload.kind": ("loan",), "subject.category": ("hospital", "pharmacy")}`; all must hold, one value
# of each is enough. `payload.` keys are of the fact, `subject.` keys are attributes the subject's room declares.
Where = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Fact:
    """A kind of ledger entry that means something to a rule. entry: its code. where: what must hold of it.
    subject: how to get from the entry's subject to the obligation's: "" the same, else a relation that the subject's
    room declares, e.g. `customer` for the customer of a dossier."""

    entry: str
    where: Where = field(default_factory=dict, hash=False)
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Escalation:
    """Who hears of it when it is still open so long after its day."""

    after: Term
    to: Who


@dataclass(frozen=True, slots=True)
class Duty:
    """A rule that makes obligations: who owes what by when because of which clause.

    opens_on: facts, any of which opens one; empty for a recurring one.
    closes_on: facts, any of which fulfils it. cancels_on: facts after which nobody owes it any more.
    every, for_each, where: of recurring ones: the round, the kind of subject (`department`, `customer`, `dossier`,
    `staff`, `company`, ...) and the condition on it. lead: how long before the due day a round is opened.
    due: counted from the opening fact's day, or from the first day of the round.
    remind_before, remind_after: days before and after the due day on which the owner is reminded.
    replaces: codes of duties whose open obligations on the same subject end when this one opens (P09-2.7b).
    extension: code of the procedure by which more time is asked for, "" when none is given.
    by_hand: the owner may report it done (with a note); otherwise only a fact closes it.
    link: what the subject's screens call the page that does it, e.g. `verify`, "" for its own page. button: its words.
    """

    code: str
    pack: str
    name: Text
    clause: str
    owner: tuple[Who, ...]
    due: Term
    opens_on: tuple[Fact, ...] = ()
    closes_on: tuple[Fact, ...] = ()
    cancels_on: tuple[Fact, ...] = ()
    every: Every | None = None
    for_each: str = ""
    where: Where = field(default_factory=dict, hash=False)
    lead: Term | None = None
    remind_before: tuple[int, ...] = (1,)
    remind_after: tuple[int, ...] = (1,)
    escalate: tuple[Escalation, ...] = ()
    replaces: tuple[str, ...] = ()
    extension: str = ""
    by_hand: bool = False
    link: str = ""
    button: Text | None = None


class MoveKind(models.TextChoices):
    """What a move does to a case."""

    FORWARD = "forward", _("通过")
    BACK = "back", _("退回")
    REFUSE = "refuse", _("不同意")
    END = "end", _("办结")


@dataclass(frozen=True, slots=True)
class EffectUse:
    """A declared effect (or guard) as a pack names it, with its parameters: `dossiers.accept`."""

    name: str
    with_: Mapping[str, str] = field(default_factory=dict, hash=False)


class DatumType(StrEnum):
    """What may be entered with a move."""

    TEXT = "text"
    DAY = "day"
    NUMBER = "number"
    CHOICE = "choice"
    OFFERED = "offered"


@dataclass(frozen=True, slots=True)
class Datum:
    """Something entered when a case is started or a step is taken, e.g. the new day that is asked for; kept as text and
    handed to effects and guards under its code. A DAY is ISO, e.g. `2026-06-01`. options: of a CHOICE. offer: of an
    OFFERED, what some room has to choose from at the moment (`custody.shelf`)."""

    code: str
    name: Text
    type: DatumType = DatumType.TEXT
    needed: bool = True
    options: tuple[tuple[str, Text], ...] = ()
    offer: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """One way out of a step. to: the next step, "" when the case ends. reason: a reason must be given.
    data: what is entered with it. effects run in order inside the transaction; guards must all be content before."""

    code: str
    name: Text
    kind: MoveKind
    to: str
    reason: bool = False
    effects: tuple[EffectUse, ...] = ()
    guards: tuple[EffectUse, ...] = ()
    clause: str = ""
    data: tuple[Datum, ...] = ()

    @property
    def goes_ahead(self) -> bool:
        """Whether everything that the step needs must be there before."""
        return self.kind in (MoveKind.FORWARD, MoveKind.END)


class Differs(StrEnum):
    """What becomes of a count that is another than the list's: the step waits until it is settled, or goes ahead with the
    difference on record. In words it is noted either way."""

    REFUSE = "refuse"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class CheckPoint:
    """Something to confirm by name before the step can be taken (P05-c2). per_item: for every item of the dossier.
    counts: whoever checks counts the sheets of each item themselves; differs: what a difference does (P03-4.6).
    faults: what can be wrong, by name; anything may be found wrong in words (P05-c1)."""

    code: str
    name: Text
    clause: str
    per_item: bool = False
    counts: bool = False
    differs: Differs = Differs.REFUSE
    faults: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True, slots=True)
class SignatureNeed:
    """A signature that a step asks for, by whom, in what capacity."""

    code: str
    name: Text
    who: tuple[Who, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class Step:
    """A place where a case waits, and the moves out of it.

    who: anyone of these may take it. within: time limit from the moment the case came here; remind_before,
    remind_after, escalate: whom its obligation is told to, as of a duty.
    form: code of a form that must be filled. attachments: names of papers that must be attached.
    signatures: all are needed, by different people, on the same content hash, before a FORWARD or END move.
    not_own: not by whoever started the case, nor by anybody who reports to them (P08-4).
    """

    code: str
    name: Text
    who: tuple[Who, ...]
    moves: tuple[Move, ...]
    clause: str
    within: Term | None = None
    remind_before: tuple[int, ...] = (1,)
    remind_after: tuple[int, ...] = (1,)
    escalate: tuple[Escalation, ...] = ()
    form: str = ""
    attachments: tuple[Text, ...] = ()
    checks: tuple[CheckPoint, ...] = ()
    signatures: tuple[SignatureNeed, ...] = ()
    not_own: bool = False
    extension: str = ""

    def move(self, code: str) -> Move:
        """The move of that code; LookupError when the step has none."""
        for one in self.moves:
            if one.code == code:
                return one
        raise LookupError(f"step {self.code} has no move {code!r}")


@dataclass(frozen=True, slots=True)
class CaseRole:
    """A part somebody plays in a case, named when it starts. positions: who can be chosen ("" tuple: anyone).
    Different roles are always different people. default: who is proposed."""

    code: str
    name: Text
    positions: tuple[str, ...]
    default: tuple[Who, ...] = ()


@dataclass(frozen=True, slots=True)
class Procedure:
    """A declared route. The first step is where a case begins.

    subject: kind of the thing it is about (`dossier`, `customer`, `obligation`, `record`, `staff`, `company`).
    where: which of them (e.g. `subject.kind`: loan). starts: who may start it. starts_on: facts that start it by themselves.
    asks: code of the form that says what is asked for, filled at the start, "" for none. data: what is entered at the start.
    withdraw: the starter may take it back while it runs.
    """

    code: str
    pack: str
    name: Text
    about: Text
    clause: str
    subject: str
    starts: tuple[Who, ...]
    steps: tuple[Step, ...]
    roles: tuple[CaseRole, ...] = ()
    where: Where = field(default_factory=dict, hash=False)
    starts_on: tuple[Fact, ...] = ()
    asks: str = ""
    data: tuple[Datum, ...] = ()
    withdraw: bool = True
    once: bool = True

    def step(self, code: str) -> Step:
        """The step of that code; LookupError when there is none."""
        for one in self.steps:
            if one.code == code:
                return one
        raise LookupError(f"procedure {self.code} has no step {code!r}")

    def carries(self, effect: str) -> bool:
        """Whether some move of it has this effect."""
        return any(use.name == effect for step in self.steps for move in step.moves for use in move.effects)

    @property
    def ends_in(self) -> frozenset[str]:
        """The effects of the moves that end it."""
        ends = (move for step in self.steps for move in step.moves if move.kind is MoveKind.END)
        return frozenset(use.name for move in ends for use in move.effects)
