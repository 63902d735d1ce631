"""What people may know of cases: those they started, play a part in, acted in or are waited for, and, with the right to
oversee, those of their department or of the company."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models.functions import Cast, Substr
from django.utils.translation import gettext as _

from juanzong.casework.cases.standing import Standing, data_words, standings
from juanzong.casework.choices import CaseState, ObligationState
from juanzong.casework.models import Case, CaseCall, Obligation
from juanzong.casework.reads import obligations
from juanzong.casework.shapes.cases import CaseRow
from juanzong.casework.shapes.obligations import Owed
from juanzong.casework.sockets import subjects
from juanzong.kit import prepared
from juanzong.kit.refs import Ref
from juanzong.organisation import chart as organisation_chart
from juanzong.organisation import reads as organisation
from juanzong.organisation.choices import Scope
from juanzong.organisation.viewer import Viewer
from juanzong.policies import explaining
from juanzong.policies import reads as policies
from juanzong.policies.shapes_work import Step, Who, WhoKind


def people_words(people: Iterable[Who]) -> str:
    """Whom a rule means, in words."""
    return _("或").join(dict.fromkeys(explaining.who(one) for one in people))


def position_words(codes: Iterable[str]) -> str:
    """Names of positions."""
    return _("或").join(organisation.position_name(code) for code in codes)


def names_of(staff: Iterable[int]) -> str:
    """Names of people; words for nobody."""
    found = organisation.names(staff)
    return _("、").join(found[id] for id in sorted(found)) or _("其他人")


def candidates(viewer: Viewer, positions: Iterable[str]) -> list[tuple[int, str]]:
    """Who can be chosen for a part: everybody in one of the positions, everybody where none is asked for."""
    here = organisation_chart.chart()
    wanted = set(positions)
    able = {seat.staff for seat in here.seats if not wanted or seat.position in wanted}
    return [(id, name) for id, name in organisation.staff_choices(viewer) if id in able]


# Which ones


def for_whom(viewer: Viewer) -> tuple[int, ...]:
    """The people whose cases wait for this person: themselves and those they stand in for; nobody for the system."""
    return obligations.answers_for(viewer).people if viewer.staff_id else ()


def _involved(viewer: Viewer) -> Q:
    me = viewer.staff_id
    cases = Q(starter=me) | Q(started_for=me)
    for related in ("parts__staff", "moves__by", "signers__staff", "signatures__staff"):
        cases |= Q(pk__in=Case.objects.filter(**{related: me}).values("pk"))
    return cases | Q(pk__in=CaseCall.objects.filter(staff__in=for_whom(viewer)).values("case"))


def visible(viewer: Viewer) -> QuerySet[Case]:
    """Every case this person may know of by their part in it or by their office. Two SQL statements before its own."""
    if viewer.everything or viewer.scope(obligations.OVERSEE) is Scope.COMPANY:
        return Case.objects.all()
    if not viewer.staff_id:
        return Case.objects.none()
    where = _involved(viewer)
    if viewer.scope(obligations.OVERSEE) is Scope.DEPARTMENT:
        where |= Q(department__in=viewer.departments)
    return Case.objects.filter(where)


def may_see(viewer: Viewer, row: Case) -> bool:
    """Whether a person may know of a case; one that anybody may take is known to all who may see what it is about."""
    if visible(viewer).filter(pk=row.pk).exists():
        return True
    if row.state != CaseState.OPEN or not policies.known(row.pack, row.version) or not viewer.staff_id:
        return False
    one = Standing(row, organisation_chart.chart())
    open_to_all = any(who.kind is WhoKind.EVERYONE for who in one.step.who)
    if not open_to_all:
        return one.parties.takes(viewer.staff_id, one.step) is not None
    known = subjects.find(one.subject.kind)
    return known is not None and one.subject.id in known.labels(viewer, [one.subject.id])


# Lists


def listed(viewer: Viewer) -> QuerySet[Case]:
    """The cases of `visible` with what their rows need."""
    return _with_people(visible(viewer))


def narrowed(viewer: Viewer, rows: QuerySet[Case], scope: str) -> QuerySet[Case]:
    """`waiting`: those that wait for this person; `mine`: those they started, play a part in or acted in; "": all."""
    match scope:
        case "waiting":
            waiting = CaseCall.objects.filter(staff__in=for_whom(viewer)).values("case")
            return rows.filter(pk__in=waiting, state=CaseState.OPEN)
        case "mine":
            return rows.filter(_involved(viewer))
    return rows


def decisions_count(viewer: Viewer) -> int:
    """How many open cases wait for this person. Five SQL statements at most."""
    people = for_whom(viewer)
    return CaseCall.objects.filter(staff__in=people).values("case").distinct().count() if people else 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open case that waits for a person: to take its step where `need` is "", else to give that signature."""

    one: Standing
    step: Step
    need: str

    @property
    def about(self) -> str:
        return f"case:{self.one.row.pk}"


def waiting(viewer: Viewer, answering: obligations.Answering, *, limit: int = 100) -> list[Waiting]:
    """The open cases that wait for this person to take a step or to sign, oldest first. One SQL statement where nothing
    waits, three else."""
    calls: dict[int, set[str]] = {}
    for case, need in prepared.rows(viewer, _calls, answering.people) if viewer.staff_id else ():
        calls.setdefault(case, set()).add(need)
    rows = prepared.objects(viewer, _called, answering.people, limit) if calls else []
    needs = {pk: "" if "" in needs else min(needs) for pk, needs in calls.items()}
    known = standings(rows, answering.chart) if rows else []
    return [Waiting(one, one.step, needs[one.row.pk]) for one in known if one.row.pk in needs]


