"""What goes on about a dossier: who shares its matter and may be named (P03-4.1), what they ask of one another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from juanzong.dossiers.models import ChangeConsent, Dossier, Supplement
from juanzong.dossiers.shapes import Asked
from juanzong.kit import clock
from juanzong.organisation import reads as organisation
from juanzong.organisation.chart import chart
from juanzong.policies.shapes import DossierKind, Manager


@dataclass(frozen=True, slots=True)
class Part:
    """A part in the matter of a dossier and who takes it; staff_id 0 while nobody is named."""

    manager: Manager
    staff_id: int
    name: str


def parts_of(one: Dossier, kind: DossierKind) -> list[Part]:
    """Who takes which part, in the order of the kind. One SQL statement, none for a kind without managers."""
    if not kind.managers:
        return []
    rows = {row.code: row.staff for row in one.managers.select_related("staff")}
    found = [(part, rows.get(part.code.value)) for part in kind.managers]
    return [Part(part, staff.pk if staff else 0, staff.name if staff else "") for part, staff in found]


def asked_of(dossier_id: int) -> list[Asked]:
    """The open lines of the supplement list, oldest first. One SQL statement."""
    rows = Supplement.objects.filter(dossier=dossier_id, settled_at=None).order_by("id")
    return [
        Asked(row.pk, row.section, row.requirement, row.title, row.note, row.asked_by, row.asked_by_name, row.asked_at)
        for row in rows
    ]


def may_change_for_now(dossier_id: int, staff: int) -> bool:
    """Whether somebody entitled let this person change an accepted dossier today (P06-8). One SQL statement."""
    return ChangeConsent.objects.filter(dossier=dossier_id, staff=staff, last_day__gte=clock.today()).exists()


def manager_choices(kinds: Iterable[DossierKind], departments: Sequence[int]) -> dict[str, dict[int, str]]:
    """Who may take each part in dossiers of these kinds and departments: staff id to name, by code of the part.
    Three SQL statements, none for kinds without managers."""
    parts = [part for kind in kinds for part in kind.managers]
    if not parts:
        return {}
    here = chart()
    holding: dict[str, dict[int, None]] = {}
    for part in parts:
        for position in part.positions:
            for department in departments:
                holding.setdefault(part.code.value, {}).update(dict.fromkeys(here.holders(position, department)))
    names = organisation.names({staff for found in holding.values() for staff in found})
    return {code: {staff: names[staff] for staff in found} for code, found in holding.items()}
