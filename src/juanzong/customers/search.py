"""What the search box finds among customers: names, initials, tails of numbers, whole numbers.

A query is looked at first, so that only what can answer it is asked: four digits ask the tails alone, a whole number
asks the blind index alone, everything else the names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from juanzong.customers import reads
from juanzong.customers.choices import CustomerKind, CustomerState
from juanzong.customers.models import Customer, Particular
from juanzong.kit import checks, prepared
from juanzong.kit.blind import BlindIndex
from juanzong.kit.errors import Invalid
from juanzong.kit.refs import Ref
from juanzong.organisation.choices import Scope
from juanzong.organisation.search_sources import Hit
from juanzong.organisation.viewer import Viewer

STATEMENTS = 3
_TAIL = re.compile(r"[0-9]{3}[0-9Xx]")
_NUMBER = re.compile(r"[\w+·•.\-() ]{5,40}")
_READINGS: dict[str, Callable[[str], str]] = {
    "phone": checks.phone,
    "resident_id": lambda text: checks.resident_id(text).number,
    "uscc": checks.uscc,
    "bank_account": checks.bank_card,
    "plate": checks.plate,
    "passport": checks.passport,
}


def find(viewer: Viewer, query: str, limit: int) -> Sequence[Hit]:
    """Customers that answer a query, newest first. Two SQL statements, three when letters with digits are no passport."""
    ids, how = _ids(viewer, query, limit)
    if not ids:
        return []
    found = {pk: told for pk, *told in prepared.among(viewer, _told, ids)}
    kinds = {kind.value: str(kind.label) for kind in CustomerKind}
    return [
        Hit(
            Ref("customer", pk),
            name,
            " · ".join(part for part in (how, region, department) if part),
            "customers:customer",
            kinds[kind],
        )
        for pk, (kind, name, region, department) in ((pk, found[pk]) for pk in ids if pk in found)
    ]


def _told(viewer: Viewer, ids: Sequence[int]) -> QuerySet[Customer, Any]:
    rows = reads.visible(viewer).filter(pk__in=ids, state=CustomerState.ACTIVE)
    return rows.values_list("pk", "kind", "name", "region", "department__name")


def ids(viewer: Viewer, query: str, limit: int) -> list[int]:
    """Ids of customers that answer a query, newest first: for a list that is searched. At most two SQL statements."""
    return _ids(viewer, query.strip(), limit)[0]


def _ids(viewer: Viewer, query: str, limit: int) -> tuple[list[int], str]:
    if _TAIL.fullmatch(query):
        return reads.found_by_tail(viewer, query, limit=limit), _("尾号 %(digits)s") % {"digits": query.upper()}
    pairs = numbers_in(query)
    if pairs:
        ids = _holding(viewer, pairs, limit)
        if ids or any(lookup != "passport" for lookup, _value in pairs):
            return ids, _("号码一致")
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


def _holding(viewer: Viewer, pairs: Sequence[tuple[str, str]], limit: int) -> list[int]:
    """Ids of customers one of whose numbers, now in force, is one of these. One SQL statement."""
    exact = [BlindIndex(lookup).exact(value) for lookup, value in pairs]
    rows = Particular.objects.filter(exact__in=exact, until_at__isnull=True)
    if viewer.scope(reads.VIEW) is not Scope.COMPANY:
        rows = rows.filter(customer__in=reads.visible(viewer))
    return list(dict.fromkeys(rows.order_by("-id").values_list("customer_id", flat=True)[:limit]))
