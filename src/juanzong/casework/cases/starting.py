"""Procedures that facts start by themselves, within the act that caused them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from juanzong.casework.cases import routing
from juanzong.casework.cases.parties import Parties
from juanzong.casework.cases.routing import Start
from juanzong.casework.choices import CaseState
from juanzong.casework.models import Case
from juanzong.casework.reads import routes
from juanzong.kit.refs import Ref
from juanzong.ledger.choices import Actor
from juanzong.organisation.chart import Chart
from juanzong.policies.shapes_work import Procedure

Wanted = tuple[Procedure, int, Ref, dt.date]
"""Procedure, version, what it is about, and the day from which its first limit counts."""

CHANGES_PEOPLE = frozenset({
    "appointment.made", "appointment.ended", "appointment.changed", "appointment.withdrawn", "staff.disabled",
    "staff.enabled", "staff.changed", "staff.stays", "charge.given", "charge.ended",
})  # fmt: skip
"""Facts after which a case may wait for somebody else."""


def begin_all(wanted: Iterable[Wanted], actor: Actor, chart: Chart) -> None:
    """Begin the cases that are not under way yet; what is there to be decided waits, even while nobody is there for it."""
    for procedure, version, subject, counted_from in wanted:
        if procedure.subject != subject.kind or not routes.meets(procedure.where, subject):
            continue
        department = routes.department_of(subject)
        starter = actor.id if actor.kind == "staff" else 0
        parties = Parties(chart, subject, department, starter)
        parts: dict[str, int] = {}
        for role in procedure.roles:
            staff = routes.proposed(role, parties, parts)
            if staff:
                parts[role.code] = staff
        running = Case.objects.filter(subject=str(subject), procedure=procedure.code, state=CaseState.OPEN)
        if not (procedure.once and running.exists()):
            routing.begin(
                Start(procedure, version, subject, department, starter, counted_from, parts=parts), actor, chart
            )


def look_again() -> None:
    """People have changed places: whom open cases wait for is worked out anew by the next run of the chore."""
    Case.objects.filter(state=CaseState.OPEN).update(looked_on=None)
