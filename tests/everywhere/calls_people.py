"""How to call the actions on people: standing in, being in charge (calls.py)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from juanzong.casework.actions import channels
from juanzong.casework.actions.channels import ChannelDraft
from juanzong.kit import clock
from juanzong.organisation import actions, factors, pledges, totp
from juanzong.organisation.actions import training
from juanzong.organisation.actions.training import Mark
from juanzong.organisation.choices import Proof, ProofWay
from juanzong.organisation.models import Charge, SecondFactor, Staff, StandIn
from juanzong.organisation.viewer import Viewer
from juanzong.policies import actions as policies
from juanzong.policies.reads import adopted
from tests.everywhere.staging import TODAY, Call, Scene, plain, prepared
from tests.factories import make_staff, make_viewer


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
    "organisation.actions.away:name_stand_in": prepared(_away, lambda s, m: _name(*m)),
    "organisation.actions.away:end_stand_in": _standing_in,
    "organisation.actions.charges:put_in_charge": prepared(
        lambda s: (s.admin, _deputy(s).pk), lambda s, m: _put(s, m[1])
    ),
    "organisation.actions.charges:end_charge": _in_charge,
}


def _with_factor(scene: Scene) -> Proof:
    """Somebody with a second factor, who has just shown it."""
    secret, sealed = factors.fresh_secret(scene.by.staff_id)
    SecondFactor.objects.create(staff_id=scene.by.staff_id, sealed=sealed, confirmed_at=clock.now())
    assert secret
    return Proof(scene.by.staff_id, ProofWay.CODE, clock.now())


def _confirming(scene: Scene) -> Call:
    made = actions.begin_second_factor(by=scene.by)
    code = totp.code_at(factors.secret_of(made), int(clock.now().timestamp()) // totp.STEP)
    return lambda: actions.confirm_second_factor(by=scene.by, code=code)


def _resetting(scene: Scene) -> Call:
    _with_factor(scene)
    return lambda: actions.reset_second_factor(by=scene.admin, staff=scene.by.staff_id)


def _pledging(scene: Scene) -> Call:
    now = pledges.current()
    assert now
    return lambda: actions.acknowledge_pledges(by=scene.by, digest=now.digest)


PEOPLE |= {
    "organisation.actions.factors:begin_second_factor": plain(lambda s: actions.begin_second_factor(by=s.by)),
    "organisation.actions.factors:confirm_second_factor": _confirming,
    "organisation.actions.factors:renew_recovery_codes": prepared(
        _with_factor, lambda s, proof: actions.renew_recovery_codes(by=s.by, proof=proof)
    ),
    "organisation.actions.factors:end_second_factor": prepared(
        _with_factor, lambda s, proof: actions.end_second_factor(by=s.by, proof=proof)
    ),
    "organisation.actions.factors:reset_second_factor": _resetting,
    "organisation.actions.factors:require_second_factor": prepared(
        lambda s: s.admin, lambda s, admin: actions.require_second_factor(by=admin, who=["archivist"])
    ),
    "organisation.actions.pledges:acknowledge_pledges": _pledging,
}


def _draft(scene: Scene) -> tuple[Viewer, ChannelDraft]:
    url = "https://oapi.dingtalk.com/robot/send?access_token=1"
    return scene.admin, ChannelDraft("dingtalk", "群", "https://a.example", ("reminder",), url=url, secret="SEC1")


def _channel(scene: Scene) -> tuple[Viewer, int]:
    admin, draft = _draft(scene)
    return admin, channels.save_channel(by=admin, channel=None, draft=draft).pk


def _message(scene: Scene) -> tuple[Viewer, int]:
    admin, channel = _channel(scene)
    return admin, channels.test_channel(by=admin, channel=channel).pk


PEOPLE |= {
    "casework.actions.channels:save_channel": prepared(
        _draft, lambda s, m: channels.save_channel(by=m[0], channel=None, draft=m[1])
    ),
    "casework.actions.channels:remove_channel": prepared(
        _channel, lambda s, m: channels.remove_channel(by=m[0], channel=m[1])
    ),
    "casework.actions.channels:test_channel": prepared(
        _channel, lambda s, m: channels.test_channel(by=m[0], channel=m[1])
    ),
    "casework.actions.channels:retry_message": prepared(
        _message, lambda s, m: channels.retry_message(by=m[0], message=m[1])
    ),
}


def _session(scene: Scene) -> tuple[Viewer, int]:
    """A manager, and a session of their department for two people, today."""
    manager = make_viewer("department_manager", department=scene.here.department)
    if "P00" not in {one.pack for one in adopted()}:
        policies.adopt(actor=manager.actor, pack="P00", from_date=TODAY())
    made = training.plan_training(
        by=manager, course="data_protection", department=scene.here.department.pk, on_day=TODAY(), trainer="外聘讲师",
        staff=[scene.by.staff_id, scene.second.staff_id],
    )  # fmt: skip
    return manager, made.pk


def _plan(scene: Scene) -> tuple[Viewer, int]:
    manager, _made = _session(scene)
    return manager, scene.here.department.pk


def _marks(scene: Scene) -> list[Mark]:
    return [Mark(scene.by.staff_id, present=True, score=88), Mark(scene.second.staff_id, present=False)]


PEOPLE |= {
    "organisation.actions.training:plan_training": prepared(
        _plan,
        lambda s, m: training.plan_training(
            by=m[0],
            course="data_protection",
            department=m[1],
            on_day=TODAY(),
            trainer="外聘讲师",
            staff=[s.by.staff_id],
        ),
    ),
    "organisation.actions.training:hold_training": prepared(
        _session, lambda s, m: training.hold_training(by=m[0], session=m[1], marks=_marks(s))
    ),
    "organisation.actions.training:call_off_training": prepared(
        _session, lambda _s, m: training.call_off_training(by=m[0], session=m[1], reason="讲师临时有事")
    ),
    "organisation.actions.training:_note_sheet": prepared(
        _session, lambda _s, m: training.print_attendance(by=m[0], session=m[1])
    ),
    "organisation.actions.training:_note_record": plain(lambda s: training.print_record(by=s.by, staff=s.by.staff_id)),
}