def _calls(_viewer: Viewer, people: Sequence[int]) -> QuerySet[CaseCall, Any]:
    return CaseCall.objects.filter(staff__in=people).values_list("case_id", "need")


def _called(_viewer: Viewer, people: Sequence[int], limit: int) -> QuerySet[Case]:
    calls = CaseCall.objects.filter(staff__in=people).values("case")
    return Case.objects.filter(pk__in=calls, state=CaseState.OPEN).order_by("arrived_at", "id")[:limit]


def told(viewer: Viewer, those: Sequence[Waiting]) -> list[CaseRow]:
    """Cases that wait for a person as rows, with the gist of what they are about, without the names of others they wait for.
    Two SQL statements, and one or two for each kind of thing they are about."""
    names = organisation.names({one.one.row.starter_id for one in those if one.one.row.starter_id})
    labels = obligations.labels(viewer, [one.one.subject for one in those])
    due = _due(viewer, [one.one.row for one in those])
    gists = _gists(labels)
    rows = [replace(_row(one.one, labels, due, names), need=one.need) for one in those]
    return [replace(row, data=(*gists.get(row.subject, ()), *row.data)) for row in rows]


def _gists(things: Iterable[Ref]) -> dict[Ref, Sequence[tuple[str, str]]]:
    """What nobody decides on these things without having seen. One SQL statement for each kind that has it."""
    kinds: dict[str, list[int]] = {}
    for thing in things:
        kinds.setdefault(thing.kind, []).append(thing.id)
    told = {kind: known.gist for kind in kinds if (known := subjects.find(kind)) is not None and known.gist is not None}
    return {Ref(kind, id): words for kind, gist in told.items() for id, words in gist(kinds[kind]).items()}


def cases_of(viewer: Viewer, subject: Ref, *, limit: int = 20) -> list[CaseRow]:
    """The cases about a thing that the viewer may see (which is the caller's to know): open ones first, then newest,
    each with as what it waits for the viewer. One statement where there are none."""
    rows = list(_with_people(Case.objects.filter(subject=str(subject)).order_by("-id"))[:limit])
    people = set(for_whom(viewer)) if rows else set()
    needs = {row.pk: {call.need for call in row.calls.all() if call.staff_id in people} for row in rows}
    found = [
        replace(one, need=("" if "" in needs[one.id] else min(needs[one.id])) if needs[one.id] else None)
        for one in rows_of(viewer, rows)
    ]
    return sorted(found, key=lambda one: (one.state != CaseState.OPEN, -one.id))


def under_way(kind: str) -> QuerySet[Case]:
    """The ids of the things of a kind about which a case is open, as a subquery: who has to act stands in the case."""
    rows = Case.objects.filter(state=CaseState.OPEN, subject__startswith=f"{kind}:")
    ids = Cast(Substr("subject", len(kind) + 2), BigIntegerField())
    return rows.annotate(thing=ids).values("thing")  # type: ignore[return-value]


def _with_people(rows: QuerySet[Case]) -> QuerySet[Case]:
    return rows.select_related("starter").prefetch_related("calls__staff", "parts")


def rows_of(viewer: Viewer, rows: Sequence[Case]) -> list[CaseRow]:
    """Rows as lists show them, with what they are about, whom they wait for and until when."""
    found = standings(rows)
    labels = obligations.labels(viewer, [one.subject for one in found])
    due = _due(viewer, [one.row for one in found])
    names = {row.starter_id: row.starter.name for row in (one.row for one in found) if row.starter_id and row.starter}
    waits = {one.row.pk: dict.fromkeys(call.staff.name for call in one.row.calls.all()) for one in found if one.is_open}
    return [replace(_row(one, labels, due, names), waits_for=tuple(waits.get(one.row.pk, ()))) for one in found]


def _row(one: Standing, labels: Mapping[Ref, str], due: Mapping[int, Owed], names: Mapping[int, str]) -> CaseRow:
    row = one.row
    return CaseRow(
        row.pk, one.procedure, one.subject, labels.get(one.subject, ""), CaseState(row.state),
        one.step if one.is_open else None, names.get(row.starter_id or 0) or _("系统"), row.started_at, row.arrived_at,
        row.ended_at, row.arrival, (), due.get(row.pk), data_words(one.procedure, row.data),
    )  # fmt: skip


def _due(viewer: Viewer, rows: Sequence[Case]) -> dict[int, Owed]:
    """The time limits of open cases. One statement, one more for the names of those who owe them."""
    texts = [f"case:{row.pk}" for row in rows if row.state == CaseState.OPEN]
    owed = prepared.objects_among(viewer, _limits, texts)
    return {one.subject.id: one for one in obligations.owed(viewer, owed, known={})}


def _limits(_viewer: Viewer, texts: Sequence[str]) -> QuerySet[Obligation]:
    return Obligation.objects.filter(subject__in=texts, state=ObligationState.OPEN).only(*obligations.SAID)


def at_hand(row: Case) -> Standing:
    """A case with its procedure and people. Two SQL statements."""
    return Standing(row, organisation_chart.chart())
