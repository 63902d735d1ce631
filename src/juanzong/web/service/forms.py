"""The forms of the service screens: they gather text; what is right is decided by the actions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from juanzong.casework.shapes.obligations import Owed
from juanzong.kit import clock
from juanzong.service.choices import CallBackResult, EventKind, VisitMode, VisitOutcome, VisitPurpose
from juanzong.service.models import Taking


def _today() -> str:
    return clock.today().isoformat()


def day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **more)


def _choice(label: Any, choices: Any, *, radio: bool = False, **more: Any) -> forms.ChoiceField:
    widget = forms.RadioSelect if radio else forms.Select
    return forms.ChoiceField(label=label, choices=choices, widget=widget, **more)


def set_choices(form: forms.Form, field: str, choices: Sequence[tuple[Any, Any]]) -> None:
    form.fields[field].choices = choices  # type: ignore[attr-defined]


class VisitForm(forms.Form):
    """A visit as it is written up, with one hand on a phone."""

    duty = _choice(gettext_lazy("哪一次回访"), (), required=False)
    mode = _choice(gettext_lazy("方式"), VisitMode.choices, radio=True, initial=VisitMode.PHONE)
    outcome = _choice(gettext_lazy("结果"), VisitOutcome.choices, initial=VisitOutcome.DONE)
    purpose = _choice(gettext_lazy("目的"), VisitPurpose.choices)
    minutes = forms.IntegerField(
        label=gettext_lazy("时长（分钟）"), min_value=0, max_value=1440, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )  # fmt: skip
    on_day = day_field(gettext_lazy("日期"), initial=_today)
    said = forms.CharField(
        label=gettext_lazy("回访情况"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    taking = _choice(gettext_lazy("同时归还"), (), required=False)

    def offer(self, planned: Sequence[Owed], takings: Sequence[Taking]) -> None:
        """Which planned visits it may have been, and which taken forms go back with it."""
        own = [(one.duty.code, f"{one.duty.name} · {one.when}") for one in planned if one.mine]
        set_choices(self, "duty", [*own, ("", _("计划外回访"))])
        self.fields["duty"].initial = own[0][0] if own else ""
        if takings:
            back = [(str(one.pk), _("是，归还给 %(keeper)s") % {"keeper": one.keeper.name}) for one in takings]
            set_choices(self, "taking", [*back, ("", _("暂不归还"))])
            self.fields["taking"].initial = back[0][0]
        else:
            self.fields.pop("taking", None)


class PurchaseForm(forms.Form):
    """Something that was bought."""

    product = forms.CharField(label=gettext_lazy("产品"), max_length=60)
    quantity = forms.IntegerField(label=gettext_lazy("数量"), min_value=1, max_value=9999, initial=1)
    amount = forms.DecimalField(label=gettext_lazy("金额（元）"), min_value=0, max_digits=12, decimal_places=2)
    bought_on = day_field(gettext_lazy("购买日期"), initial=_today)


class DoctorForm(forms.Form):
    """What the doctor is asked to visit for."""

    purpose = _choice(gettext_lazy("目的"), VisitPurpose.choices, initial=VisitPurpose.GUIDANCE)


class EventForm(forms.Form):
    """A company event."""

    name = forms.CharField(label=gettext_lazy("活动名称"), max_length=100)
    kind = _choice(gettext_lazy("形式"), EventKind.choices)
    held_on = day_field(gettext_lazy("日期"), initial=_today)
    department = _choice(gettext_lazy("举办部门"), ())
    place = forms.CharField(label=gettext_lazy("地点"), max_length=100, required=False)


class GiveForm(forms.Form):
    """To whom a customer goes."""

    record = forms.IntegerField(widget=forms.HiddenInput)
    staff = _choice(gettext_lazy("满意代表"), ())
    reason = forms.CharField(label=gettext_lazy("另行决定的理由"), max_length=200, required=False)


class ReassignForm(forms.Form):
    """To whom an assigned customer goes instead, and why."""

    staff = _choice(gettext_lazy("改由"), ())
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=200)


class AreasForm(forms.Form):
    """The parts of town a representative covers, one a line."""

    areas = forms.CharField(
        label=gettext_lazy("片区"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("一行一个，如“湖滨街道”。"),
    )  # fmt: skip


class GuideForm(forms.Form):
    """What a representative is told."""

    staff = forms.IntegerField(widget=forms.HiddenInput)
    day = forms.DateField(widget=forms.HiddenInput)
    text = forms.CharField(label=gettext_lazy("指导意见"), max_length=300)


class CheckForm(forms.Form):
    """The sign-off of a day."""

    day = forms.DateField(widget=forms.HiddenInput)
    note = forms.CharField(label=gettext_lazy("漏访说明和处理"), max_length=300, required=False)


class DrawForm(forms.Form):
    """How many forms are drawn."""

    number = forms.IntegerField(label=gettext_lazy("抽取份数"), min_value=1, max_value=50, initial=5)


class CallBackForm(forms.Form):
    """What a call-back found."""

    result = _choice(gettext_lazy("核实结果"), CallBackResult.choices, radio=True)
    differing = forms.CharField(
        label=gettext_lazy("哪几项有出入"), max_length=200, required=False,
        help_text=gettext_lazy("只写栏目名称，不写内容。"),
    )  # fmt: skip


class MeetingForm(forms.Form):
    """A meeting to come."""

    on_day = day_field(gettext_lazy("日期"), initial=_today)
    department = _choice(gettext_lazy("部门"), ())
    topics = forms.CharField(
        label=gettext_lazy("其他议题"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("一行一项。"),
    )  # fmt: skip


class MinutesForm(forms.Form):
    """What came of a meeting."""

    present = forms.MultipleChoiceField(label=gettext_lazy("参加人员"), widget=forms.CheckboxSelectMultiple)
    minutes = forms.CharField(label=gettext_lazy("纪要"), max_length=4000, widget=forms.Textarea(attrs={"rows": 8}))


class ResolutionForm(forms.Form):
    """Something agreed; a line left empty is none."""

    text = forms.CharField(label=gettext_lazy("决定事项"), max_length=200, required=False)
    owner = _choice(gettext_lazy("责任人"), (), required=False)
    due_on = day_field(gettext_lazy("期限"), required=False)


class DoneForm(forms.Form):
    """How it was carried out."""

    note = forms.CharField(label=gettext_lazy("办理情况"), max_length=200)
