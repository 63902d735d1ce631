"""The second factor: the code at sign-in, setting it up, doing without, and the administrator's rules."""

from __future__ import annotations

import base64
from typing import Any, cast

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from juanzong.kit.errors import Refusal
from juanzong.kit.prints import qr_svg
from juanzong.organisation import actions, sessions
from juanzong.organisation.actions import entry, proving
from juanzong.organisation.reads import factors
from juanzong.organisation.viewer import public
from juanzong.web.shell.origin import address_of
from juanzong.web.shell.pages import SIGNED_IN, Request, add_refusal, goto, page, public_page, render, safe_next

MANAGE = "organisation.manage"


class CodeForm(forms.Form):
    """Six digits of the app, or a recovery code."""

    code = forms.CharField(
        label=gettext_lazy("验证码"), max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip


@public_page
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: Request) -> HttpResponse:
    """The second step of the way in."""
    staff = sessions.half_way_in(request)
    if not staff:
        return HttpResponseRedirect(reverse("entry:sign-in"))
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                person = entry.sign_in_with_code(
                    by=public(), staff=staff, code=form.cleaned_data["code"], address=address_of(request)
                )
            except Refusal as refusal:
                add_refusal(form, refusal)
                status = refusal.status
            else:
                sessions.begin(request, person)
                return HttpResponseRedirect(safe_next(request))
    return render(request, "organisation/code.html", {"form": form, "next": safe_next(request, "")}, status=status)


@page(SIGNED_IN)
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: Request) -> HttpResponse:
    """How it stands, and the steps to set it up; also where a person is led who must have one."""
    viewer = request.viewer
    form = CodeForm()
    if request.method == "POST" and "code" in request.POST:
        form = CodeForm(request.POST)
        if form.is_valid():
            try:
                codes = actions.confirm_second_factor(by=viewer, code=form.cleaned_data["code"])
            except Refusal as refusal:
                add_refusal(form, refusal)
            else:
                sessions.pass_station(request, sessions.SECOND_FACTOR)
                return _codes(request, codes)
    elif request.method == "POST":
        actions.begin_second_factor(by=viewer)
        return HttpResponseRedirect(_here(request))
    state = factors.state_of(viewer)
    picture = base64.b64encode(qr_svg(state.address).encode()).decode() if state.address else ""
    context = {
        "form": form,
        "state": state,
        "qr": f"data:image/svg+xml;base64,{picture}",
        "due": sessions.next_station(request) == sessions.SECOND_FACTOR,
        "next": safe_next(request, ""),
    }
    return render(request, "organisation/second_factor.html", context, status=422 if form.errors else 200)


def _here(request: Request) -> str:
    back = safe_next(request, "")
    return reverse("entry:second-factor") + (f"?next={back}" if back else "")


def _codes(request: Request, codes: list[str]) -> HttpResponse:
    context = {"codes": codes, "next": safe_next(request, reverse("organisation:account"))}
    return render(request, "organisation/recovery_codes.html", context)


@page(SIGNED_IN)
@sensitive_post_parameters("code")
@require_POST
def end(request: Request) -> HttpResponse:
    """Do without, or take new recovery codes: both against a code of now."""
    viewer = request.viewer
    proof = proving.prove(by=viewer, password=request.POST.get("code", ""), address=address_of(request))
    if request.POST.get("do") == "renew":
        return _codes(request, actions.renew_recovery_codes(by=viewer, proof=proof))
    actions.end_second_factor(by=viewer, proof=proof)
    return goto(request, reverse("organisation:account"), said=_("两步验证已停用。"))


@page(MANAGE)
@require_POST
def reset(request: Request, id: int) -> HttpResponse:
    """For somebody whose phone is lost."""
    actions.reset_second_factor(by=request.viewer, staff=id)
    return goto(request, reverse("organisation:staff", args=[id]), said=_("两步验证已重置，此人已退出登录。"))


class RulesForm(forms.Form):
    """Who must have a second factor."""

    who = forms.MultipleChoiceField(
        label=gettext_lazy("须用两步验证的人"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.MultipleChoiceField, self.fields["who"]).choices = factors.rule_choices()


@page(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: Request) -> HttpResponse:
    """The administrator says which positions must have one, and sees who has."""
    viewer = request.viewer
    form = RulesForm(request.POST or None, initial={"who": factors.rules()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.require_second_factor(by=viewer, who=form.cleaned_data["who"])
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, reverse("organisation:factor-rules"), said=_("已保存，下次登录时生效。"))
    context = {"form": form, "people": factors.people(viewer)}
    return render(request, "organisation/factor_rules.html", context, status=422 if form.errors else 200)
