"""Visits, events and one's own customers, each scoped to what the viewer may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from juanzong.casework.reads import others as casework
from juanzong.customers import reads as customers
from juanzong.kit.errors import NotFound
from juanzong.kit.refs import Ref
from juanzong.organisation.choices import Scope
from juanzong.organisation.viewer import Viewer
from juanzong.privacy.reads import SealedText, opened_texts
from juanzong.service.choices import VisitMode, VisitOutcome, VisitPurpose
from juanzong.service.models import Assignment, Event, Participant, Purchase, Taking, Visit
from juanzong.service.shapes import Kept, VisitRow

VIEW = "service.view"
VISIT_LINK = "visit"
"""What packs call the page on which a planned visit is written up; duties with this link are planned visits."""


def planned_duties() -> frozenset[str]:
    """Codes of the duties that are planned visits."""
    return casework.duties_of_link(VISIT_LINK)


# Visits


def visits(viewer: Viewer) -> QuerySet[Visit]:
    """The visits this viewer may know of: made by themselves, to customers they answer for, of their departments."""
    own = Q(staff__in=viewer.people) | Q(customer__responsible__in=viewer.people)
    match viewer.scope(VIEW):
        case Scope.COMPANY:
            return Visit.objects.all()
        case Scope.DEPARTMENT:
            return Visit.objects.filter(Q(department__in=viewer.departments) | own)
        case Scope.OWN:
            return Visit.objects.filter(own)
        case _:
            return Visit.objects.none()


def shown(rows: Iterable[Visit]) -> list[VisitRow]:
    """Rows of `visits` in words. One SQL statement beside theirs, which brings customer and staff along."""
    found = list(rows)
    texts = opened_texts([SealedText(row.pk, row.key_subject, "visit", "said", bytes(row.said)) for row in found])
    return [
        VisitRow(
            row.pk, row.customer_id, row.customer.name, row.staff_id, row.staff.name, row.on_day, VisitMode(row.mode),
            row.minutes, VisitPurpose(row.purpose), VisitOutcome(row.outcome), row.duty, texts[row.pk],
        )
        for row in found
    ]  # fmt: skip


def visits_to(viewer: Viewer, customer: int, *, limit: int = 50) -> list[VisitRow]:
    """The visits to a customer, newest first. Two SQL statements."""
    rows = visits(viewer).filter(customer=customer).select_related("customer", "staff")
    return shown(rows.order_by("-on_day", "-id")[:limit])


# One's own customers


def working_list(viewer: Viewer, *, limit: int = 300) -> list[Kept]:
    """The customers a person answers for, whoever is due first on top (P09-1.9). At most five SQL statements and those
    of the obligations."""
    bought = Purchase.objects.filter(customer=OuterRef("pk"))
    at_event = Participant.objects.filter(customer=OuterRef("pk"), bought=True)
    mine = customers.visible(viewer).filter(responsible=viewer.staff_id, state="active")
    rows = list(mine.annotate(buyer=Exists(bought) | Exists(at_event)).order_by("-id")[:limit])
    ids = [row.pk for row in rows]
    planned = casework.open_about(viewer, [Ref("customer", pk) for pk in ids], planned_duties())
    done = Visit.objects.filter(customer__in=ids, outcome=VisitOutcome.DONE).order_by().values_list("customer")
    last = dict(done.annotate(last=Max("on_day")))
    assigned = dict(Assignment.objects.filter(customer__in=ids, until_at=None).values_list("customer", "at"))
    kept = [
        Kept(
            row.pk, row.name, row.region, bool(row.buyer), assigned.get(row.pk),
            planned.get(Ref("customer", row.pk), ()), last.get(row.pk),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(kept, key=lambda one: (one.next is None, one.next.due_on if one.next else one.name, one.id))


def is_buyer(customer: int) -> bool:
    """Whether a customer has bought anything so far. Two SQL statements."""
    at_event = Participant.objects.filter(customer=customer, bought=True)
    return at_event.exists() or Purchase.objects.filter(customer=customer).exists()


def purchases_of(viewer: Viewer, customer: int, *, limit: int = 50) -> list[Purchase]:
    """What a customer bought, newest first; nothing for whoever may not see the customer. One SQL statement."""
    rows = Purchase.objects.filter(customer__in=customers.visible(viewer).filter(pk=customer))
    return list(rows.select_related("event").order_by("-bought_on", "-id")[:limit])


# Forms taken for a visit


def takings(viewer: Viewer, customer: int | None = None) -> list[Taking]:
    """The forms this person has taken and not given back, of all customers or of one. One SQL statement."""
    rows = Taking.objects.filter(staff=viewer.staff_id, back_at=None).select_related("customer", "keeper")
    return list((rows.filter(customer=customer) if customer is not None else rows).order_by("taken_at"))


def taken_now(records: Sequence[int]) -> dict[int, str]:
    """Who has taken which of these records, by name. One SQL statement."""
    return dict(Taking.objects.filter(record__in=records, back_at=None).values_list("record", "staff__name"))


# Events


def events(viewer: Viewer) -> QuerySet[Event]:
    """The events this viewer may know of: of the company, of their departments, or that they had a part in."""
    own = Q(organiser__in=viewer.people) | Q(participants__representative__in=viewer.people)
    match viewer.scope(VIEW):
        case Scope.COMPANY:
            return Event.objects.all()
        case Scope.DEPARTMENT:
            return Event.objects.filter(Q(department__in=viewer.departments) | own).distinct()
        case Scope.OWN:
            return Event.objects.filter(Q(department__in=viewer.home_departments) | own).distinct()
        case _:
            return Event.objects.none()


def event(viewer: Viewer, event_id: int) -> Event:
    """One event; NotFound when the viewer may not know of it."""
    found = events(viewer).select_related("department", "organiser").filter(pk=event_id).first()
    if found is None:
        raise NotFound(_("没有这次活动，或您无权查看。"), clause="P00-1.6")
    return found


def participants(viewer: Viewer, event_id: int) -> list[Participant]:
    """Who took part, as far as the viewer may see these customers. One SQL statement."""
    rows = Participant.objects.filter(event=event_id, customer__in=customers.visible(viewer))
    return list(rows.select_related("customer", "representative").order_by("noted_at", "id"))
