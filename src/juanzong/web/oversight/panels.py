"""What incidents show on the page of what they are about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from juanzong.kit.refs import Ref
from juanzong.organisation.viewer import Viewer
from juanzong.oversight.incidents import reads


def about(kind: str) -> Callable[[Viewer, int], Mapping[str, Any] | None]:
    """The incidents about a thing of this kind. One SQL statement."""

    def told(viewer: Viewer, thing: int) -> Mapping[str, Any] | None:
        found = reads.of_thing(viewer, Ref(kind, thing))
        return {"incidents": found} if found else None

    return told
