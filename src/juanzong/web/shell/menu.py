"""The menu: every room's screens say in their `declarations` where they stand in it.

    menu.declare(menu.Entry("customers", menu.CUSTOMERS, 10, _("客户"), "customers:list", right="customers.view"))

An entry is shown to those who hold its right, and only when its address exists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from juanzong.kit import prepared
from juanzong.kit.registry import Registry
from juanzong.organisation.viewer import Viewer
from juanzong.web.shell.icons import icon
from juanzong.web.shell.pages import SIGNED_IN

_CURRENT: Final = format_html(' aria-current="{}"', "page")


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


@dataclass(frozen=True, eq=False)
class Entry:
    """One line of the menu.

    url: the name of the address, `room:view`, without arguments.
    right: who sees it (SIGNED_IN: everybody). counted: viewer → the rows whose number is shown in red.
    icon: a name of the icon set, used in the bar on the phone. phone: place in that bar, 0 = not in it (1 to 3).
    """

    name: str
    group: Group
    order: int
    label: Any
    url: str
    right: str = SIGNED_IN
    counted: Callable[[Any], QuerySet[Any, Any]] | None = None
    icon: str = "file"
    phone: int = 0

    @cached_property
    def address(self) -> str:
        """Where it leads, "" where no room offers the page."""
        try:
            return reverse(self.url)
        except NoReverseMatch:
            return ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The menu as a page shows it. groups: all of it. bar: the at most three lines at the bottom of a phone."""

    groups: str
    bar: str


_entries: Registry[Entry] = Registry("menu entry")


def declare(entry: Entry) -> Entry:
    """Add an entry; ValueError when its name is taken."""
    return _entries.declare(entry.name, entry)


def drawn_for(viewer: Viewer | None, path: str) -> Drawn:
    """The menu of `viewer`; the line whose address begins the page's own is active. One SQL statement at most."""
    if viewer is None:
        return _drawn((), (), "", "")
    entries = _seen(viewer)
    counts = prepared.counts(viewer, [entry.counted for entry in entries])
    active = max((entry.address for entry in entries if _begins(entry.address, path)), key=len, default="")
    return _drawn(entries, counts, active, get_language() or "")


def _seen(viewer: Viewer) -> tuple[Entry, ...]:
    """What this viewer may see, in order."""
    if "menu" not in viewer.memory:
        order = sorted(_entries, key=lambda entry: (entry.group.order, entry.order, entry.name))
        viewer.memory["menu"] = tuple(
            entry for entry in order if entry.address and (entry.right == SIGNED_IN or viewer.may(entry.right))
        )
    found: tuple[Entry, ...] = viewer.memory["menu"]
    return found


@lru_cache(maxsize=500)
def _drawn(entries: tuple[Entry, ...], counts: tuple[int, ...], active: str, _language: str) -> Drawn:
    groups: dict[Group, list[str]] = {}
    bar: list[tuple[int, str]] = []
    for entry, count in zip(entries, counts, strict=True):
        url, label, current = entry.address, str(entry.label), _CURRENT if entry.address == active else ""
        number = format_html('<span class="count">{}</span>', count) if count else ""
        line = format_html('<li><a href="{}"{}><span>{}</span>{}</a></li>', url, current, label, number)
        groups.setdefault(entry.group, []).append(line)
        if entry.phone:
            drawn = format_html('<a href="{}"{}>{}<span>{}</span>{}</a>', url, current, icon(entry.icon), label, number)
            bar.append((entry.phone, drawn))
    inner = [(_heading(str(group.label)), _joined(lines)) for group, lines in groups.items()]
    return Drawn(
        format_html(
            '<nav class="menu" aria-label="{}">{}</nav>', _("主菜单"), format_html_join("", "{}<ul>{}</ul>", inner)
        ),
        _joined(line for _place, line in sorted(bar)[:3]),
    )


def _heading(label: str) -> str:
    return format_html("<h2>{}</h2>", label) if label else ""


def _joined(parts: Iterable[str]) -> str:
    return format_html_join("", "{}", ((part,) for part in parts))


def _begins(url: str, path: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
