"""Where things are shown: rooms' screens say in their `declarations` which page shows a kind of thing, so that others can
lead there without knowing the room."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from django.urls import NoReverseMatch, reverse

from juanzong.kit.refs import Ref
from juanzong.kit.registry import Registry

_PLACE: Final = 9_090_909_090
"""Stands for an id while an address is looked up; the ids come in it in the order of the arguments."""

pages: Registry[str] = Registry("page of a kind of thing")
doings: Registry[str] = Registry("page that does something with a thing")


@lru_cache(maxsize=1000)
def _pattern(name: str, ids: int) -> str:
    places = [_PLACE + number for number in range(ids)]
    found = reverse(name, args=places).replace("%", "%%")
    for place in places:
        found = found.replace(str(place), "%d")
    return found


def address(name: str, *ids: int) -> str:
    """The address of a page of one thing or more: `reverse` for the many links of a list, which asks the patterns once."""
    return _pattern(name, len(ids)) % ids


def declare(kind: str, url: str, **links: str) -> None:
    """`url` shows a thing of this kind by its id; links: by the name that packs give, the page that does something with
    it: `verify="dossiers:verify"` is `dossier.verify`. For `declarations` modules only."""
    pages.declare(kind, url)
    for name, doing in links.items():
        doings.declare(f"{kind}.{name}", doing)


def page_of(ref: Ref, doing: str = "") -> str:
    """The address of the page that shows a thing, or that does what a pack calls `doing`; "" where there is none."""
    name = doings.find(f"{ref.kind}.{doing}") or pages.find(ref.kind) or ""
    if name.startswith("?"):
        return f"{address(name[1:])}?{ref.kind}={ref.id}"
    try:
        return address(name, ref.id) if name else ""
    except NoReverseMatch:
        return ""
