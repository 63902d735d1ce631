"""Who does the work of somebody who is away. Standing in puts their work on the stand-in's list; it gives no rights."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation.actions.departments import MANAGE
from juanzong.organisation.acts import act
from juanzong.organisation.backend import may_enter
from juanzong.organisation.chart import Chart, chart
from juanzong.organisation.choices import AwayReason
from juanzong.organisation.managers import lock_tree
from juanzong.organisation.models import Staff, StandIn
from juanzong.organisation.viewer import Viewer, known_position

_CLAUSE = "P00-1.6"


@act("desk.view", clause=_CLAUSE)
def name_stand_in(
    *, by: Viewer, away: int, stand_in: int, from_date: dt.date, until_date: dt.date, reason: str
) -> StandIn:
    """Let somebody stand in for a person from a day until a day, both inclusive: for oneself, or for whom one is above.

    A person without a superior's help chooses somebody who holds one of their positions, or the superior themselves.
    NotAllowed: somebody else's person; one who holds none of the positions; the system's managers and those who read
    customers' data for one another. Invalid: days, oneself, one who is not here. Conflict: already somebody, a circle.
    """
    lock_tree()
    today = clock.today()
    _check_days(from_date, until_date, today)
    found = chart()
    person, other = _person(away), _person(stand_in)
    if person.pk == other.pk:
        raise Invalid(_("不能做自己的代理人。"), fields={"stand_in": _("请选择另一位同事。")}, clause=_CLAUSE)
    if not found.is_here(other.pk):
        raise Invalid(_("代理人须是在职并有任职的员工。"), fields={"stand_in": _("请选择另一位同事。")}, clause=_CLAUSE)
    _may_arrange(by, person.pk, other.pk, found)
    _keep_apart(person.pk, other.pk, found)
    _refuse_overlap(person.pk, other.pk, from_date, until_date)
    made = StandIn.objects.create(
        away=person, stand_in=other, from_date=from_date, until_date=until_date, reason=_reason(reason),
        made_by_id=by.staff_id or None,
    )  # fmt: skip
    ledger.record(
        "stand_in.made", by.actor, Ref("staff", person.pk), clauses=(_CLAUSE,),
        payload={
            "stand_in": other.pk, "name": other.name, "from_date": from_date.isoformat(),
            "until_date": until_date.isoformat(), "reason": made.reason,
        },
    )  # fmt: skip
    return made


@act("desk.view", clause=_CLAUSE)
def end_stand_in(*, by: Viewer, arrangement: int) -> StandIn:
    """The person is back before the last day, or the arrangement is called off: what they owe is on their list alone."""
    made = StandIn.objects.select_for_update().select_related("stand_in").filter(pk=arrangement).first()
    if made is None:
        raise NotFound(_("没有这项代理。"))
    if made.stand_in_id != by.staff_id:
        _refuse_stranger(by, made.away_id, chart())
    if made.ended_at is not None or made.until_date < clock.today():
        raise Conflict(_("这项代理已经结束。"), clause=_CLAUSE)
    made.ended_at = clock.now()
    made.save(update_fields=["ended_at"])
    ledger.record(
        "stand_in.ended", by.actor, Ref("staff", made.away_id), clauses=(_CLAUSE,),
        payload={"stand_in": made.stand_in_id, "name": made.stand_in.name, "until_date": made.until_date.isoformat()},
    )  # fmt: skip
    return made


def _check_days(from_date: dt.date, until_date: dt.date, today: dt.date) -> None:
    if from_date < today:
        raise Invalid(_("起始日已经过去。"), fields={"from_date": _("请选择今天或以后的日子。")}, clause=_CLAUSE)
    if until_date < from_date:
        raise Invalid(_("截止日不能早于起始日。"), fields={"until_date": _("截止日不能早于起始日。")}, clause=_CLAUSE)


def _reason(code: str) -> str:
    if code not in AwayReason.values:
        raise Invalid(_("请选择外出原因。"), fields={"reason": _("请从列表中选择。")}, clause=_CLAUSE)
    return code


def _person(staff: int) -> Staff:
    found = Staff.objects.filter(pk=staff).first()
    if found is None or not may_enter(found):
        raise NotFound(_("没有这位在职员工。"))
    return found


def _refuse_stranger(by: Viewer, away: int, found: Chart) -> None:
    """Only oneself, who is above, and who manages the organisation."""
    if away != by.staff_id and by.staff_id not in found.above(away) and not by.may(MANAGE):
        raise NotAllowed(
            _("只能为自己或自己的下属安排代理人。"), clause=_CLAUSE, todo=_("请由本人、其上级或系统管理员办理。")
        )


def _may_arrange(by: Viewer, away: int, stand_in: int, found: Chart) -> None:
    """Whoever arranges it for themselves may not hand their work to just anybody."""
    _refuse_stranger(by, away, found)
    above = found.above(away)
    held = {seat.position for seat in found.by_staff.get(away, ())}
    same = any(seat.position in held for seat in found.by_staff.get(stand_in, ()))
    if away == by.staff_id and above and stand_in not in above and not same:
        raise NotAllowed(
            _("此人不担任您的岗位，须由您的上级同意。"), clause=_CLAUSE,
            todo=_("请选择担任同一岗位的同事或自己的上级；请其他人代理，由上级来安排。"),
        )  # fmt: skip


def _keep_apart(away: int, stand_in: int, found: Chart) -> None:
    """Whoever runs the system does not do the work of those who read customers' data, nor the other way round."""
    sides = [
        {known.reads_customers for seat in found.by_staff.get(one, ()) if (known := known_position(seat.position))}
        for one in (away, stand_in)
    ]
    if all(sides) and not sides[0] & sides[1]:
        raise NotAllowed(
            _("管理系统的岗位与接触客户资料的岗位不能互相代理。"), clause=_CLAUSE, todo=_("请选择另一位同事。")
        )


def _refuse_overlap(away: int, stand_in: int, from_date: dt.date, until_date: dt.date) -> None:
    """One stand-in at a time, and nobody whose own work comes back to the person."""
    then = StandIn.objects.filter(ended_at__isnull=True, from_date__lte=until_date, until_date__gte=from_date)
    pairs = list(then.values_list("away_id", "stand_in_id"))
    if any(one == away for one, _other in pairs):
        raise Conflict(_("这段时间已有代理人。"), clause=_CLAUSE, todo=_("请先结束原来的代理，或改动日期。"))
    reached, waiting = {stand_in}, [stand_in]
    while waiting:
        at = waiting.pop()
        for one, other in pairs:
            if one == at and other not in reached:
                reached.add(other)
                waiting.append(other)
    if away in reached:
        raise Conflict(
            _("所选代理人这段时间也不在，其工作正由本人代理，不能互相代理。"),
            clause=_CLAUSE,
            todo=_("请选择另一位同事。"),
        )
