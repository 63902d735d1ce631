"""The forms of certificates and safes; what they take is checked again by the acts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from juanzong.custody.choices_safe import CertificateState, Occasion, Purpose, Title

_DAY = {"type": "date"}


class CertificateForm(forms.Form):
    """What stands on an original of title."""

    kind = forms.ChoiceField(label=_("权证名称"), choices=Title.choices)
    number = forms.CharField(
        label=_("证号"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("照原件抄录，全角半角、空格不影响比较。"),
    )  # fmt: skip
    holder = forms.CharField(label=_("权利人"), max_length=120)
    issuer = forms.CharField(label=_("登记（发证）机关"), max_length=120)
    issued_on = forms.DateField(label=_("发证日期"), required=False, widget=forms.DateInput(attrs=_DAY))
    valid_until = forms.DateField(label=_("有效期至"), required=False, widget=forms.DateInput(attrs=_DAY))
    value = forms.DecimalField(
        label=_("价值（元）"), required=False, min_value=0, max_digits=16, decimal_places=2, help_text=_("加密存放。")
    )


class PaperForm(forms.Form):
    """A certificate in hand, entered without the list."""

    kind = forms.ChoiceField(label=_("权证名称"), choices=[("", "—"), *Title.choices], required=False)
    number = forms.CharField(
        label=_("证号"), max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    holder = forms.CharField(label=_("权利人"), max_length=120, required=False)


PaperForms = forms.formset_factory(PaperForm, extra=0, max_num=60, absolute_max=60)


class PaperCountForm(forms.Form):
    """How many there are in hand."""

    count = forms.IntegerField(label=_("总件数"), min_value=0, max_value=999)


class _Chosen(forms.Form):
    """Some certificates of one project."""

    certificates = forms.TypedMultipleChoiceField(label=_("权证"), coerce=int, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, offered: Sequence[tuple[int, str]], chosen: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["certificates"].choices = offered  # type: ignore[attr-defined]
        self.fields["certificates"].initial = [pk for pk, _words in offered if chosen in (0, pk)]


class OutForm(_Chosen):
    """What goes out, what for, to whom, until when."""

    purpose = forms.ChoiceField(label=_("用途"), choices=Purpose.choices)
    to_whom = forms.CharField(label=_("交给（单位、经手人）"), max_length=120)
    due_on = forms.DateField(label=_("应还日期"), widget=forms.DateInput(attrs=_DAY))


class BackForm(_Chosen):
    """What came back."""


class MoveSafeForm(_Chosen):
    """What goes to another safe: all that the project has."""


class ReleaseForm(_Chosen):
    """What its owner gets, and the paper that says why."""

    proof = forms.TypedChoiceField(label=_("结清凭证（卷内文件）"), coerce=int)

    def offer(self, papers: Sequence[tuple[int, str]]) -> None:
        """The papers of the dossier."""
        self.fields["proof"].choices = [("", _("请选择")), *papers]  # type: ignore[attr-defined]


class RenewForm(forms.Form):
    """The new end of the validity."""

    valid_until = forms.DateField(label=_("有效期延至"), widget=forms.DateInput(attrs=_DAY))


class CountForm(forms.Form):
    """Why a safe is counted."""

    occasion = forms.ChoiceField(label=_("清点"), choices=Occasion.choices, widget=forms.RadioSelect)


class TallyForm(forms.Form):
    """What one counter found."""

    numbers = forms.CharField(
        label=_("所见权证"), required=False, widget=forms.Textarea(attrs={"rows": 12, "autocomplete": "off"}),
        help_text=_("每行一件，填证号或后四位。"),
    )  # fmt: skip
    empty = forms.BooleanField(label=_("柜中没有权证"), required=False)

    def clean(self) -> dict[str, Any]:
        """An empty safe is said, never left open: what is sent cannot be changed."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(data.get("numbers", "").strip()) == bool(data.get("empty")):
            self.add_error("numbers", _("请录入所见；柜中确实没有权证的，只勾选“柜中没有权证”。"))
        return data


class RegisterFilter(forms.Form):
    """What narrows the ledger."""

    state = forms.ChoiceField(label=_("状态"), required=False)
    kind = forms.ChoiceField(label=_("名称"), required=False, choices=[("", _("全部")), *Title.choices])
    safe = forms.ChoiceField(label=_("保险柜"), required=False)
    until = forms.DateField(label=_("有效期至不晚于"), required=False, widget=forms.DateInput(attrs=_DAY))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = [CertificateState.IN, CertificateState.OUT, CertificateState.RELEASED]
        self.fields["state"].choices = [("", _("全部")), *((one.value, one.label) for one in shown)]  # type: ignore[attr-defined]
        self.fields["safe"].choices = [("", _("全部"))]  # type: ignore[attr-defined]
