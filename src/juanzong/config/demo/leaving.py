"""One of the demo company's people leaves next week; a colleague of the same department takes over."""

from __future__ import annotations

import datetime as dt

from juanzong.casework.sockets_held import holdings
from juanzong.config.demo.company import BUSINESS, House
from juanzong.config.demo.days import Days, History
from juanzong.kit import clock
from juanzong.oversight.actions import offboarding as actions

NOTICE = dt.timedelta(days=9)


def plan(house: House, days: Days, history: History) -> None:
    """Whoever has most dossiers on loan that day; their manager says so."""
    known = [house.holding("project_manager", code) for code in BUSINESS]

    def happen() -> None:
        people = max(known, key=lambda of_department: max(holdings["loans"].count(one.id) for one in of_department))
        leaver = max(people, key=lambda one: holdings["loans"].count(one.id))
        receiver = next(one for one in people if one is not leaver)
        (chief,) = house.holding("department_manager", leaver.department)
        day = clock.today() + NOTICE
        actions.begin_leaving(by=chief.viewer, staff=leaver.id, last_day=day, receiver=receiver.id)

    history.add(days.between(0.996, 0.999), happen)
