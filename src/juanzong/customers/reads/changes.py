"""What changed of a customer since a moment: fields, contacts, relations, and what higher rooms declare, such as papers
added to their dossiers (P08-2)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from juanzong.customers.followers import timeline_subjects
from juanzong.customers.reads.customers import visible
from juanzong.kit.refs import Ref
from juanzong.ledger import reads as ledger
from juanzong.organisation.viewer import Viewer

CHANGING = frozenset({
    "customer.registered", "customer.imported", "customer.changed", "customer.handed_over", "customer.merged", "customer.unmerged", "particular.set",
    "particular.ended", "contact.added", "contact.changed", "contact.ended", "relation.added", "relation.ended",
})  # fmt: skip
_PAGE = 200
_PAGES = 10


@dataclass(frozen=True, slots=True)
class Changes:
    """Entries that changed something, newest first. by_kind: how many of each kind. whole: whether these are all."""

    entries: Sequence[Any]
    by_kind: Mapping[str, int]
    whole: bool


def changes_since(viewer: Viewer, customer_id: int, since: dt.datetime) -> Changes:
    """What changed since a moment. Two SQL statements, two for each room that declared `timeline_subjects`, and one more
    for every 200 entries; at most 2,000 entries are looked through."""
    if not visible(viewer).filter(pk=customer_id).exists():
        return Changes((), {}, whole=True)
    subjects = [Ref("customer", customer_id)]
    for each in timeline_subjects:
        subjects += [*each.find(customer_id), *each.within(customer_id)]
    wanted = CHANGING.union(*(each.changing for each in timeline_subjects))
    found, before, whole = [], None, False
    for _page in range(_PAGES):
        page = ledger.for_subjects(subjects, limit=_PAGE, before=before)
        new = [entry for entry in page.entries if entry.at >= since]
        found += [entry for entry in new if entry.kind in wanted]
        before, whole = page.before, len(new) < len(page.entries) or page.before is None
        if whole:
            break
    return Changes(found, Counter(entry.kind for entry in found), whole)
