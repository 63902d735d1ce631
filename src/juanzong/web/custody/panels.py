"""What the archive room shows on the page of a dossier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from juanzong.custody.choices import LoanState, PlaceKind, Sheet
from juanzong.custody.models import Loan, Place
from juanzong.custody.reads import binding, shelves
from juanzong.custody.reads import certificates as register
from juanzong.custody.reads import loans as lending
from juanzong.custody.reads import places as reads
from juanzong.kit import clock
from juanzong.organisation.viewer import Viewer

_MOST = 240  # things in a picture beside a page; of a larger cabinet only the row is shown


def address(viewer: Viewer, dossier_id: int) -> Mapping[str, Any] | None:
    """Where the dossier belongs, in words. One SQL statement."""
    where = reads.whereabouts(viewer, dossier_id)
    return {"holding": where.holding} if where.holding else None


def place(viewer: Viewer, dossier_id: int) -> Mapping[str, Any] | None:
    """The picture of the cabinet with this dossier in it. Four SQL statements at most."""
    where = reads.whereabouts(viewer, dossier_id)
    told: dict[str, Any] = {"where": where, "dossier_id": dossier_id, "may": viewer.may("custody.shelve")}
    if where.holding is None or where.holding.place is None:
        return told
    cabinet = cabinet_of(where.holding.place)
    shown = reads.picture(viewer, cabinet, here=dossier_id)
    if shown.count > _MOST:
        shown = reads.Picture(cabinet, tuple(row for row in shown.rows if row.place.pk in _line(where.holding.place)))
    return told | {"picture": shown, "cabinet": cabinet}


def cabinet_of(place: Place) -> Place:
    """The cabinet or safe a place is in, or itself. Places above it are at hand."""
    at = place
    while at.parent is not None and at.kind not in (PlaceKind.CABINET, PlaceKind.SAFE):
        at = at.parent
    return place if at.kind == PlaceKind.ROOM else at


def _line(place: Place) -> set[int]:
    return {int(pk) for pk in place.path.strip("/").split("/")}


def labels(_viewer: Viewer, dossier_id: int) -> Mapping[str, Any]:
    """The labels that can be printed of a dossier."""
    return {"dossier_id": dossier_id, "sheets": Sheet.choices}


def thing(_viewer: Viewer, dossier_id: int) -> Mapping[str, Any]:
    """A button that leads on."""
    return {"dossier_id": dossier_id}


def bind(viewer: Viewer, dossier_id: int) -> Mapping[str, Any] | None:
    """Binding, offered where the customer has left and the dossier is closed and not bound yet. Three SQL statements."""
    if not binding.may_bind(viewer, dossier_id):
        return None
    return {"dossier_id": dossier_id, "near": shelves.near(viewer)}


def loans(viewer: Viewer, dossier_id: int) -> Mapping[str, Any] | None:
    """The newest loans of a dossier. One SQL statement."""
    found = lending.of_dossier(viewer, dossier_id)
    return {"loans": _toned(found)} if found else None


def certificates(viewer: Viewer, dossier_id: int) -> Mapping[str, Any] | None:
    """The certificates that are kept for a dossier, and the way to hand some over. One SQL statement."""
    found = register.of_dossier(viewer, dossier_id)
    may = viewer.may("custody.safe_slips")
    return {"certificates": found, "dossier_id": dossier_id, "may": may} if found or may else None


def borrow(viewer: Viewer, dossier_id: int) -> Mapping[str, Any] | None:
    """The way to a lending slip, once the dossier stands on a shelf; whoever lends, is led to the one that waits for them.
    Two SQL statements at most."""
    thing = lending.standing_of(viewer, dossier_id)
    slip = lending.slip_at_hand(viewer, thing) if thing else None
    return {"dossier_id": dossier_id, "thing": thing, "slip": slip} if thing else None


def held(viewer: Viewer, _staff: int) -> Mapping[str, Any] | None:
    """What the person has borrowed, for the desk. One SQL statement."""
    found = lending.held_by(viewer)
    return {"loans": _toned(found)} if found else None


def _toned(found: Sequence[Loan]) -> Sequence[Loan]:
    today, tones = clock.today(), {"asked": "amber", "approved": "indigo", "closed": "plain", "returned": "amber"}
    for one in found:
        late = one.state == LoanState.OUT and one.due_on < today
        one.tone = "danger" if late else tones.get(one.state, "celadon")  # type: ignore[attr-defined]
    return found
