"""The forms of incidents; what they take is checked again by the acts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from juanzong.kit import clock
from juanzong.organisation.reads import company as organisation
from juanzong.organisation.viewer import Viewer
from juanzong.oversight.choices import IncidentKind, IncidentState, MeasureKind, Notified, Severity

_MOMENT = {"type": "datetime-local"}
_LONG = {"rows": 3}


def _moment(label: Any, **more: Any) -> forms.DateTimeField:
    return forms.DateTimeField(label=label, widget=forms.DateTimeInput(attrs=_MOMENT, format="%Y-%m-%dT%H:%M"), **more)


class WithStaff(forms.Form):
    """A form in which somebody of the company is chosen."""

    def offer(self, viewer: Viewer, field: str, *, nobody: Any = None) -> None:
        """Put the people of the company into a field. nobody: words for none of them."""
        first = [] if nobody is None else [("", nobody)]
        self.fields[field].choices = [*first, *organisation.staff_choices(viewer)]  # type: ignore[attr-defined]


class ReportForm(WithStaff):
    """What happened."""

    kind = forms.ChoiceField(label=_("类别"), choices=IncidentKind.choices, widget=forms.RadioSelect)
    severity = forms.ChoiceField(
        label=_("等级"), choices=Severity.choices, initial=Severity.MINOR, widget=forms.RadioSelect,
        help_text=_("先按所知填写，处置时可以改。"),
    )  # fmt: skip
    what = forms.CharField(
        label=_("发生了什么"), max_length=1000, widget=forms.Textarea(attrs=_LONG),
        help_text=_("只写事实，不写客户的号码、住址等。"),
    )  # fmt: skip
    known_at = _moment(_("发现时间"), help_text=_("依法从此时起算。"))
    happened_on = forms.DateField(label=_("发生日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    responsible = forms.TypedChoiceField(
        label=_("责任人"),
        required=False,
        coerce=int,
        help_text=_("资料当时由谁保管或使用；不清楚的留空。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["known_at"].initial = clock.local(clock.now()).replace(second=0, microsecond=0)

    def clean_responsible(self) -> int:
        """0 for nobody known."""
        return self.cleaned_data["responsible"] or 0


class RateForm(forms.Form):
    """How grave it is and why it came to it."""

    severity = forms.ChoiceField(label=_("等级"), choices=Severity.choices, widget=forms.RadioSelect)
    cause = forms.CharField(label=_("原因"), max_length=1000, widget=forms.Textarea(attrs=_LONG))


class MeasureForm(WithStaff):
    """What is to be done, by whom, by when."""

    kind = forms.ChoiceField(label=_("类别"), choices=MeasureKind.choices, widget=forms.RadioSelect)
    words = forms.CharField(label=_("做什么"), max_length=300)
    owner = forms.TypedChoiceField(label=_("责任人"), coerce=int)
    due_on = forms.DateField(label=_("期限"), widget=forms.DateInput(attrs={"type": "date"}))


class OutcomeForm(forms.Form):
    """What came of it."""

    outcome = forms.CharField(label=_("结果"), max_length=300)


class ReadingsForm(WithStaff):
    """What somebody read or took away, from when to when."""

    staff = forms.TypedChoiceField(label=_("人员"), coerce=int)
    since = _moment(_("自"))
    until = _moment(_("至"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        until = clock.local(clock.now()).replace(second=0, microsecond=0) + dt.timedelta(minutes=1)
        self.fields["until"].initial, self.fields["since"].initial = until, until - dt.timedelta(days=7)


class WordsForm(forms.Form):
    """A sentence or two."""

    words = forms.CharField(label=_("说明"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class NoticeForm(forms.Form):
    """Whether they are told, why, and what."""

    whom = forms.ChoiceField(label=_("通知谁"), choices=Notified.choices, widget=forms.RadioSelect)
    notify = forms.TypedChoiceField(
        label=_("决定"), choices=[("yes", _("通知")), ("no", _("不通知"))], coerce=lambda text: text == "yes",
        widget=forms.RadioSelect,
    )  # fmt: skip
    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    kinds = forms.CharField(label=_("信息种类、原因和可能的危害"), max_length=500, required=False)
    remedies = forms.CharField(label=_("补救措施和个人可采取的措施"), max_length=500, required=False)
    contact = forms.CharField(label=_("联系方式"), max_length=200, required=False)


class AccountForm(WithStaff):
    """Who did or left undone what."""

    staff = forms.TypedChoiceField(label=_("人员"), coerce=int)
    facts = forms.CharField(
        label=_("事实"), max_length=1000, widget=forms.Textarea(attrs=_LONG), help_text=_("只记事实，不记罚款或扣款。")
    )


class IncidentFilter(forms.Form):
    """What narrows the list."""

    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *IncidentState.choices])
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[("", _("全部")), *IncidentKind.choices])
    severity = forms.ChoiceField(label=_("等级"), required=False, choices=[("", _("全部")), *Severity.choices])
