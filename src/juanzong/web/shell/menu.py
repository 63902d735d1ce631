"""The menu: every room's screens say in their `declarations` where they stand in it.

    menu.declare(menu.Entry("customers", menu.CUSTOMERS, 10, _("客户"), "customers:list", right="customers.view"))

An entry is shown to those who hold its right, and only when its address exists.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from juanzong.kit.registry import Registry
from juanzong.web.shell.pages import SIGNED_IN


@dataclass(frozen=True, slots=True)
class Group:
    """A heading of the menu; `order` from top to bottom."""

    order: int
    label: Any


DESK = Group(0, "")
CUSTOMERS = Group(10, _("客户与档案"))
ARCHIVE = Group(20, _("档案室"))
SERVICE = Group(30, _("服务"))
AGREEMENTS = Group(40, _("合同与信用"))
OVERSIGHT = Group(50, _("监督"))
SETTINGS = Group(60, _("组织与系统"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu.

    url: the name of the address, `room:view`, without arguments.
    right: who sees it (SIGNED_IN: everybody). counter: viewer → number shown in red, 0 shows nothing; one SQL statement.
    icon: a name of the icon set, used in the bar on the phone. phone: place in that bar, 0 = not in it (1 to 3).
    """

    name: str
    group: Group
    order: int
    label: Any
    url: str
    right: str = SIGNED_IN
    counter: Callable[[Any], int] | None = None
    icon: str = "file"
    phone: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as one person sees it now."""

    label: str
    url: str
    icon: str
    phone: int
    count: int
    active: bool


_entries: Registry[Entry] = Registry("menu entry")


def declare(entry: Entry) -> Entry:
    """Add an entry; ValueError when its name is taken."""
    return _entries.declare(entry.name, entry)


def groups_for(viewer: Any, request: HttpRequest) -> list[tuple[str, list[Line]]]:
    """The menu of `viewer` as groups of lines; the line whose address begins the page's own is active."""
    seen = [(entry, url) for entry in _sorted() if _may(viewer, entry) and (url := _address(entry.url))]
    active = max((url for _entry, url in seen if _begins(url, request.path)), key=len, default="")
    groups: dict[Group, list[Line]] = {}
    for entry, url in seen:
        count = entry.counter(viewer) if entry.counter else 0
        line = Line(str(entry.label), url, entry.icon, entry.phone, count, url == active)
        groups.setdefault(entry.group, []).append(line)
    return [(str(group.label), lines) for group, lines in groups.items()]


def _sorted() -> list[Entry]:
    return sorted(_entries, key=lambda entry: (entry.group.order, entry.order, entry.name))


def _may(viewer: Any, entry: Entry) -> bool:
    return viewer is not None and (entry.right == SIGNED_IN or viewer.may(entry.right))


@lru_cache(maxsize=200)
def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _begins(url: str, path: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
