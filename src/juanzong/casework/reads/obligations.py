"""What people may know of obligations: their own, those of their position, those about a thing they may see, and,
with the right to oversee, those of their department or of the company."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.db.models import Case, Count, Q, QuerySet, When
from django.utils.translation import gettext as _

from juanzong.casework.choices import ObligationState
from juanzong.casework.models import Notice, Obligation
from juanzong.casework.reads.routes import governing as governing  # noqa: PLC0414  others ask for it here
from juanzong.casework.reads.routes import procedures_for as procedures_for  # noqa: PLC0414  likewise
from juanzong.casework.rules import procedures
from juanzong.casework.shapes.obligations import Owed, Owing
from juanzong.casework.sockets import subjects
from juanzong.kit import clock, prepared
from juanzong.kit.errors import NotFound
from juanzong.kit.refs import Ref
from juanzong.organisation import chart as organisation_chart
from juanzong.organisation import reads as organisation
from juanzong.organisation.chart import Chart
from juanzong.organisation.choices import Scope
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies
from juanzong.policies.choices import Text
from juanzong.policies.shapes_work import Duty, Term, TermUnit

OVERSEE = "casework.view"
_GONE = Term(TermUnit.SAME_DAY)
SAID: Final = (
    "duty", "pack", "version", "clause", "subject", "round", "owner", "position", "department", "opened_on", "due_on",
    "due_was", "provisional", "state", "closed_at", "on_time", "note",
)  # fmt: skip
"""What is said of an obligation."""


@dataclass(frozen=True, slots=True, eq=False)
class Answering:
    """What a person answers for today: people, themselves first, then those they stand in for; by each position one of
    them holds, the departments for which nobody nearer holds it. chart: where that stands, None where nobody asked."""

    people: tuple[int, ...]
    places: Mapping[str, frozenset[int]]
    chart: Chart | None = None


def answers_for(viewer: Viewer) -> Answering:
    """For whom and for what this person answers today (`Chart.holders`, `Chart.acting_for`). One SQL statement, none
    for somebody without a position."""
    return _answers(viewer.staff_id, organisation_chart.chart() if viewer.positions else None)


@lru_cache(maxsize=1000)
def _answers(staff: int, found: Chart | None) -> Answering:
    if found is None:
        return Answering((staff,), {})
    people = (staff, *found.acting_for(staff))
    held = {seat.position for one in people for seat in found.by_staff.get(one, ())}
    everywhere = (0, *found.parents)
    return Answering(
        people,
        {
            position: frozenset(at for at in everywhere if not set(people).isdisjoint(found.holders(position, at)))
            for position in held
        },
        found,
    )


def _parts(answering: Answering) -> tuple[Q, Q]:
    """What this person owes: their own and that of those they stand in for, and what any holder of a position may take.
    Each has its index, so they are asked one after the other."""
    of_position = Q(pk__in=())
    for position, places in answering.places.items():
        where = Q(department__in=places - {0})
        if 0 in places:
            where |= Q(department__isnull=True)
        of_position |= Q(owner__isnull=True, position=position) & where
    return Q(owner__in=answering.people), of_position


def owed_by(viewer: Viewer) -> Q:
    """The condition for all that this person owes."""
    own, of_position = _parts(answers_for(viewer))
    return own | of_position


def work_of(viewer: Viewer, *, limit: int = 60, answering: Answering | None = None) -> Owing:
    """What this person owes, by due day; late ones of their people, told to them, come along. Four SQL statements, one more
    for somebody with a position, one for whoever was told of others, and one for each kind of thing it is about."""
    answering = answering or answers_for(viewer)
    rows: list[Obligation] = []
    overdue = due_today = total = 0
    for all_of_it, late, now in prepared.rows(viewer, _owed_counts, answering):
        overdue, due_today, total = overdue + late, due_today + now, total + all_of_it
    for own in (True, False) if answering.places else (True,):
        rows += prepared.objects(viewer, _owed_first, own, answering, limit)
    rows = sorted(rows, key=lambda row: (row.due_on, row.pk))[:limit]
    told = {pk for (pk,) in prepared.rows(viewer, _told, limit)} - {row.pk for row in rows}
    above = list(Obligation.objects.filter(pk__in=told)) if told else []
    listed = owed(viewer, rows, answering=answering) + owed(viewer, above, escalated=True, answering=answering)
    ((done, kept),) = prepared.rows(viewer, _done_this_month) or [(0, 0)]
    return Owing(sorted(listed, key=lambda one: (one.due_on, one.id)), overdue, due_today, total, done, kept)


def _owed_rows(own: bool, answering: Answering) -> QuerySet[Obligation]:
    mine, of_position = _parts(answering)
    return Obligation.objects.filter(mine if own else of_position, state=ObligationState.OPEN)


def _owed_first(_viewer: Viewer, own: bool, answering: Answering, limit: int) -> QuerySet[Obligation]:
    return _owed_rows(own, answering).only(*SAID).order_by("due_on", "id")[:limit]


def _owed_counts(_viewer: Viewer, answering: Answering) -> QuerySet[Obligation, Any]:
    """Own ones, and those of a position: two rows at most, each counted within its index."""
    today = clock.today()
    late, now = Count(Case(When(due_on__lt=today, then=1))), Count(Case(When(due_on=today, then=1)))
    own, of_position = (
        _owed_rows(which, answering)
        .values("state")
        .annotate(all=Count("*"), late=late, now=now)
        .values_list("all", "late", "now")
        for which in (True, False)
    )
    return own.union(of_position, all=True) if answering.places else own


def _told(viewer: Viewer, limit: int) -> QuerySet[Notice, Any]:
    """Open obligations of others of which this person was told, the newest first."""
    told = Notice.objects.filter(staff=viewer.staff_id, escalated=True, obligation__state=ObligationState.OPEN)
    return told.order_by("-id").values_list("obligation_id")[:limit]


def _done_this_month(viewer: Viewer) -> QuerySet[Obligation, Any]:
    first = clock.start_of(clock.today().replace(day=1))
    done = Obligation.objects.filter(owner=viewer.staff_id, state=ObligationState.DONE, closed_at__gte=first)
    counted = done.values("state").annotate(all=Count("*"), kept=Count(Case(When(on_time=True, then=1))))
    return counted.values_list("all", "kept")


def owed_count(viewer: Viewer) -> int:
    """How much of what this person owes is due today or late. One SQL statement."""
    return prepared.count(viewer, _due, answers_for(viewer))


def _due(_viewer: Viewer, answering: Answering) -> QuerySet[Obligation, Any]:
    own, of_position = _parts(answering)
    due = Obligation.objects.filter(own | of_position, state=ObligationState.OPEN, due_on__lte=clock.today())
    return due.values("pk")


def visible(viewer: Viewer) -> QuerySet[Obligation]:
    """Every obligation this person may know of by their office: own ones, and those they oversee."""
    if viewer.everything or viewer.scope(OVERSEE) is Scope.COMPANY:
        return Obligation.objects.all()
    where = owed_by(viewer) | Q(notices__staff=viewer.staff_id)
    if viewer.scope(OVERSEE) is Scope.DEPARTMENT:
        where |= Q(department__in=viewer.departments)
    return Obligation.objects.filter(where).distinct()


def obligations_of(viewer: Viewer, subject: Ref, *, limit: int = 30) -> list[Owed]:
    """The obligations about a thing that the viewer may see (which is the caller's to know): open ones by due day,
    then ended ones, newest first. Two SQL statements and one for the label."""
    return obligations_about(viewer, [subject], limit=limit)


def obligations_about(viewer: Viewer, subjects_of: Sequence[Ref], *, limit: int = 30) -> list[Owed]:
    """The same for several things that belong together, e.g. a dossier and the cases about it."""
    texts = [str(one) for one in subjects_of]
    rows = Obligation.objects.filter(subject__in=texts).order_by("-id")[:limit]
    found = owed(viewer, list(rows))
    return sorted(found, key=lambda one: (not one.open, one.due_on.toordinal() if one.open else -one.id))


def last_round_done(subject: Ref, duty: str = "") -> dt.datetime | None:
    """When a recurring obligation about a thing (which the viewer may see, as the caller knows) was last done, of one duty
    or of any. One SQL statement."""
    rows = Obligation.objects.filter(subject=str(subject), state=ObligationState.DONE).exclude(round="")
    if duty:
        rows = rows.filter(duty=duty)
    return rows.order_by("-closed_at").values_list("closed_at", flat=True).first()


def obligation(viewer: Viewer, id: int) -> Owed:
    """One obligation; NotFound when there is none that this viewer may know of."""
    row = visible(viewer).filter(pk=id).first()
    if row is None:
        raise NotFound(_("没有这项待办，或您无权查看。"))
    return owed(viewer, [row])[0]


def late_by_clause(
    viewer: Viewer, clauses: Sequence[str], *, department: int | None = None, staff: int | None = None
) -> dict[str, int]:
    """How many open obligations of these clauses are late today, of the company, of one's departments, or one's own by
    how far the right to see others' reaches. One SQL statement, counted within an index."""
    rows = _late(viewer, clauses)
    if department is not None:
        rows = rows.filter(department=department)
    if staff is not None:
        rows = rows.filter(owner=staff)
    return dict(rows.order_by().values_list("clause").annotate(number=Count("*")))


def late_by_owner(viewer: Viewer, clause: str) -> Sequence[tuple[int | None, int | None, int]]:
    """What `late_by_clause` counts of one clause, by department and owner. One SQL statement."""
    rows = _late(viewer, [clause]).order_by()
    return list(rows.values_list("department", "owner").annotate(number=Count("*")))


def _late(viewer: Viewer, clauses: Sequence[str]) -> QuerySet[Obligation]:
    rows = Obligation.objects.filter(state=ObligationState.OPEN, clause__in=clauses, due_on__lt=clock.today())
    match viewer.scope(OVERSEE):
        case Scope.COMPANY:
            return rows
        case Scope.DEPARTMENT:
            return rows.filter(Q(department__in=viewer.departments) | Q(owner=viewer.staff_id))
        case _:
            return rows.filter(owner=viewer.staff_id)


# Rows as people may see them


def owed(
    viewer: Viewer,
    rows: Sequence[Obligation],
    *,
    escalated: bool = False,
    answering: Answering | None = None,
    known: Mapping[Ref, str] | None = None,
) -> list[Owed]:
    """Rows of `visible` with what they are about. One SQL statement for each kind of thing (none when the labels are
    `known`), and those of
    `answers_for` where somebody else may have to do one."""
    words = labels(viewer, [Ref.parse(row.subject) for row in rows]) if known is None else known
    if answering is None:
        others = any(row.owner_id != viewer.staff_id and row.state == ObligationState.OPEN for row in rows)
        answering = answers_for(viewer) if others else Answering((viewer.staff_id,), {})
    owners = {row.owner_id for row in rows if row.owner_id} - {viewer.staff_id}
    names = {viewer.staff_id: viewer.name} | (organisation.names(owners) if owners else {})
    duties: dict[tuple[str, str, int], Duty] = {}
    found = []
    for row in rows:
        rule = (row.duty, row.pack, row.version)
        if rule not in duties:
            duties[rule] = duty_of(row)
        ref = Ref.parse(row.subject)
        if row.owner_id is None:
            mine = (row.department_id or 0) in answering.places.get(row.position, ())
        else:
            mine = row.owner_id in answering.people
        found.append(
            Owed(
                row.pk, duties[rule], row.clause, ref, words.get(ref, ""), row.owner_id or 0,
                names.get(row.owner_id or 0, ""), organisation.position_name(row.position) if row.position else "",
                row.round, row.opened_on, row.due_on, row.due_was, row.provisional, ObligationState(row.state),
                row.closed_at, row.on_time, row.note, mine, escalated,
                stands_in=mine and row.owner_id not in (None, viewer.staff_id),
            )
        )  # fmt: skip
    return found


def labels(viewer: Viewer, refs: Iterable[Ref]) -> dict[Ref, str]:
    """The words for many things, those that this viewer may see. One SQL statement for each kind."""
    ids: dict[str, set[int]] = {}
    for ref in refs:
        ids.setdefault(ref.kind, set()).add(ref.id)
    found: dict[Ref, str] = {}
    for kind, of_kind in ids.items():
        if kind in subjects:
            for id, label in subjects[kind].labels(viewer, sorted(of_kind)).items():
                found[Ref(kind, id)] = label
    return found


def duty_of(row: Obligation) -> Duty:
    """The rule that made it, a duty or a step with a time limit, in the version it began with; a bare one where that
    pack is gone."""
    route, _dot, step = row.duty.partition(".")
    try:
        if not step:
            return policies.duty(row.duty, row.pack, row.version)
        procedure = policies.procedure(route, row.pack, row.version)
        return procedures.step_duty(procedure, procedure.step(step))
    except (NotFound, LookupError):
        return Duty(row.duty, row.pack, Text(row.duty, row.duty), row.clause, (), _GONE)
