"""What a page of a dossier or a customer shows of the cases about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from juanzong.casework.reads import cases as reads_cases
from juanzong.casework.reads import routes
from juanzong.kit.refs import Ref
from juanzong.organisation.viewer import Viewer

Told = Callable[[Viewer, int], Mapping[str, Any] | None]


def about(kind: str) -> Told:
    """The cases about a thing of this kind, and the procedures that the viewer may start on it."""

    def told(viewer: Viewer, id: int) -> Mapping[str, Any] | None:
        return of(viewer, Ref(kind, id))

    return told


def of(viewer: Viewer, thing: Ref) -> Mapping[str, Any] | None:
    """What the panel shows of one thing, None when there is nothing to show and nothing to start."""
    cases = reads_cases.cases_of(viewer, thing, limit=6)
    offers = [one for one in routes.procedures_for(viewer, thing) if one.free]
    return {"cases": cases, "offers": offers, "about": thing} if cases or offers else None
