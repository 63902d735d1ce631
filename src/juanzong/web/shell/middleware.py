"""What happens around every request: headers, language, who is looking, and refusals turned into pages."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from juanzong.kit.errors import Refusal, Unavailable
from juanzong.organisation import sessions
from juanzong.organisation.viewer import viewer_of
from juanzong.web.shell.errors import method_not_allowed, refusal_response
from juanzong.web.shell.pages import to_password, to_station

Next = Callable[[HttpRequest], HttpResponse]
# What a person may do before choosing a password that is due: choose it, leave, switch the language.
_ALWAYS_OPEN = ("/sign-in/password/", "/sign-out/", "/preferences/", "/healthz", "/favicon.ico")
# What a person passes after signing in, where it is due (`sessions.next_station`).
_STATIONS = ("/sign-in/second-factor/", "/sign-in/pledges/")
log = logging.getLogger(__name__)

CONTENT_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; object-src 'none'; frame-src 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'self'"
)
FEATURES = "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"


class SecurityHeaders:
    """A strict content policy (no inline script or style), no storing of dynamic pages.

    A view that serves untrusted content may set a stricter `Content-Security-Policy` itself; it is kept.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        response.headers.setdefault("Permissions-Policy", FEATURES)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response


class ChosenLanguage:
    """The language of the cookie `lang`, else Chinese: what the browser prefers does not matter in a company."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.known = {code for code, _name in settings.LANGUAGES}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get("lang", "")
        language = chosen if chosen in self.known else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Cookie",))
        return response


class KnownViewer:
    """`request.viewer`: who is looking and what they may, or None for somebody who has not signed in.

    A request without a session cookie costs no SQL statement.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = None  # type: ignore[attr-defined]
        try:
            request.viewer = _viewer(request)  # type: ignore[attr-defined]
        except (Refusal, OSError, OperationalError) as failure:
            # Django would make a 500 of it: no view has been reached whose exceptions could be processed.
            answer = answer_to(request, failure)
            if answer is None:
                raise
            return answer
        held_up = request.viewer is not None and not request.path.startswith(_ALWAYS_OPEN)  # type: ignore[attr-defined]
        if held_up and sessions.must_choose_password(request.user):  # type: ignore[arg-type]
            return to_password(request)
        if held_up and (station := sessions.next_station(request)) and not request.path.startswith(_STATIONS):
            return to_station(request, station)
        return self.get_response(request)


def _viewer(request: HttpRequest) -> Any:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return None
    if not sessions.check(request):
        return None
    return viewer_of(request.user)


class RefusalsAsPages:
    """Turns a refusal into a page, or into a notice on the page that htmx works on. Never a stack trace."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not getattr(response, "content", b""):
            return method_not_allowed(request, response.get("Allow", ""))
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return answer_to(request, exception)


def answer_to(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    """The page of a refusal, or of a machine that cannot now; None leaves a defect to the 500 page."""
    if isinstance(exception, Refusal):
        return refusal_response(request, exception)
    unavailable = _as_unavailable(exception)
    if unavailable is None:
        return None
    log.error("unavailable: %s %s", type(exception).__name__, exception)
    return refusal_response(request, unavailable, bare=True)


def _as_unavailable(exception: Exception) -> Unavailable | None:
    if isinstance(exception, OSError) and exception.errno in {errno.ENOSPC, errno.EDQUOT}:
        return Unavailable(_("服务器磁盘已满，本次操作没有保存。"), todo=_("请联系系统管理员清理磁盘，之后再试一次。"))
    if isinstance(exception, OperationalError):
        return Unavailable(
            _("数据库正忙或暂时不可用，本次操作没有保存。"), todo=_("请稍候再试；若仍不行，请联系系统管理员。")
        )
    return None
