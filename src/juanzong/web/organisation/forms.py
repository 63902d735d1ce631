"""The forms of the organisation's screens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from juanzong.kit import clock
from juanzong.organisation import reads
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day; the browser's own calendar."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def number(text: str | None) -> int | None:
    """The id that a choice stands for, None for no choice."""
    return int(text) if text else None


class DepartmentForm(forms.Form):
    """Name, code and place of a department; the company itself has no place."""

    name = forms.CharField(label=_("名称"), max_length=100)
    code = forms.CharField(label=_("编号"), max_length=20, help_text=_("部门按编号排列，例如 0201。"))
    parent = forms.ChoiceField(label=_("上级部门"))

    def __init__(self, viewer: Viewer, *args: Any, is_company: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_company:
            del self.fields["parent"]
        else:
            self.fields["parent"].choices = reads.department_choices(viewer)  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        """What the act takes."""
        return self.cleaned_data | {"parent": number(self.cleaned_data.get("parent"))}


class CloseForm(forms.Form):
    """From when a department is closed."""

    on = day_field(_("撤销日"))


class StaffForm(forms.Form):
    """What is known of a person."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    number = forms.CharField(label=_("工号"), max_length=20, required=False)
    email = forms.CharField(label=_("邮箱"), max_length=254, required=False, widget=forms.EmailInput)
    joined_on = day_field(_("入职日"), required=False)


class NewStaffForm(StaffForm):
    """A person with a new account."""

    username = forms.CharField(
        label=_("用户名"), max_length=60, help_text=_("一人一个账号，不得共用；以后不能改。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )  # fmt: skip
    field_order = ("name", "username", "number", "email", "joined_on")


class LeaveForm(forms.Form):
    """The last day of a person."""

    on = day_field(_("最后工作日"))


class StayForm(forms.Form):
    """Why somebody stays after all."""

    reason = forms.CharField(label=_("撤回原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class AppointForm(forms.Form):
    """Who becomes what, where, from when, under whom."""

    position = forms.ChoiceField(label=_("岗位"))
    department = forms.ChoiceField(label=_("部门"))
    superior = forms.ChoiceField(label=_("上级"), required=False)
    from_date = day_field(_("起始日"))
    until_date = day_field(_("截止日"), required=False, help_text=_("含当日；不填为长期。"))

    def __init__(self, viewer: Viewer, staff_id: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"initial": {"from_date": clock.today()}} | kwargs))
        choices: dict[str, list[tuple[Any, Any]]] = {
            "position": [("", _("请选择")), *((one.code, one.name) for one in policies.positions())],
            "department": [("", _("请选择")), *reads.department_choices(viewer)],
            "superior": superior_choices(viewer, staff_id),
        }
        for field, known in choices.items():
            self.fields[field].choices = known  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        """What the act takes."""
        data = self.cleaned_data
        return data | {"department": number(data["department"]), "superior": number(data["superior"])}


def superior_choices(viewer: Viewer, staff_id: int) -> list[tuple[Any, Any]]:
    """Everybody who may be somebody's superior, and nobody."""
    others = [(pk, name) for pk, name in reads.staff_choices(viewer) if pk != staff_id]
    return [("", _("不指定")), *others]


class EndForm(forms.Form):
    """The last day of an appointment."""

    until_date = day_field(_("最后一日"), help_text=_("含当日；填昨天则下一次操作起即无此权限。"))
