"""What every screen needs: the declared right, safe ways to answer, refusals shown at the field they concern.

A screen is a function `(request, ...) -> HttpResponse` with exactly one of the two decorators:

    @page("customers.view")          only for people who hold the right
    @page(SIGNED_IN)                 for everybody who has signed in
    @public_page                     for everybody

Both leave `declared_right` on the view; a test walks all URLs and refuses one without it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render as django_render
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from juanzong.kit.errors import Invalid, Refusal
from juanzong.organisation.acts import require
from juanzong.organisation.viewer import Viewer

SIGNED_IN = "signed-in"
PUBLIC = "public"
TOO_LARGE = 2**63

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class Request(HttpRequest):
    """A request as a screen behind `page` gets it: who is looking is known (`ViewerMiddleware` says who)."""

    viewer: Viewer


def page(right: str) -> Callable[[View], View]:
    """A screen for people who hold `right`; with SIGNED_IN, for everybody who has signed in.

    Nobody signed in: to the sign-in page and back afterwards. Signed in without the right: a NotAllowed page,
    and the denial is an entry of the ledger.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            viewer = request.viewer  # type: ignore[attr-defined]
            if viewer is None:
                return to_sign_in(request)
            if right != SIGNED_IN:
                require(viewer, right, attempted=f"{request.method} {request.resolver_match.view_name}")  # type: ignore[union-attr]
            _must_be_possible(kwargs)
            return view(request, *args, **kwargs)

        guarded.declared_right = right  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def public_page(view: View) -> View:
    """A screen that needs no account: sign-in, the registration form, legal notices."""

    @wraps(view)
    def open_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        _must_be_possible(kwargs)
        return view(request, *args, **kwargs)

    open_view.declared_right = PUBLIC  # type: ignore[attr-defined]
    return open_view  # type: ignore[return-value]


def _must_be_possible(arguments: Mapping[str, Any]) -> None:
    """Http404 for an address with a number larger than any row has; a database would refuse to look for it."""
    if any(isinstance(value, int) and value >= TOO_LARGE for value in arguments.values()):
        raise Http404


# Answers


def render(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render a screen; `status` 422 for a form that has to be mended."""
    return django_render(request, template, dict(context or {}), status=status)


def goto(request: HttpRequest, to: str, *, said: Any = "") -> HttpResponse:
    """After a successful POST: go to the address `to` of this site, and say what was done (`said`, one sentence).

    Works for an ordinary and for an htmx request.
    """
    if said:
        messages.success(request, str(said))
    if is_htmx(request):
        return HttpResponseClientRedirect(to)
    return HttpResponseRedirect(to)


def safe_next(request: HttpRequest, default: str = "/") -> str:
    """The address in `next` when it is one of ours, else `default`: never a way out to a foreign site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if wanted and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return default


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page; a read comes back to the same page afterwards, a write to the page it came from."""
    return _by_way_of(request, settings.LOGIN_URL)


def to_password(request: HttpRequest) -> HttpResponse:
    """To the page for choosing a password that is due, and back afterwards."""
    return _by_way_of(request, "/sign-in/password/")


def to_station(request: HttpRequest, station: str) -> HttpResponse:
    """To what has to be passed before anything else, and back afterwards."""
    return _by_way_of(request, f"/sign-in/{station}/")


def _by_way_of(request: HttpRequest, station: str) -> HttpResponse:
    back = request.get_full_path()
    if is_htmx(request) or request.method not in {"GET", "HEAD"}:
        back = _referring_page(request)
    to = f"{station}?{urlencode({'next': back})}"
    return HttpResponseClientRedirect(to) if is_htmx(request) else HttpResponseRedirect(to)


def _referring_page(request: HttpRequest) -> str:
    came_from = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "/"
    if not url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}):
        return "/"
    return came_from


# htmx


def is_htmx(request: HttpRequest) -> bool:
    """Whether htmx asks and a fragment is enough (not when it restores a whole page from history)."""
    details = getattr(request, "htmx", None)
    return details is not None and bool(details) and not details.history_restore_request


def chosen_ids(request: HttpRequest, name: str) -> list[int]:
    """The rows ticked in a list; what cannot be the id of a row is left out."""
    sent = request.POST.getlist(name)
    numbers = (int(one) for one in sent if one.isascii() and one.isdigit() and len(one) < 20)
    return [one for one in numbers if one < TOO_LARGE]


def wants(request: HttpRequest, target: str) -> bool:
    """Whether htmx asks for the element with the id `target`, so that only this piece need be rendered."""
    return is_htmx(request) and request.htmx.target == target  # type: ignore[attr-defined]


# Refusals in forms


def add_refusal(form: forms.BaseForm, refusal: Refusal) -> None:
    """Show a refusal of an action in the form it came from: at the fields it names, the rest on top."""
    fields = getattr(refusal, "fields", {})
    if not isinstance(refusal, Invalid) or not any(name in form.fields for name in fields):
        form.add_error(None, str(refusal.message))
    for name, sentence in fields.items():
        form.add_error(name if name in form.fields else None, str(sentence))
    form.refusal = refusal  # type: ignore[attr-defined]
