"""What a sheet asks for, given what is filled in: which fields count, what is missing, what is at fault. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from juanzong.forms.checking import is_sealed, normal, protection
from juanzong.forms.choices import RecordState
from juanzong.kit import checks
from juanzong.kit.errors import Conflict, Invalid, NotAllowed
from juanzong.policies.choices import Protection
from juanzong.policies.shapes_forms import Form, FormField, InputType

Values = Mapping[str, str]
SENSITIVE_CLAUSE: Final = "P00-1.2"
ANSWERING: Final = (InputType.CHOICE, InputType.CHOICES, InputType.YES_NO)
_WORDS_OF_FACTS: Final = frozenset({"form", "version", "on", "customer", "subject", "fields", "percent"})


def _holds(when: Mapping[str, tuple[str, ...]], values: Values) -> bool:
    return all(set(values.get(name, "").split(",")) & set(wanted) for name, wanted in when.items())


def asked(form: Form, values: Values) -> tuple[FormField, ...]:
    """The fields that count while the others are as they are; a field that is not asked lends no value to a condition."""
    placed = [(section, field) for section in form.sections for field in section.fields]
    found = [field for _section, field in placed]
    while True:
        counting = {field.code: values.get(field.code, "") for field in found}
        left = [f for s, f in placed if f.code in counting and _holds(s.when, counting) and _holds(f.when, counting)]
        if len(left) == len(found):
            return tuple(found)
        found = left


@dataclass(frozen=True, slots=True)
class Completeness:
    """How far a record is: fields that must be filled in and are, those that are not, and what is wrong with others."""

    required: int
    missing: tuple[FormField, ...]
    faults: Mapping[str, str]

    @property
    def percent(self) -> int:
        """Whole percent; 100 only when nothing is missing and nothing wrong."""
        if not self.missing and not self.faults:
            return 100
        total = max(self.required, 1)
        return min(99, (total - len(self.missing)) * 100 // total)


def completeness(form: Form, values: Values, signed: Collection[str] = ()) -> Completeness:
    """What a record still needs before it can be submitted (P09-2.4). signed: signature fields that are signed here."""
    fields = asked(form, values)
    required = [one for one in fields if one.required]
    faults = {}
    for field in fields:
        try:
            normal(field, values.get(field.code, ""))
        except Invalid as wrong:
            faults[field.code] = str(wrong)
    missing = tuple(one for one in required if not values.get(one.code, "").strip() and one.code not in signed)
    return Completeness(len(required), missing, faults)


def tidy(form: Form, values: Values) -> dict[str, str]:
    """Values in normal form where they have one, else as they were typed; nothing for fields that do not count."""
    found = {}
    for field in asked(form, values):
        text = values.get(field.code, "")
        try:
            text = normal(field, text)
        except Invalid:
            text = text.strip()[:4000]
        if text:
            found[field.code] = text
    return found


def answers(form: Form, values: Values) -> dict[str, str]:
    """The ordinary choices of a record, as facts and lists may know them; never what is sealed."""
    return {
        field.code: values[field.code]
        for field in form.fields
        if field.type in ANSWERING and not is_sealed(field) and values.get(field.code)
    }


def facts(form: Form, told: Mapping[str, str]) -> dict[str, Any]:
    """The answers as an entry carries them, beside the words entries have themselves."""
    return {code: value for code, value in told.items() if code not in _WORDS_OF_FACTS}


def sensitive(form: Form, values: Values) -> list[FormField]:
    """The filled fields that the law lets be kept with separate consent only (PIPL art. 29)."""
    return [f for f in form.fields if values.get(f.code) and protection(f) is Protection.SENSITIVE]


def refuse_without_consent(form: Form, values: Values, *, consent_on_record: bool) -> None:
    """Invalid when sensitive values are given and neither the sheet nor the customer's source holds a consent."""
    found = sensitive(form, values)
    here = any(values.get(field.code) == "yes" for field in form.fields if field.type is InputType.CONSENT)
    if found and not here and not consent_on_record:
        raise Invalid(
            _("敏感个人信息须先取得本人的单独同意，没有保存。"),
            fields={field.code: _("须有单独同意才能填写。") for field in found},
            clause=SENSITIVE_CLAUSE,
            todo=_("请本人在表上勾选同意，或清空这些栏目后再保存。"),
        )


def birth_dates(form: Form, values: Values) -> list[tuple[str, dt.date]]:
    """Field and day of every birth that the record tells of: identity numbers, and dates named birth_date."""
    found = []
    for field in form.fields:
        text = values.get(field.code, "")
        try:
            if text and field.type is InputType.RESIDENT_ID:
                found.append((field.code, checks.resident_id(text).birth_date))
            elif text and field.type is InputType.DATE and field.code.endswith("birth_date"):
                found.append((field.code, checks.date(text, birth=True)))
        except Invalid:
            continue
    return found


def refuse_children(form: Form, values: Values, *, on: dt.date, guardian: bool) -> None:
    """Invalid for whoever is under fourteen while no guardian is on record (PIPL art. 31)."""
    young = [code for code, born in birth_dates(form, values) if checks.is_under_14(born, on)]
    if young and not guardian:
        raise Invalid(
            _("未满十四周岁的人，须先登记监护人及其同意，没有保存。"),
            fields={code: _("未满十四周岁。") for code in young},
            clause=SENSITIVE_CLAUSE,
            todo=_("请先在客户页登记监护人联系方式。"),
        )


def refuse_positions(form: Form, positions: Collection[str], names: Sequence[str]) -> None:
    """NotAllowed for positions that the sheet is not for (P09-1.2). names: of those it is for."""
    if form.positions and not set(form.positions) & set(positions):
        raise NotAllowed(
            _("“%(form)s”只由%(positions)s填写。") % {"form": form.name, "positions": _("、").join(names)},
            clause=form.clause_of("positions"),
            todo=_("请交由这些岗位的同事填写。"),
        )


def refuse_unless(state: str, wanted: RecordState, form: Form) -> None:
    """Conflict when the record stands elsewhere than the step needs."""
    if state == wanted:
        return
    if state == RecordState.SUBMITTED:
        raise Conflict(
            _("“%(form)s”已经提交，不能再改填写内容。") % {"form": form.name},
            clause=form.clause_of("submit"),
            todo=_("如有错误，请由接收人另加更正版本，原内容保留。"),
        )
    if state == RecordState.DISCARDED:
        raise Conflict(_("这份表单已经作废。"), clause=form.clause, todo=_("请重新填写一份。"))
    raise Conflict(_("这份表单还没有提交。"), clause=form.clause, todo=_("请先填写完整并提交。"))
