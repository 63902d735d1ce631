"""Making incidents, whether somebody reports one or a fact is one by its nature; and what acts on them share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from juanzong.casework.reads import routes
from juanzong.casework.sockets import subjects
from juanzong.kit import clock, sequences
from juanzong.kit.errors import Conflict, Invalid, NotAllowed
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.ledger.choices import JSON, Actor
from juanzong.ledger.facts import Told
from juanzong.organisation import chart
from juanzong.organisation.viewer import Viewer, system
from juanzong.oversight.choices import IncidentKind, IncidentState, Severity
from juanzong.oversight.incidents import reads, rules
from juanzong.oversight.models import Accountability, Incident
from juanzong.privacy.reads import grants

LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Arising:
    """A fact that is an incident by its nature. responsible: the role in its subject of whoever answers for it; what: the
    attribute of the subject that says in words what is amiss."""

    kind: IncidentKind
    responsible: str
    what: str


ARISES = {"loan.returned_short": Arising(IncidentKind.GAP, "borrower", "difference")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is said when an incident is reported. about: None where it is no single thing; responsible: 0 where nobody is
    known; source: the entry that started it by itself."""

    kind: str
    severity: str
    what: str
    known_at: dt.datetime
    happened_on: dt.date | None
    department: int
    about: Ref | None = None
    responsible: int = 0
    source: int = 0


def make(actor: Actor, told: Report) -> Incident:
    """Write an incident down; the procedures that listen to it begin in the same transaction."""
    year, thing = clock.today().year, told.about
    words, policy = _of_thing(thing) if thing else ("", "")
    row = Incident.objects.create(
        number=f"事字〔{year}〕{sequences.take(f'oversight.incidents:{year}'):04d}号",  # untranslated: as it is printed
        kind=told.kind, severity=told.severity, what=told.what, known_at=told.known_at, happened_on=told.happened_on,
        reported_at=clock.now(), reporter_id=actor.id if actor.kind == "staff" else None, reporter_name=actor.name[:60],
        responsible_id=told.responsible or None, department_id=told.department, about=str(thing) if thing else "",
        about_words=words[:200], policy=policy, source=told.source,
    )  # fmt: skip
    ledger.record(
        "incident.reported", actor, Ref("incident", row.pk), clauses=(reads.CLAUSE,),
        payload={"number": row.number, "kind": row.kind, "severity": row.severity, "about": row.about},
    )  # fmt: skip
    return row


def _of_thing(thing: Ref) -> tuple[str, str]:
    """A thing in words, and the pack it belongs to; for what lies in a dossier, the dossier's."""
    words = subjects[thing.kind].labels(system(), [thing.id]).get(thing.id, "") if thing.kind in subjects else ""
    for ref in (thing, related(thing, "dossier")):
        told = grants.told([ref]).get(ref) if ref is not None else None
        if told is not None:
            return words if ref is not thing else told.words, told.policy
    return words, ""


def related(thing: Ref, relation: str) -> Ref | None:
    """What a thing has in a relation: its dossier, its customer."""
    known = subjects.find(thing.kind)
    look_up = known.relations.get(relation) if known else None
    return look_up[1]([thing.id]).get(thing.id) if look_up else None


def follow(told: Sequence[Told]) -> None:
    """The listener: facts that are incidents by their nature become some, in the same transaction."""
    for one in told:
        arising = ARISES.get(one.kind)
        for entry, ref, _payload in one.rows if arising else ():
            if arising and ref is not None:
                _arise(one.actor, arising, entry, ref)


def _arise(actor: Actor, arising: Arising, entry: int, ref: Ref) -> None:
    known = subjects[ref.kind]
    department = routes.department_of(ref) or next(pk for pk, above in chart.chart().parents.items() if above is None)
    said = known.attributes[arising.what]([ref.id]).get(ref.id, "")
    what = f"{known.labels(system(), [ref.id]).get(ref.id, '')} — {said}"
    make(
        actor,
        Report(
            kind=arising.kind, severity=Severity.MINOR, what=what[:LONGEST], known_at=clock.now(), happened_on=clock.today(),
            department=department, about=ref, source=entry,
            responsible=known.roles[arising.responsible][1]([ref.id]).get(ref.id, 0),
        ),
    )  # fmt: skip


# What acts share


def locked(by: Viewer, incident: int, right: str = "") -> Incident:
    """An open incident, locked, that a right of the person reaches. NotAllowed, Conflict when it is closed."""
    known = reads.incident(by, incident)
    if right and not reads.handles(by, known, right):
        raise NotAllowed(
            _("这起事件不归您处置。"), clause=reads.CLAUSE, todo=_("请由事件所属部门的负责人或总经理办理。")
        )
    row = Incident.objects.select_for_update(of=("self",)).get(pk=incident)
    if row.state == IncidentState.CLOSED:
        raise Conflict(_("这起事件已结案。"), clause=reads.CLAUSE, todo=_("如有新的情况，请另行报告。"))
    return row


def said(text: str, field: str, fault: str, *, longest: int = LONGEST) -> str:
    """Words that are needed. Invalid: none, or such as lay a fine upon somebody (P09-2.10a)."""
    words = "\n".join(line.strip() for line in text.strip().splitlines())
    if not words:
        raise Invalid(fault, fields={field: fault}, clause=reads.CLAUSE)
    if rules.names_a_fine(words):
        fine = _("这里只记事实和补救，不记罚款或扣款。")
        raise Invalid(
            fine, fields={field: fine}, clause="P09-2.10a", todo=_("企业没有罚款权；造成损失的，应依法协商赔偿。")
        )
    return words[:longest]


def hold(by: Viewer, row: Incident, staff: int, name: str, facts: str, *clauses: str) -> Accountability:
    """Write down what somebody did or left undone, once for an incident."""
    one = Accountability.objects.create(incident=row, staff_id=staff, staff_name=name, facts=facts, by_name=by.name)
    told(by, "incident.accounted", row, *clauses, staff=staff)
    return one


def told(by: Viewer, kind: str, row: Incident, *clauses: str, **payload: JSON) -> None:
    """One entry about the incident. Descriptions and names stay in the tables."""
    ledger.record(
        kind, by.actor, Ref("incident", row.pk), clauses=clauses or (reads.CLAUSE,),
        payload={"number": row.number, **payload},
    )  # fmt: skip
