"""Customers as somebody entered them, and the checks that make them fit to be written.

Pure: nothing here asks the database. One form, one row of a sheet and one public registration all become a
`CustomerDraft`, and all pass the same `check`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from juanzong.customers.choices import IDENTITIES, ContactRole, CustomerKind
from juanzong.kit import checks, chinese, clock
from juanzong.kit.errors import Invalid
from juanzong.policies import reads as policies
from juanzong.policies.choices import Lookup, Validator
from juanzong.policies.shapes import Field

NAME_LENGTH = 120
OWN_COLUMNS = frozenset({"kind", "name", "category", "region"})
_KINDS, _ROLES = frozenset(CustomerKind.values), frozenset(ContactRole.values)
_PHONES = frozenset({Validator.MOBILE, Validator.LANDLINE, Validator.PHONE})


@dataclass(slots=True)
class SourceDraft:
    """Where the data came from, as entered (P00-1.2). Times are aware UTC."""

    channel: str
    purpose: str
    basis: str
    collector: int
    collector_name: str
    collected_at: dt.datetime
    reference: str = ""
    note: str = ""
    consent_how: str = ""
    consent_at: dt.datetime | None = None
    notice_version: str = ""
    sensitive_consent_at: dt.datetime | None = None


@dataclass(slots=True)
class ContactDraft:
    """A contact as entered; `fields` maps catalogue codes to values."""

    name: str
    role: str = ContactRole.DAILY.value
    title: str = ""
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class CustomerDraft:
    """A customer as entered; `fields` maps catalogue codes to values, empty ones count as absent."""

    kind: str
    name: str
    category: str = ""
    region: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    contacts: list[ContactDraft] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Slot:
    """A field of the catalogue made ready for a million values."""

    code: str
    field: Field
    normal: Callable[[str], str]
    sealed: bool
    lookup: str
    exact: bool
    tail: bool
    sensitive: bool

    def __reduce__(self) -> tuple[Callable[[str], Slot], tuple[str]]:
        """Another process of ours, which checks rows ahead, has the same catalogue."""
        return slot_named, (self.code,)


@dataclass(slots=True)
class CheckedContact:
    """A contact fit to be written; `values` pairs slots with normal forms."""

    name: str
    role: str
    title: str
    values: list[tuple[Slot, str]]


@dataclass(slots=True)
class Checked:
    """A customer fit to be written."""

    kind: str
    name: str
    folded: str
    initials: str
    category: str
    region: str
    values: list[tuple[Slot, str]]
    contacts: list[CheckedContact]
    birth_date: dt.date | None = None

    def identity(self) -> tuple[str, str] | None:
        """The lookup family and value that nobody else may share: identity number, credit code or passport."""
        for slot, value in self.values:
            if slot.code in IDENTITIES:
                return slot.lookup, value
        return None

    def found_by(self) -> list[tuple[str, str]]:
        """Look-up family and value of everything, the contacts' included, that can be looked up exactly."""
        contacts = [pair for contact in self.contacts for pair in contact.values]
        return list(dict.fromkeys((slot.lookup, value) for slot, value in self.values + contacts if slot.exact))


def _text(definition: Field, *, multiline: bool) -> Callable[[str], str]:
    def normal(value: str) -> str:
        return checks.text(value, max_chars=definition.max_length or 200, multiline=multiline)

    return normal


def _choice(definition: Field) -> Callable[[str], str]:
    by_word = {word: o.code for o in definition.options for word in (o.code, o.name.zh, o.name.en.casefold())}

    def normal(value: str) -> str:
        try:
            return by_word[value.strip() if value.strip() in by_word else value.strip().casefold()]
        except KeyError:
            allowed = _("、").join(str(o.name) for o in definition.options)
            raise Invalid(_("只能选：%(allowed)s。") % {"allowed": allowed}) from None

    return normal


def _money(value: str) -> str:
    # untranslated: what people write around amounts
    plain = checks.plain(value).replace(",", "").removeprefix("¥").removesuffix("元")
    whole, _dot, cents = plain.partition(".")
    if not whole.isdigit() or (cents and not (cents.isdigit() and len(cents) <= 2)):
        raise Invalid(_("金额应是数字，最多两位小数。"), todo=_("请写成 12000.50 的样子。"))
    return f"{int(whole)}.{cents:0<2}"


