"""How to call each act of incidents once (calls.py)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from juanzong.kit import clock
from juanzong.kit.refs import Ref
from juanzong.organisation.viewer import Viewer
from juanzong.oversight.actions import affected, notices
from juanzong.oversight.actions import incidents as actions
from tests.everywhere.staging import TODAY, Call, Scene, prepared
from tests.factories import make_viewer


def _one(scene: Scene) -> int:
    return int(scene.here("incident"))


def _general(scene: Scene) -> Viewer:
    """The general manager, with a colleague made beforehand."""
    _there = scene.colleague
    return make_viewer("general_manager", department=scene.grounds.company)


def _at(name: str, **more: Any) -> Callable[[Scene, int], Any]:
    return lambda s, pk: getattr(actions, name)(by=s.by, incident=pk, **more)


_HOUR = dt.timedelta(hours=1)
INCIDENTS: dict[str, Callable[[Scene], Call]] = {
    f"oversight.actions.{name}": call
    for name, call in {
        "incidents:report_incident": prepared(
            _one,
            lambda s, _pk: actions.report_incident(
                by=s.by,
                kind="loss",
                severity="minor",
                what="遗失一页",
                known_at=clock.now(),
                about=Ref("dossier", s.here("dossier")),
            ),
        ),
        "incidents:rate_incident": prepared(_one, _at("rate_incident", severity="major", cause="未上锁")),
        "incidents:set_measure": prepared(
            _one,
            lambda s, pk: actions.set_measure(
                by=s.by, incident=pk, kind="lesson", words="换锁", owner=s.by.staff_id, due_on=TODAY()
            ),
        ),
        "incidents:end_measure": prepared(
            _one, lambda s, _pk: actions.end_measure(by=s.by, measure=s.here("measure"), outcome="已找回")
        ),
        "incidents:make_good": prepared(_one, _at("make_good", how="已补齐")),
        "incidents:hold_to_account": prepared(
            _general,
            lambda s, boss: actions.hold_to_account(
                by=boss, incident=s.here("incident"), staff=s.colleague.pk, facts="未上锁"
            ),
        ),
        "incidents:answer_account": prepared(
            _one, lambda s, _pk: actions.answer_account(by=s.by, account=s.here("account"), words="当时外出")
        ),
        "affected:list_subject": prepared(_one, lambda s, pk: affected.list_subject(by=s.by, incident=pk)),
        "affected:list_readings": prepared(
            _one,
            lambda s, pk: affected.list_readings(
                by=s.by, incident=pk, staff=s.by.staff_id, since=clock.now() - _HOUR, until=clock.now() + _HOUR
            ),
        ),
        "affected:list_department": prepared(_one, lambda s, pk: affected.list_department(by=s.by, incident=pk)),
        "affected:list_nobody": prepared(_one, lambda s, pk: affected.list_nobody(by=s.by, incident=pk, reason="无")),
        "notices:decide_notice": prepared(
            _general,
            lambda s, boss: notices.decide_notice(
                by=boss, incident=s.here("incident"), whom="persons", notify=False, reason="已找回"
            ),
        ),
        "notices:note_told": prepared(
            _one, lambda s, pk: notices.note_told(by=s.by, incident=pk, whom="authority", how="书面报送")
        ),
        "incidents:print_incident": prepared(_one, lambda s, pk: actions.print_incident(by=s.by, incident=pk)),
    }.items()
}
