"""How to call each action of service once, in a company of event sales of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from juanzong.service.actions import distribution, events, meetings, supervision, visits
from juanzong.service.actions.meetings import Resolution
from juanzong.service.models import Agreed
from tests.everywhere.staging import TODAY, Call, Scene
from tests.service.people import Company, purchase


def _of(maker: Callable[[Company], Call]) -> Callable[[Scene], Call]:
    return lambda _scene: maker(Company())


def _visit(c: Company) -> Call:
    one = c.mine()
    return lambda: c.visit(one)


def _ask(c: Company) -> Call:
    one = c.mine()
    return lambda: visits.ask_doctor(by=c.rep, customer=one.pk, purpose="guidance")


def _take(c: Company) -> Call:
    record = c.customer_form(c.mine(), bought=True)
    return lambda: visits.take_form(by=c.rep, record=record.pk)


def _give_back(c: Company) -> Call:
    one = c.mine()
    taking = visits.take_form(by=c.rep, record=c.customer_form(one, bought=True).pk)
    made = c.visit(one)
    return lambda: visits.give_back_form(by=c.rep, taking=taking.pk, visit=made.pk)


def _participant(c: Company) -> Call:
    one, event = c.mine(), c.event()
    return lambda: events.note_participant(by=c.rep, event=event.pk, customer=one.pk, bought=False)


def _purchase(c: Company) -> Call:
    one = c.mine()
    return lambda: events.note_purchase(by=c.rep, customer=one.pk, purchase=purchase())


def _assign(c: Company) -> Call:
    record = c.questionnaire(c.mine())
    return lambda: distribution.assign(by=c.manager, record=record.pk, staff=c.rep.staff_id)


def _by_rule(c: Company) -> Call:
    record = c.questionnaire(c.mine())
    return lambda: distribution.assign_by_rule(by=c.manager, records=[record.pk])


def _reassign(c: Company) -> Call:
    one = c.mine()
    distribution.assign(by=c.manager, record=c.questionnaire(one).pk, staff=c.rep.staff_id)
    return lambda: distribution.reassign(by=c.manager, customer=one.pk, staff=c.other.staff_id, reason="调整片区")


def _drawn(c: Company) -> Any:
    c.questionnaire(c.mine())
    return supervision.draw_call_backs(by=c.keeper, number=1)[0]


def _draw(c: Company) -> Call:
    c.questionnaire(c.mine())
    return lambda: supervision.draw_call_backs(by=c.keeper, number=1)


def _note_call_back(c: Company) -> Call:
    one = _drawn(c)
    return lambda: supervision.note_call_back(by=c.keeper, call_back=one.pk, result="true")


def _called(c: Company) -> Any:
    return meetings.call_meeting(by=c.doctor, on_day=TODAY(), department=c.sales.pk, topics=["夏季活动"])


def _hold(c: Company) -> Call:
    one, agreed = _called(c), Resolution("补访", c.rep.staff_id, TODAY() + dt.timedelta(days=3))
    return lambda: meetings.hold_meeting(
        by=c.doctor, meeting=one.pk, present=[c.manager.staff_id], minutes="讨论回访。", agreed=[agreed]
    )


def _finish(c: Company) -> Call:
    _hold(c)()
    one = Agreed.objects.latest("id")
    return lambda: meetings.finish_agreed(by=c.rep, agreed=one.pk, note="已补访")


SERVICE: dict[str, Callable[[Scene], Call]] = {
    "service.actions.distribution:assign": _of(_assign),
    "service.actions.distribution:assign_by_rule": _of(_by_rule),
    "service.actions.distribution:reassign": _of(_reassign),
    "service.actions.distribution:set_areas": _of(
        lambda c: lambda: distribution.set_areas(by=c.manager, staff=c.rep.staff_id, areas=["湖滨街道"])
    ),
    "service.actions.events:hold_event": _of(lambda c: c.event),
    "service.actions.events:note_participant": _of(_participant),
    "service.actions.events:note_purchase": _of(_purchase),
    "service.actions.meetings:call_meeting": _of(lambda c: lambda: _called(c)),
    "service.actions.meetings:finish_agreed": _of(_finish),
    "service.actions.meetings:hold_meeting": _of(_hold),
    "service.actions.supervision:check_day": _of(lambda c: lambda: supervision.check_day(by=c.doctor, day=TODAY())),
    "service.actions.supervision:draw_call_backs": _of(_draw),
    "service.actions.supervision:guide": _of(
        lambda c: lambda: supervision.guide(by=c.doctor, staff=c.rep.staff_id, day=TODAY(), text="先问服用时间")
    ),
    "service.actions.supervision:note_call_back": _of(_note_call_back),
    "service.actions.visits:ask_doctor": _of(_ask),
    "service.actions.visits:give_back_form": _of(_give_back),
    "service.actions.visits:record_visit": _of(_visit),
    "service.actions.visits:take_form": _of(_take),
}
