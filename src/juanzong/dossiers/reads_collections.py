"""Attachments that their customers came for: who received what, when, with their handwriting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from juanzong.casework.rules import drawing
from juanzong.dossiers import reads
from juanzong.dossiers.models import Collection
from juanzong.organisation.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Collected:
    """One coming for attachments. items: their titles and sheets. path: the handwriting as the `d` of an SVG path."""

    id: int
    dossier: int
    received_by: str
    note: str
    at: dt.datetime
    handed_by: str
    items: tuple[tuple[str, int], ...]
    path: str


def collected(viewer: Viewer, dossier_id: int) -> list[Collected]:
    """What was collected of a dossier, newest first. Three SQL statements."""
    one = reads.dossier(viewer, dossier_id)
    return _told(Collection.objects.filter(dossier=one.pk).order_by("-at", "-pk"))


def by_id(viewer: Viewer, ids: Sequence[int]) -> dict[int, Collected]:
    """Some of them, as far as the viewer may know of their dossiers. Two SQL statements."""
    rows = Collection.objects.filter(pk__in=list(ids), dossier__in=reads.visible(viewer))
    return {one.id: one for one in _told(rows)}


def _told(rows: QuerySet[Collection]) -> list[Collected]:
    return [
        Collected(
            row.pk, row.dossier_id, row.received_by, row.note, row.at, row.handed_by_name,
            tuple((item.title, item.sheets or 0) for item in row.items.all()), drawing.path(row.strokes),
        )
        for row in rows.prefetch_related("items")
    ]  # fmt: skip
