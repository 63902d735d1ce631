"""Meetings on customer service: called with an agenda, held with minutes, what was agreed carried out (P09-2.11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid, NotAllowed
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation.acts import act
from juanzong.organisation.choices import Scope
from juanzong.organisation.viewer import Viewer
from juanzong.service.models import Agreed, Meeting, Present, Topic
from juanzong.service.reads import meetings
from juanzong.service.reads.meetings import MEET
from juanzong.service.writing import colleague, company, past_day, words

CLAUSE = "P09-2.11"
MOST = 30


@dataclass(frozen=True, slots=True)
class Resolution:
    """Something a meeting agrees: what, who, by when."""

    text: str
    owner: int
    due_on: dt.date


@act(MEET, clause=CLAUSE)
def call_meeting(
    *, by: Viewer, on_day: dt.date, department: int, topics: Sequence[str], drawn: Sequence[str] = ()
) -> Meeting:
    """Call a meeting. drawn: sources of the open issues of today that go on the agenda, before the `topics` written."""
    if by.scope(MEET) is not Scope.COMPANY and department not in by.departments:
        raise NotAllowed(_("您只能召集本部门的会议。"), clause=CLAUSE, todo=_("请选择本部门。"))
    if abs((on_day - clock.today()).days) > 366:
        raise Invalid(_("会议日期应在前后一年以内。"), fields={"on_day": _("请核对日期。")}, clause=CLAUSE)
    issues = [(one.text[:200], one.source) for one in meetings.issues(by) if one.source in drawn]
    agenda = [*issues, *((words(one, "topics", CLAUSE), "") for one in topics if one.strip())][:MOST]
    if not agenda:
        raise Invalid(_("请至少写一项议题。"), fields={"topics": _("请填写议题。")}, clause=CLAUSE)
    made = Meeting.objects.create(on_day=on_day, department_id=department, chair_id=by.staff_id)
    Topic.objects.bulk_create(
        Topic(meeting=made, place=place, text=text, source=source) for place, (text, source) in enumerate(agenda, 1)
    )
    ledger.record(
        "meeting.called", by.actor, Ref("department", department), clauses=(CLAUSE,),
        payload={"meeting": made.pk, "on_day": on_day.isoformat(), "topics": len(agenda)},
    )  # fmt: skip
    return made


@act(MEET, clause=CLAUSE)
def hold_meeting(
    *, by: Viewer, meeting: int, present: Sequence[int], minutes: str, agreed: Sequence[Resolution] = ()
) -> Meeting:
    """Write up a meeting that was held: who was there, the minutes, what was agreed. Only its chair does."""
    meetings.meeting(by, meeting)
    one = Meeting.objects.select_for_update().get(pk=meeting)
    if one.chair_id != by.staff_id and not by.everything:
        raise NotAllowed(_("会议纪要由召集人登记。"), clause=CLAUSE, todo=_("请由召集人办理。"))
    if one.held_at is not None:
        raise Conflict(_("这次会议的纪要已经登记。"), clause=CLAUSE)
    past_day(one.on_day, "on_day", CLAUSE)
    there = list(dict.fromkeys(present))[:MOST]
    if len({*there, one.chair_id}) < 2:
        raise Invalid(_("会议至少两人参加。"), fields={"present": _("请选择参加人员。")}, clause=CLAUSE)
    for staff in there:
        colleague(by, staff, CLAUSE)
    one.minutes = words(minutes, "minutes", CLAUSE, longest=4000, multiline=True)
    one.held_at = clock.now()
    one.save(update_fields=["minutes", "held_at"])
    Present.objects.bulk_create(Present(meeting=one, staff_id=staff) for staff in there)
    made = [_agree(by, one, resolution) for resolution in list(agreed)[:MOST]]
    ledger.record(
        "meeting.held", by.actor, company(), clauses=(CLAUSE,),
        payload={"meeting": one.pk, "round": one.on_day.strftime("%Y-%m"), "present": len({*there, one.chair_id}),
                 "agreed": len(made)},
    )  # fmt: skip
    return one


def _agree(by: Viewer, meeting: Meeting, told: Resolution) -> Agreed:
    colleague(by, told.owner, CLAUSE)
    if told.due_on < meeting.on_day or (told.due_on - meeting.on_day).days > 366:
        raise Invalid(_("期限应在会议之后一年以内。"), fields={"agreed": _("请核对期限。")}, clause=CLAUSE)
    made = Agreed.objects.create(
        meeting=meeting, text=words(told.text, "agreed", CLAUSE), owner_id=told.owner, due_on=told.due_on
    )
    ledger.record(
        "action.agreed", by.actor, Ref("agreed", made.pk), clauses=(CLAUSE,),
        payload={"meeting": meeting.pk, "owner": told.owner, "on": told.due_on.isoformat()},
    )  # fmt: skip
    return made


@act("desk.view", clause=CLAUSE)
def finish_agreed(*, by: Viewer, agreed: int, note: str) -> Agreed:
    """Report what was agreed as done, by whoever it was given to."""
    meetings.agreed(by, agreed)
    one = Agreed.objects.select_for_update().get(pk=agreed)
    if one.owner_id != by.staff_id:
        raise NotAllowed(_("这件事不是交给您办的。"), clause=CLAUSE, todo=_("请由责任人报告办理情况。"))
    if one.done_at is not None:
        raise Conflict(_("这件事已经办完。"), clause=CLAUSE)
    one.done_note = words(note, "note", CLAUSE)
    one.done_at = clock.now()
    one.save(update_fields=["done_at", "done_note"])
    ledger.record(
        "action.done", by.actor, Ref("agreed", one.pk), clauses=(CLAUSE,),
        payload={"meeting": one.meeting_id, "on_time": clock.today() <= one.due_on},
    )  # fmt: skip
    return one
