"""A page for one hidden value: the mask, the question what for, and the value for some minutes (P00-1.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from juanzong.kit.errors import Refusal
from juanzong.policies import reads as policies
from juanzong.web.shell.pages import Request, add_refusal, goto, is_htmx, render


class PurposeForm(forms.Form):
    """What for somebody looks behind a mask."""

    purpose = forms.ChoiceField(label=gettext_lazy("查看用途"), required=False)
    note = forms.CharField(label=gettext_lazy("说明"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        purposes = [(purpose.code, purpose.name) for purpose in policies.purposes(reveal=True)]
        self.fields["purpose"].choices = [("", _("请选择用途")), *purposes]  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is hidden and where it belongs.

    name: of the value. text: its mask. back: the page it stands on. crumbs: the way there, as (words, address).
    value: the template that shows it, masked or open.
    """

    name: str
    text: str
    back: str
    crumbs: tuple[tuple[str, str], ...]
    value: str


def behind_mask(
    request: Request, hidden: Hidden, context: Mapping[str, Any], reveal: Callable[..., Mapping[str, Any]]
) -> HttpResponse:
    """The value masked (`?mask`), the form that asks for the purpose, or, after it was given, the value.

    reveal: the act, called with purpose and note; returns what of the context is different now.
    """
    if "mask" in request.GET:
        return render(request, hidden.value, dict(context))
    form = PurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            changed = reveal(**form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            if is_htmx(request):
                return render(request, hidden.value, {**context, **changed})
            return goto(request, hidden.back, said=_("已显示，几分钟后自动遮盖。"))
    template = "shell/ui/purpose.html" if is_htmx(request) else "shell/reveal.html"
    asked = {**context, "hidden": hidden, "form": form, "to": request.path, "guidance": policies.guidance("privacy")}
    return render(request, template, asked, status=422 if form.errors else 200)
