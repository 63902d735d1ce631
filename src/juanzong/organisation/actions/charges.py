"""Which deputy general manager is in charge of which department (主管副总经理): who decides where a clause says so."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from juanzong.kit.errors import Conflict, Invalid, NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation.actions.departments import MANAGE
from juanzong.organisation.acts import act
from juanzong.organisation.chart import DEPUTY
from juanzong.organisation.managers import lock_tree
from juanzong.organisation.models import Appointment, Charge, Department
from juanzong.organisation.viewer import Viewer

_CLAUSE = "P03-6.1"


@act(MANAGE, clause=_CLAUSE)
def put_in_charge(
    *, by: Viewer, department: int, deputy: int, from_date: dt.date, until_date: dt.date | None = None
) -> Charge:
    """Put a deputy general manager in charge of a department, and of all below it that has none of its own.

    Invalid: not a deputy general manager on that day; days. Conflict: somebody is in charge of it then; it is closed.
    """
    lock_tree()
    place = Department.objects.filter(pk=department).first()
    if place is None:
        raise NotFound(_("没有这个部门。"))
    if place.closed_on is not None:
        raise Conflict(_("部门“%(name)s”已撤销。") % {"name": place.name}, todo=_("请选择未撤销的部门。"))
    if until_date is not None and until_date < from_date:
        raise Invalid(_("截止日不能早于起始日。"), fields={"until_date": _("截止日不能早于起始日。")}, clause=_CLAUSE)
    held = Appointment.objects.filter(staff=deputy, position=DEPUTY, staff__is_active=True).select_related("staff")
    if not any(one.holds_on(from_date) for one in held):
        raise Invalid(
            _("此人在起始日不担任副总经理。"), fields={"deputy": _("请选择一位副总经理。")}, clause=_CLAUSE,
            todo=_("请先任命其为副总经理。"),
        )  # fmt: skip
    for one in Charge.objects.filter(department=place):
        begins_before = until_date is None or one.from_date <= until_date
        if begins_before and (one.until_date is None or from_date <= one.until_date):
            raise Conflict(_("这段时间已有主管副总经理。"), clause=_CLAUSE, todo=_("请先结束原来的分管，或改动日期。"))
    made = Charge.objects.create(department=place, deputy_id=deputy, from_date=from_date, until_date=until_date)
    _note(by, "charge.given", made, held[0].staff.name, until_date)
    return made


@act(MANAGE, clause=_CLAUSE)
def end_charge(*, by: Viewer, charge: int, until_date: dt.date) -> Charge:
    """End it; `until_date` is its last day."""
    found = Charge.objects.select_for_update().select_related("deputy").filter(pk=charge).first()
    if found is None:
        raise NotFound(_("没有这项分管。"))
    if found.until_date is not None and found.until_date <= until_date:
        raise Conflict(_("这项分管到 %(day)s 已经结束。") % {"day": found.until_date.isoformat()}, clause=_CLAUSE)
    if until_date < found.from_date:
        raise Invalid(_("截止日不能早于起始日。"), fields={"until_date": _("截止日不能早于起始日。")}, clause=_CLAUSE)
    found.until_date = until_date
    found.save(update_fields=["until_date"])
    _note(by, "charge.ended", found, found.deputy.name, until_date)
    return found


def _note(by: Viewer, kind: str, one: Charge, name: str, until_date: dt.date | None) -> None:
    ledger.record(
        kind, by.actor, Ref("department", one.department_id), clauses=(_CLAUSE,),
        payload={
            "deputy": one.deputy_id, "name": name, "from_date": one.from_date.isoformat(),
            "until_date": until_date.isoformat() if until_date else None,
        },
    )  # fmt: skip
