"""What waits to be sealed, what is sealed, and who may read or copy what now."""

from __future__ import annotations

from juanzong.forms import offering, reads
from juanzong.forms.choices import RecordState
from juanzong.forms.models import Permit, Record
from juanzong.kit import clock
from juanzong.organisation.viewer import Viewer
from juanzong.policies.shapes_forms import Form

AT_MOST = 300


def to_seal(viewer: Viewer) -> list[tuple[Record, Form, str]]:
    """Submitted records that this person's position seals, oldest first, with what they are about. Five statements at
    most."""
    forms = {code: one for code, one in offering.forms_for(viewer).items() if one.sealed_by in viewer.positions}
    rows = reads.visible(viewer).filter(form__in=forms, state=RecordState.SUBMITTED, sealed_at=None)
    return _told(viewer, list(rows.select_related("filler", "holder").order_by("submitted_at")[:AT_MOST]))


def sealed(viewer: Viewer) -> list[tuple[Record, Form, str]]:
    """Sealed records that the viewer may know of, newest first. Two SQL statements for each kind of subject at most."""
    rows = reads.visible(viewer).exclude(sealed_at=None).select_related("filler", "holder").order_by("-sealed_at")
    return _told(viewer, list(rows[:AT_MOST]))


def _told(viewer: Viewer, rows: list[Record]) -> list[tuple[Record, Form, str]]:
    about = reads.labels(viewer, rows)
    return [(one, offering.form_of(one), about.get(one.pk, "")) for one in rows]


def permits(viewer: Viewer) -> list[tuple[Permit, Form]]:
    """The permits that hold now, of records the viewer may know of. One SQL statement."""
    rows = Permit.objects.filter(record__in=reads.visible(viewer), until__gt=clock.now())
    found = rows.select_related("record", "staff").order_by("until")
    return [(one, offering.form_of(one.record)) for one in found[:AT_MOST]]
