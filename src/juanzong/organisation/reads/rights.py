"""Who may do what with which class of customers' information (P00-1.6): departments, positions and people as they are
today, rights as the packs in force for each department say."""

from __future__ import annotations

from dataclasses import dataclass

from juanzong.organisation.in_force import in_force
from juanzong.organisation.models import Department, Staff
from juanzong.organisation.rights import Deed, rights
from juanzong.organisation.viewer import Viewer
from juanzong.policies.choices import Information, Scope
from juanzong.policies.shapes import Position

Cells = tuple[tuple[Information, tuple[tuple[Deed, Scope | None], ...]], ...]


@dataclass(frozen=True, slots=True)
class RightsRow:
    """A position in a department: who holds it, and how far each deed reaches in each class, None for not at all.
    changed: the company's own policy gives it other rights than ours do."""

    position: str
    name: str
    people: tuple[str, ...]
    cells: Cells
    changed: bool


@dataclass(frozen=True, slots=True)
class RightsOf:
    """A department with its positions."""

    department: str
    rows: tuple[RightsRow, ...]


def rights_table(viewer: Viewer) -> list[RightsOf]:
    """Every position that somebody holds today, by department. The statements of `in_force` and two."""
    rules = in_force()
    chart = rules.chart
    names = dict(Department.objects.values_list("id", "name"))
    people = dict(Staff.objects.filter(pk__in=chart.by_staff).values_list("id", "name"))
    found = []
    for department in sorted(chart.parents, key=lambda id: (len(list(chart.line(id))), id)):
        seats = [seat for seat in chart.seats if seat.department == department]
        rows = []
        for code in dict.fromkeys(seat.position for seat in seats):
            position = rules.position_in(code, department)
            if position is not None:
                held = tuple(people[seat.staff] for seat in seats if seat.position == code and seat.staff in people)
                original = rules.position(code)
                changed = original is not None and original.rights != position.rights
                rows.append(RightsRow(code, str(position.name), held, cells_of(position), changed))
        if rows:
            found.append(RightsOf(names.get(department, ""), tuple(rows)))
    return found if viewer.may("organisation.view") else []


def cells_of(position: Position) -> Cells:
    """How far each deed reaches in each class of information, the widest right counting."""
    widest: dict[tuple[Information, Deed], Scope] = {}
    for code, reach in position.rights.items():
        if code not in rights or not rights[code].reads_customers:
            continue
        right = rights[code]
        for kind in right.classes:
            known = widest.get((kind, right.deed), reach)
            widest[kind, right.deed] = max(known, reach, key=lambda one: one.width)
    return tuple((kind, tuple((deed, widest.get((kind, deed))) for deed in Deed)) for kind in Information)
