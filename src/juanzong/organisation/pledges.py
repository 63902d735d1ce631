"""The pledges of the adopted policies (P00-3): shown at sign-in until a person stands by them, again when the words change."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass

from juanzong.organisation.models import Acknowledgement
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies
from juanzong.policies.shapes import Pledge


@dataclass(frozen=True, slots=True)
class Pledges:
    """What people stand by, and the digest of the exact words."""

    pledges: tuple[Pledge, ...]
    digest: str


def current() -> Pledges | None:
    """The pledges of the policies in force today, None where they have none. One SQL statement."""
    adopted = [one.pack for one in policies.adopted()]
    found = policies.pledges(adopted) if adopted else ()
    if not found:
        return None
    words = json.dumps([[one.code, one.text.zh, one.text.en] for one in found], ensure_ascii=False)
    return Pledges(found, hashlib.sha256(words.encode()).hexdigest())


def pledges_due(staff: int) -> bool:
    """Whether the person has still to stand by the present words. Two SQL statements at most."""
    now = current()
    return now is not None and not Acknowledgement.objects.filter(staff=staff, digest=now.digest).exists()


def acknowledged_at(viewer: Viewer) -> dt.datetime | None:
    """When the viewer stood by the present words. Two SQL statements at most."""
    now = current()
    own = Acknowledgement.objects.filter(staff=viewer.staff_id, digest=now.digest) if now else None
    return own.values_list("at", flat=True).first() if own is not None else None


def acknowledged_by() -> dict[int, dt.datetime]:
    """Who stands by the present words since when. Two SQL statements at most."""
    now = current()
    return dict(Acknowledgement.objects.filter(digest=now.digest).values_list("staff_id", "at")) if now else {}
