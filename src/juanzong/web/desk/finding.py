"""The one search box: asks every room's source that the viewer may ask, and shows what was found by kind.

A query travels by POST only. It may be a telephone or identity number, and an address lands in histories and logs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from juanzong.organisation.search_sources import Hit, SearchSource, cleaned, sources_for
from juanzong.organisation.viewer import Viewer
from juanzong.web.shell.pages import SIGNED_IN, Request, page, render, wants

IN_THE_BOX = 6
ON_THE_PAGE = 20
OF_ONE_KIND = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One line of what was found."""

    url: str
    title: str
    sub: str
    badge: str


@dataclass(frozen=True, slots=True)
class Group:
    """What one source found. more: whether there may be more than is shown."""

    name: str
    label: str
    rows: Sequence[Row]
    more: bool

    @property
    def count(self) -> str:
        return f"{len(self.rows)}+" if self.more else str(len(self.rows))


def found(viewer: Viewer, query: str, *, limit: int, only: str = "") -> list[Group]:
    """What the sources find, by kind, kinds without a hit left out."""
    if not query:
        return []
    sources = [one for one in sources_for(viewer) if only in ("", one.name)]
    groups = (_group(source, source.find(viewer, query, limit + 1), limit) for source in sources)
    return [group for group in groups if group.rows]


def _group(source: SearchSource, hits: Sequence[Hit], limit: int) -> Group:
    rows = [Row(url, hit.title, hit.subtitle, hit.badge) for hit in hits[:limit] if (url := _url(hit))]
    return Group(source.name, str(source.label), rows, len(hits) > limit)


def _url(hit: Hit) -> str:
    try:
        return reverse(hit.url_name, args=[hit.argument])
    except NoReverseMatch:
        return ""


@page(SIGNED_IN)
@sensitive_post_parameters("q")
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: Request) -> HttpResponse:
    """Lines under the box while somebody types; the page of results when they press Enter."""
    if request.GET:
        return HttpResponseRedirect(request.path)  # a number typed into the address does not stay there
    viewer: Viewer = request.viewer
    query = cleaned(request.POST.get("q", ""))
    if wants(request, "search-results"):
        groups = found(viewer, query, limit=IN_THE_BOX)
        return render(request, "shell/search_options.html", {"groups": groups})
    kind = request.POST.get("kind", "")
    sources = sources_for(viewer)
    only = kind if kind in {one.name for one in sources} else ""
    groups = found(viewer, query, limit=OF_ONE_KIND if only else ON_THE_PAGE, only=only)
    context: dict[str, Any] = {
        "search_text": query,
        "groups": groups,
        "only": only,
        "kinds": [(one.name, str(one.label)) for one in sources],
        "most": OF_ONE_KIND,
    }
    return render(request, "desk/search.html", context)
