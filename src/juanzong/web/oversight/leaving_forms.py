"""The forms of offboarding; what they take is checked again by the acts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from juanzong.kit import clock
from juanzong.oversight.offboarding.choices import LeavingState
from juanzong.web.oversight.incident_forms import WithStaff


class BeginForm(WithStaff):
    """Who leaves when, and who takes over."""

    staff = forms.TypedChoiceField(label=_("离职人"), coerce=int)
    last_day = forms.DateField(
        label=_("最后工作日"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("任职和权限到这天为止，不因未交接而推迟。"),
    )  # fmt: skip
    receiver = forms.TypedChoiceField(
        label=_("接手人"), required=False, coerce=int, help_text=_("没有另外指定的，都转交此人。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = clock.today()

    def clean_receiver(self) -> int:
        """0 for nobody in particular."""
        return self.cleaned_data["receiver"] or 0


class LeavingFilter(forms.Form):
    """What narrows the list."""

    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *LeavingState.choices])
