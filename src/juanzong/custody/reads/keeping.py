"""Changes of keeper as those between whom they pass, and whoever sees the archive room, may see them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from juanzong.casework.sockets import Content
from juanzong.custody.models import Holding, Keeping, KeepingLine, Place
from juanzong.kit.errors import NotFound
from juanzong.organisation import reads as organisation
from juanzong.organisation.reads import company
from juanzong.organisation.viewer import Viewer

VIEW = "custody.view"
KEEP = "custody.shelve"


@dataclass(frozen=True, slots=True)
class Page:
    """A change of keeper with its list, in the order in which things stand."""

    row: Keeping
    lines: tuple[KeepingLine, ...]

    @property
    def missing(self) -> tuple[KeepingLine, ...]:
        """What the receiver did not find."""
        return tuple(line for line in self.lines if not line.found) if self.row.state == "received" else ()


def keepings(viewer: Viewer) -> QuerySet[Keeping]:
    """All changes for whoever sees the archive room, else one's own; newest first."""
    rows = Keeping.objects.select_related("giver", "receiver").order_by("-offered_at", "-pk")
    return rows if viewer.may(VIEW) else rows.filter(Q(giver=viewer.staff_id) | Q(receiver=viewer.staff_id))


def keeping(viewer: Viewer, keeping_id: int) -> Page:
    """One change; NotFound for whoever may not know of it. Two SQL statements."""
    row = keepings(viewer).filter(pk=keeping_id).first()
    if row is None:
        raise NotFound(_("没有这次保管交接，或您无权查看。"), clause="P00-1.6")
    rows = KeepingLine.objects.filter(keeping=row).select_related("holding__dossier", "holding__place")
    return Page(row, tuple(rows.order_by("holding__place__path", "holding__slot", "pk")))


def kept_in(staff: int, place: Place) -> QuerySet[Holding]:
    """The dossiers that somebody keeps in a place and below it."""
    rows = Holding.objects.filter(place__path__startswith=place.path, dossier__custodian=staff)
    return rows.select_related("dossier").order_by("place__path", "slot", "pk")


def receivers(viewer: Viewer) -> list[tuple[int, str]]:
    """Whoever else may keep what stands in the archive room, for a form. Three SQL statements."""
    able = {one.post.staff_id for one in company.who_may(viewer, KEEP)} - {viewer.staff_id}
    return [(pk, words) for pk, words in organisation.staff_choices(viewer) if pk in able]


def labels(viewer: Viewer, ids: Sequence[int]) -> Mapping[int, str]:
    """Changes in words. One SQL statement."""
    return {one.pk: str(one.address) for one in keepings(viewer).filter(pk__in=ids)}


def content(viewer: Viewer, keeping_id: int) -> Content:
    """What both sign: the place, the list with what is lent, how many."""
    page = keeping(viewer, keeping_id)
    row = page.row
    exact = {
        "keeping": row.pk, "place": row.place_id, "from": row.giver_id, "to": row.receiver_id, "given": row.given,
        "lines": sorted([line.holding_id, line.lent_to] for line in page.lines),
    }  # fmt: skip
    lines = (
        (_("库位"), row.address),
        (_("移交人"), row.giver.name),
        (_("接收人"), row.receiver.name),
        (_("在架卷数"), str(row.given)),
        (_("借出卷数"), str(row.lent)),
        *(
            (str(n), " · ".join(filter(None, (line.holding.dossier.number, line.lent_to))))
            for n, line in enumerate(page.lines, 1)
            if line.holding.dossier
        ),
    )
    return Content(_("保管交接清单"), lines, json.dumps(exact, sort_keys=True).encode())
