"""Finding records: by whose they are, by the name of the sheet, by the number of the blank, by a number they hold.

A sealed record is not found by what it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from juanzong.customers import search as customers
from juanzong.forms import offering, reads
from juanzong.forms.checking import LOOKUPS
from juanzong.forms.choices import RecordState
from juanzong.forms.models import Record, RecordValue
from juanzong.kit import prepared
from juanzong.kit.blind import BlindIndex
from juanzong.kit.refs import Ref
from juanzong.organisation.search_sources import Hit
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies

STATEMENTS = 2
_SERIAL_DIGITS = 9
_TAIL = 4


def ids(viewer: Viewer, text: str, limit: int) -> list[int]:
    """Ids of records that answer a query, or whose customer does, newest first: for a list that is searched. At most
    three SQL statements."""
    query = text.strip()
    about = customers.ids(viewer, query, limit) if query else []
    asked = _asked(query) | Q(customer__in=about) if about else _asked(query)
    rows = reads.visible(viewer).filter(asked) if asked else Record.objects.none()
    return list(rows.order_by("-id").values_list("id", flat=True)[:limit])


def find(viewer: Viewer, query: str, limit: int) -> Sequence[Hit]:
    """Records for the search box, newest first; customers are found by their own source. One SQL statement, none for
    words that name no sheet, two for four digits that something answers."""
    asked = _asked(query)
    if not asked or _unanswered(viewer, query):
        return []
    rows = reads.visible(viewer).filter(asked).exclude(state=RecordState.DISCARDED).select_related("customer")
    return [
        Hit(Ref("record", one.pk), str(offering.form_of(one).name), _whose(one), "forms:record", _state(one))
        for one in rows.order_by("-id")[:limit]
    ]


def _unanswered(viewer: Viewer, query: str) -> bool:
    """Whether these are four digits that no record has, which is what most that is typed comes to: asked at little cost."""
    if not (query.isascii() and query.isdigit() and len(query) == _TAIL) or _sheets(query):
        return False
    return not prepared.with_values(viewer, _numbered, [int(query), *_tails(query)])


def _numbered(viewer: Viewer, values: Sequence[int | bytes]) -> QuerySet[Record, Any]:
    serial, *tails = values
    held = RecordValue.objects.filter(tail__in=tails).values("version__record")
    rows = reads.visible(viewer).filter(Q(blank__serial=serial) | Q(sealed_at=None, pk__in=held))
    return rows.order_by().values_list("pk")[:1]


def _whose(one: Record) -> str:
    return one.customer.name if one.customer else ""


def _asked(query: str) -> Q:
    """What a query asks of records by itself: the name of a sheet, the number of a blank, a number they hold."""
    asked = Q()
    sheets = _sheets(query)
    if sheets and len(query) > 1:
        asked |= Q(form__in=sheets)
    if query.isascii() and query.isdigit() and len(query) < _SERIAL_DIGITS:
        asked |= Q(blank__serial=int(query))
    holding = _holding(query)
    if holding is not None:
        asked |= Q(sealed_at=None, pk__in=holding.values("version__record"))
    return asked


def _sheets(query: str) -> list[str]:
    return [one.code for one in policies.forms() if query in one.name.zh or query.lower() in one.name.en.lower()]


def _tails(query: str) -> list[bytes]:
    return [BlindIndex(lookup).tail(query.upper()) for lookup in sorted(set(LOOKUPS.values()))]


def _holding(query: str) -> QuerySet[RecordValue] | None:
    """Rows of values that are this number, or end in these four digits; None when it is neither."""
    if len(query) == _TAIL and query[:3].isdigit():
        return RecordValue.objects.filter(tail__in=_tails(query))
    pairs = customers.numbers_in(query)
    if not pairs:
        return None
    return RecordValue.objects.filter(exact__in=[BlindIndex(lookup).exact(value) for lookup, value in pairs])


def _state(one: Record) -> str:
    return _("已封存") if one.sealed_at else str(RecordState(one.state).label)
