"""Recurring duties: each round is opened once for every subject it is for, a batch at a time.

A subject that comes into being in the middle of a round has its first in the next one. A round that was missed because
nothing ran is not made up for: what counts is the round of today, opened the moment the daily run comes back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django.db import transaction

from juanzong.casework import opening, rules
from juanzong.casework.models import RoundRun
from juanzong.casework.people import Cast
from juanzong.casework.reacting import InForce, in_force
from juanzong.casework.rules import Round
from juanzong.casework.sockets import subjects
from juanzong.kit import clock
from juanzong.kit.refs import Ref
from juanzong.ledger.facts import gathered
from juanzong.policies.shapes_work import Duty, EveryUnit, TermUnit

BATCH = 1000
_LEAD_DAYS = {TermUnit.DAYS: 1, TermUnit.WEEKS: 7, TermUnit.MONTHS: 30, TermUnit.WORKING_DAYS: 1}


def due_rounds(in_house: InForce, day: dt.date) -> Iterator[tuple[Duty, Round]]:
    """Every recurring duty of any department whose round of this day may be opened."""
    own = opening.own_days()
    seen: set[str] = set()
    for department in (0, *in_house.chart.parents):
        for duty in in_house.of(department).recurring:
            if duty.code in seen or duty.every is None:
                continue
            seen.add(duty.code)
            if duty.every.unit is EveryUnit.WORKING_DAY and not rules.worked(day, own)[0]:
                continue
            lead = duty.lead.count * _LEAD_DAYS[duty.lead.unit] if duty.lead else 0
            turn = rules.round_of(duty.every, day, lead=lead)
            if turn is not None:
                yield duty, turn


def open_some() -> bool:
    """Open the next batch of the first round that is not finished; whether more may wait."""
    in_house = in_force()
    if not in_house.adopted:
        return False
    rounds = list(due_rounds(in_house, clock.today()))
    ended = set(
        RoundRun.objects.filter(duty__in={duty.code for duty, _round in rounds}, ended_at__isnull=False).values_list(
            "duty", "round"
        )
    )
    for duty, turn in rounds:
        if (duty.code, turn.name) not in ended:
            return _open_batch(in_house, duty, turn)
    return False


def _open_batch(in_house: InForce, duty: Duty, turn: Round) -> bool:
    each = subjects[duty.for_each].each if duty.for_each in subjects else None
    with transaction.atomic(), gathered():
        run, _made = RoundRun.objects.select_for_update().get_or_create(
            duty=duty.code, round=turn.name, defaults={"began_at": clock.now()}
        )
        if run.ended_at is not None:
            return True
        ids = each(run.after, BATCH) if each else ()
        made = opening.open_all(_wanted(in_house, duty, turn, ids), opening.own_days()) if ids else []
        run.opened += len(made)
        if ids:
            run.after = ids[-1]
        if len(ids) < BATCH:
            run.ended_at = clock.now()
        run.save()
    return True


def _wanted(in_house: InForce, duty: Duty, turn: Round, ids: Sequence[int]) -> list[opening.New]:
    cast = Cast(in_house.chart, duty.for_each, ids)
    wanted = []
    for id in _meeting(duty, ids):
        in_department = in_house.of(cast.departments.get(id, 0))
        own_version = in_department.duties.get(duty.code)
        if own_version is not None:
            owner = cast.owner(own_version.owner, id)
            version = in_department.version_of(own_version.pack)
            subject = Ref(duty.for_each, id)
            wanted.append(
                opening.New(own_version, version, subject, owner, turn.first, turn.name, period_end=turn.last)
            )
    return wanted


def _meeting(duty: Duty, ids: Sequence[int]) -> Sequence[int]:
    """The subjects that meet the duty's conditions."""
    for name, values in duty.where.items():
        known = subjects[duty.for_each].attributes[name.removeprefix("subject.")](ids)
        ids = [id for id in ids if known.get(id) in values]
    return ids
