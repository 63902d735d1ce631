"""The forms of the customers' screens: they gather text; what is right is decided by the actions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from juanzong.customers.choices import ConsentHow, ContactRole, RelationKind
from juanzong.customers.drafts import SourceDraft
from juanzong.kit import clock
from juanzong.organisation import reads as organisation
from juanzong.organisation.choices import Scope
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies
from juanzong.policies.choices import Validator
from juanzong.policies.shapes import Field

# On the form for registering; everything else of a contact is added on the customer's page.
CONTACT_ROW = ("mobile", "landline", "email")


def _choose(choices: Sequence[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    return [("", _("请选择")), *choices]


def moment_field(label: Any, *, help_text: Any = "") -> forms.DateTimeField:
    """A moment in China's time."""
    return forms.DateTimeField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
    )


def value_field(field: Field) -> forms.Field:
    """A text, a long text, a day or a choice, as the catalogue says; never refused here."""
    help_text, name = str(field.why), str(field.name)
    match field.validator:
        case Validator.LONG_TEXT:
            return forms.CharField(
                label=name, required=False, help_text=help_text, widget=forms.Textarea(attrs={"rows": 3})
            )
        case Validator.CHOICE:
            options = [(option.code, option.name) for option in field.options]
            return forms.ChoiceField(label=name, required=False, help_text=help_text, choices=_choose(options))
        case Validator.DATE:
            widget = forms.TextInput(attrs={"type": "date"})
            return forms.CharField(label=name, required=False, help_text=help_text, widget=widget)
        case other:
            attrs = {"autocomplete": "off", "maxlength": str(max(field.max_length, 1) + 20)}
            if other in (Validator.MOBILE, Validator.LANDLINE, Validator.PHONE):
                attrs["inputmode"] = "tel"
            return forms.CharField(label=name, required=False, help_text=help_text, widget=forms.TextInput(attrs=attrs))


class SourceForm(forms.Form):
    """Where the data came from (P00-1.2). Nothing is chosen beforehand but the time."""

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        bases = [(basis.code, basis.name) for basis in policies.legal_bases()]
        self.fields |= {
            "channel": forms.ChoiceField(
                label=_("收集渠道"), choices=_choose([(c.code, c.name) for c in policies.channels()]), required=False
            ),
            "note": forms.CharField(
                label=_("渠道说明"), required=False, max_length=200, help_text=_("他人介绍、批量导入和其他渠道须写明。")
            ),
            "purpose": forms.ChoiceField(
                label=_("收集目的"),
                choices=_choose([(p.code, p.name) for p in policies.purposes(collect=True)]),
                required=False,
            ),
            "collected_at": moment_field(_("收集时间")),
            "basis": forms.ChoiceField(label=_("合法性依据"), choices=bases, widget=forms.RadioSelect, required=False),
            "reference": forms.CharField(
                label=_("依据的凭据"), required=False, max_length=200, help_text=_("合同编号、同意记录、法条等。")
            ),
            "consent_how": forms.ChoiceField(
                label=_("同意的方式"),
                choices=_choose(ConsentHow.choices),
                required=False,
                help_text=_("依据是同意时填写。"),
            ),
            "consent_at": moment_field(_("同意的时间"), help_text=_("依据是同意时填写。")),
            "sensitive_consent_at": moment_field(
                _("单独同意的时间"), help_text=_("填写敏感个人信息前，须先取得单独同意。")
            ),
        }
        self.initial.setdefault("collected_at", clock.now())

    def mark(self, names: Sequence[str]) -> None:
        """Draw these fields as required. Only for the eye: the actions say what is missing, in their own words."""
        for name in names:
            self.fields[name].required = True

    def source(self) -> SourceDraft:
        """What was entered, for `drafts.check_source` to judge."""
        told = self.cleaned_data
        notice = policies.notice("registration")
        consent = told["basis"] == "consent"
        return SourceDraft(
            channel=told["channel"],
            purpose=told["purpose"],
            basis=told["basis"],
            collector=self.viewer.staff_id,
            collector_name=self.viewer.name,
            collected_at=told["collected_at"] or clock.now(),
            reference=told["reference"],
            note=told["note"],
            consent_how=told["consent_how"] if consent else "",
            consent_at=told["consent_at"] if consent else None,
            notice_version=f"{notice.code}-{notice.version}" if consent else "",
            sensitive_consent_at=told["sensitive_consent_at"],
        )


class ChangeSourceForm(SourceForm):
    """Where a change came from: the customer's own source, or a new one told here."""

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        which = forms.ChoiceField(
            label=_("变动从何得知"),
            choices=[("own", _("与客户登记时的来源相同")), ("new", _("另有来源（请填写下面各项）"))],
            widget=forms.RadioSelect,
            error_messages={"required": _("请选择变动的来源。")},
        )
        self.fields = {"which": which, **self.fields}

    def chosen(self) -> SourceDraft | None:
        """The new source, None for the customer's own."""
        return self.source() if self.cleaned_data["which"] == "new" else None


def department_choices(viewer: Viewer, right: str) -> list[tuple[int, str]]:
    """The departments in which the viewer may do what `right` says."""
    choices = organisation.department_choices(viewer)
    if viewer.scope(right) is Scope.COMPANY:
        return choices
    return [choice for choice in choices if choice[0] in viewer.departments]


def column_fields(viewer: Viewer, right: str) -> dict[str, forms.Field]:
    """The customer's own columns."""
    return {
        "name": forms.CharField(
            label=_("姓名或名称"),
            required=False,
            max_length=120,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        ),
        "category": value_field(policies.field("category")),
        "region": forms.CharField(
            label=_("地区"), required=False, max_length=80, help_text=_("省、市、区县，例如 浙江省杭州市。")
        ),
        "department": forms.TypedChoiceField(
            label=_("所属部门"), choices=department_choices(viewer, right), coerce=int
        ),
        "responsible": forms.TypedChoiceField(
            label=_("负责人"),
            choices=[("", _("暂不指定")), *organisation.staff_choices(viewer)],
            coerce=int,
            empty_value=None,
            required=False,
        ),
    }


class ColumnsForm(forms.Form):
    """The customer's own columns, to be changed."""

    def __init__(self, *args: Any, viewer: Viewer, right: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= column_fields(viewer, right)


class ContactForm(forms.Form):
    """Who a contact is."""

    name = forms.CharField(label=gettext_lazy("姓名"), required=False, max_length=60)
    role = forms.ChoiceField(label=gettext_lazy("身份"), choices=ContactRole.choices, initial=ContactRole.DAILY)
    title = forms.CharField(label=gettext_lazy("职务或关系"), required=False, max_length=60)


class RelationForm(forms.Form):
    """How another customer stands to this one; the other is found by name first."""

    q = forms.CharField(
        label=gettext_lazy("另一位客户"), required=False, help_text=gettext_lazy("输入姓名、名称或拼音首字母查找。")
    )
    kind = forms.ChoiceField(label=gettext_lazy("关系"), choices=RelationKind.choices, required=False)
    note = forms.CharField(label=gettext_lazy("说明"), required=False, max_length=200)
