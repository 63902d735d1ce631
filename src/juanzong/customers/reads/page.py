"""What the page of one customer shows, each part in a known number of SQL statements."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from juanzong.customers.followers import timeline_subjects
from juanzong.customers.models import Change, Particular, Relation, Source
from juanzong.customers.reads.customers import ParticularRow, visible
from juanzong.customers.rules import Completeness, completeness
from juanzong.kit.refs import Ref
from juanzong.ledger import reads as ledger
from juanzong.organisation.viewer import Viewer


def relations(viewer: Viewer, customer_id: int) -> list[Relation]:
    """How the customer stands to others and others to them, standing ones first. One SQL statement.

    The other side may be out of the viewer's reach: show its name only when `visible_ids` has it.
    """
    rows = Relation.objects.filter(Q(customer=customer_id) | Q(other=customer_id))
    rows = rows.filter(Q(customer__in=visible(viewer)) | Q(other__in=visible(viewer)))
    found = rows.select_related("customer", "other").order_by("-id")
    return sorted(found, key=lambda row: row.until_at is not None)


def visible_ids(viewer: Viewer, ids: Iterable[int]) -> set[int]:
    """Those of these customers whom the viewer may see. One SQL statement."""
    return set(visible(viewer).filter(pk__in=list(ids)).values_list("id", flat=True))


def sources(ids: Iterable[int]) -> dict[int, Source]:
    """Sources by id; of rows that a scoped read gave. One SQL statement."""
    return Source.objects.in_bulk(list(ids))


def changes(viewer: Viewer, customer_id: int) -> list[Change]:
    """Changes of the customer's own row and of their contacts', newest first, those of customers merged into them
    included. One SQL statement."""
    rows = Change.objects.filter(Q(customer=customer_id) | Q(customer__merged_into=customer_id))
    return list(rows.filter(customer__in=visible(viewer)).select_related("contact").order_by("-id"))


def present_fields(viewer: Viewer, customer_ids: Iterable[int]) -> dict[int, set[str]]:
    """For a list: which fields of each customer have a present value. One SQL statement."""
    rows = Particular.objects.filter(customer__in=visible(viewer).filter(pk__in=list(customer_ids)), until_at=None)
    found: dict[int, set[str]] = {}
    for owner, field in rows.values_list("customer", "field").distinct():
        found.setdefault(owner, set()).add(field)
    return found


def filled(customer_kind: str, category: str, rows: Iterable[ParticularRow]) -> Completeness:
    """How complete a customer is (P00-1.3): current particulars, the contacts' included, and the own category."""
    codes = {row.field for row in rows if row.until_at is None}
    return completeness(customer_kind, codes | ({"category"} if category else set()))


def timeline(viewer: Viewer, customer_id: int, *, limit: int = 20, before: int | None = None) -> ledger.Page:
    """Entries about a customer the viewer may see and what belongs to them, newest first.

    Two SQL statements and one for each room that declared `timeline_subjects`.
    """
    if not visible(viewer).filter(pk=customer_id).exists():
        return ledger.Page([], None)
    subjects = [Ref("customer", customer_id), *(ref for each in timeline_subjects for ref in each.find(customer_id))]
    return ledger.for_subjects(subjects, limit=limit, before=before)
