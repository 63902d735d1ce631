"""Customers as lines of a table that leaves the house: masked, or open where that was asked for and allowed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from juanzong.customers import reads as customers
from juanzong.customers.reads import export
from juanzong.customers.reads.export import ExportRow
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies
from juanzong.policies.choices import Information, Protection
from juanzong.policies.shapes import Field
from juanzong.privacy.reads import keys_of, opened
from juanzong.privacy.rules import masked, right_to_reveal

CHUNK: Final = 1000
_OWN: Final = {
    "kind": _("客户类型"),
    "name": _("客户名称"),
    "category": _("客户类别"),
    "region": _("地区"),
    "department": _("归属部门"),
    "responsible": _("负责人"),
    "created_at": _("登记时间"),
}
_CONTACT: Final = {"contact.name": _("联系人"), "contact.phone": _("联系人电话")}
_PHONES: Final = ("mobile", "landline")


@dataclass(frozen=True, slots=True)
class Choice:
    """A column that may be chosen. information: its class (P00-1.1). hidden: whether its values are masked;
    sensitive ones never leave open."""

    code: str
    label: Any
    information: Information
    hidden: bool
    sensitive: bool


def choices() -> list[Choice]:
    """Everything that may be exported, in the order of the catalogue."""
    basic = Information.BASIC
    found = [Choice(code, label, basic, hidden=False, sensitive=False) for code, label in _OWN.items()]
    found += [
        Choice(field.code, field.name, field.information, field.encrypted, field.protection is Protection.SENSITIVE)
        for field in policies.fields()
        if field.code not in _OWN
    ]
    found += [
        Choice(code, label, basic, hidden=code == "contact.phone", sensitive=False) for code, label in _CONTACT.items()
    ]
    return found


def may_be_open(viewer: Viewer, code: str) -> bool:
    """Whether this person may take the values of a hidden column unmasked: never sensitive ones, not in bulk."""
    field = policies.field("mobile" if code == "contact.phone" else code)
    return field.protection is Protection.IMPORTANT and viewer.may(right_to_reveal(field))


def lines(viewer: Viewer, ids: Sequence[int], codes: Sequence[str], open_codes: frozenset[str]) -> Iterator[list[Any]]:
    """A line for each customer, cells in the order of `codes`. Five SQL statements for each thousand customers."""
    fields = [code for code in codes if code not in _OWN and code not in _CONTACT]
    wanted = [*fields, *(_PHONES if "contact.phone" in codes else ())]
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        rows = export.rows(viewer, part)
        values = _values(viewer, [row.id for row in rows], wanted, open_codes) if wanted else {}
        for row in rows:
            yield [_cell(row, code, values) for code in codes]


def _values(
    viewer: Viewer, ids: Sequence[int], fields: Sequence[str], open_codes: frozenset[str]
) -> dict[tuple[int, int, str], list[str]]:
    """The values in force by customer, contact (0 for the customer's own) and field."""
    particulars = customers.current_particulars(viewer, ids, fields)
    keys = keys_of(particulars)
    found: dict[tuple[int, int, str], list[str]] = {}
    for row in particulars:
        field = policies.field(row.field)
        value = opened(row, keys)
        code = "contact.phone" if row.contact_id else row.field
        if field.options:
            value = _option(field, value)
        shown = value if code in open_codes else masked(field, value)
        found.setdefault((row.customer_id, row.contact_id or 0, row.field), []).append(shown)
    return found


def _option(field: Field, value: str) -> str:
    return next((str(option.name) for option in field.options if option.code == value), value)


def _cell(row: ExportRow, code: str, values: dict[tuple[int, int, str], list[str]]) -> Any:
    if code == "category":
        return _option(policies.field("category"), row.category)
    if code in _OWN:
        return getattr(row, code)
    if code == "contact.name":
        return row.contact[1]
    if code == "contact.phone":
        found = [value for name in _PHONES for value in values.get((row.id, row.contact[0], name), ())]
        return "、".join(found) if row.contact[0] else ""  # untranslated: mark between values
    return "、".join(values.get((row.id, 0, code), ()))  # untranslated: mark between values
