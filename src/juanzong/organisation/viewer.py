"""Who is looking or acting, with all that decides what they may: computed once, then pure.

Every read takes a viewer first, every action takes one as `by`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from juanzong.kit import clock
from juanzong.kit.errors import NotFound
from juanzong.ledger.choices import SYSTEM, Actor
from juanzong.organisation.choices import Scope
from juanzong.organisation.in_force import InForce, in_force
from juanzong.organisation.models import Staff
from juanzong.policies import reads as policies
from juanzong.policies.shapes import Position

_NO_RIGHTS: Mapping[str, Scope] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person, the system, or the public.

    departments: ids of the departments the person is appointed to and of all below them.
    rights: right code to how far it reaches. people: whose own things count as their own: theirs, and those of whoever
    is away while they stand in. memory: what is kept for this viewer (kit/prepared.py).
    """

    actor: Actor
    positions: tuple[str, ...] = ()
    home_departments: tuple[int, ...] = ()
    departments: frozenset[int] = frozenset()
    rights: Mapping[str, Scope] = field(default_factory=lambda: _NO_RIGHTS)
    everything: bool = False
    people: tuple[int, ...] = ()
    memory: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def staff_id(self) -> int:
        """The person's staff id; 0 for the system and the public."""
        return self.actor.id if self.actor.kind == "staff" else 0

    @property
    def name(self) -> str:
        return self.actor.name

    def may(self, right: str) -> bool:
        return self.everything or right in self.rights

    def scope(self, right: str) -> Scope | None:
        """How far the right reaches for this person, None when they have it not."""
        return Scope.COMPANY if self.everything else self.rights.get(right)

    def search_scopes(self, right: str) -> list[str] | None:
        """The tokens under which a text index offers rows that `right` reaches: `d<department>` and `o<owner>`;
        None for all rows."""
        match self.scope(right):
            case Scope.COMPANY:
                return None
            case Scope.DEPARTMENT:
                return [f"d{department}" for department in sorted(self.departments)] + self._own_scopes()
            case Scope.OWN:
                return self._own_scopes()
            case _:
                return []

    def _own_scopes(self) -> list[str]:
        return [f"o{staff}" for staff in self.people]


def system(name: str = SYSTEM.name) -> Viewer:
    """The viewer of work that nobody in person does: sealing, the daily run, the demo."""
    return Viewer(Actor("system", 0, name), everything=True)


def public() -> Viewer:
    """A customer without an account: no rights, only acts that are open to all."""
    return Viewer(Actor("public", 0, "公众"))  # untranslated: a name as the ledger keeps it


def viewer_of(staff: Staff) -> Viewer:
    """The viewer for a member of staff today. One SQL statement, more after a change of the organisation or the rules."""
    return _viewer(in_force(), staff.pk, staff.name)


@lru_cache(maxsize=1000)
def _viewer(rules: InForce, staff: int, name: str) -> Viewer:
    held = rules.chart.by_staff.get(staff, ())
    rights: dict[str, Scope] = {}
    for seat in held:
        position = rules.position_in(seat.position, seat.department)
        for right, reach in position.rights.items() if position else ():
            scope = Scope.named(reach)
            rights[right] = max(scope, rights.get(right, scope))
    homes = tuple(dict.fromkeys(seat.department for seat in held))
    positions = tuple(dict.fromkeys(seat.position for seat in held))
    # untranslated: the ledger keeps Chinese names
    title = "、".join(position.name.zh if (position := known_position(code)) else code for code in positions)
    return Viewer(
        Actor("staff", staff, name, title),
        positions=positions,
        home_departments=homes,
        departments=frozenset(rules.chart.below(homes)),
        rights=MappingProxyType(rights),
        people=(staff, *rules.chart.acting_for(staff)),
    )


def viewer_for(staff_id: int) -> Viewer | None:
    """The viewer for a member of staff by id, as they stand today; None for whoever has left or was shut out.

    For work that goes on in the background in somebody's name. Two SQL statements.
    """
    staff = Staff.objects.filter(pk=staff_id, is_active=True).first()
    if staff is None or (staff.left_on is not None and clock.today() > staff.left_on):
        return None
    return viewer_of(staff)


def lent(viewer: Viewer, *rights: str) -> Viewer:
    """The same person with these rights over the company, inside an act whose own right and clause let them do what it does
    through acts of other rooms: whoever clears a leaving takes back loans and gives customers to others."""
    return replace(
        viewer,
        rights=MappingProxyType({**viewer.rights, **dict.fromkeys(rights, Scope.COMPANY)}),
        memory={},
    )


def known_position(code: str) -> Position | None:
    """A position of the packs; None when the pack that had it is gone, which takes the rights but nobody's account."""
    try:
        return policies.position(code)
    except NotFound:
        return None
