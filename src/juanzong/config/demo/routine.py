"""What comes round in a demo company: the daily run of obligations, and managers who report what they have done."""

# untranslated module: invented words of a Chinese company
from __future__ import annotations

import datetime as dt
from random import Random

from juanzong.casework import actions as work_actions
from juanzong.casework import tasks as work
from juanzong.casework.choices import ObligationState
from juanzong.casework.reads import obligations
from juanzong.config.demo.company import House
from juanzong.config.demo.days import Days, History
from juanzong.kit import clock
from juanzong.organisation.viewer import system

REPORTING = (
    "general_manager",
    "department_manager",
    "auditor",
    "credit_manager",
    "archivist",
    "service_department_manager",
)
SOON = 7  # days before its end at which somebody who manages does what comes round
KEPT = 0.9  # the share of weeks in which they do not forget


def plan(forgetful: Random, house: House, days: Days, history: History) -> None:
    """The daily run of obligations, once a week: it opens rounds, reminds, and tells superiors of what is late."""
    moment, end = days.beginning() + dt.timedelta(hours=1), clock.now()
    while moment < end:
        history.add(moment, _daily_run)
        history.add(moment, lambda: _report(house, forgetful))
        moment += dt.timedelta(days=7)
    history.add(end, _daily_run)


def _report(house: House, rng: Random) -> None:
    """Those who manage report done what came round and falls due soon; now and then somebody forgets."""
    soon = obligations.visible(system()).filter(
        state=ObligationState.OPEN, due_on__lte=clock.today() + dt.timedelta(days=SOON)
    )
    owing = set(soon.values_list("owner_id", "position"))
    for person in house.people.values():
        if person.position not in REPORTING or not owing & {(person.id, ""), (None, person.position)}:
            continue
        for owed in obligations.work_of(person.viewer).listed:
            if owed.mine and owed.open and owed.duty.by_hand and owed.days_left <= SOON and rng.random() < KEPT:
                work_actions.complete(
                    by=person.viewer, obligation=owed.id, note=f"{owed.duty.name.zh}：已完成，记录存档。"
                )


def _daily_run() -> None:
    while work.run_some():
        pass
