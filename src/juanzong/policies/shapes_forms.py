"""What a pack lays down of forms and registers, and the categories of customers, as frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from juanzong.policies.choices import Information, Protection, Text


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a field that is chosen from a list."""

    code: str
    name: Text


class InputType(StrEnum):
    """What a form field holds; the forms room checks and draws each."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    TIME = "time"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    MOBILE = "mobile"
    PHONE = "phone"
    EMAIL = "email"
    RESIDENT_ID = "resident_id"
    PASSPORT = "passport"
    USCC = "uscc"
    PLATE = "plate"
    BANK_CARD = "bank_card"
    ADDRESS = "address"
    HEALTH = "health"
    STAFF = "staff"
    DEPARTMENT = "department"
    TABLE = "table"
    SIGNATURE = "signature"
    CONSENT = "consent"


@dataclass(frozen=True, slots=True)
class FormField:
    """One blank of a form.

    prefill: where its value comes from, e.g. `customer.name`, `customer.mobile`, `record.health_questionnaire.age`,
    `today`, `me.name`, `me.department`; the origin is shown beside it (P09-2.2). "" for none.
    when: shown and needed only while the other fields have one of these values.
    columns: of a TABLE. serial: the blank takes the form's serial number. clause: what asks for it, "" for the form's.
    """

    code: str
    name: Text
    type: InputType
    required: bool = False
    protection: Protection = Protection.ORDINARY
    information: Information = Information.BASIC
    options: tuple[Option, ...] = ()
    columns: tuple[FormField, ...] = ()
    prefill: str = ""
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    max_length: int = 200
    rows: int = 0
    help: Text | None = None
    clause: str = ""

    @property
    def sealed(self) -> bool:
        """Important and sensitive values are encrypted inside the record."""
        return self.protection is not Protection.ORDINARY


@dataclass(frozen=True, slots=True)
class FormSection:
    """A headed part of a form; `when` as of a field."""

    code: str
    name: Text
    fields: tuple[FormField, ...]
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class RegisterRule:
    """What makes a form a register: one current state for each key (P12-5).

    key: codes of fields that name the thing (a space, a number, a key). holder: code of the field, or `customer` for the
    record's customer, that says who has it. free, held: words for its two states. moves: which of issue, return, transfer,
    retire it knows. Two holders at once are impossible.
    """

    key: tuple[str, ...]
    holder: str
    free: Text
    held: Text
    moves: tuple[str, ...] = ("issue", "return", "transfer")


# What a form may name a clause of its own for; everything else rests on the form's.
FORM_RULES = ("positions", "complete", "signature", "submit", "seal", "unseal", "blanks", "custody")


@dataclass(frozen=True, slots=True)
class Form:
    """A sheet laid down by a pack.

    number: as printed (`qms-pm-31301`), "" for none. subject: what a record is about: `customer`, `dossier`, `staff`,
    `department`, `company`. positions: who may fill it in; empty for everyone who may see the subject.
    purpose: true collector and purpose, printed on top (P09-1.3). serial: blanks are numbered, issued in batches and
    accounted for (P09-1.12). files_into: `<dossier kind>.<section>` into which a finished record files itself, "" for none.
    submits_to: position that receives it once submitted; then the filler no longer edits it (P09-1.6). sealed_by: position
    that may seal it (P09-1.10), "" when it is never sealed. landscape: printed lying.
    collector: the signature field in which the collector signs, printed top right (P09-1.5), "" for none.
    clauses: clauses of single rules, by the names of FORM_RULES, where they are not the form's own.
    """

    code: str
    pack: str
    name: Text
    clause: str
    subject: str
    sections: tuple[FormSection, ...]
    number: str = ""
    about: Text | None = None
    purpose: Text | None = None
    positions: tuple[str, ...] = ()
    serial: bool = False
    files_into: str = ""
    submits_to: str = ""
    sealed_by: str = ""
    landscape: bool = False
    collector: str = ""
    clauses: Mapping[str, str] = field(default_factory=dict, hash=False)
    register: RegisterRule | None = None

    def clause_of(self, rule: str) -> str:
        """The clause that a rule of this form rests on."""
        return self.clauses.get(rule, self.clause)

    @property
    def fields(self) -> tuple[FormField, ...]:
        """Every field, in the order of the sheet."""
        return tuple(one for section in self.sections for one in section.fields)

    def field(self, code: str) -> FormField:
        """The field of that code; LookupError when there is none."""
        for one in self.fields:
            if one.code == code:
                return one
        raise LookupError(f"form {self.code} has no field {code!r}")


@dataclass(frozen=True, slots=True)
class Category:
    """A category of customers that a policy treats apart (P08-2, P08-3)."""

    code: str
    pack: str
    name: Text
    clause: str
