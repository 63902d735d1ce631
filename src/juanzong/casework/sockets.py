"""What other rooms tell casework: the things work can be about, and what a step of a procedure may ask and do.

    declare_subject(Subject("dossier", _("档案"), ...))
    declare_effect(Effect("dossiers.accept", _("接收档案并编号"), accept, subject="dossier"))
    declare_guard(Guard("dossiers.counted", _("每件都有页数"), counted, subject="dossier"))

From `declarations` only. The names become words that packs may use (`policies.vocabulary`). All look-ups take many ids
and give a mapping; an id that is missing in it has no such thing. None of them checks what a viewer may see except
`labels`: a label that the viewer may not see is left out, and the screen then says only what kind of thing it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from juanzong.kit.errors import Refusal
from juanzong.kit.refs import Ref
from juanzong.kit.registry import Registry
from juanzong.organisation.viewer import Viewer
from juanzong.policies import vocabulary
from juanzong.policies.vocabulary import SubjectWords, Word

Ids = Sequence[int]
StaffOf = Callable[[Ids], Mapping[int, int]]
ValueOf = Callable[[Ids], Mapping[int, str]]
RefOf = Callable[[Ids], Mapping[int, Ref]]


@dataclass(frozen=True, slots=True)
class Content:
    """What a person assents to when they sign: lines they can read, and their exact bytes (hashed with SHA-256).
    The same state of the subject always gives the same bytes."""

    title: str
    lines: tuple[tuple[str, str], ...]
    exact: bytes


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of thing that obligations, cases and signatures can be about.

    labels: the words for each that this viewer may see, one statement. departments: the department it belongs to.
    roles: who plays which part in it, by role (code to translated label and look-up), e.g. `custodian`, `handler`.
    attributes: what conditions may ask, e.g. `kind`, `category`. relations: name to (kind, look-up).
    each: ids after `after`, in order, at most `limit`, on which a recurring duty may rest; None when it may not.
    content: what is signed, None when it cannot be signed.
    items: the parts that a step may ask to check one by one (the documents of a dossier), with their words, in order.
    counts: the sheets that each of these parts has by the list, for those that have sheets.
    begins: whether a procedure may begin on it as it stands now (a slip that is settled wants none); None where always.
    part: for roles that are not known by name beforehand (those of a case): role and ids to staff.
    gist: what nobody decides without having seen (why, until when), names with values, one statement; asked only of things
    whose label the viewer has.
    """

    kind: str
    label: Any
    labels: Callable[[Viewer, Ids], Mapping[int, str]]
    departments: Callable[[Ids], Mapping[int, int]]
    roles: Mapping[str, tuple[Any, StaffOf]] = field(default_factory=dict)
    attributes: Mapping[str, ValueOf] = field(default_factory=dict)
    relations: Mapping[str, tuple[str, RefOf]] = field(default_factory=dict)
    each: Callable[[int, int], Sequence[int]] | None = None
    content: Callable[[Viewer, int], Content] | None = None
    items: Callable[[Viewer, int], Mapping[int, str]] | None = None
    counts: Callable[[Viewer, int], Mapping[int, int]] | None = None
    begins: Callable[[int], bool] | None = None
    part: Callable[[str, Ids], Mapping[int, int]] | None = None
    gist: Callable[[Ids], Mapping[int, Sequence[tuple[str, str]]]] | None = None


@dataclass(frozen=True, slots=True)
class Doing:
    """What an effect or guard is told: who takes the step, on what, in which case, with which parameters and data.

    roles: staff by role of the case. data: what was entered at the start and with every move, this one's last (reason,
    chosen day, ...), strings only. clause: of the move. before the case is there, `case` is 0 and `step` "".
    """

    by: Viewer
    subject: Ref
    case: int
    step: str
    params: Mapping[str, str]
    roles: Mapping[str, int]
    starter: int
    data: Mapping[str, str]
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """Something a move does through an action of a room. run: raises a Refusal when it cannot; then nothing is done."""

    name: str
    label: Any
    run: Callable[[Doing], None]
    subject: str = ""
    params: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Guard:
    """Something that must hold before a move. faults: every reason why it does not, empty when content."""

    name: str
    label: Any
    faults: Callable[[Doing], Sequence[Refusal]]
    subject: str = ""
    params: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be chosen with a move, e.g. the places that have room. choices: words for this viewer and this thing, the one
    that is proposed first; what was chosen is kept as these words, so that it can be read for ever."""

    name: str
    label: Any
    choices: Callable[[Viewer, Ref], Sequence[str]]
    subject: str = ""


subjects: Registry[Subject] = Registry("subject")
effects: Registry[Effect] = Registry("effect")
guards: Registry[Guard] = Registry("guard")
offers: Registry[Offer] = Registry("offer")


def declare_subject(one: Subject) -> Subject:
    """Make a kind of thing known to work and to packs."""
    vocabulary.SUBJECTS.declare(
        one.kind,
        SubjectWords(
            kind=one.kind,
            label=one.label,
            roles={code: label for code, (label, _look_up) in one.roles.items()},
            attributes=frozenset(one.attributes),
            relations={name: kind for name, (kind, _look_up) in one.relations.items()},
            each=one.each is not None,
            items=one.items is not None,
            counts=one.counts is not None,
        ),
    )
    return subjects.declare(one.kind, one)


def declare_effect(one: Effect) -> Effect:
    """Make an effect known to procedures and to packs."""
    vocabulary.EFFECTS.declare(one.name, Word(one.name, one.label, one.params, one.subject))
    return effects.declare(one.name, one)


def declare_guard(one: Guard) -> Guard:
    """Make a guard known to procedures and to packs."""
    vocabulary.GUARDS.declare(one.name, Word(one.name, one.label, one.params, one.subject))
    return guards.declare(one.name, one)


def declare_offer(one: Offer) -> Offer:
    """Make something to choose from known to procedures and to packs."""
    vocabulary.OFFERS.declare(one.name, Word(one.name, one.label, {}, one.subject))
    return offers.declare(one.name, one)
