"""Acts on one customer: registering, changing, contacts and relations."""

from __future__ import annotations

from juanzong.customers.drafts import CustomerDraft, SourceDraft, check, check_source
from juanzong.customers.models import Customer
from juanzong.customers.writing import Circumstances, write_many, write_source
from juanzong.kit import clock
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer


@act("customers.register", clause="P00-1.2")
def register_customer(
    *, by: Viewer, draft: CustomerDraft, source: SourceDraft, department: int, responsible: int | None = None
) -> Customer:
    """Register a customer with all that was collected, from a stated lawful source (P00-1.2, P00-1.3)."""
    check_source(source)
    checked = check(draft, source)
    kept = write_source(source)
    (pk,) = write_many(
        [checked],
        Circumstances(
            source_id=kept.pk, department_id=department, responsible_id=responsible, actor=by.actor, at=clock.now()
        ),
    )
    return Customer.objects.get(pk=pk)
