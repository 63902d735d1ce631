"""Entries of the ledger and codes of the history in the words of a customer's page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from juanzong.customers.choices import ContactRole
from juanzong.customers.models import Change
from juanzong.kit.errors import Refusal
from juanzong.kit.refs import Ref
from juanzong.ledger import reads as ledger
from juanzong.ledger.choices import JSON
from juanzong.ledger.kinds import KINDS
from juanzong.policies import reads as policies

_TONES = {
    "customer.registered": "celadon",
    "customer.imported": "celadon",
    "customer.merged": "indigo",
    "customer.unmerged": "indigo",
    "value.revealed": "amber",
}
_OWN = {
    "department": gettext_lazy("所属部门"),
    "responsible": gettext_lazy("负责人"),
    "region": gettext_lazy("地区"),
    "role": gettext_lazy("身份"),
    "title": gettext_lazy("职务或关系"),
}


def field_name(code: str) -> str:
    """The name of a field of the catalogue or of an own column; the code where neither knows it."""
    if code in _OWN:
        return str(_OWN[code])
    try:
        return str(policies.field(code).name)
    except Refusal:
        return code


def field_names(codes: Iterable[str]) -> str:
    """Several of them in one phrase."""
    return _("、").join(field_name(code) for code in codes)


def option_name(field: str, code: str) -> str:
    """The name of a chosen value, e.g. of a category; the code where the catalogue has it no more."""
    try:
        options = policies.field(field).options
    except Refusal:
        return code
    return next((str(option.name) for option in options if option.code == code), code)


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a timeline; `entry` is the ledger's."""

    entry: Any
    text: str
    tone: str


def told(entry: Any, names: Mapping[str, str]) -> Told:
    """An entry as a sentence; `names` says what each subject (`customer:1`) is called here."""
    payload = ledger.payload(entry)
    subject = names.get(entry.subject) or _subject(entry.subject)
    if entry.kind not in KINDS:
        return Told(entry, ledger.sentence(entry, subject=subject), "plain")
    words: dict[str, Any] = {key: _word(key, value) for key, value in payload.items()}
    words |= {
        "actor": entry.actor_name,
        "position": entry.actor_position,
        "subject": subject,
        "basis": _basis(entry.basis),
        "clauses": entry.clauses,
    }
    return Told(entry, KINDS[entry.kind].words(payload) % _Dashes(words), _TONES.get(entry.kind, "plain"))


class _Dashes(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"


def _word(key: str, value: JSON) -> Any:
    if key == "field" and isinstance(value, str):
        return field_name(value)
    if key == "fields" and isinstance(value, list):
        return field_names(str(code) for code in value)
    return value


def _basis(basis: str) -> str:
    try:
        return str(policies.purpose(basis).name)
    except Refusal:
        return basis


def _subject(text: str) -> str:
    try:
        kind = Ref.parse(text).kind
    except ValueError:
        return text
    labels = {"customer": _("一位客户"), "dossier": _("一份档案"), "record": _("一份表单"), "item": _("档案中的一件")}
    return labels.get(kind, text)


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One change of an own column or of a contact."""

    change: Change
    field: str
    old: str
    new: str


def told_change(change: Change) -> ToldChange:
    """A change with names instead of codes."""
    field = field_name(change.field)
    if change.contact is not None:
        field = _("联系人%(name)s：%(field)s") % {"name": change.contact.name, "field": field}
    return ToldChange(change, field, _value(change.field, change.old), _value(change.field, change.new))


def _value(field: str, text: str) -> str:
    if field == "role":
        return str(dict(ContactRole.choices).get(text, text))
    return option_name(field, text) if field == "category" else text
