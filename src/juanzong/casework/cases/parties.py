"""The people of one case: whom a step or a signature means today, and who stands in for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from juanzong.casework.duties.people import Owner
from juanzong.casework.sockets import subjects
from juanzong.kit.refs import Ref
from juanzong.organisation.chart import MANAGER, Chart
from juanzong.policies.shapes_work import Procedure, SignatureNeed, Step, Who, WhoKind

NOBODY: frozenset[int] = frozenset()


@dataclass
class Parties:
    """parts: staff by role of the case. starter, started_for: 0 for nobody."""

    chart: Chart
    subject: Ref
    department: int
    starter: int = 0
    started_for: int = 0
    parts: Mapping[str, int] = field(default_factory=dict)
    _roles: dict[str, int] = field(default_factory=dict)

    def role(self, code: str) -> int:
        """Who plays a part in the case, else in what it is about; 0 for nobody who is here."""
        if code not in self._roles:
            staff = self.parts.get(code, 0) or self._in_subject(code)
            self._roles[code] = staff if self.chart.is_here(staff) else 0
        return self._roles[code]

    def _in_subject(self, code: str) -> int:
        known = subjects.find(self.subject.kind)
        if known is None or code not in known.roles:
            return 0
        return known.roles[code][1]([self.subject.id]).get(self.subject.id, 0)

    def meant(self, who: Who) -> frozenset[int]:
        """Everybody here whom `who` means."""
        match who.kind:
            case WhoKind.POSITION:
                return frozenset(self.chart.holders(who.code, self.department))
            case WhoKind.ROLE:
                return self._one(self.role(who.code))
            case WhoKind.STARTER:
                return self._one(self.asker)
            case WhoKind.SUPERIOR_OF:
                is_role = who.of is not None and who.of.kind is WhoKind.ROLE
                below = self.role(who.of.code) if who.of and is_role else self.asker
                return self._one(self.chart.superior(below, self.department))
            case WhoKind.DEPUTY_IN_CHARGE:
                return frozenset(self.chart.in_charge(self.department))
            case WhoKind.EVERYONE:
                return frozenset(self.chart.by_staff)

    @property
    def asker(self) -> int:
        """Whose case it is: the person the starter stood in for, else the starter."""
        return self.started_for or self.starter

    def _one(self, staff: int) -> frozenset[int]:
        return frozenset({staff}) if staff and self.chart.is_here(staff) else NOBODY

    def excluded(self, step: Step) -> frozenset[int]:
        """Who may not take the step although they are meant: the starter and all who report to them (P08-4)."""
        if not step.not_own:
            return NOBODY
        own = {self.starter, self.started_for} - {0}
        return frozenset(own | {staff for staff in self.chart.by_staff if own & self.chart.above(staff)})

    def may_take(self, step: Step) -> frozenset[int]:
        """Everybody who may take the step today. Where nobody answers to it any more, or only people who must not decide
        their own case, it falls to whoever is in charge above, so that no case is left lying."""
        out = self.excluded(step)
        found = frozenset().union(*(self.meant(who) for who in step.who)) - out
        for next_ones in () if found else self._in_the_last_resort():
            found = frozenset(next_ones) - out
            if found:
                break
        return found

    def may_sign(self, need: SignatureNeed) -> frozenset[int]:
        """Everybody who may give a signature."""
        found = frozenset().union(*(self.meant(who) for who in need.who))
        return found or frozenset(self.chart.holders(MANAGER, self.department))

    def _in_the_last_resort(self) -> Iterable[Iterable[int]]:
        yield self.chart.in_charge(self.department)
        yield self.chart.holders(MANAGER, self.department)
        yield self.chart.above(self.asker)

    def acting(self, staff: int, allowed: frozenset[int]) -> int | None:
        """On whose behalf this person may do what `allowed` may: 0 their own, None when they may not."""
        if staff in allowed:
            return 0
        return next((away for away in self.chart.acting_for(staff) if away in allowed), None)

    def takes(self, staff: int, step: Step) -> int | None:
        """On whose behalf this person may take a step: 0 their own, None when they may not. Standing in for somebody
        else does not let one decide one's own case."""
        return None if staff in self.excluded(step) else self.acting(staff, self.may_take(step))

    def owner(self, step: Step) -> Owner:
        """Who owes the step: the first on its list whom it means, any holder where a position has several."""
        allowed = self.may_take(step)
        for who in step.who:
            found = [staff for staff in self._in_order(who) if staff in allowed]
            if found:
                several = len(found) > 1 and who.kind is WhoKind.POSITION
                return Owner(0 if several else found[0], who.code if several else "", self.department)
        if allowed:
            return Owner(min(allowed), "", self.department)
        return Owner(0, MANAGER, self.department)

    def _in_order(self, who: Who) -> Iterable[int]:
        if who.kind is WhoKind.POSITION:
            return self.chart.holders(who.code, self.department)
        return sorted(self.meant(who))

    def undecidable(self, procedure: Procedure) -> Step | None:
        """The first step that nobody could ever take, because everybody reports to the starter; None when all is well."""
        return next((step for step in procedure.steps if not self.may_take(step)), None)
