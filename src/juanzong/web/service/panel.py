"""What a customer's page shows of visits: the last ones, whether they bought, the way to write one up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from juanzong.organisation.viewer import Viewer
from juanzong.service import reads
from juanzong.service.actions import visits

_LAST = 4


def visits_of(viewer: Viewer, customer: int) -> Mapping[str, Any] | None:
    """The last visits to a customer; nothing where nobody visits and none was made. At most four SQL statements."""
    rows = reads.visits_to(viewer, customer, limit=_LAST)
    may_visit = viewer.may(visits.VISIT)
    if not rows and not may_visit:
        return None
    return {"visits": rows, "may_visit": may_visit, "buyer": reads.is_buyer(customer), "customer_id": customer}
