"""What grants show on other pages: who else may read a thing, and what the person at the desk may read until when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from juanzong.kit.refs import Ref
from juanzong.organisation.viewer import Viewer
from juanzong.privacy.reads import grants as reads


def of_dossier(viewer: Viewer, dossier_id: int) -> Mapping[str, Any] | None:
    """Who may read the dossier by a grant now. One SQL statement."""
    found = reads.of_thing(Ref("dossier", dossier_id))
    return {"grants": found} if found else None


def of_record(record_id: int) -> dict[str, Any]:
    """The same for a filled form, for the context of its page. One SQL statement."""
    return {"grants": reads.of_thing(Ref("record", record_id))}


def mine(viewer: Viewer, _staff: int) -> Mapping[str, Any] | None:
    """What the person may read now, until when. One SQL statement, two where there is any."""
    found = reads.open_of(viewer)
    return {"grants": found} if found else None
