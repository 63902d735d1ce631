"""Which procedures there are for a thing, who may start them, and which open case governs it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from juanzong.casework.cases import running
from juanzong.casework.cases.parties import Parties
from juanzong.casework.cases.standing import standing
from juanzong.casework.choices import CaseState
from juanzong.casework.models import Case
from juanzong.casework.sockets import subjects
from juanzong.kit import prepared
from juanzong.kit.errors import NotFound
from juanzong.kit.refs import Ref
from juanzong.organisation.chart import Chart
from juanzong.organisation.in_force import in_force
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies
from juanzong.policies.choices import Text
from juanzong.policies.shapes_work import CaseRole, Procedure, Step, Where, WhoKind


@dataclass(frozen=True, slots=True)
class Governing:
    """An open case that carries an effect for a thing: the step is taken there and not directly. at: the step itself."""

    case: int
    name: Text
    step: Text
    clause: str
    at: Step


def governing(subject: Ref, effect: str) -> Governing | None:
    """The open case whose procedure, in its version, has this effect for this thing; None when there is none, and
    inside that case's own effects. One SQL statement.

        if case := governing(Ref("dossier", id), "dossiers.accept"):
            raise Conflict(_("此档案正在办理“%(name)s”。") % {"name": case.name}, clause=case.clause, ...)
    """
    rows = Case.objects.filter(subject=str(subject), state=CaseState.OPEN).order_by("id")
    for row in rows:
        if row.pk in running.running() or not policies.known(row.pack, row.version):
            continue
        procedure = policies.procedure(row.procedure, row.pack, row.version)
        if procedure.carries(effect):
            step = procedure.step(row.step)
            return Governing(row.pk, procedure.name, step.name, step.clause, step)
    return None


def leading(subject: Ref, effect: str) -> Procedure | None:
    """The procedure in force that has this effect for this thing, whether a case of it is open or has yet to be started;
    None when there is none, and inside a case's own effects. Six SQL statements at most."""
    if running.running():
        return None
    return next((one.procedure for one in _for_subject(subject)[1] if one.procedure.carries(effect)), None)


def takes(viewer: Viewer, case: int) -> bool:
    """Whether a person may take the step at which an open case stands, for themselves or for somebody away. Five SQL
    statements at most."""
    row = Case.objects.filter(pk=case, state=CaseState.OPEN).first()
    if row is None or not viewer.staff_id:
        return False
    one = standing(row)
    return one.parties.takes(viewer.staff_id, one.step) is not None


def under_way(subjects: Collection[str]) -> set[str]:
    """Which of these things (Refs as text) have an open case. One SQL statement, none for nothing."""
    return {subject for (subject,) in prepared.among(prepared.ANYBODY, _under_way, sorted(subjects))}


def _under_way(_anybody: Any, subjects: Collection[str]) -> QuerySet[Case, Any]:
    return Case.objects.filter(subject__in=subjects, state=CaseState.OPEN).values_list("subject")


@dataclass(frozen=True, slots=True)
class Offered:
    """A procedure that is in force for a thing. running: id of the open case where there can be only one, else 0.
    beside: of the open case of another procedure that ends in the same, e.g. in acceptance; two cannot both lead there."""

    procedure: Procedure
    version: int
    department: int
    running: int
    beside: int = 0

    @property
    def free(self) -> bool:
        """Whether no open case stands in its way."""
        return not self.running and not self.beside


def procedures_for(viewer: Viewer, subject: Ref) -> list[Offered]:
    """The procedures that this person may start on a thing they may see: in force for its department, meant for such a
    thing, and for somebody like them to start. Five SQL statements, one more for each condition and role."""
    if not viewer.staff_id:
        return []
    chart, found = _for_subject(subject)
    return [
        one
        for one in found
        if Parties(chart, subject, one.department, viewer.staff_id).acting(
            viewer.staff_id, starters(one.procedure, chart, subject, one.department, viewer.staff_id)
        )
        is not None
    ]


def starters(procedure: Procedure, chart: Chart, subject: Ref, department: int, asker: int) -> frozenset[int]:
    """Everybody who may start a procedure on a thing."""
    parties = Parties(chart, subject, department, asker)
    return frozenset().union(*(parties.meant(who) for who in procedure.starts))


def offered(viewer: Viewer, subject: Ref, code: str) -> Offered:
    """A procedure for a thing, whoever may start it. NotFound: not in force for it, not meant for it, or the viewer may
    not see the thing."""
    known = subjects.find(subject.kind)
    if known is not None and subject.id in known.labels(viewer, [subject.id]):
        for one in _for_subject(subject)[1]:
            if one.procedure.code == code:
                return one
    raise NotFound(_("这里没有这个流程，或您无权查看。"), todo=_("请在对象的页面上选择可以提出的流程。"))


def _for_subject(subject: Ref) -> tuple[Chart, list[Offered]]:
    rules = in_force()
    known = subjects.find(subject.kind)
    if known is None or (known.begins and not known.begins(subject.id)):
        return rules.chart, []
    department = department_of(subject)
    here = rules.of(department)
    meant = [one for one in here.procedures.values() if one.subject == subject.kind and meets(one.where, subject)]
    if not meant:
        return rules.chart, []
    rows = Case.objects.filter(subject=str(subject), state=CaseState.OPEN)
    open_ones = list(rows.values_list("procedure", "pk", "pack", "version"))
    return rules.chart, [
        Offered(
            one, here.version_of(one.pack), department,
            next((pk for code, pk, *_rest in open_ones if code == one.code and one.once), 0),
            next((pk for code, pk, pack, version in open_ones if code != one.code and _same_end(one, code, pack, version)), 0),
        )
        for one in meant
    ]  # fmt: skip


def _same_end(one: Procedure, code: str, pack: str, version: int) -> bool:
    """Whether a procedure ends in something that another one, under way, ends in too."""
    other = policies.procedure(code, pack, version) if policies.known(pack, version) else None
    return other is not None and bool(one.ends_in & other.ends_in)


def department_of(subject: Ref) -> int:
    """The department a thing belongs to, 0 for none."""
    known = subjects.find(subject.kind)
    return known.departments([subject.id]).get(subject.id, 0) if known else 0


def meets(where: Where, subject: Ref) -> bool:
    """Whether a thing meets the conditions of a procedure. One statement for each condition."""
    attributes = subjects[subject.kind].attributes
    return all(
        attributes[name.removeprefix("subject.")]([subject.id]).get(subject.id) in values
        for name, values in where.items()
    )


def proposed(role: CaseRole, parties: Parties, taken: Mapping[str, int]) -> int:
    """Who is proposed for a part: the first of its defaults that has a person who plays no other part; 0 for nobody."""
    for who in role.default:
        for staff in sorted(parties.meant(who)):
            if staff not in taken.values() and who.kind is not WhoKind.EVERYONE:
                return staff
    return 0
