"""How to call each act of offboarding once, and the acts of other rooms that it is made of (calls.py)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from juanzong.customers import actions as customers
from juanzong.dossiers.models import Dossier
from juanzong.forms import actions as forms
from juanzong.organisation.models import StandIn
from juanzong.organisation.viewer import Viewer
from juanzong.oversight.actions import offboarding as actions
from tests.everywhere.staging import TODAY, Call, Scene, prepared
from tests.factories import make_viewer


def _general(scene: Scene) -> Viewer:
    """The general manager, with a colleague made beforehand."""
    _there = scene.colleague
    return make_viewer("general_manager", department=scene.grounds.company)


def _begun(scene: Scene) -> tuple[Viewer, int]:
    """The general manager, and the leaving of a colleague who keeps a dossier and stands in for somebody; last day today."""
    boss = _general(scene)
    Dossier.objects.filter(pk=scene.here("dossier")).update(custodian=scene.colleague)
    StandIn.objects.create(
        away=scene.here.staff, stand_in=scene.colleague, from_date=TODAY(), until_date=TODAY() + dt.timedelta(days=3),
        reason="leave",
    )  # fmt: skip
    made = actions.begin_leaving(by=boss, staff=scene.colleague.pk, last_day=TODAY(), receiver=scene.here.staff.pk)
    return boss, made.pk


def _at(name: str, **more: Any) -> Callable[[Scene], Call]:
    return prepared(_begun, lambda _s, m: getattr(actions, name)(by=m[0], leaving=m[1], **more))


OFFBOARDING: dict[str, Callable[[Scene], Call]] = {
    **{
        f"oversight.actions.offboarding:{name}": call
        for name, call in {
            "begin_leaving": prepared(
                _general,
                lambda s, boss: actions.begin_leaving(by=boss, staff=s.colleague.pk, last_day=TODAY()),
            ),
            "name_receiver": prepared(
                _begun,
                lambda s, m: actions.name_receiver(by=m[0], leaving=m[1], receiver=s.here.staff.pk),
            ),
            "move_last_day": prepared(
                _begun,
                lambda _s, m: actions.move_last_day(by=m[0], leaving=m[1], last_day=TODAY() + dt.timedelta(days=9)),
            ),
            "withdraw_leaving": _at("withdraw_leaving", reason="改为内部调动"),
            "take_back": _at("take_back", holds="stand_ins"),
            "pass_on": _at("pass_on", holds="dossiers"),
            "note_missing": prepared(
                _begun,
                lambda s, m: actions.note_missing(
                    by=m[0], leaving=m[1], holds="dossiers", things=[s.here("dossier")], facts="不在柜中"
                ),
            ),
            "close_leaving": _at("close_leaving"),
            "print_clearance": _at("print_clearance"),
        }.items()
    },
    "customers.actions.customers:hand_over_customers": prepared(
        lambda s: s.colleague.pk,
        lambda s, to: customers.hand_over_customers(by=s.by, customers=[s.here("customer")], to=to, reason="调岗"),
    ),
    "forms.actions.handing:pass_records": prepared(
        _general,
        lambda s, boss: forms.pass_records(by=boss, records=[s.here("record")], to=s.colleague.pk, reason="调岗"),
    ),
}
