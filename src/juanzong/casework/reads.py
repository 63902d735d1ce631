"""What people may know of obligations: their own, those of their position, those about a thing they may see, and,
with the right to oversee, those of their department or of the company."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, Q, QuerySet, When
from django.utils.translation import gettext as _

from juanzong.casework import rules_cases
from juanzong.casework.choices import ObligationState
from juanzong.casework.models import Notice, Obligation
from juanzong.casework.reads_routes import governing as governing  # noqa: PLC0414  others ask for it here
from juanzong.casework.reads_routes import procedures_for as procedures_for  # noqa: PLC0414  likewise
from juanzong.casework.shapes import Owed, Owing
from juanzong.casework.sockets import subjects
from juanzong.kit import clock
from juanzong.kit.errors import NotFound
from juanzong.kit.refs import Ref
from juanzong.organisation import chart as organisation_chart
from juanzong.organisation import reads as organisation
from juanzong.organisation.choices import Scope
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies
from juanzong.policies.choices import Text
from juanzong.policies.shapes_work import Duty, Term, TermUnit

OVERSEE = "casework.view"
_GONE = Term(TermUnit.SAME_DAY)


@dataclass(frozen=True, slots=True)
class Answering:
    """What a person answers for today: people, themselves first, then those they stand in for; by each position one of
    them holds, the departments for which nobody nearer holds it."""

    people: tuple[int, ...]
    places: Mapping[str, frozenset[int]]


def answers_for(viewer: Viewer) -> Answering:
    """For whom and for what this person answers today (`Chart.holders`, `Chart.acting_for`). Four SQL statements, none
    for somebody without a position."""
    if not viewer.positions:
        return Answering((viewer.staff_id,), {})
    found = organisation_chart.chart()
    people = (viewer.staff_id, *found.acting_for(viewer.staff_id))
    held = {seat.position for one in people for seat in found.by_staff.get(one, ())}
    everywhere = (0, *found.parents)
    return Answering(
        people,
        {
            position: frozenset(at for at in everywhere if not set(people).isdisjoint(found.holders(position, at)))
            for position in held
        },
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


def work_of(viewer: Viewer, *, limit: int = 60) -> Owing:
    """What this person owes, by due day; late ones of their people, told to them, come along. Eleven SQL statements at most and
    one for each kind of thing it is about."""
    today = clock.today()
    rows: list[Obligation] = []
    overdue = due_today = total = 0
    answering = answers_for(viewer)
    for part in _parts(answering):
        mine = Obligation.objects.filter(part, state=ObligationState.OPEN)
        counts = mine.aggregate(
            total=Count("*"),
            overdue=Count(Case(When(due_on__lt=today, then=1))),
            today=Count(Case(When(due_on=today, then=1))),
        )
        overdue, due_today, total = overdue + counts["overdue"], due_today + counts["today"], total + counts["total"]
        rows += mine.select_related("owner").order_by("due_on", "id")[:limit]
    rows = sorted(rows, key=lambda row: (row.due_on, row.pk))[:limit]
    told = list(
        Notice.objects.filter(staff=viewer.staff_id, escalated=True, obligation__state=ObligationState.OPEN)
        .order_by("-id")
        .values_list("obligation_id", flat=True)[:limit]
    )
    above = list(Obligation.objects.filter(pk__in=set(told)).select_related("owner")) if told else []
    seen = {row.pk for row in rows}
    above = [row for row in above if row.pk not in seen]
    listed = sorted(
        [
            *owed(viewer, rows, answering=answering),
            *owed(viewer, above, escalated=True, answering=answering),
        ],
        key=lambda one: (one.due_on, one.id),
    )
    done = _done_this_month(viewer)
    return Owing(listed, overdue, due_today, total, *done)


def _done_this_month(viewer: Viewer) -> tuple[int, int]:
    first = clock.now().astimezone(clock.SHANGHAI).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    done = Obligation.objects.filter(owner=viewer.staff_id, state=ObligationState.DONE, closed_at__gte=first)
    counted = done.aggregate(all=Count("*"), kept=Count(Case(When(on_time=True, then=1))))
    return counted["all"], counted["kept"]


def owed_count(viewer: Viewer) -> int:
    """How much of what this person owes is due today or late. One SQL statement."""
    return Obligation.objects.filter(owed_by(viewer), state=ObligationState.OPEN, due_on__lte=clock.today()).count()


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
    rows = Obligation.objects.filter(subject=str(subject)).select_related("owner").order_by("-id")[:limit]
    found = owed(viewer, list(rows))
    return sorted(found, key=lambda one: (not one.open, one.due_on.toordinal() if one.open else -one.id))


def obligation(viewer: Viewer, id: int) -> Owed:
    """One obligation; NotFound when there is none that this viewer may know of."""
    row = visible(viewer).filter(pk=id).select_related("owner").first()
    if row is None:
        raise NotFound(_("没有这项待办，或您无权查看。"))
    return owed(viewer, [row])[0]


def late_by_clause(
    viewer: Viewer, clauses: Sequence[str], *, department: int | None = None, staff: int | None = None
) -> dict[str, int]:
    """How many open obligations of these clauses are late today, of the company, of one's departments, or one's own by
    how far the right to see others' reaches. One SQL statement, counted within an index."""
    rows = Obligation.objects.filter(state=ObligationState.OPEN, clause__in=clauses, due_on__lt=clock.today())
    match viewer.scope(OVERSEE):
        case Scope.COMPANY:
            pass
        case Scope.DEPARTMENT:
            rows = rows.filter(Q(department__in=viewer.departments) | Q(owner=viewer.staff_id))
        case _:
            rows = rows.filter(owner=viewer.staff_id)
    if department is not None:
        rows = rows.filter(department=department)
    if staff is not None:
        rows = rows.filter(owner=staff)
    return dict(rows.order_by().values_list("clause").annotate(number=Count("*")))


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
    found = []
    for row in rows:
        ref = Ref.parse(row.subject)
        if row.owner_id is None:
            mine = (row.department_id or 0) in answering.places.get(row.position, ())
        else:
            mine = row.owner_id in answering.people
        found.append(
            Owed(
                row.pk, duty_of(row), row.clause, ref, words.get(ref, ""), row.owner_id or 0,
                row.owner.name if row.owner else "", organisation.position_name(row.position) if row.position else "",
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
        return rules_cases.step_duty(procedure, procedure.step(step))
    except (NotFound, LookupError):
        return Duty(row.duty, row.pack, Text(row.duty, row.duty), row.clause, (), _GONE)


def since(day: dt.date) -> dt.datetime:
    """The moment a day begins in China."""
    return dt.datetime.combine(day, dt.time(), clock.SHANGHAI)
