"""Reading leavings: which this person may know of, and all that somebody who leaves holds, asked of every room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from juanzong.casework.sockets import subjects
from juanzong.casework.sockets_held import Held, Holds, all_holds
from juanzong.kit.errors import NotFound
from juanzong.kit.refs import Ref
from juanzong.organisation import chart
from juanzong.organisation import reads as organisation
from juanzong.organisation.choices import Scope
from juanzong.organisation.viewer import Viewer
from juanzong.oversight.models import Leaving, LeavingLine
from juanzong.oversight.offboarding.choices import LeavingState, LineState

CLEAR: Final = "oversight.clear_leavings"
MANAGE: Final = "organisation.manage"
CLAUSE: Final = "P09-2.12"
MOST: Final = 2000
"""So many of a sort are looked at; who holds more is told how many there are, and hands them over in parts."""
SHOWN: Final = 100
"""So many of a sort are listed one by one."""


def leavings(viewer: Viewer) -> QuerySet[Leaving]:
    """Those this person may know of: their own, those they take over from or see to, by how far the right to clear leavings
    reaches, and all for whoever manages the organisation."""
    if viewer.everything or viewer.may(MANAGE) or viewer.scope(CLEAR) is Scope.COMPANY:
        return Leaving.objects.all()
    me = viewer.staff_id
    own = Q(staff=me) | Q(receiver=me) | Q(superior=me)
    if viewer.scope(CLEAR) is Scope.DEPARTMENT:
        own |= Q(department__in=viewer.departments)
    return Leaving.objects.filter(own)


def leaving(viewer: Viewer, leaving_id: int) -> Leaving:
    """One leaving; NotFound for whoever may not know of it. One SQL statement."""
    rows = leavings(viewer).select_related("department", "staff", "receiver", "superior", "incident")
    one = rows.filter(pk=leaving_id).first()
    if one is None:
        raise NotFound(_("没有这次离职交接，或您无权查看。"), clause=CLAUSE)
    return one


def clears(viewer: Viewer, one: Leaving) -> bool:
    """Whether this person may do something about it: the right reaches it, and it is not their own."""
    if viewer.staff_id == one.staff_id or not viewer.may(CLEAR):
        return False
    return viewer.scope(CLEAR) is Scope.COMPANY or one.department_id in viewer.departments


def labels(viewer: Viewer, ids: Iterable[int]) -> dict[int, str]:
    """Leavings in words. One SQL statement."""
    rows = leavings(viewer).filter(pk__in=list(ids)).values_list("pk", "staff_name", "last_day")
    return {pk: _("%(name)s 离职交接，%(day)s") % {"name": name, "day": day} for pk, name, day in rows}


def of_person(viewer: Viewer, staff: int) -> Leaving | None:
    """The newest leaving of a person that the viewer may know of. One SQL statement."""
    return leavings(viewer).filter(staff=staff).order_by("-pk").first()


def reaches(viewer: Viewer, staff: int) -> bool:
    """Whether this person may begin the leaving of another: in reach of the right, not themselves, nobody above them."""
    found = chart.chart()
    in_reach = viewer.scope(CLEAR) is Scope.COMPANY or found.department_of(staff) in viewer.departments
    return viewer.may(CLEAR) and in_reach and staff != viewer.staff_id and staff not in found.above(viewer.staff_id)


def may_begin(viewer: Viewer) -> list[tuple[int, str]]:
    """Whose leaving this person may begin, for a form. Two SQL statements."""
    return [(pk, words) for pk, words in organisation.staff_choices(viewer) if reaches(viewer, pk)]


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is or was held. words: "" for whoever may not know; ref: what a link leads to."""

    thing: int
    words: str
    where: str
    state: LineState
    ref: Ref | None
    line: LeavingLine | None

    @property
    def is_held(self) -> bool:
        return self.state is LineState.HELD


