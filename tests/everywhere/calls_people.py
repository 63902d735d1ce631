"""How to call the actions on people: standing in, being in charge (calls.py)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from juanzong.organisation import actions
from juanzong.organisation.models import Charge, Staff, StandIn
from juanzong.organisation.viewer import Viewer
from tests.everywhere.staging import TODAY, Call, Scene, prepared
from tests.factories import make_staff


def _away(scene: Scene) -> tuple[Viewer, int, int]:
    """Somebody, and a colleague of the same position."""
    return scene.by, scene.by.staff_id, scene.second.staff_id


def _name(by: Viewer, away: int, stand_in: int) -> StandIn:
    return actions.name_stand_in(
        by=by, away=away, stand_in=stand_in, from_date=TODAY(), until_date=TODAY() + dt.timedelta(days=3),
        reason="leave",
    )  # fmt: skip


def _standing_in(scene: Scene) -> Call:
    made = _name(*_away(scene))
    return lambda: actions.end_stand_in(by=scene.by, arrangement=made.pk)


def _deputy(scene: Scene) -> Staff:
    return make_staff("deputy_general_manager", department=scene.grounds.company)


def _put(scene: Scene, deputy: int) -> Charge:
    return actions.put_in_charge(
        by=scene.admin, department=scene.here.department.pk, deputy=deputy, from_date=TODAY(), until_date=TODAY()
    )


def _in_charge(scene: Scene) -> Call:
    made = _put(scene, _deputy(scene).pk)
    Charge.objects.filter(pk=made.pk).update(until_date=None)
    return lambda: actions.end_charge(by=scene.admin, charge=made.pk, until_date=TODAY())


PEOPLE: dict[str, Callable[[Scene], Call]] = {
    "organisation.actions_away:name_stand_in": prepared(_away, lambda s, m: _name(*m)),
    "organisation.actions_away:end_stand_in": _standing_in,
    "organisation.actions_charges:put_in_charge": prepared(
        lambda s: (s.admin, _deputy(s).pk), lambda s, m: _put(s, m[1])
    ),
    "organisation.actions_charges:end_charge": _in_charge,
}
