"""Tables and ledger compared: what was counted once in the tables is counted anew from the entries, and what one has and
the other lacks is named."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat

from juanzong.custody.registers.shapes import Compared, Period
from juanzong.kit.refs import Ref
from juanzong.ledger import reads as ledger

NAMED = 20
"""So many are named; the counts are whole."""


def compared(
    name: Any, rows: QuerySet[Any], period: Period, *, at: str, about: str, column: str, kinds: tuple[str, ...]
) -> Compared:
    """Rows that happened in the period, by their moment `at`, against the entries of some kinds about `about` things whose
    id is in `column`, or where about is "" the thing as text; what has no such moment did not happen. Four SQL statements."""
    referred = rows.exclude(**{column: None}).exclude(**{at: None}).annotate(ref=_ref(about, column))
    here = referred.filter(**period.within(at))
    entries = ledger.about(kinds, **period.within("at"))
    unknown = here.exclude(ref__in=ledger.about(kinds))
    strange = entries.exclude(subject__in=referred.values("ref"))
    wrong = [*unknown.values_list("ref", flat=True)[:NAMED], *strange.values_list("subject", flat=True)[:NAMED]]
    return Compared(name, here.count(), entries.count(), tuple(dict.fromkeys(map(str, wrong))))


def _ref(kind: str, column: str) -> Any:
    if not kind:
        return F(column)
    return Concat(Value(f"{kind}:"), Cast(column, CharField()), output_field=CharField())


def ids(found: Compared, kind: str) -> list[int]:
    """The ids of what is wrong, of one kind of thing."""
    refs = [Ref.parse(text) for text in found.wrong]
    return [ref.id for ref in refs if ref.kind == kind]
