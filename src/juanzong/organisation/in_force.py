"""Which rules are in force for which department: what the company adopted, and what the departments of its line did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from juanzong.kit import clock
from juanzong.kit.errors import Conflict, NotFound
from juanzong.kit.stamps import kept_while
from juanzong.organisation import chart as organisation
from juanzong.organisation.chart import Chart
from juanzong.policies import effective as policies
from juanzong.policies import reads as packs
from juanzong.policies.effective import Effective
from juanzong.policies.shapes import DossierKind, Position
from juanzong.policies.shapes_changes import Changeable


@dataclass(eq=False)
class InForce:
    """The rules of every department: those the company adopted and its own, or those of departments above it."""

    chart: Chart
    adopted: Sequence[packs.AdoptedPack]
    _known: dict[int, Effective] = field(default_factory=dict)
    _positions: dict[str, Position] = field(default_factory=dict)

    def of(self, department: int) -> Effective:
        """The rules for a department; 0 for what belongs to none."""
        if department not in self._known:
            self._known[department] = policies.in_force_for(self.adopted, tuple(self.chart.line(department)))
        return self._known[department]

    def position(self, code: str) -> Position | None:
        """A position as our packs that are in force anywhere describe it together, for a person may serve departments
        with different policies; as all packs describe it where none of those knows it. None: no pack has it any more."""
        if not self._positions:
            lines = [packs.lineage(one.pack, one.version) for one in self.adopted]
            ours = {one.id for line in lines for one in line if not one.changes}
            self._positions.update({one.code: one for one in (packs.positions(ours) if ours else packs.positions())})
        if code in self._positions:
            return self._positions[code]
        try:
            return packs.position(code)
        except NotFound:
            return None

    def position_in(self, code: str, department: int) -> Position | None:
        """A position as it is in a department: as the company changed it where its own pack is in force, else `position`."""
        rules = self.of(department)
        if any((Changeable.POSITION, code) in pack.overrides for pack in rules.packs):
            return rules.positions[code]
        return self.position(code)


def in_force() -> InForce:
    """What is in force today. One SQL statement, six more after a change of the organisation or of what is adopted."""
    return _in_force(clock.today(), policies.library_stamp())


@kept_while("organisation", "adoptions")
def _in_force(day: dt.date, _packs: int) -> InForce:
    adopted = [one for one in packs.adopted_everywhere(day) if packs.known(one.pack, one.version)]
    return InForce(organisation.chart(day), adopted)


def dossier_kind(code: str, department: int) -> tuple[DossierKind, int]:
    """A kind of dossier as it is in force for a department, with the version of its pack; as the packs lay it down where
    none that has it was adopted. The statements of `in_force`. Conflict: the company took it away."""
    rules = in_force().of(department)
    found = rules.dossier_kinds.get(code)
    if found is not None:
        return found, rules.version_of(found.pack)
    original = packs.dossier_kind(code)
    if any((Changeable.DOSSIER, code) in pack.removed for pack in rules.packs):
        raise Conflict(
            _("这个部门执行的制度已取消“%(kind)s”。") % {"kind": original.name},
            clause=original.clause,
            todo=_("请选择其他种类，或请总经理更改制度。"),
        )
    return original, packs.pack(original.pack).version
