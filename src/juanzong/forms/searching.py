"""Finding records: by whose they are, by the name of the sheet, by the number of the blank, by a number they hold.

A sealed record is not found by what it says.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from juanzong.customers import search as customers
from juanzong.forms import offering, reads
from juanzong.forms.checking import LOOKUPS
from juanzong.forms.choices import RecordState
from juanzong.forms.models import Record, RecordValue
from juanzong.kit.blind import BlindIndex
from juanzong.kit.refs import Ref
from juanzong.organisation.search_sources import Hit
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies

STATEMENTS = 8
_SERIAL_DIGITS = 9


def ids(viewer: Viewer, text: str, limit: int) -> list[int]:
    """Ids of records that answer a query, newest first. At most six SQL statements."""
    query = text.strip()
    if not query:
        return []
    rows = reads.visible(viewer).exclude(state=RecordState.DISCARDED)
    found: set[int] = set()
    sheets = [one.code for one in policies.forms() if query in one.name.zh or query.lower() in one.name.en.lower()]
    if sheets:
        found |= set(rows.filter(form__in=sheets).order_by("-id").values_list("id", flat=True)[:limit])
    if query.isascii() and query.isdigit() and len(query) < _SERIAL_DIGITS:
        found |= set(rows.filter(blank__serial=int(query)).values_list("id", flat=True)[:limit])
    about = customers.ids(viewer, query, limit)
    if about:
        found |= set(rows.filter(customer__in=about).order_by("-id").values_list("id", flat=True)[:limit])
    holding = _holding(query)
    if holding is not None:
        unsealed = rows.filter(sealed_at=None, versions__values__in=holding)
        found |= set(unsealed.order_by("-id").values_list("id", flat=True)[:limit])
    return sorted(found, reverse=True)[:limit]


def _holding(query: str) -> QuerySet[RecordValue] | None:
    """Rows of values that are this number, or end in these four digits; None when it is neither."""
    if len(query) == 4 and query[:3].isdigit():
        tails = [BlindIndex(lookup).tail(query.upper()) for lookup in sorted(set(LOOKUPS.values()))]
        return RecordValue.objects.filter(tail__in=tails)
    pairs = customers.numbers_in(query)
    if not pairs:
        return None
    return RecordValue.objects.filter(exact__in=[BlindIndex(lookup).exact(value) for lookup, value in pairs])


def find(viewer: Viewer, query: str, limit: int) -> Sequence[Hit]:
    """Records for the search box, newest first. At most eight SQL statements."""
    found = ids(viewer, query, limit)
    rows = list(reads.visible(viewer).filter(pk__in=found).order_by("-id")) if found else []
    about = reads.labels(viewer, rows)
    return [
        Hit(Ref("record", one.pk), str(offering.form_of(one).name), about.get(one.pk, ""), "forms:record", _state(one))
        for one in rows
    ]


def _state(one: Record) -> str:
    return _("已封存") if one.sealed_at else str(RecordState(one.state).label)
