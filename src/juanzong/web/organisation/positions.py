"""Who may do what: positions and rights side by side (P00-1.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from juanzong.kit.errors import NotFound
from juanzong.organisation import reads
from juanzong.organisation.rights import Right, rights
from juanzong.policies import reads as policies
from juanzong.policies.shapes import Position
from juanzong.web.shell.pages import Request, page, render

REACH = {
    "company": gettext_lazy("全公司"),
    "department": gettext_lazy("本部门"),
    "own": gettext_lazy("本人"),
}
TONES = {"company": "celadon", "department": "indigo", "own": "amber"}


@dataclass(frozen=True, slots=True)
class PositionCard:
    """A position with its people today and what it may do."""

    position: Position
    people: list[reads.Post]
    rights: list[tuple[Right, Any, str]]


@page("organisation.view")
@require_GET
def positions(request: Request) -> HttpResponse:
    """The positions somebody holds or the adopted packs name, each with its rights; and the whole table."""
    viewer = request.viewer
    held = reads.holders_by_position(viewer)
    adopted = [one.pack for one in policies.adopted()]
    named = {one.code for one in policies.positions(adopted or None)} | set(held)
    known = [one for one in policies.positions() if one.code in named]
    cards = [PositionCard(one, held.get(one.code, []), _rights_of(one)) for one in known]
    table = [
        (right, [(REACH[reach], TONES[reach]) if (reach := one.rights.get(right.code)) else None for one in known])
        for right in rights
    ]
    return render(request, "organisation/positions.html", {"cards": cards, "positions": known, "table": table})


def _rights_of(position: Position) -> list[tuple[Right, Any, str]]:
    return [
        (rights[code], REACH[reach], TONES[reach]) for code, reach in sorted(position.rights.items()) if code in rights
    ]


@page("organisation.view")
@require_GET
def right(request: Request, right: str) -> HttpResponse:
    """Everybody who has one right today, and through which appointment."""
    if right not in rights:
        raise NotFound(_("没有这项权限。"))
    holders = [
        (one, REACH[one.scope.name.lower()], TONES[one.scope.name.lower()])
        for one in reads.who_may(request.viewer, right)
    ]
    return render(request, "organisation/right.html", {"right": rights[right], "holders": holders})
