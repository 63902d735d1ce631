"""The forms of registration: what a person is asked, and what whoever accepts it fills in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from juanzong.customers.choices import DeclineReason
from juanzong.customers.drafts import NAME_LENGTH, CustomerDraft
from juanzong.customers.intake import NOTICE, Registration
from juanzong.organisation import reads as organisation
from juanzong.organisation.reads import people
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies
from juanzong.policies.choices import Validator
from juanzong.policies.shapes import Field, Notice

_KEYBOARDS = {
    Validator.MOBILE: {"inputmode": "tel", "autocomplete": "tel"},
    Validator.PHONE: {"inputmode": "tel", "autocomplete": "tel"},
    Validator.EMAIL: {"inputmode": "email", "autocomplete": "email"},
}


def asked(field: Field, *, required: bool) -> forms.Field:
    """A form field for a field of the catalogue; what it holds is judged by the action, not here."""
    if field.validator is Validator.CHOICE:
        options = [("", _("请选择")), *((one.code, str(one.name)) for one in field.options)]
        return forms.ChoiceField(label=str(field.name), choices=options, required=required)
    attrs: dict[str, Any] = dict(_KEYBOARDS.get(field.validator, {}))
    long = field.validator is Validator.LONG_TEXT
    widget = forms.Textarea(attrs={"rows": 3}) if long else forms.TextInput(attrs=attrs)
    return forms.CharField(label=str(field.name), required=required, max_length=field.max_length or 200, widget=widget)


class RegisterForm(forms.Form):
    """What the notice lists, and the consents it names; no box is ticked beforehand (P00-1.2)."""

    name = forms.CharField(
        label=gettext_lazy("姓名"), max_length=NAME_LENGTH, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))
    digest = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, notice: Notice, **options: Any) -> None:
        super().__init__(*args, **options)
        self.notice = notice
        self.codes = [code for code in notice.fields if code != "name"]
        for code in self.codes:
            self.fields[code] = asked(policies.field(code), required=code in notice.required_fields)
        self.fields["age"] = forms.ChoiceField(
            label=_("您的年龄"),
            choices=[("of_age", _("我已满十四周岁")), ("minor", _("我未满十四周岁"))],
            widget=forms.RadioSelect,
        )
        for point in notice.consents:
            self.fields[f"consent_{point.code}"] = forms.BooleanField(
                label=str(point.text),
                required=point.required,
                error_messages={"required": _("请先勾选同意，才能提交。")},
            )

    def clean_age(self) -> str:
        """Nobody under fourteen without a guardian (PIPL art. 31): the form is not for them, and nothing is kept."""
        if self.cleaned_data["age"] == "minor":
            raise forms.ValidationError(_("未满十四周岁的，请由监护人与我们联系登记；您刚才填写的内容不会保存。"))
        return str(self.cleaned_data["age"])

    @property
    def details(self) -> list[forms.BoundField]:
        """The fields of the catalogue, bound."""
        return [self[code] for code in self.codes]

    @property
    def points(self) -> list[forms.BoundField]:
        """The consents, bound."""
        return [self[f"consent_{point.code}"] for point in self.notice.consents]

    def told(self) -> dict[str, Any]:
        """What the action takes."""
        data = self.cleaned_data
        return {
            "name": data["name"],
            "fields": {code: data.get(code, "") for code in self.codes},
            "consents": [point.code for point in self.notice.consents if data.get(f"consent_{point.code}")],
            "digest": data["digest"],
        }


class AcceptForm(forms.Form):
    """What was entered, to be corrected where it was mistyped, and where the customer will belong."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=NAME_LENGTH)
    region = forms.CharField(label=gettext_lazy("地区"), max_length=80, required=False)

    def __init__(self, *args: Any, viewer: Viewer, **options: Any) -> None:
        super().__init__(*args, **options)
        notice = policies.notice(NOTICE)
        self.codes = [code for code in notice.fields if code != "name"]
        for code in self.codes:
            self.fields[code] = asked(policies.field(code), required=code in notice.required_fields)
        departments = people.departments_for(viewer, "customers.register")
        self.fields["department"] = forms.TypedChoiceField(label=_("归属部门"), choices=departments, coerce=int)
        self.fields["responsible"] = forms.TypedChoiceField(
            label=_("负责人"),
            choices=[("", _("暂不指定")), *organisation.staff_choices(viewer)],
            coerce=int,
            empty_value=None,
            required=False,
        )

    @classmethod
    def of(cls, told: Registration, viewer: Viewer) -> AcceptForm:
        """The form as it is first shown."""
        home = viewer.home_departments[0] if viewer.home_departments else None
        return cls(initial={"name": told.name, **told.fields, "department": home}, viewer=viewer)

    @property
    def details(self) -> list[forms.BoundField]:
        return [self[code] for code in self.codes]

    def draft(self) -> CustomerDraft:
        """The customer to be registered."""
        data = self.cleaned_data
        fields = {code: data[code] for code in self.codes if data.get(code)}
        return CustomerDraft(kind="person", name=data["name"], region=data["region"], fields=fields)


class DeclineForm(forms.Form):
    """Why a registration is not taken."""

    reason = forms.ChoiceField(label=gettext_lazy("不受理的理由"))
    note = forms.CharField(label=gettext_lazy("说明"), required=False, max_length=150)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reasons = [choice for choice in DeclineReason.choices if choice[0] != DeclineReason.EXPIRED]
        self.fields["reason"] = forms.ChoiceField(label=_("不受理的理由"), choices=[("", _("请选择")), *reasons])
