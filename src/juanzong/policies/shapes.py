"""What a pack is made of, as frozen data. `reads` hands these out; nobody changes them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from juanzong.policies.choices import (
    ClauseKind,
    Copy,
    CustomerKind,
    Information,
    Lookup,
    ManagerCode,
    Mask,
    NumberPer,
    Order,
    Protection,
    RetentionStart,
    Scope,
    Text,
    Validator,
)
from juanzong.policies.shapes_changes import Change, Key
from juanzong.policies.shapes_forms import Category, Form, Option
from juanzong.policies.shapes_training import Course
from juanzong.policies.shapes_work import Duty, Procedure


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered rule of a policy, in our own words.

    carried_out_by: codes of positions, or `everyone`, `handler`, `software`.
    changed, why: only of an `adapt` clause: what the product does instead, and for what reason.
    law: what the law asks behind it; then a company may make what rests on it stricter, never weaker.
    means: names of mechanisms that carry it out (`policies.vocabulary`), beside the elements of packs that name it.
    """

    id: str
    pack: str
    kind: ClauseKind
    says: Text
    carried_out_by: tuple[str, ...]
    changed: Text | None = None
    why: Text | None = None
    law: Text | None = None
    means: tuple[str, ...] = ()

    @property
    def says_zh(self) -> str:
        return self.says.zh

    @property
    def says_en(self) -> str:
        return self.says.en

    @property
    def firm(self) -> bool:
        """Whether what rests on it can only be made stricter: the law stands behind it, or it was adapted to the law."""
        return self.law is not None or self.kind is ClauseKind.ADAPT


@dataclass(frozen=True, slots=True)
class Parameter:
    """A word that each company sets for itself when it adopts the pack, such as its word in archive numbers."""

    code: str
    name: Text
    default: str


@dataclass(frozen=True, slots=True)
class RequiredItem:
    """A document that a section expects.

    important: its absence is called out by name (P03-4.2c). media: audio or video may take its place.
    numbered: it takes a number after the dossier's (P03-4.8). clause: what asks for it, "" when only the section's.
    """

    code: str
    name: Text
    required: bool
    copy: Copy
    important: bool
    media: bool
    numbered: bool
    protection: Protection
    clause: str


@dataclass(frozen=True, slots=True)
class Section:
    """A slot of the catalogue, with the class of information it holds and the items it expects."""

    code: str
    name: Text
    information: Information
    clause: str
    items: tuple[RequiredItem, ...]


@dataclass(frozen=True, slots=True)
class NumberSeries:
    """How a dossier is numbered. `pattern` may use {word}, {department}, {year}, {unit} and must use {n}."""

    series: str
    pattern: str
    item_pattern: str
    per: NumberPer
    clause: str

    def key(self, *, department: int | None = None, year: int | None = None, unit: str = "") -> str:
        """The name of the gap-free sequence to take from, e.g. `dossier.loan` or `dossier.contract:12:2026`."""
        parts = [f"dossier.{self.series}"]
        if self.per in (NumberPer.DEPARTMENT, NumberPer.DEPARTMENT_YEAR):
            if department is None:
                raise ValueError(f"series {self.series} is counted by department")
            parts.append(str(department))
        if self.per in (NumberPer.YEAR, NumberPer.DEPARTMENT_YEAR):
            if year is None:
                raise ValueError(f"series {self.series} is counted by year")
            parts.append(str(year))
        if self.per is NumberPer.UNIT:
            if not unit:
                raise ValueError(f"series {self.series} is counted by unit")
            parts.append(unit)
        return ":".join(parts)

    def text(self, n: int, *, word: str = "", department: str = "", year: int = 0, unit: str = "") -> str:
        """The number as it is printed, e.g. `鸿借字第017号`."""
        return self.pattern.format(n=n, word=word, department=department, year=year, unit=unit)

    def item_text(self, number: str, n: int) -> str:
        """The number of the n-th numbered item of a dossier, e.g. `鸿借字第017号-01`."""
        return self.item_pattern.format(number=number, n=n)