def _normaliser(definition: Field) -> Callable[[str], str]:
    match definition.validator:
        case Validator.TEXT:
            return _text(definition, multiline=False)
        case Validator.LONG_TEXT:
            return _text(definition, multiline=True)
        case Validator.CHOICE:
            return _choice(definition)
        case Validator.DATE:
            birth = definition.code == "birth_date"
            return lambda value: checks.date(value, birth=birth).isoformat()
        case Validator.RESIDENT_ID:
            return lambda value: checks.resident_id(value).number
        case Validator.MONEY:
            return _money
        case other:
            simple: dict[Validator, Callable[[str], str]] = {
                Validator.EMAIL: checks.email,
                Validator.MOBILE: checks.mobile,
                Validator.LANDLINE: checks.landline,
                Validator.PHONE: checks.phone,
                Validator.PASSPORT: checks.passport,
                Validator.USCC: checks.uscc,
                Validator.BANK_CARD: checks.bank_card,
                Validator.PLATE: checks.plate,
            }
            return simple[other]


@cache
def slots(owner: str) -> Mapping[str, Slot]:
    """The catalogue's fields that a `person`, an `organisation` or a `contact` may have, by code."""
    found: dict[str, Slot] = {}
    for definition in policies.fields():
        if owner not in definition.customers or definition.code in OWN_COLUMNS:
            continue
        found[definition.code] = Slot(
            code=definition.code,
            field=definition,
            normal=_normaliser(definition),
            sealed=definition.encrypted,
            lookup="phone" if definition.validator in _PHONES else definition.code,
            exact=Lookup.EXACT in definition.lookups or definition.code in IDENTITIES,
            tail=Lookup.TAIL4 in definition.lookups,
            sensitive=definition.separate_consent,
        )
    return found


@cache
def slot_named(code: str) -> Slot:
    """The slot of a field, whoever has it; KeyError when nobody does."""
    return next(slots(owner)[code] for owner in ("person", "organisation", "contact") if code in slots(owner))


def check_source(source: SourceDraft) -> None:
    """Refuse a source that does not say channel, collector, time, purpose and lawful basis (P00-1.2)."""
    faults: dict[str, Any] = {}
    channel = next((channel for channel in policies.channels() if channel.code == source.channel), None)
    if channel is None:
        faults["channel"] = _("请选择收集渠道。")
    elif channel.needs_note and not source.note.strip():
        faults["note"] = _("这一渠道须用文字说明来源。")
    if source.purpose not in {purpose.code for purpose in policies.purposes() if purpose.collect}:
        faults["purpose"] = _("请选择收集目的。")
    basis = next((basis for basis in policies.legal_bases() if basis.code == source.basis), None)
    if basis is None:
        faults["basis"] = _("请选择合法性依据，没有默认值。")
    else:
        if basis.consent and (source.consent_at is None or not source.consent_how):
            faults["consent_how"] = _("依据是“同意”时，须写明同意的方式和时间。")
        if basis.reference_required and not source.reference.strip():
            faults["reference"] = _("这一依据须写明：%(what)s。") % {"what": basis.reference}
    if not source.collector_name:
        faults["collector"] = _("请写明收集人。")
    if source.collected_at > clock.now() + dt.timedelta(minutes=5):
        faults["collected_at"] = _("收集时间不能晚于现在。")
    if faults:
        raise Invalid(
            _("信息来源不完整，不能保存。"), fields=faults, clause="P00-1.2", todo=_("请补全来源的各项后再保存。")
        )


def check(draft: CustomerDraft, source: SourceDraft) -> Checked:
    """The draft in normal form; Invalid with a sentence for every field at fault (P00-1.3).

    Contacts' faults come under `contact.<place>.<field>`.
    """
    faults: dict[str, Any] = {}
    if draft.kind not in _KINDS:
        raise Invalid(_("客户类型应是“个人”或“单位”。"), fields={"kind": _("请填“个人”或“单位”。")}, clause="P00-1.3")
    name = _named(draft.name, "name", faults)
    values = _values(draft.fields, slots(draft.kind), "", faults, sensitive=source.sensitive_consent_at is not None)
    for code, slot in slots(draft.kind).items():
        if slot.field.required and code not in faults and not any(s.code == code for s, _value in values):
            faults[code] = _("必填。")
    contacts = []
    for place, contact in enumerate(draft.contacts):
        prefix = f"contact.{place}."
        contact_name = _named(contact.name, prefix + "name", faults)
        if contact.role not in _ROLES:
            faults[prefix + "role"] = _("请选择联系人的身份。")
        found = _values(
            contact.fields, slots("contact"), prefix, faults, sensitive=source.sensitive_consent_at is not None
        )
        contacts.append(CheckedContact(contact_name, contact.role, checks.text(contact.title, max_chars=60), found))
    birth = _birth_date(values, faults)
    if birth is not None and checks.is_under_14(birth, clock.today()):
        _guardian_needed(contacts, source, faults)
    if faults:
        raise Invalid(_("有 %(n)s 处需要改正。") % {"n": len(faults)}, fields=faults, clause="P00-1.3")
    return Checked(
        kind=draft.kind,
        name=name,
        folded=folded(draft.kind, name),
        initials=chinese.initials(name)[:NAME_LENGTH],
        category=checks.text(draft.category, max_chars=40),
        region=checks.text(draft.region, max_chars=80),
        values=values,
        contacts=contacts,
        birth_date=birth,
    )


