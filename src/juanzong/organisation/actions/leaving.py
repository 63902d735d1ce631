"""Somebody's last day: noted, moved, taken back. It ends rights by itself, on the day, and changes no appointment: whoever
stays after all has what they had."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from juanzong.kit.errors import Conflict, Invalid
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation.accounts import locked_staff, note
from juanzong.organisation.actions.departments import MANAGE
from juanzong.organisation.acts import act
from juanzong.organisation.managers import refuse_last_manager
from juanzong.organisation.models import Appointment, Staff
from juanzong.organisation.viewer import Viewer

_CLAUSE = "P00-1.6"


@act(MANAGE, clause=_CLAUSE)
def note_leaving(*, by: Viewer, staff: int, on: dt.date) -> Staff:
    """The person leaves after `on`: all rights end that day, whatever is still to be handed over (nobody's leaving is
    blocked). Said again with another day, it moves. Appointments that would have begun later are withdrawn."""
    found = locked_staff(staff)
    if found.joined_on is not None and on < found.joined_on:
        raise Invalid(_("离职日不能早于入职日。"), fields={"on": _("离职日不能早于入职日。")}, clause=_CLAUSE)
    if found.left_on == on:
        raise Conflict(
            _("最后工作日已是 %(day)s。") % {"day": on.isoformat()}, clause=_CLAUSE, todo=_("请填写另一天。")
        )
    refuse_last_manager(leaving=found.pk, clause=_CLAUSE)
    for held in Appointment.objects.select_for_update().filter(staff=found, from_date__gt=on):
        ledger.record(
            "appointment.withdrawn", by.actor, Ref("staff", found.pk), clauses=(_CLAUSE,),
            payload={"post": held.position, "department": held.department_id},
        )  # fmt: skip
        held.delete()
    found.left_on = on
    found.save(update_fields=["left_on"])
    note(by, "staff.changed", found, fields=["left_on"], day=on.isoformat())
    return found


@act(MANAGE, clause=_CLAUSE)
def withdraw_leaving(*, by: Viewer, staff: int, reason: str) -> Staff:
    """The person stays after all, with the appointments they had. Conflict: no last day is noted, or the account is closed."""
    found, words = locked_staff(staff), " ".join(reason.split())
    if not words or len(words) > 200:
        fault = _("请写明撤回的原因，不超过 200 字。")
        raise Invalid(fault, fields={"reason": fault}, clause=_CLAUSE)
    if found.left_on is None:
        raise Conflict(_("此人没有登记离职。"), clause=_CLAUSE)
    if not found.is_active:
        raise Conflict(_("此人的账号已停用。"), clause=_CLAUSE, todo=_("请先启用账号，再撤回离职登记。"))
    found.left_on = None
    found.save(update_fields=["left_on"])
    note(by, "staff.stays", found, reason=words)
    return found
