"""What the search box finds among customers: names, initials, tails of numbers, whole numbers.

A query is looked at first, so that only what can answer it is asked: four digits ask the tails alone, a whole number
asks the blind index alone, everything else the names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from juanzong.customers import reads
from juanzong.customers.choices import CustomerKind, CustomerState
from juanzong.kit import checks
from juanzong.kit.errors import Invalid
from juanzong.kit.refs import Ref
from juanzong.organisation.search_sources import Hit
from juanzong.organisation.viewer import Viewer

STATEMENTS = 2
_TAIL = re.compile(r"[0-9]{3}[0-9Xx]")
_NUMBER = re.compile(r"[+0-9A-Za-z·\-() 京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使警学挂港澳试超领]{5,40}")  # untranslated: plates
_READINGS = {
    "phone": checks.phone,
    "resident_id": lambda text: checks.resident_id(text).number,
    "uscc": checks.uscc,
    "bank_account": checks.bank_card,
    "plate": checks.plate,
    "passport": checks.passport,
}


def find(viewer: Viewer, query: str, limit: int) -> Sequence[Hit]:
    """Customers that answer a query, newest first. Two SQL statements, none when nothing could answer it."""
    ids, how = _ids(viewer, query, limit)
    if not ids:
        return []
    rows = reads.visible(viewer).filter(pk__in=ids, state=CustomerState.ACTIVE).select_related("department")
    found = {row.pk: row for row in rows.only("id", "kind", "name", "region", "department__name")}
    return [
        Hit(
            Ref("customer", row.pk),
            row.name,
            " · ".join(part for part in (how, row.region, row.department.name) if part),
            "customers:customer",
            str(CustomerKind(row.kind).label),
        )
        for row in (found[pk] for pk in ids if pk in found)
    ]


def _ids(viewer: Viewer, query: str, limit: int) -> tuple[list[int], str]:
    if _TAIL.fullmatch(query):
        return reads.found_by_tail(viewer, query, limit=limit), _("尾号 %(digits)s") % {"digits": query.upper()}
    pairs = numbers_in(query)
    if pairs:
        return reads.found_by_values(viewer, pairs, limit=limit), _("号码一致")
    return reads.found_by_name(viewer, query, limit=limit), ""


def numbers_in(query: str) -> list[tuple[str, str]]:
    """What the query may be as a whole number: (look-up family, normal form); empty for words."""
    if not _NUMBER.fullmatch(query) or not any(char.isdigit() for char in query):
        return []
    pairs = []
    for lookup, reading in _READINGS.items():
        try:
            pairs.append((lookup, reading(query)))
        except Invalid:
            continue
    return pairs
