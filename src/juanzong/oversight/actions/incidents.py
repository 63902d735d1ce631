"""Reporting an incident and dealing with it: how grave it is, what is done about it, what is made good, who answers for it."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from juanzong.casework.reads import routes
from juanzong.casework.sockets import subjects
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.kit.prints import report as prints
from juanzong.kit.prints.report import Lang
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation.acts import act
from juanzong.organisation.reads import company as organisation
from juanzong.organisation.viewer import Viewer
from juanzong.oversight.choices import IncidentKind, MeasureKind, MeasureState, Severity
from juanzong.oversight.incidents import papers, reads
from juanzong.oversight.incidents.writing import Report, hold, locked, make, said, told
from juanzong.oversight.models import Accountability, Incident, Measure

FARTHEST = dt.timedelta(days=366)


@act("desk.view", clause=reads.CLAUSE)
def report_incident(
    *, by: Viewer, kind: str, severity: str, what: str, known_at: dt.datetime, happened_on: dt.date | None = None,
    about: Ref | None = None, responsible: int = 0,
) -> Incident:  # fmt: skip
    """Report that something was leaked, lost, damaged, or kept badly; anybody may, and should at once.

    about: a thing that the person may see, None where it is none in particular. responsible: who had it, where known.
    Invalid: nothing said, or a time to come.
    """
    words = said(what, "what", _("请写明发生了什么。"))
    if kind not in IncidentKind.values or severity not in Severity.values:
        raise Invalid(_("请选择事件类别和等级。"), fields={"kind": _("请选择。")}, clause=reads.CLAUSE)
    if not clock.now() - FARTHEST < known_at <= clock.now() + dt.timedelta(minutes=5):
        fault = _("发现时间不能晚于现在，也不能早于一年前。")
        raise Invalid(fault, fields={"known_at": fault}, clause=reads.CLAUSE)
    if happened_on is not None and happened_on > clock.today():
        fault = _("发生日期不能晚于今天。")
        raise Invalid(fault, fields={"happened_on": fault}, clause=reads.CLAUSE)
    if responsible:
        organisation.staff(by, responsible)
    return make(
        by.actor,
        Report(
            kind=kind, severity=severity, what=words, known_at=known_at, happened_on=happened_on, about=about,
            responsible=responsible, department=_department(by, about),
        ),
    )  # fmt: skip


def _department(by: Viewer, about: Ref | None) -> int:
    """Whose incident it is: the thing's department, else the reporter's."""
    if about is not None:
        known = subjects.find(about.kind)
        if known is None or about.id not in known.labels(by, [about.id]):
            raise NotFound(_("没有这份资料，或您无权查看。"), clause="P00-1.6", todo=_("可以不指明资料，直接报告。"))
        if found := routes.department_of(about):
            return found
    if not by.home_departments:
        raise NotAllowed(_("您没有任职部门。"), clause=reads.CLAUSE, todo=_("请由所在部门报告。"))
    return by.home_departments[0]


@act(reads.HANDLE, clause=reads.CLAUSE)
def rate_incident(*, by: Viewer, incident: int, severity: str, cause: str) -> Incident:
    """Say how grave it is and what caused it, as far as is known."""
    row = locked(by, incident, reads.HANDLE)
    if severity not in Severity.values:
        raise Invalid(_("请选择等级。"), fields={"severity": _("请选择等级。")}, clause=reads.CLAUSE)
    row.severity, row.cause = severity, said(cause, "cause", _("请写明原因；尚未查明的，写明查到哪里。"))
    row.save(update_fields=["severity", "cause"])
    told(by, "incident.rated", row, severity=severity)
    return row


@act(reads.HANDLE, clause=reads.CLAUSE)
def set_measure(*, by: Viewer, incident: int, kind: str, words: str, owner: int, due_on: dt.date) -> Measure:
    """Have something done by somebody by a day: to contain it, or so that it does not happen again."""
    row = locked(by, incident, reads.HANDLE)
    text = said(words, "words", _("请写明要做什么。"), longest=300)
    if kind not in MeasureKind.values:
        raise Invalid(_("请选择类别。"), fields={"kind": _("请选择类别。")}, clause=reads.CLAUSE)
    if not clock.today() <= due_on <= clock.today() + FARTHEST:
        fault = _("期限应在今天以后一年以内。")
        raise Invalid(fault, fields={"due_on": fault}, clause=reads.CLAUSE)
    person = organisation.staff(by, owner)
    if not person.is_here:
        raise Invalid(_("此人已离职。"), fields={"owner": _("请选择在职的同事。")}, clause=reads.CLAUSE)
    one = Measure.objects.create(
        incident=row, kind=kind, words=text, owner_id=person.id, due_on=due_on, set_by_name=by.name
    )
    ledger.record(
        "incident.measure_set", by.actor, Ref("incident_measure", one.pk), clauses=(reads.CLAUSE,),
        payload={"number": row.number, "incident": row.pk, "kind": kind, "owner": person.id, "due": due_on.isoformat()},
    )  # fmt: skip
    return one


@act("desk.view", clause=reads.CLAUSE)
def end_measure(*, by: Viewer, measure: int, outcome: str, dropped: bool = False) -> Measure:
    """Say that a measure is carried out, and what came of it: its owner, or whoever deals with the incident, who may
    also say that it is not needed any more."""
    known = Measure.objects.filter(pk=measure, incident__in=reads.incidents(by).values("pk")).first()
    if known is None:
        raise NotFound(_("没有这项措施，或您无权查看。"), clause=reads.CLAUSE)
    row = locked(by, known.incident_id)
    one = Measure.objects.select_for_update(of=("self",)).get(pk=measure)
    may = reads.handles(by, row, reads.HANDLE)
    if not may and (dropped or by.staff_id != one.owner_id):
        raise NotAllowed(_("这项措施由责任人或处置人办理。"), clause=reads.CLAUSE, todo=_("请联系处置人。"))
    if one.state != MeasureState.OPEN:
        raise Conflict(_("这项措施已经办结。"), clause=reads.CLAUSE, todo=_("请刷新后查看。"))
    one.outcome = said(outcome, "outcome", _("请写明结果。"), longest=300)
    one.state = MeasureState.DROPPED if dropped else MeasureState.DONE
    one.ended_at, one.ended_by_name = clock.now(), by.name
    one.save(update_fields=["state", "outcome", "ended_at", "ended_by_name"])
    ledger.record(
        "incident.measure_ended", by.actor, Ref("incident_measure", one.pk), clauses=(reads.CLAUSE,),
        payload={"number": row.number, "incident": row.pk, "kind": one.kind, "done": not dropped},
    )  # fmt: skip
    return one


@act("desk.view", clause=reads.CLAUSE)
def make_good(*, by: Viewer, incident: int, how: str) -> Incident:
    """Say how what was lost, damaged or missing was made good, or why it cannot be: whoever answers for it, or whoever
    deals with the incident."""
    row = locked(by, incident)
    if by.staff_id != row.responsible_id and not reads.handles(by, row):
        raise NotAllowed(_("由责任人或处置人说明补齐情况。"), clause=reads.CLAUSE, todo=_("请联系处置人。"))
    if not reads.needs_making_good(row):
        raise Conflict(_("没有待补齐的。"), clause=reads.CLAUSE, todo=_("请刷新后查看。"))
    row.made_good = said(how, "how", _("请写明补齐情况；无法补齐的，写明原因。"), longest=500)
    row.made_good_at, row.made_good_by_name = clock.now(), by.name
    row.save(update_fields=["made_good", "made_good_at", "made_good_by_name"])
    told(by, "incident.made_good", row)
    return row


@act(reads.ACCOUNT, clause="P09-2.10a")
def hold_to_account(*, by: Viewer, incident: int, staff: int, facts: str) -> Accountability:
    """Write down what somebody did or left undone, facts only, for those who answer for them. Never about oneself."""
    row = locked(by, incident, reads.ACCOUNT)
    person = organisation.staff(by, staff)
    if person.id == by.staff_id:
        raise NotAllowed(_("不能为自己作问责记录。"), clause="P09-2.10a", todo=_("请由另一位负责人记录。"))
    text = said(facts, "facts", _("请写明事实。"))
    if Accountability.objects.filter(incident=row, staff=person.id).exists():
        raise Conflict(
            _("此人在这起事件中已有问责记录。"), clause="P09-2.10a", todo=_("记录不可修改；新的事实请另行报告。")
        )
    return hold(by, row, person.id, person.name, text, "P09-2.10a", "P01-4.3b")


@act("desk.view", clause="P09-2.10a")
def answer_account(*, by: Viewer, account: int, words: str) -> Accountability:
    """Say what one has to say to a record about oneself, once, while the incident is open."""
    one = Accountability.objects.filter(pk=account, staff=by.staff_id).first()
    if one is None:
        raise NotFound(_("没有这份问责记录，或它不是关于您的。"), clause="P09-2.10a")
    row = locked(by, one.incident_id)
    if one.said_at is not None:
        raise Conflict(_("您已作过陈述。"), clause="P09-2.10a", todo=_("请联系负责人。"))
    one.said, one.said_at = said(words, "words", _("请写明您的意见。")), clock.now()
    one.save(update_fields=["said", "said_at"])
    told(by, "incident.answered", row, "P09-2.10a", staff=by.staff_id)
    return one


@act(reads.VIEW, clause=reads.CLAUSE)
def print_incident(*, by: Viewer, incident: int, address: str = "") -> bytes:
    """The report as PDF/A, in the language of whoever prints it. address: what its QR code opens."""
    page = reads.page(by, incident)
    lang: Lang = "en" if (get_language() or "").startswith("en") else "zh"
    paper = papers.paper(by, page, address, lang)
    ledger.record(
        "incident.printed", by.actor, Ref("incident", incident), clauses=(reads.CLAUSE,),
        payload={"number": page.incident.number, "code": prints.code_of(paper)},
    )  # fmt: skip
    return prints.report(paper, lang=lang, moment=clock.now(), printed_by=by.name)
