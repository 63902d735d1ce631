"""Training in a demo company: twice a year in every department, credit management once; somebody is always missing."""

# untranslated module: invented words of a Chinese company
from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from random import Random

from juanzong.config.demo.company import House, Person
from juanzong.config.demo.days import Days, History
from juanzong.kit import clock
from juanzong.organisation import actions
from juanzong.organisation.actions.training import Mark
from juanzong.organisation.reads import training as reads

GENERAL, CREDIT = "data_protection", "credit_management"
ROUNDS = (0.02, 0.36, 0.7)  # of the time that the demo tells of
THERE, PASSED = 0.9, 0.96


def plan(rng: Random, house: House, days: Days, history: History) -> None:
    """Every department in each round, held by somebody who answers for the whole company."""
    trainers = [one for one in house.people.values() if reads.whole_company(one.viewer)]
    if len(trainers) < 2:
        return
    by_department: dict[str, list[Person]] = {}
    for one in house.people.values():
        by_department.setdefault(one.department, []).append(one)
    for share in ROUNDS:
        for code, people in by_department.items():
            groups = [[one for one in people if one is not trainers[0]], [one for one in people if one is trainers[0]]]
            for trainer, group in zip(trainers, groups, strict=False):
                history.add(days.between(share, share + 0.05), _session(rng, house, trainer, code, GENERAL, group))
    archivists = house.holding("archivist")
    credit = _session(rng, house, trainers[0], archivists[0].department if archivists else "", CREDIT, archivists)
    history.add(days.between(*ROUNDS[:2]), credit)


def _session(
    rng: Random, house: House, trainer: Person, code: str, course: str, people: Sequence[Person]
) -> Callable[[], None]:
    def happen() -> None:
        if not people:
            return
        today: dt.date = clock.today()
        made = actions.plan_training(
            by=trainer.viewer, course=course, department=house.departments[code], on_day=today, trainer=trainer.name,
            place="三楼会议室", topic="个人信息保护法与本公司制度，录入、借阅、归还实操", staff=[one.id for one in people],
        )  # fmt: skip
        marks = []
        for one in people:
            there = rng.random() < THERE
            score = rng.randint(66, 99) if rng.random() < PASSED else rng.randint(41, 58)
            marks.append(Mark(one.id, there, score if there else None))
        actions.hold_training(by=trainer.viewer, session=made.pk, marks=marks)

    return happen