def so_far(draft: CustomerDraft) -> Checked:
    """What of a draft is right already, for looking for duplicates while it is still being typed. Refuses nothing."""
    faults: dict[str, Any] = {}
    name = _named(draft.name, "name", faults)
    known = {code: value for code, value in draft.fields.items() if code in slots(draft.kind)}
    contacts = []
    for contact in draft.contacts:
        fields = {code: value for code, value in contact.fields.items() if code in slots("contact")}
        values = _values(fields, slots("contact"), "", faults, sensitive=True)
        contacts.append(CheckedContact(contact.name, contact.role, contact.title, values))
    values = _values(known, slots(draft.kind), "", faults, sensitive=True)
    return Checked(draft.kind, name, folded(draft.kind, name), "", "", draft.region.strip()[:80], values, contacts)


def folded(kind: str, name: str) -> str:
    """The name for comparison: of an organisation only what tells it from others."""
    return (chinese.company_core(name) if kind == CustomerKind.ORGANISATION else chinese.fold(name))[:NAME_LENGTH]


def _named(value: str, key: str, faults: dict[str, Any]) -> str:
    try:
        name = checks.text(value or "", max_chars=NAME_LENGTH)
    except Invalid as refusal:
        faults[key] = refusal.message
        return ""
    if not name:
        faults[key] = _("姓名或名称不能为空。")
    return name


def _values(
    fields: Mapping[str, str], allowed: Mapping[str, Slot], prefix: str, faults: dict[str, Any], *, sensitive: bool
) -> list[tuple[Slot, str]]:
    found: list[tuple[Slot, str]] = []
    for code, entered in fields.items():
        if not entered or not entered.strip():
            continue
        slot = allowed.get(code)
        if slot is None:
            faults[prefix + code] = _("这类客户没有这一项。")
            continue
        if slot.sensitive and not sensitive:
            faults[prefix + code] = _("敏感个人信息须先取得单独同意。")
            continue
        try:
            found.append((slot, slot.normal(entered)))
        except Invalid as refusal:
            faults[prefix + code] = f"{refusal.message}{refusal.todo}"
    return found


def _birth_date(values: list[tuple[Slot, str]], faults: dict[str, Any]) -> dt.date | None:
    """The birth date, from its own field or the identity number, which must agree with each other."""
    told = {slot.code: value for slot, value in values if slot.code in ("birth_date", "resident_id", "gender")}
    birth = dt.date.fromisoformat(told["birth_date"]) if "birth_date" in told else None
    if "resident_id" in told:
        identity = checks.resident_id(told["resident_id"])
        if birth is not None and birth != identity.birth_date:
            faults["birth_date"] = _("出生日期与身份证号不一致。")
        if told.get("gender") not in (None, identity.gender, "unknown"):
            faults["gender"] = _("性别与身份证号不一致。")
        birth = identity.birth_date
    return birth


def _guardian_needed(contacts: list[CheckedContact], source: SourceDraft, faults: dict[str, Any]) -> None:
    if not any(contact.role == ContactRole.GUARDIAN for contact in contacts):
        faults["birth_date"] = _("未满十四周岁，须登记监护人为联系人（个人信息保护法第三十一条）。")
    elif source.basis != "consent" or source.sensitive_consent_at is None:
        faults["birth_date"] = _("未满十四周岁，依据须为监护人的单独同意（个人信息保护法第三十一条）。")


def fourteenth_birthday(birth: dt.date | None, today: dt.date) -> dt.date | None:
    """The day a child's special protection ends; None for whoever is past it."""
    if birth is None or birth.year + 15 < today.year:
        return None
    try:
        day = birth.replace(year=birth.year + 14)
    except ValueError:
        day = dt.date(birth.year + 14, 3, 1)
    return day if day > today else None
