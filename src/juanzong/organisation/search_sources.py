"""The socket for the one search box: every room declares what it can find, the screen asks them all.

    search_sources.declare("customers", SearchSource("customers", _("客户"), "customers.view", 10, find, statements=2))

`find` is scoped to the viewer by the room itself and costs at most `statements` SQL statements. What it gives back
is shown to people as it is: never a hidden value, not even a part of one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from juanzong.kit.refs import Ref
from juanzong.kit.registry import Registry
from juanzong.organisation.viewer import Viewer

LONGEST = 100
"""Characters of a query; what is longer is cut."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found. url_name: the address of its page, `room:view`, with `about.id` as argument unless
    `page_of` names another thing (an item is shown on its dossier's page)."""

    about: Ref
    title: str
    subtitle: str
    url_name: str
    badge: str = ""
    page_of: int = 0

    @property
    def argument(self) -> int:
        """What the address takes."""
        return self.page_of or self.about.id


@dataclass(frozen=True, slots=True)
class SearchSource:
    """One kind of thing the box finds. right: who may look for it. order: from top to bottom.

    find(viewer, query, limit): at most `limit` hits, newest first, for a query as `cleaned` gives it.
    """

    name: str
    label: Any
    right: str
    order: int
    find: Callable[[Viewer, str, int], Sequence[Hit]]
    statements: int


search_sources: Registry[SearchSource] = Registry("search source")


def cleaned(text: str) -> str:
    """A query as sources get it: full-width forms made plain, white space single, not too long."""
    return " ".join(unicodedata.normalize("NFKC", text.replace("\0", "")).split())[:LONGEST]


def sources_for(viewer: Viewer) -> list[SearchSource]:
    """What this viewer may search, in order."""
    return sorted((one for one in search_sources if viewer.may(one.right)), key=lambda one: (one.order, one.name))
