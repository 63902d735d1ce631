"""Reads of registrations that wait to be accepted. Their contents stay sealed until somebody opens one, which is an act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from juanzong.customers.choices import IntakeState
from juanzong.customers.intake import Row
from juanzong.customers.models import Intake
from juanzong.kit import prepared
from juanzong.kit.errors import NotFound
from juanzong.organisation.viewer import Viewer

ACCEPT = "intake.accept"


def listed(viewer: Viewer) -> QuerySet[Intake]:
    """All registrations, for whoever may accept them, without what they hold."""
    found = Intake.objects.defer("sealed").select_related("customer")
    return found if viewer.may(ACCEPT) else found.none()


def waiting(viewer: Viewer, *, limit: int = 100) -> list[Row]:
    """Registrations that wait, oldest first. One SQL statement."""
    return [Row(*values) for values in prepared.rows(viewer, _waiting_rows, limit)]


def _waiting_rows(viewer: Viewer, limit: int) -> QuerySet[Intake, Any]:
    columns = [one.name for one in fields(Row) if one.name != "sealed"]
    return listed(viewer).filter(state=IntakeState.WAITING).order_by("id").values_list(*columns)[:limit]


def waiting_count(viewer: Viewer) -> int:
    """How many registrations wait for this person. One SQL statement, none without the right."""
    return prepared.count(viewer, to_accept) if viewer.may(ACCEPT) else 0


def to_accept(viewer: Viewer) -> QuerySet[Intake, Any]:
    """The ids of registrations that wait for this person, who has the right."""
    return listed(viewer).filter(state=IntakeState.WAITING).values("pk")


def intake(viewer: Viewer, intake_id: int) -> Intake:
    """One registration, decided or not; NotFound when the viewer may not know of it."""
    found = listed(viewer).filter(pk=intake_id).first()
    if found is None:
        raise NotFound(_("没有这份登记，或您无权查看。"), clause="P00-1.6")
    return found


def rows(found: Iterable[Intake], *, sealed: bool = False) -> list[Row]:
    """Registrations as frozen rows; `sealed` with what they hold, still sealed."""
    return [
        Row(
            id=one.pk,
            shown_name=one.shown_name,
            channel=one.channel,
            received_at=one.received_at,
            notice_version=one.notice_version,
            consent_at=one.consent_at,
            sensitive_consent_at=one.sensitive_consent_at,
            sealed=bytes(one.sealed) if sealed else b"",
        )
        for one in found
    ]
