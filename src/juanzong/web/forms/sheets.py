"""A sheet of a pack as a form of the screen: one input for each field, in the order of the sheet.

A sealed value never comes back into its input: the box stays empty, its mask stands beside it, and an empty box
means that the value stays. What was typed and refused is shown again as it was typed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from juanzong.forms import checking
from juanzong.organisation import reads as organisation
from juanzong.organisation.viewer import Viewer
from juanzong.policies.shapes_forms import Form, FormField, FormSection, InputType

SPARE_ROWS = 3
_TYPES = {
    InputType.DATE: "date", InputType.TIME: "time", InputType.MOBILE: "tel", InputType.PHONE: "tel",
    InputType.EMAIL: "email",
}  # fmt: skip
_NUMERIC = (InputType.NUMBER, InputType.MONEY, InputType.BANK_CARD)
_LONG = (InputType.LONG_TEXT, InputType.HEALTH)
_KEEP = "="  # the option of a sealed choice that leaves it as it is


@dataclass(frozen=True, slots=True)
class Known:
    """What a field holds before anybody types. text: as kept, "" when it is sealed. masked: what is shown of a sealed one."""

    text: str = ""
    masked: str = ""
    origin: Any = ""


class TableInput(forms.Widget):
    """Lines of a table, with spare ones at the end; read back as JSON."""

    template_name = "forms/table_input.html"

    def __init__(self, columns: Sequence[FormField], people: People) -> None:
        super().__init__()
        self.columns, self.people = columns, people

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        rows = checking.rows_of(value or "")
        lines = [*rows, *({} for _n in range(SPARE_ROWS))][: checking.ROWS_AT_MOST]
        context["columns"] = self.columns
        context["lines"] = [
            [
                (column, _widget(column, self.people).render(f"{name}-{n}-{column.code}", row.get(column.code, ""), {"aria-label": str(column.name)}))
                for column in self.columns
            ]
            for n, row in enumerate(lines)
        ]  # fmt: skip
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str:
        found: dict[int, dict[str, str]] = {}
        codes = {column.code for column in self.columns}
        for key in data:
            rest = key.removeprefix(f"{name}-")
            number, _dash, code = rest.partition("-")
            if rest != key and number.isascii() and number.isdigit() and len(number) < 4 and code in codes:
                text = str(data.get(key, "")).strip()
                if text:
                    found.setdefault(int(number), {})[code] = text
        rows = [found[n] for n in sorted(found)]
        return json.dumps(rows, ensure_ascii=False) if rows else ""

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(key.startswith(f"{name}-") for key in data)


class ChoicesField(forms.MultipleChoiceField):
    """Several choices, joined by commas."""

    def clean(self, value: Any) -> str:
        return ",".join(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return value.split(",") if isinstance(value, str) else value


@dataclass(frozen=True)
class People:
    """Who may be chosen where a sheet asks for staff or a department."""

    staff: Sequence[tuple[int, str]] = ()
    departments: Sequence[tuple[int, str]] = ()


def people_for(viewer: Viewer, form: Form) -> People:
    """The people and departments a sheet needs to offer. Two statements at most."""
    types = {one.type for field in form.fields for one in (field, *field.columns)}
    staff = organisation.staff_choices(viewer) if InputType.STAFF in types else []
    departments = organisation.department_choices(viewer) if InputType.DEPARTMENT in types else []
    return People(staff, departments)


def _choices(field: FormField, people: People) -> list[tuple[str, str]]:
    match field.type:
        case InputType.STAFF:
            return [(str(pk), name) for pk, name in people.staff]
        case InputType.DEPARTMENT:
            return [(str(pk), name) for pk, name in people.departments]
        case InputType.YES_NO:
            return [("yes", _("是")), ("no", _("否"))]
        case InputType.CONSENT:
            return [("yes", _("同意")), ("no", _("不同意"))]
        case _:
            return [(option.code, str(option.name)) for option in field.options]


def _widget(field: FormField, people: People, *, kept: bool = False) -> forms.Widget:
    choices = _choices(field, people)
    if field.type is InputType.TABLE:
        return TableInput(field.columns, people)
    if field.type is InputType.CHOICES:
        return forms.CheckboxSelectMultiple(choices=choices)
    if choices or field.type in (InputType.STAFF, InputType.DEPARTMENT):
        few = field.type in (InputType.YES_NO, InputType.CONSENT) or (
            field.type is InputType.CHOICE and len(choices) < 5
        )
        first = [(_KEEP, _("不改动"))] if kept else []
        if few:
            return forms.RadioSelect(choices=[*first, *choices])
        return forms.Select(choices=[(_KEEP if kept else "", _("不改动") if kept else _("请选择")), *choices])
    attrs: dict[str, Any] = {"autocomplete": "off"}
    if field.type in _LONG:
        return forms.Textarea(attrs=attrs | {"maxlength": field.max_length, "rows": 3})
    if field.type in _NUMERIC:
        attrs["inputmode"] = "decimal"
    return forms.TextInput(attrs=attrs | {"maxlength": 300, "type": _TYPES.get(field.type, "text")})


class SheetForm(forms.Form):
    """The inputs of a sheet, under the codes of its fields. Nothing is required here: a draft keeps what there is."""

    def __init__(
        self, data: Any, sheet: Form, people: People, known: Mapping[str, Known], *, fields: Sequence[str] | None = None
    ) -> None:
        super().__init__(data, prefix="f", initial={code: one.text for code, one in known.items()})
        self.sheet, self.known = sheet, known
        for field in sheet.fields:
            if fields is None or field.code in fields:
                self.fields[field.code] = self._made(field, people)

    def _made(self, field: FormField, people: People) -> forms.Field:
        sealed, known = checking.is_sealed(field), self.known.get(field.code, Known())
        kept = sealed and bool(known.masked)
        widget = _widget(field, people, kept=kept)
        if kept and isinstance(widget, (forms.RadioSelect, forms.Select)):
            self.initial[field.code] = _KEEP
        elif kept:
            widget.attrs["placeholder"] = _("已填 %(mask)s，留空不改") % {"mask": known.masked}
        if field.type is InputType.CHOICES:
            made: forms.Field = ChoicesField(choices=_choices(field, people), widget=widget, required=False)
        else:
            made = forms.CharField(widget=widget, required=False, strip=False)
        made.label, made.help_text = str(field.name), str(field.help or "")
        if field.type is InputType.SIGNATURE and not field.help:
            made.help_text = _("在纸上签的填签名人；在系统里签的留空，保存后签字。")
        return made

    def parts(self) -> list[tuple[FormSection, list[Input]]]:
        """The inputs by section, for the template."""
        return [
            (section, [Input(field, self[field.code], self.known.get(field.code, Known())) for field in section.fields if field.code in self.fields])
            for section in self.sheet.sections
        ]  # fmt: skip

    def entered(self) -> dict[str, str]:
        """What was entered: a field that was not shown, or a sealed one left alone, is not among it."""
        found = {}
        for field in self.sheet.fields:
            if field.code not in self.fields:
                continue
            text = self.cleaned_data.get(field.code, "") if self.is_valid() else self._raw(field)
            kept = checking.is_sealed(field) and bool(self.known.get(field.code, Known()).masked)
            if text == _KEEP or (kept and not text) or self._absent(field):
                continue
            found[field.code] = text
        return found

    def _raw(self, field: FormField) -> str:
        widget = self.fields[field.code].widget
        value = widget.value_from_datadict(self.data, self.files, self.add_prefix(field.code))
        return ",".join(value) if isinstance(value, list) else str(value or "")

    def _absent(self, field: FormField) -> bool:
        """Whether the page did not send the field at all, as it does for one that a condition hides."""
        widget = self.fields[field.code].widget
        if isinstance(widget, (forms.CheckboxSelectMultiple, forms.RadioSelect)):
            return False
        return bool(widget.value_omitted_from_data(self.data, self.files, self.add_prefix(field.code)))


@dataclass(frozen=True)
class Input:
    """One field of the sheet with its input."""

    field: FormField
    bound: forms.BoundField
    known: Known

    @property
    def wide(self) -> bool:
        """Whether it takes a line of its own."""
        return self.field.type in (*_LONG, InputType.TABLE, InputType.CHOICES, InputType.CONSENT, InputType.ADDRESS)

    @property
    def when(self) -> str:
        """Its condition, for the page to follow without asking."""
        return json.dumps({code: list(values) for code, values in self.field.when.items()}) if self.field.when else ""
