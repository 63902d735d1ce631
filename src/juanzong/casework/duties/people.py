"""Finding the person whom a rule means: a position, a role in the subject, somebody's superior."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from juanzong.casework.sockets import subjects
from juanzong.kit.refs import Ref
from juanzong.organisation.chart import MANAGER, Chart
from juanzong.policies.shapes_work import Who, WhoKind

Departments = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Owner:
    """Who owes something. staff: 0 when any holder of the position may take it."""

    staff: int
    position: str
    department: int


@dataclass
class Cast:
    """The parts people play in many subjects of one kind, looked up once for each part; their departments too, unless
    they are `known`."""

    chart: Chart
    kind: str
    ids: Sequence[int]
    known: Departments = field(default_factory=dict)
    _roles: dict[str, Mapping[int, int]] = field(default_factory=dict)

    @cached_property
    def departments(self) -> Departments:
        """The department each belongs to."""
        here = self.known.keys() >= set(self.ids) or self.kind not in subjects
        return self.known if here else subjects[self.kind].departments(self.ids)

    def role(self, code: str, id: int) -> int:
        """Who plays a part in a subject, 0 for nobody. One look-up for all ids."""
        if code not in self._roles:
            self._roles[code] = self._look_up(code)
        return self._roles[code].get(id, 0)

    def _look_up(self, code: str) -> Mapping[int, int]:
        known = subjects.find(self.kind)
        if known is None:
            return {}
        if code in known.roles:
            return known.roles[code][1](self.ids)
        return known.part(code, self.ids) if known.part else {}

    def one(self, who: Who, id: int, starter: int = 0) -> Owner | None:
        """Whom `who` means for a subject; None when nobody answers to it today."""
        department = self.departments.get(id, 0)
        match who.kind:
            case WhoKind.POSITION:
                found = self.chart.holders(who.code, department)
                return Owner(found[0] if len(found) == 1 else 0, who.code, department) if found else None
            case WhoKind.ROLE:
                return self._person(self.role(who.code, id), department)
            case WhoKind.STARTER:
                return self._person(starter or self.role("starter", id), department)
            case WhoKind.SUPERIOR_OF:
                is_role = who.of is not None and who.of.kind is WhoKind.ROLE
                below = self.role(who.of.code, id) if who.of and is_role else starter or self.role("starter", id)
                return self._person(self.chart.superior(below, department), department)
            case WhoKind.DEPUTY_IN_CHARGE:
                found = self.chart.in_charge(department)
                return self._person(found[0], department) if found else None
            case WhoKind.EVERYONE:
                return self._person(starter, department)

    def _person(self, staff: int, department: int) -> Owner | None:
        return Owner(staff, "", department) if staff and self.chart.is_here(staff) else None

    def owner(self, people: Iterable[Who], id: int, starter: int = 0) -> Owner:
        """The first that somebody answers to; when nobody does, whoever manages the company must not let it fall."""
        for who in people:
            found = self.one(who, id, starter)
            if found is not None:
                return found
        return Owner(0, MANAGER, self.departments.get(id, 0))


def cast(chart: Chart, refs: Iterable[Ref], known: Mapping[str, Departments] | None = None) -> dict[str, Cast]:
    """The casts of many subjects, by kind. known: departments looked up already, by kind."""
    ids: dict[str, list[int]] = {}
    for ref in refs:
        ids.setdefault(ref.kind, []).append(ref.id)
    return {kind: Cast(chart, kind, found, (known or {}).get(kind, {})) for kind, found in ids.items()}
