"""What waits to be sealed, what is sealed, and who may read or copy what now."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from juanzong.forms import offering, reads
from juanzong.forms.choices import PermitKind, RecordState
from juanzong.forms.models import Permit, Record, Seal, SealLine
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


def seals(viewer: Viewer) -> QuerySet[Seal]:
    """The seals on records that the viewer may know of, with how many lie under each, newest first."""
    rows = SealLine.objects.filter(record__in=reads.visible(viewer)).values("seal")
    found = Seal.objects.filter(pk__in=rows).annotate(papers=Count("lines")).select_related("replaces")
    return found.order_by("-put_at", "-pk")


def seals_of(viewer: Viewer, record: int) -> list[Seal]:
    """The seals that lay or lie on a record's paper, newest first; none for whoever may not know of the record. One SQL
    statement."""
    return list(seals(viewer).filter(lines__record=record))


def to_reseal(viewer: Viewer) -> list[Seal]:
    """Seals in use or broken and not replaced, of what this viewer may know of. One SQL statement."""
    return list(seals(viewer).filter(next=None)[:AT_MOST])


def readable_seals(viewer: Viewer) -> set[int]:
    """The seals under which somebody may read a record now, so that they may be broken. One SQL statement."""
    now = Permit.objects.filter(kind=PermitKind.READ, until__gt=clock.now(), record__in=reads.visible(viewer))
    return set(SealLine.objects.filter(record__in=now.values("record")).values_list("seal", flat=True))