@dataclass(slots=True)
class Group:
    """All of one sort. held: how many still are; rows: of these the first, and for things what became of the others;
    gone: what was handed over together."""

    holds: Holds
    held: int
    rows: Sequence[Row] = ()
    gone: Sequence[LeavingLine] = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many are held beside those that are listed."""
        return self.held - sum(row.is_held for row in self.rows)


@dataclass(frozen=True, slots=True)
class LeavingPage:
    """A leaving with everything: as it is now, or as it was when it was closed."""

    leaving: Leaving
    groups: Sequence[Group]

    @property
    def things(self) -> int:
        """How many things are still to be handed in."""
        return sum(group.held for group in self.groups if group.holds.is_thing)

    @property
    def work(self) -> int:
        """How much work is still to be handed on."""
        return sum(group.held for group in self.groups if not group.holds.is_thing)

    @property
    def missing(self) -> int:
        """How many things are missing."""
        return sum(row.state is LineState.MISSING for group in self.groups for row in group.rows)


def page(viewer: Viewer, leaving_id: int) -> LeavingPage:
    """Two SQL statements, one or two for each sort of things, and one for the labels of each kind."""
    one = leaving(viewer, leaving_id)
    lines: dict[str, list[LeavingLine]] = {}
    for line in LeavingLine.objects.filter(leaving=one).select_related("incident").order_by("pk"):
        lines.setdefault(line.holds, []).append(line)
    found = [_seen(one, holds, lines.get(holds.code, [])) for holds in all_holds()]
    words = _labels(viewer, found)
    groups = [_group(holds, held, of_sort, count, words) for holds, held, of_sort, count in found]
    return LeavingPage(one, [group for group in groups if group.held or group.rows or group.gone])


_Seen = tuple[Holds, Sequence[Held], Sequence[LeavingLine], int]


def _seen(one: Leaving, holds: Holds, lines: Sequence[LeavingLine]) -> _Seen:
    """What is held of one sort now, none once it is over."""
    if one.state != LeavingState.OPEN:
        return holds, [], lines, 0
    held, count = held_now(one.staff_id, holds)
    return holds, held, lines, count


def held_now(staff: int, holds: Holds) -> tuple[Sequence[Held], int]:
    """What somebody holds of one sort, and how many there are. One SQL statement or two."""
    held = holds.held(staff, MOST)
    return held, len(held) if len(held) < MOST else holds.count(staff)


def _labels(viewer: Viewer, found: Sequence[_Seen]) -> Mapping[Ref, str]:
    """The words of things that only the label of their kind says. One SQL statement for each kind."""
    wanted: dict[str, set[int]] = {}
    for holds, held, lines, _count in found:
        ids = {one.about or one.id for one in held[:SHOWN] if not one.words}
        ids |= {line.about or line.thing for line in lines if line.thing}
        if holds.kind in subjects and ids:
            wanted.setdefault(holds.kind, set()).update(ids)
    return {
        Ref(kind, id): label
        for kind, ids in wanted.items()
        for id, label in subjects[kind].labels(viewer, sorted(ids)).items()
    }


def _group(
    holds: Holds, held: Sequence[Held], lines: Sequence[LeavingLine], count: int, words: Mapping[Ref, str]
) -> Group:
    of_thing = {line.thing: line for line in lines if line.thing}
    rows: list[Row] = []
    for one in held:
        line = of_thing.pop(one.id, None)
        state = _state(holds, line)
        if state is not LineState.HELD:
            count -= 1
        elif len(rows) >= SHOWN:
            continue
        ref = Ref(holds.kind, one.about or one.id) if holds.kind else None
        rows.append(Row(one.id, one.words or (words.get(ref, "") if ref else ""), one.where, state, ref, line))
    whole = len(held) < MOST
    for line in of_thing.values():
        state = LineState(line.state)
        if state is not LineState.HELD or whole:
            shown = LineState.TAKEN if state is LineState.HELD else state
            ref = Ref(holds.kind, line.about or line.thing) if holds.kind else None
            rows.append(
                Row(line.thing, words.get(ref, "") if ref else line.words, line.words if ref else "", shown, ref, line)
            )
    return Group(holds, count, rows, [line for line in lines if not line.thing])


def _state(holds: Holds, line: LeavingLine | None) -> LineState:
    """Of something that is held: only what is missing, or was given back though nothing in the house changed, is not."""
    if line is None or (line.state != LineState.MISSING and not holds.by_hand):
        return LineState.HELD
    return LineState(line.state)
