"""Reading incidents: which this person may know of, one with all that belongs to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from juanzong.casework.reads import signatures
from juanzong.casework.shapes.signatures import Signed
from juanzong.kit import clock
from juanzong.kit.errors import NotFound
from juanzong.kit.refs import Ref
from juanzong.organisation.choices import Scope
from juanzong.organisation.viewer import Viewer
from juanzong.oversight.choices import MADE_GOOD, IncidentState, MeasureKind, MeasureState
from juanzong.oversight.incidents import rules
from juanzong.oversight.incidents.rules import Clock
from juanzong.oversight.models import Accountability, Affected, Incident, Measure, Notice

VIEW = "oversight.view_incidents"
HANDLE = "oversight.handle_incidents"
DECIDE = "oversight.decide_incidents"
ACCOUNT = "oversight.accountability"
CLAUSE = "P00-2.5"


def incidents(viewer: Viewer) -> QuerySet[Incident]:
    """Those this person may know of: what they reported, answer for or do something about, and by how far the right
    to see incidents reaches."""
    own = Q(reporter=viewer.staff_id) | Q(responsible=viewer.staff_id)
    own |= Q(pk__in=Measure.objects.filter(owner=viewer.staff_id).values("incident"))
    own |= Q(pk__in=Accountability.objects.filter(staff=viewer.staff_id).values("incident"))
    match viewer.scope(VIEW):
        case Scope.COMPANY:
            return Incident.objects.all()
        case Scope.DEPARTMENT:
            return Incident.objects.filter(Q(department__in=viewer.departments) | own)
        case _:
            return Incident.objects.filter(own)


def incident(viewer: Viewer, incident_id: int) -> Incident:
    """One incident; NotFound for whoever may not know of it. One SQL statement."""
    rows = incidents(viewer).select_related("department", "responsible", "reporter")
    one = rows.filter(pk=incident_id).first()
    if one is None:
        raise NotFound(_("没有这起事件，或您无权查看。"), clause=CLAUSE)
    return one


def labels(viewer: Viewer, ids: Iterable[int]) -> dict[int, str]:
    """Incidents in words. One SQL statement."""
    rows = incidents(viewer).filter(pk__in=list(ids))
    return {one.pk: f"{one.number} · {one.get_kind_display()}" for one in rows}


def measure_labels(viewer: Viewer, ids: Iterable[int]) -> dict[int, str]:
    """Measures in words, for whoever carries them out or may know of the incident. One SQL statement."""
    rows = Measure.objects.filter(pk__in=list(ids), incident__in=incidents(viewer).values("pk"))
    return dict(rows.values_list("pk", "words"))


def handles(viewer: Viewer, one: Incident, right: str = HANDLE) -> bool:
    """Whether a right over incidents reaches this one."""
    match viewer.scope(right):
        case Scope.COMPANY:
            return True
        case Scope.DEPARTMENT:
            return one.department_id in viewer.departments
        case _:
            return False


def needs_making_good(one: Incident) -> bool:
    """Whether something is still to be made good."""
    return one.kind in MADE_GOOD and one.responsible_id is not None and one.made_good_at is None


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """An incident with all that belongs to it, as far as the viewer may see. clocks: for decisions still to be made."""

    incident: Incident
    notices: dict[str, Notice]
    measures: Sequence[Measure]
    affected: int
    accounts: Sequence[Accountability]
    clocks: Sequence[Clock]

    @property
    def contained(self) -> Sequence[Measure]:
        return [one for one in self.measures if one.kind == MeasureKind.CONTAIN]

    @property
    def lessons(self) -> Sequence[Measure]:
        return [one for one in self.measures if one.kind == MeasureKind.LESSON]


def page(viewer: Viewer, incident_id: int) -> IncidentPage:
    """Five SQL statements."""
    one = incident(viewer, incident_id)
    notices = {row.whom: row for row in Notice.objects.filter(incident=one).order_by("whom")}
    accounts = Accountability.objects.filter(incident=one).order_by("pk")
    if not handles(viewer, one, ACCOUNT):
        accounts = accounts.filter(staff=viewer.staff_id)
    due = [] if one.state == IncidentState.CLOSED else rules.clocks(one.known_at, one.severity, clock.now())
    return IncidentPage(
        one,
        notices,
        list(Measure.objects.filter(incident=one).select_related("owner").order_by("pk")),
        Affected.objects.filter(incident=one).count(),
        list(accounts),
        [each for each in due if each.whom not in notices],
    )


def affected(viewer: Viewer, one: Incident, *, limit: int = 200) -> Sequence[Affected]:
    """Whom it concerns, for whoever deals with it; nobody else is told names. One SQL statement."""
    if not handles(viewer, one):
        return []
    return list(Affected.objects.filter(incident=one).select_related("customer").order_by("pk")[:limit])


def open_measures(one: Incident) -> int:
    """How many measures are not carried out yet. One SQL statement."""
    return Measure.objects.filter(incident=one, state=MeasureState.OPEN).count()


def signed(viewer: Viewer, one: Incident) -> Sequence[Signed]:
    """The signatures under it."""
    return signatures.signatures_of(viewer, Ref("incident", one.pk))


def listed(viewer: Viewer) -> QuerySet[Incident]:
    """For the list: with how many customers each concerns."""
    return incidents(viewer).select_related("department").annotate(customers=Count("affected"))


def of_thing(viewer: Viewer, ref: Ref, *, limit: int = 5) -> Sequence[Incident]:
    """The newest incidents about a thing that the viewer may know of. One SQL statement."""
    return list(incidents(viewer).filter(about=str(ref)).order_by("-pk")[:limit])


def day_of(one: Incident) -> dt.date:
    """The day on which it became known, in Shanghai."""
    return clock.day_of(one.known_at)
