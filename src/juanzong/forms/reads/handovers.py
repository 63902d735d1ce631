"""Batches of records on their way, as those between whom they pass may see them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from juanzong.forms import offering, reads
from juanzong.forms.choices import HandoverState, RecordState
from juanzong.forms.models import Handover, HandoverLine, Record
from juanzong.kit.errors import NotFound
from juanzong.organisation.choices import Scope
from juanzong.organisation.viewer import Viewer
from juanzong.policies.shapes_forms import Form


@dataclass(frozen=True, slots=True)
class Line:
    """One record of a batch. label: what it is about, "" for what the viewer may not see."""

    record: int
    form: Form
    label: str
    found: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch with what is in it."""

    row: Handover
    lines: tuple[Line, ...]

    @property
    def missing(self) -> tuple[Line, ...]:
        """What the receiver did not find, once they have counted."""
        return tuple(one for one in self.lines if not one.found) if self.row.state == HandoverState.RECEIVED else ()


def between(viewer: Viewer) -> QuerySet[Handover]:
    """The batches that the viewer gave or is to receive; all for whoever sees the whole company's records."""
    rows = Handover.objects.select_related("giver", "receiver").order_by("-id")
    if viewer.scope(reads.VIEW) is Scope.COMPANY:
        return rows
    return rows.filter(Q(giver=viewer.staff_id) | Q(receiver=viewer.staff_id))


def handover(viewer: Viewer, handover_id: int) -> Batch:
    """One batch; NotFound for whoever it does not concern. At most four SQL statements."""
    row = between(viewer).filter(pk=handover_id).first()
    if row is None:
        raise NotFound(_("没有这次移交，或您无权查看。"), clause="P00-1.6")
    lines = list(HandoverLine.objects.filter(handover=row).select_related("record").order_by("id"))
    about = reads.labels(viewer, [line.record for line in lines])
    shown = (
        Line(one.record_id, offering.form_of(one.record), about.get(one.record_id, ""), one.found) for one in lines
    )
    return Batch(row, tuple(shown))


def to_hand_over(viewer: Viewer) -> list[Record]:
    """The submitted records that the viewer keeps and that are not on their way, newest first. One SQL statement."""
    rows = Record.objects.filter(holder=viewer.staff_id, state=RecordState.SUBMITTED)
    going = HandoverLine.objects.filter(open=True).values("record")
    return list(rows.exclude(pk__in=going).select_related("customer", "filler").order_by("-id")[:500])
