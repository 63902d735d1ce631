"""Which step of the written procedure a page serves: the packs say it, by screen (P00-2.2).

A page is found by its address's name, `customers:register` as `customers.register`, and else by its room. Rooms name
in their `declarations` the pages that serve another step.
"""

from __future__ import annotations

from django.http import HttpRequest

from juanzong.policies import reads as policies
from juanzong.policies.shapes import Guidance

_SCREENS: dict[str, str] = {}


def declare(screen: str, *pages: str) -> None:
    """Let pages, by the names of their addresses, show the step of `screen`."""
    _SCREENS.update(dict.fromkeys(pages, screen))


def step_of(request: HttpRequest) -> Guidance | None:
    """The step and clause that the page of a request serves, None where no pack says anything. No SQL."""
    match = getattr(request, "resolver_match", None)
    if match is None:
        return None
    return policies.guidance(_SCREENS.get(match.view_name) or match.view_name.replace(":", "."))
