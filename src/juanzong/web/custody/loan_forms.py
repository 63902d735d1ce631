"""The forms of lending; what they take is checked again by the acts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from juanzong.custody.choices import LoanKind, LoanState, Rest
from juanzong.custody.rules.loans import Papers
from juanzong.kit import clock


class RequestForm(forms.Form):
    """For what, in which way, until when."""

    purpose = forms.CharField(label=_("用途"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    kind = forms.ChoiceField(label=_("方式"), widget=forms.RadioSelect)
    due_on = forms.DateField(label=_("归还期限"), widget=forms.DateInput(attrs={"type": "date"}))
    after = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def offer(self, kinds: tuple[str, ...], last_day: dt.date) -> None:
        """Say what the route allows."""
        self.fields["due_on"].widget.attrs |= {"min": clock.today().isoformat(), "max": last_day.isoformat()}
        self.fields["kind"].choices = [(one, LoanKind(one).label) for one in kinds]  # type: ignore[attr-defined]
        self.fields["due_on"].help_text = _("最迟 %(day)s；不够时，借出后可以申请延期。") % {
            "day": last_day.isoformat()
        }

    def follows(self, newest: str) -> bool:
        """Whether this is filled in with the person's newest slip in sight; a page sent again by going back is not."""
        if self.cleaned_data.pop("after") == newest:
            return True
        self.data = {**self.data, "after": newest}
        self.add_error(None, _("这份档案的出借单刚才已经提交。确要再填一张，请再点一次“提交”。"))
        return False


class CountForm(forms.Form):
    """Papers counted by hand, and how they are."""

    items = forms.IntegerField(label=_("件数"), min_value=0, max_value=100_000)
    sheets = forms.IntegerField(label=_("页数"), min_value=0, max_value=1_000_000)
    condition = forms.CharField(label=_("完好情况"), max_length=200, required=False)
    code = forms.CharField(
        label=_("扫描档案标签"), max_length=400, required=False, help_text=_("核对拿的是不是这一卷；没有标签可不扫。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-scan": ""}),
    )  # fmt: skip

    def expect(self, papers: Papers) -> None:
        """Put in what should be there."""
        self.initial = {"items": papers.items, "sheets": papers.sheets}


class ReturnForm(CountForm):
    """The same for what comes back; what is missing has to be accounted for."""

    rest = forms.ChoiceField(label=_("有缺少时"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rest"].choices = [("", _("没有缺少")), *Rest.choices]  # type: ignore[attr-defined]


class ShelfForm(forms.Form):
    """The place where it stands again, scanned."""

    code = forms.CharField(
        label=_("扫描库位标签"), max_length=400, widget=forms.TextInput(attrs={"autocomplete": "off", "data-scan": ""})
    )


class DropForm(forms.Form):
    """Why nobody came for it."""

    reason = forms.CharField(label=_("原因"), max_length=200)


class LoanFilter(forms.Form):
    """What narrows the register."""

    state = forms.ChoiceField(label=_("状态"), required=False)
    kind = forms.ChoiceField(label=_("方式"), required=False, choices=[("", _("全部")), *LoanKind.choices])
    since = forms.DateField(label=_("申请自"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [("", _("全部")), ("late", _("已逾期")), *LoanState.choices]
        self.fields["state"].choices = states  # type: ignore[attr-defined]
