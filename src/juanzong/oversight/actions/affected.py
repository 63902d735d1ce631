"""Whom an incident concerns, found by query and kept as a list: by what it is about, by what somebody read or took in a
span of time, or everybody of a department."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from juanzong.customers.reads import customers
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid
from juanzong.kit.refs import Ref
from juanzong.ledger import reads as ledger
from juanzong.organisation.acts import act
from juanzong.organisation.reads import company as organisation
from juanzong.organisation.viewer import Viewer, system
from juanzong.oversight.incidents import reads
from juanzong.oversight.incidents.writing import locked, related, told
from juanzong.oversight.models import Affected, Incident

READ = (
    "item.viewed", "item.downloaded", "value.revealed", "record.revealed", "grant.read", "value.exported",
    "record.printed", "dossier.printed",
)  # fmt: skip
TAKEN = "customers.exported"
MOST = 100_000
LONGEST = dt.timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Found:
    """added: customers new on the list. unlisted: exports in the span of which the ledger keeps only how many there were."""

    added: int
    unlisted: int = 0


@act(reads.HANDLE, clause=reads.CLAUSE)
def list_subject(*, by: Viewer, incident: int) -> Found:
    """Put on the list the customer of what the incident is about."""
    row = locked(by, incident, reads.HANDLE)
    found = _customers([Ref.parse(row.about)]) if row.about else set()
    if not found:
        raise Conflict(
            _("这起事件没有指明资料，或资料没有对应的客户。"),
            clause=reads.CLAUSE,
            todo=_("请按人员和时段或按部门查找。"),
        )
    return _listed(by, row, found, _("事件所涉资料"))


@act(reads.HANDLE, clause=reads.CLAUSE)
def list_readings(*, by: Viewer, incident: int, staff: int, since: dt.datetime, until: dt.datetime) -> Found:
    """Put on the list every customer of whom somebody opened or took away something in a span of time, by the ledger."""
    row = locked(by, incident, reads.HANDLE)
    if not dt.timedelta(0) < until - since <= LONGEST:
        fault = _("时段应为 %(n)s 天以内，止在起之后。") % {"n": LONGEST.days}
        raise Invalid(fault, fields={"until": fault}, clause=reads.CLAUSE)
    person = organisation.staff(by, staff)
    rows = ledger.about(READ, actor_kind="staff", actor_id=person.id, at__gte=since, at__lt=until)
    texts = rows.exclude(subject="").values_list("subject", flat=True).distinct()
    found = _customers(Ref.parse(text) for text in texts)
    exports = ledger.about((TAKEN,), actor_kind="staff", actor_id=person.id, at__gte=since, at__lt=until)
    why = _("%(name)s %(since)s 至 %(until)s 打开或导出") % {
        "name": person.name, "since": clock.written(since),
        "until": clock.written(until),
    }  # fmt: skip
    return _listed(by, row, found, why, unlisted=exports.count())


@act(reads.HANDLE, clause=reads.CLAUSE)
def list_department(*, by: Viewer, incident: int) -> Found:
    """Put on the list every customer of the incident's department: where nobody can say whose data it was."""
    row = locked(by, incident, reads.HANDLE)
    rows = customers.visible(system()).filter(department=row.department_id)
    return _listed(by, row, rows.values_list("pk", flat=True)[:MOST], _("本部门全部客户"))


@act(reads.HANDLE, clause=reads.CLAUSE)
def list_nobody(*, by: Viewer, incident: int, reason: str) -> Found:
    """Say that no customer is concerned, and why."""
    row = locked(by, incident, reads.HANDLE)
    words = " ".join(reason.split())
    if not words:
        raise Invalid(_("请写明理由。"), fields={"reason": _("请写明理由。")}, clause=reads.CLAUSE)
    if Affected.objects.filter(incident=row).exists():
        raise Conflict(_("名单上已有客户。"), clause=reads.CLAUSE, todo=_("名单只增不减。"))
    return _listed(by, row, (), words)


def _customers(refs: Iterable[Ref]) -> set[int]:
    """The customers to whom things belong, directly or through their dossier."""
    found = set()
    for ref in refs:
        near = ref if ref.kind == "customer" else related(ref, "customer")
        if near is None and (dossier := related(ref, "dossier")):
            near = related(dossier, "customer")
        if near is not None:
            found.add(near.id)
    return found


def _listed(by: Viewer, row: Incident, ids: Iterable[int], why: str, *, unlisted: int = 0) -> Found:
    known = set(Affected.objects.filter(incident=row).values_list("customer", flat=True))
    fresh = [pk for pk in dict.fromkeys(ids) if pk not in known]
    Affected.objects.bulk_create((Affected(incident=row, customer_id=pk, found_by=why[:200]) for pk in fresh), 1000)
    row.listed_at = clock.now()
    row.save(update_fields=["listed_at"])
    told(by, "incident.affected_listed", row, added=len(fresh), affected=len(known) + len(fresh), unlisted=unlisted)
    return Found(len(fresh), unlisted)
