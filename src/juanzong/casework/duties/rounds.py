"""Recurring duties: each round is opened once for every subject it is for, a batch at a time.

A subject that comes into being in the middle of a round has its first in the next one. A round that was missed because
nothing ran is not made up for: what counts is the round of today, opened the moment the daily run comes back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django.db import transaction

from juanzong.casework.duties import opening
from juanzong.casework.duties.people import Cast
from juanzong.casework.models import RoundRun
from juanzong.casework.rules import deadlines
from juanzong.casework.rules.deadlines import Round
from juanzong.casework.sockets import subjects
from juanzong.kit import clock
from juanzong.kit.refs import Ref
from juanzong.ledger.facts import gathered
from juanzong.organisation.in_force import InForce, in_force
from juanzong.policies.shapes_work import Duty, Every, EveryUnit, TermUnit

BATCH = 1000
_LEAD_DAYS = {TermUnit.DAYS: 1, TermUnit.WEEKS: 7, TermUnit.MONTHS: 30, TermUnit.WORKING_DAYS: 1}


def due_rounds(in_house: InForce, day: dt.date) -> Iterator[tuple[Duty, Round]]:
    """Every recurring duty of any department whose round of this day may be opened. Where departments keep different
    rounds of one duty, each round comes once."""
    own = opening.own_days()
    seen: set[tuple[str, Every]] = set()
    for department in (0, *in_house.chart.parents):
        for duty in in_house.of(department).recurring:
            if duty.every is None or (duty.code, duty.every) in seen:
                continue
            seen.add((duty.code, duty.every))
            if duty.every.unit is EveryUnit.WORKING_DAY and not deadlines.worked(day, own)[0]:
                continue
            lead = duty.lead.count * _LEAD_DAYS[duty.lead.unit] if duty.lead else 0
            turn = deadlines.round_of(duty.every, day, lead=lead)
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
    """The round for each of these subjects, by the duty as it is in force for its department."""
    cast = Cast(in_house.chart, duty.for_each, ids)
    groups: dict[tuple[str, int], tuple[Duty, list[int]]] = {}
    for id in ids:
        rules_there = in_house.of(cast.departments.get(id, 0))
        own = rules_there.duties.get(duty.code)
        if own is not None and own.every == duty.every:
            groups.setdefault((own.pack, rules_there.version_of(own.pack)), (own, []))[1].append(id)
    return [
        opening.New(
            own, version, Ref(duty.for_each, id), cast.owner(own.owner, id), turn.first, turn.name, period_end=turn.last
        )
        for (_pack, version), (own, of_group) in groups.items()
        for id in _meeting(own, of_group)
    ]


def _meeting(duty: Duty, ids: Sequence[int]) -> Sequence[int]:
    """The subjects that meet the duty's conditions."""
    for name, values in duty.where.items():
        known = subjects[duty.for_each].attributes[name.removeprefix("subject.")](ids)
        ids = [id for id in ids if known.get(id) in values]
    return ids
