"""What incidents show on the page of what they are about, and a leaving on the page of the person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from juanzong.kit.refs import Ref
from juanzong.organisation.viewer import Viewer
from juanzong.oversight.incidents import reads
from juanzong.oversight.offboarding import reads as leavings
from juanzong.oversight.offboarding.choices import LeavingState


def about(kind: str) -> Callable[[Viewer, int], Mapping[str, Any] | None]:
    """The incidents about a thing of this kind. One SQL statement."""

    def told(viewer: Viewer, thing: int) -> Mapping[str, Any] | None:
        found = reads.of_thing(viewer, Ref(kind, thing))
        return {"incidents": found} if found else None

    return told


def leaving(viewer: Viewer, staff: int) -> Mapping[str, Any] | None:
    """The leaving of a person, or where one is begun, for whoever may. One SQL statement."""
    found = leavings.of_person(viewer, staff)
    begins = (found is None or found.state == LeavingState.STAYS) and leavings.reaches(viewer, staff)
    return {"leaving": found, "staff": staff, "begins": begins} if found or begins else None
