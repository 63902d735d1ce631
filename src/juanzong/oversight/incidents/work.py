"""Incidents and their measures as things that work is about, and what a case must find before it is closed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from juanzong.casework.sockets import Content, Doing, Effect, Guard, Ids, Subject
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Refusal
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation.viewer import Viewer
from juanzong.oversight.choices import IncidentState, MeasureKind, MeasureState, Notified
from juanzong.oversight.incidents import reads
from juanzong.oversight.models import Affected, Incident, Measure, Notice
from juanzong.policies.vocabulary import Mechanism


def _column(name: str) -> Callable[[Ids], dict[int, Any]]:
    def look_up(ids: Ids) -> dict[int, Any]:
        rows = Incident.objects.filter(pk__in=ids).values_list("pk", name)
        return {pk: value for pk, value in rows if value is not None}

    return look_up


def _makes_good(ids: Ids) -> Mapping[int, str]:
    return {one.pk: "yes" if reads.needs_making_good(one) else "no" for one in Incident.objects.filter(pk__in=ids)}


def _content(viewer: Viewer, incident_id: int) -> Content:
    """The incident as it is signed when it is closed: everything that was found, done and decided."""
    page = reads.page(viewer, incident_id)
    one = page.incident
    lines = [
        (_("事件编号"), one.number),
        (_("类别"), f"{one.get_kind_display()} · {one.get_severity_display()}"),
        (_("事实"), one.what),
        (_("原因"), one.cause),
        (_("受影响客户"), str(page.affected)),
    ]
    lines += [
        (str(Notified(each.whom).label), f"{_('通知') if each.notify else _('不通知')} — {each.reason}")
        for each in page.notices.values()
    ]
    lines += [(str(MeasureKind(each.kind).label), f"{each.words} — {each.outcome}") for each in page.measures]
    if one.made_good:
        lines.append((_("补齐"), one.made_good))
    exact = [
        one.number, one.kind, one.severity, one.what, one.cause, one.made_good, page.affected,
        [[each.pk, each.words, each.state, each.outcome] for each in page.measures],
        [[each.whom, each.notify, each.reason, each.told_how] for each in page.notices.values()],
    ]  # fmt: skip
    return Content(str(_("事件处置报告")), tuple(lines), json.dumps(exact, ensure_ascii=False).encode())


def _departments(ids: Ids) -> Mapping[int, int]:
    return dict(Measure.objects.filter(pk__in=ids).values_list("pk", "incident__department"))


def _owners(ids: Ids) -> Mapping[int, int]:
    return dict(Measure.objects.filter(pk__in=ids).values_list("pk", "owner"))


def _incidents(ids: Ids) -> Mapping[int, Ref]:
    rows = Measure.objects.filter(pk__in=ids).values_list("pk", "incident")
    return {pk: Ref("incident", one) for pk, one in rows}


INCIDENT = Subject(
    "incident", gettext_lazy("事件"), reads.labels, _column("department_id"),
    roles={
        "reporter": (gettext_lazy("报告人"), _column("reporter_id")),
        "responsible": (gettext_lazy("责任人"), _column("responsible_id")),
    },
    attributes={
        "kind": _column("kind"), "severity": _column("severity"), "policy": _column("policy"), "makes_good": _makes_good,
    },
    content=_content,
    begins=lambda pk: Incident.objects.filter(pk=pk, state=IncidentState.OPEN).exists(),
)  # fmt: skip
MEASURE = Subject(
    "incident_measure", gettext_lazy("事件措施"), reads.measure_labels, _departments,
    roles={"owner": (gettext_lazy("责任人"), _owners)}, relations={"incident": ("incident", _incidents)},
)  # fmt: skip


# What must hold


def _one(doing: Doing) -> Incident:
    return Incident.objects.get(pk=doing.subject.id)


def _stop(message: str, todo: str, doing: Doing) -> Conflict:
    return Conflict(message, clause=reads.CLAUSE, todo=todo, about=doing.subject)


def _contained(doing: Doing) -> Sequence[Refusal]:
    """Measures to contain it are there and ended, its cause is said, whom it concerns is listed, all is made good."""
    one, found = _one(doing), []
    steps = Measure.objects.filter(incident=one, kind=MeasureKind.CONTAIN)
    if not steps.exists() or steps.filter(state=MeasureState.OPEN).exists():
        found.append(_stop(_("处置措施还没有定下或没有办完。"), _("请在事件页定下措施，由责任人办完。"), doing))
    if not one.cause:
        found.append(_stop(_("还没有写明原因。"), _("请在事件页定级并写明原因。"), doing))
    if one.listed_at is None:
        found.append(_stop(_("还没有查明受影响的客户。"), _("请在事件页查找；没有的，写明理由。"), doing))
    if reads.needs_making_good(one):
        found.append(_stop(_("还没有补齐。"), _("请责任人补齐并说明，或写明无法补齐的原因。"), doing))
    return found


def _decided(doing: Doing) -> Sequence[Refusal]:
    """Both decisions are made, and what was to be told is told."""
    known = {notice.whom: notice for notice in Notice.objects.filter(incident=doing.subject.id)}
    found = []
    for whom in Notified:
        notice = known.get(whom)
        if notice is None:
            words = _("还没有决定是否通知%(whom)s。") % {"whom": whom.label}
            found.append(_stop(words, _("请在事件页写明决定和理由。"), doing))
        elif notice.notify and notice.told_at is None:
            words = _("决定通知%(whom)s，还没有发出。") % {"whom": whom.label}
            found.append(_stop(words, _("请通知后在事件页登记方式和对象。"), doing))
    return found


def _learned(doing: Doing) -> Sequence[Refusal]:
    """What follows from it was laid down and carried out."""
    steps = Measure.objects.filter(incident=doing.subject.id, kind=MeasureKind.LESSON)
    if not steps.exists() or steps.filter(state=MeasureState.OPEN).exists():
        return [_stop(_("整改措施还没有定下或没有办完。"), _("请在事件页定下整改措施，由责任人办完。"), doing)]
    return []


GUARDS = (
    Guard("oversight.contained", gettext_lazy("已处置、查明原因、列明受影响客户、补齐"), _contained, "incident"),
    Guard("oversight.decided", gettext_lazy("已决定是否通知主管部门和个人，应通知的已通知"), _decided, "incident"),
    Guard("oversight.learned", gettext_lazy("整改措施已办完"), _learned, "incident"),
)


def _close(doing: Doing) -> None:
    """Close it; whatever a pack says, never without both decisions and the list of whom it concerns."""
    faults = [*_decided(doing)]
    row = Incident.objects.select_for_update(of=("self",)).get(pk=doing.subject.id)
    if row.listed_at is None:
        faults.append(_stop(_("还没有查明受影响的客户。"), _("请在事件页查找；没有的，写明理由。"), doing))
    if faults:
        raise faults[0]
    row.state, row.closed_at, row.closed_by_name = IncidentState.CLOSED, clock.now(), doing.by.name
    row.save(update_fields=["state", "closed_at", "closed_by_name"])
    ledger.record(
        "incident.closed", doing.by.actor, doing.subject, clauses=tuple(dict.fromkeys((reads.CLAUSE, doing.clause))),
        payload={"number": row.number, "case": doing.case, "affected": Affected.objects.filter(incident=row).count()},
    )  # fmt: skip


EFFECT = Effect("oversight.close_incident", gettext_lazy("事件结案"), _close, "incident")

MECHANISMS = (
    Mechanism(
        "oversight.incidents",
        gettext_lazy(
            "事件处置：定级、措施、受影响客户按查询列出、依法决定通知、补齐、问责只记事实、整改、结案打印报告"
        ),
        "oversight:incidents",
    ),
)