@dataclass(frozen=True, slots=True)
class Retention:
    """How long a dossier is kept: `years` after the event `start`, and the sentence that says so."""

    years: int
    start: RetentionStart
    text: Text


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens to the matter of a dossier and that duties may count from: a loan is granted, a contract
    is signed, a tenant moves out. once: it happens a single time."""

    code: str
    name: Text
    clause: str
    once: bool


@dataclass(frozen=True, slots=True)
class Manager:
    """A part in the matter of a dossier that a named person takes; different parts are different people (P03-4.1).
    positions: codes of positions, one of which that person holds."""

    code: ManagerCode
    name: Text
    positions: tuple[str, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class DossierKind:
    """A kind of dossier and its catalogue.

    custodian: code of the position that keeps it. attachments: papers kept without a code (P03-4.4).
    four_eyes: a second person verifies what was filed. name_plate: its label follows the customer's name (P06-5).
    review_months: every how many months its timeliness is checked (P00-1.5); None when no clause asks.
    unit: it is of one unit of a building, one at a time, and kept by floor (P06-2).
    based_on: code of the kind it was derived from, "" when it stands alone.
    """

    code: str
    pack: str
    name: Text
    about: Text
    clause: str
    order: Order
    order_clause: str
    number: NumberSeries
    custodian: str
    retention: Retention
    sections: tuple[Section, ...]
    attachments: bool
    attachments_clause: str
    four_eyes: bool
    verification_clause: str
    name_plate: bool
    review_months: int | None
    based_on: str
    events: tuple[Event, ...] = ()
    managers: tuple[Manager, ...] = ()
    unit: bool = False

    def event(self, code: str) -> Event:
        """The event of that code; LookupError when the kind knows none."""
        for event in self.events:
            if event.code == code:
                return event
        raise LookupError(f"dossier kind {self.code} has no event {code!r}")

    def section(self, code: str) -> Section:
        """The section of that code; LookupError when the catalogue has none."""
        for section in self.sections:
            if section.code == code:
                return section
        raise LookupError(f"dossier kind {self.code} has no section {code!r}")

    @property
    def required_items(self) -> tuple[tuple[Section, RequiredItem], ...]:
        """Every item that must be there, with its section, in the order of the catalogue."""
        return tuple((section, item) for section in self.sections for item in section.items if item.required)


@dataclass(frozen=True, slots=True)
class Position:
    """A post that clauses name. `duties` has one text per pack that speaks of it; rights of several packs join,
    the wider scope winning. reads_customers: False for posts that must never reach customers' data. exams: codes of
    courses whose exam has to be passed before somebody is appointed."""

    code: str
    packs: tuple[str, ...]
    name: Text
    duties: tuple[Text, ...]
    reads_customers: bool
    rights: Mapping[str, Scope] = field(hash=False)
    exams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a customer or contact.

    required: nothing is saved without it. expected: it counts towards completeness (P00-1.3).
    lookups: blind indexes; mask: what is seen before revealing; why: for what it is needed (PIPL art. 6).
    """

    code: str
    name: Text
    information: Information
    protection: Protection
    customers: tuple[CustomerKind, ...]
    validator: Validator
    max_length: int
    required: bool
    expected: bool
    many: bool
    lookups: tuple[Lookup, ...]
    mask: Mask
    options: tuple[Option, ...]
    why: Text
    clause: str

    @property
    def encrypted(self) -> bool:
        """Important and sensitive values are never stored in clear."""
        return self.protection is not Protection.ORDINARY

    @property
    def separate_consent(self) -> bool:
        """A sensitive value needs a consent of its own (PIPL art. 29)."""
        return self.protection is Protection.SENSITIVE


