"""What the frame of every page shows: menu, date, person, demo flag. Computed only when a template asks for it."""

from __future__ import annotations

import datetime as dt
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from juanzong.kit import calendar, clock
from juanzong.organisation.viewer import known_position
from juanzong.policies.shapes import Guidance
from juanzong.web.shell.guide import step_of
from juanzong.web.shell.menu import Drawn, drawn_for

THEMES = ("light", "dark")


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context processor: one lazy object under the name `shell`, and the form token, masked once for a page."""
    frame = request.__dict__.setdefault("frame", Frame(request))
    token = SimpleLazyObject(lambda: frame.token)
    return {"shell": frame, "viewer": getattr(request, "viewer", None), "csrf_token": token}


class Frame:
    """The frame of one page for one person."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def menu(self) -> Drawn:
        """What of the menu this person may see; a page has it twice, at its side and in the drawer of the phone."""
        return drawn_for(getattr(self.request, "viewer", None), self.request.path)

    @cached_property
    def preferences_html(self) -> str:
        """Theme, language and the way out; a page has them twice too."""
        known = {"signed_in": getattr(self.request, "viewer", None) is not None, "next": self.request.get_full_path()}
        return render_to_string("shell/preferences.html", {"shell": self, "csrf_token": self.token, **known})

    @cached_property
    def date_line(self) -> str:
        """Today in words and whether it is a workday."""
        return _date_line(clock.today(), translation.get_language())

    @cached_property
    def person(self) -> str:
        """Name and positions of the person who looks."""
        viewer = getattr(self.request, "viewer", None)
        if viewer is None:
            return ""
        positions = [str(known.name) for code in viewer.positions if (known := known_position(code))]
        return " · ".join(part for part in (viewer.name, *(positions or [viewer.actor.position])) if part)

    @property
    def step(self) -> Guidance | None:
        """The step of the written procedure that this page serves."""
        return step_of(self.request)

    @property
    def demo(self) -> bool:
        """Whether this is the demo company."""
        return bool(settings.DEMO)

    @property
    def theme(self) -> str:
        """The chosen theme, or "" to follow the system."""
        chosen = self.request.COOKIES.get("theme", "")
        return chosen if chosen in THEMES else ""

    @property
    def language(self) -> str:
        """The language of the page as the HTML attribute wants it."""
        return "zh-Hans" if translation.get_language() == "zh-hans" else "en"

    @property
    def other_language(self) -> tuple[str, str]:
        """Code and own name of the language one can switch to."""
        return ("en", "English") if self.language == "zh-Hans" else ("zh-hans", "中文")  # untranslated: its own name

    @cached_property
    def token(self) -> str:
        """The token that forms of this page send."""
        return get_token(self.request)

    @property
    def csrf_headers(self) -> str:
        """The form token for htmx, as the JSON that `hx-headers` takes."""
        return f'{{"X-CSRFToken": "{self.token}"}}'


@lru_cache(maxsize=16)
def _date_line(day: dt.date, _language: str) -> str:
    return date_line(day)


def date_line(day: dt.date) -> str:
    """`day` in words, e.g. 2026年11月23日 星期一 · 工作日."""
    weekdays = (
        _("星期一"),
        _("星期二"),
        _("星期三"),
        _("星期四"),
        _("星期五"),
        _("星期六"),
        _("星期日"),
    )
    months = (
        _("1月"), _("2月"), _("3月"), _("4月"), _("5月"), _("6月"),
        _("7月"), _("8月"), _("9月"), _("10月"), _("11月"), _("12月"),
    )  # fmt: skip
    words = _("%(year)s年%(month)s%(day)s日 %(weekday)s") % {
        "year": day.year,
        "month": months[day.month - 1],
        "day": day.day,
        "weekday": weekdays[day.weekday()],
    }
    return f"{words} · {_kind_of_day(day)}"


def _kind_of_day(day: dt.date) -> str:
    found = calendar.day(day)
    if found.provisional:
        return _("工作日（暂定）") if found.worked else _("休息日（暂定）")
    return _("工作日") if found.worked else _("休息日")
