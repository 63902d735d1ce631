"""What an audit draws its samples from: everything under the chosen clauses, in the period, of the departments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from juanzong.casework.reads import cases, obligations
from juanzong.dossiers import reads as dossiers
from juanzong.kit import clock
from juanzong.ledger import reads as ledger
from juanzong.organisation.reads import people
from juanzong.organisation.viewer import Viewer, system
from juanzong.oversight.audits.choices import Source
from juanzong.policies import reads as policies
from juanzong.policies.shapes import DossierKind


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an audit looks at. until: nothing that came later is drawn."""

    begin: dt.date
    end: dt.date
    clauses: tuple[str, ...]
    departments: tuple[int, ...]
    until: dt.datetime

    @property
    def since(self) -> dt.datetime:
        return clock.start_of(self.begin)

    @property
    def before(self) -> dt.datetime:
        """The moment after the period, or the drawing where that was earlier."""
        return min(clock.start_of(self.end + dt.timedelta(days=1)), self.until)


def ids_of(source: str, wanted: Wanted) -> Iterator[int]:
    """Ids in rising order. One SQL statement, two where departments narrow the ledger."""
    everybody, since, before = _everybody(), wanted.since, wanted.before
    if source == Source.ENTRY:
        actors = set(people.staff_of(wanted.departments)) if wanted.departments else None
        return ledger.ids_resting_on(wanted.clauses, since, before, actors=actors)
    rows: QuerySet[Any]
    if source == Source.OBLIGATION:
        rows = obligations.visible(everybody).filter(
            clause__in=wanted.clauses, opened_at__gte=since, opened_at__lt=before
        )
    elif source == Source.CASE:
        rows = cases.visible(everybody).filter(clause__in=wanted.clauses, started_at__gte=since, started_at__lt=before)
    else:
        kinds = kinds_under(wanted.clauses)
        rows = dossiers.visible(everybody).filter(kind__in=kinds, opened_at__gte=since, opened_at__lt=before)
    if wanted.departments:
        rows = rows.filter(department__in=wanted.departments)
    return rows.order_by("pk").values_list("pk", flat=True).iterator()


def _everybody() -> Viewer:
    """The population is the same whoever draws it."""
    return system()


def kinds_under(clauses: Sequence[str]) -> list[str]:
    """Kinds of dossier that rest on one of the clauses, they or a part of their catalogue."""
    wanted = set(clauses)
    return sorted({kind.code for kind in policies.dossier_kinds() if wanted & _clauses_of(kind)})


def _clauses_of(kind: DossierKind) -> set[str]:
    found = {kind.clause, kind.order_clause, kind.number.clause, kind.attachments_clause, kind.verification_clause}
    for section in kind.sections:
        found |= {section.clause, *(item.clause for item in section.items)}
    return found - {""}


def clause_of(source: str, thing: int, wanted: Wanted) -> str:
    """The chosen clause that a thing stands under: the first of several. One SQL statement."""
    match source:
        case Source.OBLIGATION:
            return obligations.visible(_everybody()).values_list("clause", flat=True).get(pk=thing)
        case Source.CASE:
            return cases.visible(_everybody()).values_list("clause", flat=True).get(pk=thing)
        case Source.DOSSIER:
            code = dossiers.visible(_everybody()).values_list("kind", flat=True).get(pk=thing)
            named = _clauses_of(policies.dossier_kind(code))
        case _:
            named = set(ledger.entry(thing).clauses.split())
    return next((one for one in wanted.clauses if one in named), "")