@dataclass(frozen=True, slots=True)
class Channel:
    """A lawful way by which information comes in (P00-1.2). `public`: the person enters it themselves.
    needs_note: the way has to be described in words."""

    code: str
    name: Text
    about: Text
    public: bool
    needs_note: bool


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """One of the seven bases of PIPL art. 13. `consent`: a consent must be on record.
    reference: what has to be named (contract, statute, ...), None when nothing has."""

    code: str
    article: Text
    name: Text
    consent: bool
    reference: Text | None

    @property
    def reference_required(self) -> bool:
        return self.reference is not None


@dataclass(frozen=True, slots=True)
class Purpose:
    """For what information is collected or looked at. `reveal`: may be given when revealing a masked value;
    `collect`: may be given when collecting."""

    code: str
    name: Text
    about: Text
    collect: bool
    reveal: bool


@dataclass(frozen=True, slots=True)
class NoticePart:
    """A headed paragraph of a notice; may hold {company}, {address}, {contact}, {fields}, {retention}."""

    code: str
    heading: Text
    body: Text


@dataclass(frozen=True, slots=True)
class ConsentPoint:
    """One box to tick, never ticked beforehand. `required`: the form cannot be sent without it.
    separate: a consent of its own, as the law asks for sensitive data and marketing."""

    code: str
    text: Text
    purpose: str
    required: bool
    separate: bool
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """What a person is told before anything is collected (PIPL art. 17, P00-1.2)."""

    code: str
    version: int
    title: Text
    channel: str
    legal_basis: str
    retention: Text
    fields: tuple[str, ...]
    required_fields: tuple[str, ...]
    parts: tuple[NoticePart, ...]
    consents: tuple[ConsentPoint, ...]
    clause: str

    @property
    def digest(self) -> str:
        """SHA-256 of the whole wording, kept with each consent so that it stays provable what was agreed to."""
        words = [self.code, str(self.version), self.title.zh, self.title.en, self.retention.zh, self.retention.en]
        words += list(self.fields)
        for part in self.parts:
            words += [part.heading.zh, part.heading.en, part.body.zh, part.body.en]
        for point in self.consents:
            words += [point.code, point.text.zh, point.text.en]
        return hashlib.sha256("\x1f".join(words).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Guidance:
    """What a screen is for: the step of the written procedure and the clause it serves (P00-2.2)."""

    screen: str
    step: Text
    how: Text
    clause: str


@dataclass(frozen=True, slots=True)
class Pledge:
    """One sentence for the wall (P00-3)."""

    code: str
    text: Text
    clause: str


@dataclass(frozen=True, slots=True)
class Pack:
    """A written policy as data, one version of it. The tuples hold what this pack itself lays down;
    what it stands on is named by `extends`. digest: SHA-256 of its files, so that an adoption says exactly what.

    changes: what it changes of those packs; the changed elements stand in its own tuples, `overrides` says which they
    are, `removed` which are taken away. written: elements that can be changed as tables, by kind and code.
    """

    id: str
    version: int
    folder: str
    digest: str
    title: Text
    about: Text
    extends: tuple[str, ...]
    same_as: str
    parameters: tuple[Parameter, ...]
    clauses: tuple[Clause, ...]
    dossier_kinds: tuple[DossierKind, ...]
    positions: tuple[Position, ...]
    fields: tuple[Field, ...]
    channels: tuple[Channel, ...]
    legal_bases: tuple[LegalBasis, ...]
    purposes: tuple[Purpose, ...]
    notices: tuple[Notice, ...]
    guidance: tuple[Guidance, ...]
    pledges: tuple[Pledge, ...]
    duties: tuple[Duty, ...]
    procedures: tuple[Procedure, ...]
    forms: tuple[Form, ...]
    categories: tuple[Category, ...]
    courses: tuple[Course, ...]
    changes: tuple[Change, ...] = ()
    overrides: frozenset[Key] = frozenset()
    removed: frozenset[Key] = frozenset()
    written: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, hash=False, compare=False, repr=False)
