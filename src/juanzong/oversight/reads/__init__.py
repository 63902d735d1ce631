"""The clause board: how often each clause of a policy applied, was kept on time, late or refused, over twelve months.

Scoped: the company for those who oversee it, one's departments for their managers, oneself for everybody else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from juanzong.casework.reads import obligations as casework
from juanzong.kit import clock
from juanzong.kit.errors import NotAllowed
from juanzong.organisation.choices import Scope
from juanzong.organisation.viewer import Viewer
from juanzong.oversight import rules
from juanzong.oversight.models import Tally
from juanzong.policies import reads as policies
from juanzong.policies.means import Built, built
from juanzong.policies.shapes import Clause

VIEW = "oversight.view"
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Sums:
    """Counts of one clause (or person, or department) over a time. late: settled, but late. open_late: late today and
    still open, where it is counted."""

    applied: int = 0
    on_time: int = 0
    late: int = 0
    refused: int = 0
    open_late: int = 0

    def plus(self, other: Sums) -> Sums:
        return Sums(
            self.applied + other.applied, self.on_time + other.on_time, self.late + other.late,
            self.refused + other.refused, self.open_late + other.open_late,
        )  # fmt: skip

    @property
    def overdue(self) -> int:
        """Late, settled or not."""
        return self.late + self.open_late

    @property
    def settled(self) -> int:
        """Obligations fulfilled, in time or not."""
        return self.on_time + self.late


@dataclass(frozen=True, slots=True)
class Line:
    """A clause on the board. open_late: obligations that are late today and still open. months: what applied in each."""

    clause: Clause
    built: Built
    sums: Sums
    open_late: int
    months: tuple[int, ...]

    @property
    def kept(self) -> int:
        """Applied without lateness or refusal."""
        return max(self.sums.applied - self.sums.late - self.open_late, 0)

    @property
    def late(self) -> int:
        return self.sums.late + self.open_late

    @property
    def parts(self) -> list[tuple[int, str]]:
        """The bar: kept, late, refused."""
        return [(self.kept, "celadon"), (self.late, "amber"), (self.sums.refused, "danger")]


@dataclass(frozen=True, slots=True)
class Board:
    """A policy's clauses, their sums, and the twelve months they are of."""

    lines: tuple[Line, ...]
    months: tuple[dt.date, ...]

    @property
    def total(self) -> Sums:
        found = Sums()
        for line in self.lines:
            found = found.plus(line.sums)
        return found

    @property
    def late(self) -> int:
        return sum(line.late for line in self.lines)

    @property
    def not_built(self) -> int:
        return sum(not line.built.done for line in self.lines)

    @property
    def on_time_share(self) -> float | None:
        """Per cent of what fell due that was kept on time; None before the first."""
        due = self.total.on_time + self.late
        return 100 * self.total.on_time / due if due else None


def _visible(viewer: Viewer) -> QuerySet[Tally]:
    match viewer.scope(VIEW):
        case Scope.COMPANY:
            return Tally.objects.all()
        case Scope.DEPARTMENT:
            return Tally.objects.filter(Q(department__in=viewer.departments) | Q(staff=viewer.staff_id))
        case Scope.OWN:
            return Tally.objects.filter(staff=viewer.staff_id)
    raise NotAllowed(_("您没有查看制度落实的权限。"), clause="P00-1.6")


def _narrowed(viewer: Viewer, clauses: Iterable[str], department: int, staff: int) -> QuerySet[Tally]:
    months = rules.months_before(rules.month_of(clock.today()), MONTHS)
    rows = _visible(viewer).filter(clause__in=list(clauses), month__gte=months[0])
    if department:
        rows = rows.filter(department=department)
    return rows.filter(staff=staff) if staff else rows


def board(viewer: Viewer, pack: str, *, department: int = 0, staff: int = 0) -> Board:
    """The board of a policy with what it takes over from another. Two SQL statements."""
    clauses = policies.clauses(pack)
    months = rules.months_before(rules.month_of(clock.today()), MONTHS)
    rows = _narrowed(viewer, [one.id for one in clauses], department, staff)
    sums: dict[str, Sums] = {}
    applied: dict[tuple[str, dt.date], int] = {}
    for clause, month, *counts in (
        rows.values_list("clause", "month")
        .annotate(Sum("applied"), Sum("on_time"), Sum("late"), Sum("refused"))
        .order_by()
    ):
        sums[clause] = sums.get(clause, Sums()).plus(Sums(*counts))
        applied[clause, month] = counts[0]
    ids = [one.id for one in clauses]
    late = casework.late_by_clause(viewer, ids, department=department or None, staff=staff or None)
    lines = tuple(
        Line(
            one, built(one), sums.get(one.id, Sums()), late.get(one.id, 0),
            tuple(applied.get((one.id, month), 0) for month in months),
        )
        for one in clauses
    )  # fmt: skip
    return Board(lines, tuple(months))


@dataclass(frozen=True, slots=True)
class ClauseStory:
    """One clause in detail: by month, by department, by person (ids)."""

    line: Line
    months: tuple[dt.date, ...]
    by_month: tuple[tuple[dt.date, Sums], ...]
    by_department: Mapping[int, Sums]
    by_staff: Mapping[int, Sums]


def clause_story(viewer: Viewer, clause_id: str) -> ClauseStory:
    """Everything the board knows of a clause. Two SQL statements."""
    clause = policies.clause(clause_id)
    months = rules.months_before(rules.month_of(clock.today()), MONTHS)
    by_month: dict[dt.date, Sums] = {month: Sums() for month in months}
    by_department: dict[int, Sums] = {}
    by_staff: dict[int, Sums] = {}
    total = Sums()
    for month, department, staff, *counts in _narrowed(viewer, [clause_id], 0, 0).values_list(
        "month", "department", "staff", "applied", "on_time", "late", "refused"
    ):
        one = Sums(*counts)
        total = total.plus(one)
        by_month[month] = by_month.get(month, Sums()).plus(one)
        by_department[department] = by_department.get(department, Sums()).plus(one)
        by_staff[staff] = by_staff.get(staff, Sums()).plus(one)
    late = 0
    for place, owner, number in casework.late_by_owner(viewer, clause_id):
        late += number
        open_late = Sums(open_late=number)
        by_department[place or 0] = by_department.get(place or 0, Sums()).plus(open_late)
        if owner:
            by_staff[owner] = by_staff.get(owner, Sums()).plus(open_late)
    line = Line(clause, built(clause), total, late, tuple(by_month[month].applied for month in months))
    return ClauseStory(line, tuple(months), tuple(sorted(by_month.items())), by_department, by_staff)
