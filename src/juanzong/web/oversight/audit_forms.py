"""The forms of internal audits."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from juanzong.kit import clock
from juanzong.organisation import reads as organisation
from juanzong.organisation.viewer import Viewer
from juanzong.oversight.audits import reads
from juanzong.oversight.audits.choices import Severity, Source, Verdict


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class AuditForm(forms.Form):
    """What an audit looks at and how much of it."""

    begin = _day(gettext_lazy("自"))
    end = _day(gettext_lazy("至"))
    responsible = forms.TypedChoiceField(label=gettext_lazy("由谁答复"), coerce=int)
    size = forms.IntegerField(label=gettext_lazy("每类最多抽几件"), min_value=1, max_value=50, initial=5)
    sources = forms.MultipleChoiceField(
        label=gettext_lazy("从哪里抽样"), choices=Source, widget=forms.CheckboxSelectMultiple, initial=Source.values
    )
    clauses = forms.MultipleChoiceField(label=gettext_lazy("条款"), widget=forms.SelectMultiple(attrs={"size": 12}))
    departments = forms.TypedMultipleChoiceField(
        label=gettext_lazy("部门（不选为全公司）"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    seed = forms.CharField(label=gettext_lazy("抽样种子"), max_length=40, required=False)

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        last = clock.today() - dt.timedelta(days=1)
        super().__init__(*args, **({"initial": {"begin": last - dt.timedelta(days=89), "end": last}} | kwargs))
        others = [one for one in organisation.staff_choices(viewer) if one[0] != viewer.staff_id]
        self.offer("responsible", [("", _("请选择")), *others])
        self.offer("clauses", reads.clauses_to_choose())
        self.offer("departments", list(organisation.department_choices(viewer)))

    def offer(self, name: str, choices: list[tuple[Any, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


class JudgeForm(forms.Form):
    """What the auditor says of a sample."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("结论"),
        choices=[("", gettext_lazy("请选择")), *(one for one in Verdict.choices if one[0] != Verdict.OPEN)],
    )
    severity = forms.ChoiceField(
        label=gettext_lazy("问题的轻重"), choices=[("", gettext_lazy("没有问题")), *Severity.choices], required=False
    )
    note = forms.CharField(
        label=gettext_lazy("说明"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class FollowUpForm(forms.Form):
    """Who does what by when."""

    text = forms.CharField(label=gettext_lazy("要做什么"), max_length=200)
    owner = forms.TypedChoiceField(label=gettext_lazy("责任人"), coerce=int)
    due_on = _day(gettext_lazy("期限"))

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", _("请选择")), *organisation.staff_choices(viewer)]  # type: ignore[attr-defined]
