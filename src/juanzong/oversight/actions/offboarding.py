"""Clearing a leaving: begun with a last day, item by item taken back, handed on or noted as missing, closed with the account.

The last day ends rights and appointments whatever is still to be handed over: none of these acts can hold anybody back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from juanzong.casework.sockets import subjects
from juanzong.casework.sockets_held import Handing, Held, Holds, all_holds
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid, NotAllowed
from juanzong.kit.prints import report as prints
from juanzong.kit.prints.report import Lang
from juanzong.kit.refs import Ref
from juanzong.organisation import actions as organisation
from juanzong.organisation import reads
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer, lent, system
from juanzong.oversight.choices import IncidentKind, Severity
from juanzong.oversight.incidents import writing as incidents
from juanzong.oversight.incidents.writing import Report, said
from juanzong.oversight.models import Incident, Leaving
from juanzong.oversight.offboarding import papers
from juanzong.oversight.offboarding import reads as leavings
from juanzong.oversight.offboarding.choices import LeavingState, LineState
from juanzong.oversight.offboarding.reads import CLAUSE, CLEAR, MANAGE, held_now
from juanzong.oversight.offboarding.writing import (
    all_of,
    begin,
    chosen,
    end,
    locked,
    outstanding,
    receiver_of,
    say,
    settle,
    sort_of,
)

_BY_RULE = "按制度规定的人"  # untranslated: as the sheet keeps it
_NAMED = 10


@act(CLEAR, clause=CLAUSE)
def begin_leaving(*, by: Viewer, staff: int, last_day: dt.date, receiver: int = 0) -> Leaving:
    """Say that somebody leaves after `last_day`, and who takes over from them. Their rights end that day in any case.

    NotAllowed: oneself, somebody above, somebody of another department. Conflict: begun already. Invalid: the receiver.
    """
    person = reads.staff(by, staff)
    if staff == by.staff_id:
        raise NotAllowed(_("不能办理自己的离职交接。"), clause=CLAUSE, todo=_("请由上级办理。"))
    if not leavings.reaches(by, staff):
        raise NotAllowed(
            _("此人的离职交接不归您办理。"), clause=CLAUSE, todo=_("请由其上级、部门经理、总经理或系统管理员办理。")
        )
    if Leaving.objects.filter(staff=staff, state=LeavingState.OPEN).exists():
        raise Conflict(_("此人的离职交接已在办理。"), clause=CLAUSE, todo=_("请打开办理中的离职交接。"))
    if receiver and (receiver == staff or not reads.staff(by, receiver).is_here):
        fault = _("接手人须是另一位在职的同事。")
        raise Invalid(fault, fields={"receiver": fault}, clause=CLAUSE)
    one = begin(by.actor, person.id, last_day, receiver)
    organisation.note_leaving(by=lent(by, MANAGE), staff=person.id, on=last_day)
    return one


@act(CLEAR, clause=CLAUSE)
def move_last_day(*, by: Viewer, leaving: int, last_day: dt.date) -> None:
    """The person leaves on another day. Rights and the duty to clear go with it."""
    one = locked(by, leaving)
    organisation.note_leaving(by=lent(by, MANAGE), staff=one.staff_id, on=last_day)


@act(CLEAR, clause=CLAUSE)
def withdraw_leaving(*, by: Viewer, leaving: int, reason: str) -> None:
    """The person stays after all, with all rights; what was taken back or handed on until now stays where it went."""
    one = locked(by, leaving)
    organisation.withdraw_leaving(by=lent(by, MANAGE), staff=one.staff_id, reason=reason)


@act(CLEAR, clause=CLAUSE)
def name_receiver(*, by: Viewer, leaving: int, receiver: int) -> Leaving:
    """Say who takes over from somebody who leaves, where nobody else is named."""
    one = locked(by, leaving)
    one.receiver_id, name = receiver_of(by, one, receiver)
    one.save(update_fields=["receiver"])
    say(by, "leaving.receiver_named", one, to=receiver, receiver=name)
    return one


@act(CLEAR, clause=CLAUSE)
def take_back(*, by: Viewer, leaving: int, holds: str, things: Sequence[int] = ()) -> int:
    """Take things back, all of the sort where none is named; how many. Conflict: it is done on the page of the thing."""
    one, sort = locked(by, leaving), sort_of(holds)
    if sort.take_back is None and not sort.by_hand:
        raise Conflict(_("“%(sort)s”不在这里收回。") % {"sort": sort.label}, clause=CLAUSE, todo=str(sort.how))
    found = chosen(one, sort, things)
    if sort.take_back is not None:
        sort.take_back(_handing(by, one, sort), [each.id for each in found])
    settle(by, one, sort, found, LineState.TAKEN)
    say(by, "leaving.taken_back", one, holds=holds, number=len(found))
    return len(found)


@act(CLEAR, clause=CLAUSE)
def pass_on(*, by: Viewer, leaving: int, holds: str, things: Sequence[int] = (), to: int = 0) -> int:
    """Hand things or work on, all of the sort where none is named, to somebody or to whoever takes over; how many."""
    one, sort = locked(by, leaving), sort_of(holds)
    if sort.pass_on is None:
        raise Conflict(
            _("“%(sort)s”不能转交。") % {"sort": sort.label}, clause=CLAUSE, todo=str(sort.how) or _("请收回。")
        )
    staff, name = receiver_of(by, one, to)
    number = 0
    for found in [chosen(one, sort, things)] if things else all_of(one, sort):
        sort.pass_on(_handing(by, one, sort), [each.id for each in found], staff)
        settle(by, one, sort, found, LineState.PASSED, to_name=name)
        number += len(found)
    say(by, "leaving.passed_on", one, holds=holds, number=number, to=staff, receiver=name)
    return number


def _handing(by: Viewer, one: Leaving, sort: Holds, reason: str = "") -> Handing:
    why = reason or _("%(name)s离职交接") % {"name": one.staff_name}
    return Handing(lent(by, *sort.rights), one.staff_id, why, CLAUSE, Ref("leaving", one.pk))


@act(CLEAR, clause=CLAUSE)
def note_missing(*, by: Viewer, leaving: int, holds: str, things: Sequence[int], facts: str) -> Incident:
    """Note that something is not there: an incident about it, with an accountability record about whoever had it, who may
    answer. What the room can say of a lost thing it says; nothing else about the thing changes."""
    one, sort = locked(by, leaving), sort_of(holds)
    if not sort.is_thing or not things:
        raise Invalid(_("请选择缺少的东西。"), fields={"things": _("请选择。")}, clause=CLAUSE)
    words, found = said(facts, "facts", _("请写明缺少什么、查找的经过。"), longest=500), chosen(one, sort, things)
    if sort.lose is not None:
        for each in found:
            sort.lose(_handing(by, one, sort, words[:200]), each.id)
    told = f"{_named(sort, found)}：{words}"  # untranslated: between a thing and what is said of it
    row = _account_for(by, one, told, _about(one, sort, found))
    settle(by, one, sort, found, LineState.MISSING, incident=row.pk)
    say(by, "leaving.missing", one, holds=holds, number=len(found), incident=row.pk)
    return row


def _about(one: Leaving, sort: Holds, found: Sequence[Held]) -> Ref:
    if sort.kind and len(found) == 1:
        return Ref(sort.kind, found[0].about or found[0].id)
    return Ref("leaving", one.pk)


def _named(sort: Holds, found: Sequence[Held]) -> str:
    """A sort with its things in words, the first of them where there are many."""
    ids = [each.about or each.id for each in found[:_NAMED] if not each.words]
    labels = subjects[sort.kind].labels(system(), ids) if ids and sort.kind in subjects else {}
    words = [f"{each.words or labels.get(each.about or each.id, '')} {each.where}".strip() for each in found[:_NAMED]]
    return _("%(sort)s %(n)s 项（%(things)s）") % {
        "sort": sort.label, "n": len(found), "things": _("、").join(words) + ("…" if len(found) > _NAMED else ""),
    }  # fmt: skip


def _account_for(by: Viewer, one: Leaving, what: str, about: Ref) -> Incident:
    row = incidents.make(
        by.actor,
        Report(
            kind=IncidentKind.GAP, severity=Severity.MINOR, what=what[:1000], known_at=clock.now(), happened_on=None,
            department=one.department_id, about=about, responsible=one.staff_id,
        ),
    )  # fmt: skip
    incidents.hold(by, row, one.staff_id, one.staff_name, what[:1000], CLAUSE)
    return row


@act(CLEAR, clause=CLAUSE)
def close_leaving(*, by: Viewer, leaving: int) -> Leaving:
    """Close the account, on the last day or after it, whatever is missing: what was not handed in becomes one accountability
    record with all of it; customers go to whoever takes over; what else is owed goes to whom the rules mean.

    Conflict: before the last day. Invalid: there are customers and whoever was to take over has left.
    """
    one = locked(by, leaving)
    if clock.today() < one.last_day:
        raise Conflict(
            _("最后工作日是 %(day)s，此前账号不能停用。") % {"day": one.last_day.isoformat()}, clause=CLAUSE,
            todo=_("请先逐项收回和转交，到那天再办结。"),
        )  # fmt: skip
    missing = {sort: found for sort in all_holds() if (found := _left(by, one, sort))}
    if reads.staff(by, one.staff_id).is_active:
        organisation.disable_staff(by=lent(by, MANAGE), staff=one.staff_id)
    if missing:
        things = _("；").join(_named(sort, found) for sort, found in missing.items())
        what = _("离职时没有交还：%(things)s") % {"things": things}
        one.incident = _account_for(by, one, what, Ref("leaving", one.pk))
        for sort, found in missing.items():
            settle(by, one, sort, found, LineState.MISSING, incident=one.incident.pk)
    one.lines.filter(state=LineState.HELD).update(state=LineState.TAKEN, at=clock.now())
    end(one, LeavingState.CLOSED, by.name)
    say(
        by,
        "leaving.closed",
        one,
        missing=sum(len(found) for found in missing.values()),
        incident=one.incident_id or 0,
        late=clock.today() > one.last_day,
    )
    return one


def _left(by: Viewer, one: Leaving, sort: Holds) -> list[Held]:
    """Things of a sort that were not handed in. Work is handed on here; what the rules give to others is noted as such."""
    held, count = held_now(one.staff_id, sort)
    if not held:
        return []
    if sort.is_thing:
        return outstanding(one, sort, held if len(held) == count else sort.held(one.staff_id, count))
    if not sort.at_closing:
        settle(by, one, sort, held, LineState.PASSED, to_name=_BY_RULE)
    elif sort.take_back is not None:
        take_back(by=by, leaving=one.pk, holds=sort.code)
    else:
        pass_on(by=by, leaving=one.pk, holds=sort.code)
    return []


@act("desk.view", clause=CLAUSE)
def print_clearance(*, by: Viewer, leaving: int, address: str = "") -> bytes:
    """The clearance sheet as PDF/A, for the three signatures. address: what its QR code opens."""
    page = leavings.page(by, leaving)
    lang: Lang = "en" if (get_language() or "").startswith("en") else "zh"
    paper = papers.paper(page, address)
    say(by, "leaving.printed", page.leaving, code=prints.code_of(paper))
    return prints.report(paper, lang=lang, moment=clock.now(), printed_by=by.name)
