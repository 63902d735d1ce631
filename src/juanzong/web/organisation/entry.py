"""Signing in and out, and choosing a password."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from juanzong.kit.errors import Refusal
from juanzong.organisation import reads, sessions
from juanzong.organisation.actions import entry
from juanzong.organisation.choices import PASSWORD_LONGEST, PASSWORD_PROFILES
from juanzong.organisation.models import Staff
from juanzong.organisation.reads import factors
from juanzong.organisation.viewer import public
from juanzong.web.shell.origin import address_of
from juanzong.web.shell.pages import SIGNED_IN, add_refusal, goto, page, public_page, render, safe_next


def _secret(label: Any, purpose: str, **options: Any) -> forms.CharField:
    """A field for a password: may be pasted into, is never trimmed, and never comes back to the browser."""
    widget = forms.PasswordInput(attrs={"autocomplete": purpose})
    return forms.CharField(label=label, strip=False, max_length=PASSWORD_LONGEST, widget=widget, **options)


class SignInForm(forms.Form):
    """User name and password."""

    username = forms.CharField(
        label=gettext_lazy("用户名"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = _secret(gettext_lazy("密码"), "current-password")


class PasswordForm(forms.Form):
    """The old password and the new one, twice."""

    old = _secret(gettext_lazy("现在的密码"), "current-password")
    new = _secret(gettext_lazy("新密码"), "new-password")
    again = _secret(gettext_lazy("再输入一次新密码"), "new-password")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "new" in data and "again" in data and data["new"] != data["again"]:
            self.add_error("again", _("两次输入的新密码不一样。"))
        return data


@public_page
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The way in."""
    if request.method != "POST":
        if request.viewer is not None:  # type: ignore[attr-defined]
            return HttpResponseRedirect(safe_next(request))
        return _sign_in_page(request, SignInForm())
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _sign_in_page(request, form, status=422)
    try:
        staff = entry.sign_in(by=public(), address=address_of(request), **form.cleaned_data)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _sign_in_page(request, form, status=refusal.status)
    if factors.has_factor(staff.pk):
        sessions.half_way(request, staff)
        return HttpResponseRedirect(f"{reverse('entry:code')}?{urlencode({'next': safe_next(request)})}")
    sessions.begin(request, staff)
    return HttpResponseRedirect(safe_next(request))


def _sign_in_page(request: HttpRequest, form: forms.Form, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "next": safe_next(request, ""),
        "people": reads.demo_people(),
        "empty_house": not reads.has_anyone(),
    }
    return render(request, "organisation/sign_in.html", context, status=status)


@public_page
@require_POST
def enter_demo(request: HttpRequest) -> HttpResponse:
    """Come in as an invented person; this address exists in demo mode only."""
    chosen = request.POST.get("staff", "")
    number = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 19 else 0
    staff = entry.enter_demo(by=public(), staff=number)
    sessions.begin(request, staff, entered_demo=True)
    return HttpResponseRedirect(safe_next(request))


@public_page
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """The way out: the session is gone on the server, and the browser is told to forget what it kept."""
    if request.viewer is not None:  # type: ignore[attr-defined]
        entry.sign_out(by=request.viewer)  # type: ignore[attr-defined]
    sessions.end(request)
    response = goto(request, settings.LOGIN_URL, said=_("您已退出登录。"))
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@page(SIGNED_IN)
@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Choose a new password; also where a person is led whose password is due."""
    form = PasswordForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            old, new = form.cleaned_data["old"], form.cleaned_data["new"]
            try:
                staff = entry.change_password(
                    by=request.viewer,  # type: ignore[attr-defined]
                    old=old,
                    new=new,
                    address=address_of(request),
                )
            except Refusal as refusal:
                add_refusal(form, refusal)
                status = refusal.status
            else:
                sessions.go_on(request, staff)
                return goto(request, safe_next(request), said=_("密码已更改，您在其他设备上已退出登录。"))
    context = {
        "form": form,
        "next": safe_next(request, ""),
        "due": sessions.must_choose_password(cast(Staff, request.user)),
        "profile": PASSWORD_PROFILES[settings.PASSWORD_PROFILE],
    }
    return render(request, "organisation/password.html", context, status=status)
