"""One hidden value: the mask, the question what for, and the value for some minutes (P00-1.4)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from juanzong.kit.errors import Invalid
from juanzong.policies import reads as policies
from juanzong.privacy import actions, reads
from juanzong.web.shell.pages import Request, add_refusal, goto, is_htmx, page, render


class PurposeForm(forms.Form):
    """What for somebody looks behind a mask."""

    purpose = forms.ChoiceField(label=gettext_lazy("查看用途"), required=False)
    note = forms.CharField(label=gettext_lazy("说明"), required=False, max_length=200)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        purposes = [(purpose.code, purpose.name) for purpose in policies.purposes(reveal=True)]
        self.fields["purpose"].choices = [("", _("请选择用途")), *purposes]  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@page("customers.view")
def value(request: Request, particular: int) -> HttpResponse:
    """The value masked (`?mask`), the form that asks for the purpose, or, after it was given, the value."""
    viewer = request.viewer
    shown = reads.one(viewer, particular)
    context: dict[str, Any] = {"shown": shown, "guidance": policies.guidance("privacy")}
    if "mask" in request.GET:
        return render(request, "customers/parts/value.html", context)
    form = PurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            context["shown"] = actions.reveal(by=viewer, particular=particular, **form.cleaned_data)
        except Invalid as refusal:
            add_refusal(form, refusal)
        else:
            if is_htmx(request):
                return render(request, "customers/parts/value.html", context)
            return goto(
                request, reverse("customers:customer", args=[shown.customer_id]), said=_("已显示，几分钟后自动遮盖。")
            )
    context["form"] = form
    template = "customers/parts/purpose.html" if is_htmx(request) else "customers/reveal.html"
    return render(request, template, context, status=422 if form.errors else 200)
