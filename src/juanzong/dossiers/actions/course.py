"""The course of a dossier: opened, submitted, accepted with its number, closed (P02-b)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from juanzong.casework.reads.signatures import signatures_of
from juanzong.customers import reads as customers
from juanzong.customers.choices import CustomerState
from juanzong.dossiers import reads, rules
from juanzong.dossiers.choices import DossierState, Step
from juanzong.dossiers.models import Dossier
from juanzong.dossiers.naming import check_managers, write_managers
from juanzong.dossiers.reads_matter import asked_of
from juanzong.dossiers.rules_units import Unit
from juanzong.dossiers.searching import index_dossier, index_items
from juanzong.dossiers.shapes import Fault
from juanzong.dossiers.units import before, columns, number_unit, of_kind, unit_of, vacant
from juanzong.dossiers.writing import (
    consented,
    give_codes,
    locked,
    move,
    not_beside_a_case,
    not_without_a_case,
    number_text,
    said,
    told,
)
from juanzong.kit import clock, sequences
from juanzong.kit.errors import Conflict, Invalid, NotAllowed
from juanzong.kit.refs import Ref
from juanzong.organisation import reads as organisation
from juanzong.organisation.acts import act
from juanzong.organisation.in_force import dossier_kind
from juanzong.organisation.reads import people
from juanzong.organisation.viewer import Viewer

_LONGEST_TITLE = 200
_LONGEST_NOTE = 500


@act("dossiers.open", clause="P02-b")
def open_dossier(  # noqa: PLR0913  what a dossier begins with
    *,
    by: Viewer,
    customer_id: int,
    kind: str,
    department_id: int,
    custodian_id: int | None = None,
    title: str = "",
    note: str = "",
    managers: Mapping[str, int] | None = None,
    unit: Unit | None = None,
) -> Dossier:
    """Open a dossier of a kind for a customer, still without a number (P03-2). custodian_id: whoever opens it.

    managers: who takes which part in its matter (P03-4.1); they may be named later too. unit: for kinds that have one
    dossier for each unit (P06-2); the one before it must be closed.
    """
    customer = customers.customer(by, customer_id)
    if customer.state != CustomerState.ACTIVE:
        raise Conflict(_("这位客户已合并到另一位客户。"), todo=_("请在合并后的客户下建档。"))
    if department_id not in dict(people.departments_for(by, "dossiers.open")):
        raise NotAllowed(_("您不能为这个部门建档。"), clause="P00-1.6", todo=_("请选择您所在的部门。"))
    shape, version = dossier_kind(kind, department_id)
    custodian = custodian_id or by.staff_id
    if custodian not in dict(organisation.staff_choices(by)):
        raise Invalid(_("请选择在职的保管人。"), fields={"custodian": _("请选择在职的保管人。")})
    named = dict(managers or {})
    if named:
        check_managers(shape, department_id, named, known={})
    of_kind(shape, unit)
    vacant(shape, unit)
    one = Dossier.objects.create(
        kind=shape.code,
        pack_version=f"{shape.pack}:{version}",
        customer_id=customer.pk,
        title=_checked_title(title or (f"{unit.code} {customer.name}" if unit else f"{customer.name}{shape.name.zh}")),
        department_id=department_id,
        custodian_id=custodian,
        note=_checked_note(note),
        opened_at=clock.now(),
        opened_by=by.staff_id,
        **columns(unit),
    )
    write_managers(one, named, by)
    index_dossier(one, customer.name, new=True)
    told(
        by, "dossier.opened", one, clauses=(shape.clause, "P02-b"), dossier_kind=shape.code, customer=customer.pk,
        department=department_id, custodian=custodian, managers=named, follows=before(one),
    )  # fmt: skip
    return one


@act("dossiers.file", clause="P06-8")
def change_dossier(*, by: Viewer, dossier_id: int, title: str, note: str, custodian_id: int) -> Dossier:
    """Change title, note and custodian; the title only until acceptance, and after it only by whoever may consent
    (P06-8)."""
    one = locked(by, "dossiers.file", dossier_id)
    move(one, Step.CHANGE)
    consented(by, one, attempted="change_dossier")
    wanted = {"title": _checked_title(title), "note": _checked_note(note), "custodian_id": custodian_id}
    changed = sorted(name for name, value in wanted.items() if getattr(one, name) != value)
    if not changed:
        raise Invalid(_("没有改动。"))
    if "title" in changed and one.state != DossierState.DRAFT:
        raise Conflict(_("已归档的档案不能改题名。"), clause="P06-8", todo=_("可在备注中说明。"))
    if "custodian_id" in changed and custodian_id not in dict(organisation.staff_choices(by)):
        raise Invalid(_("请选择在职的保管人。"), fields={"custodian": _("请选择在职的保管人。")})
    for name in changed:
        setattr(one, name, wanted[name])
    one.save(update_fields=changed)
    index_dossier(one, one.customer.name)
    if "custodian_id" in changed:
        index_items(one, one.items.filter(state="filed"))
    told(by, "dossier.changed", one, clauses=("P06-8",), fields=changed, custodian=one.custodian_id)
    return one


@act("dossiers.file", clause="P03-4.2a")
def submit_for_verification(*, by: Viewer, dossier_id: int, missing_reason: str = "") -> Dossier:
    """Hand the dossier to a second person. Refused, with the list, while anything stands in the way.

    missing_reason: why required items that are not important are missing; nothing excuses an important one.
    """
    one = locked(by, "dossiers.file", dossier_id)
    not_without_a_case(one, "dossiers.submit")
    kind = reads.kind_of(one)
    move(one, Step.SUBMIT, four_eyes=kind.four_eyes)
    found = rules.faults(kind, reads.facts_of([one.pk])[one.pk], asked_of(one.pk))
    blocking = [fault for fault in found if not fault.excusable]
    reason = " ".join(missing_reason.split())[:300]
    if blocking or (found and not reason):
        raise _not_complete(blocking or found, excusable=not blocking)
    one.missing_reason = reason if found else ""
    one.save(update_fields=["state", "missing_reason"])
    one.supplements.filter(settled_at=None).update(settled_at=clock.now())
    told(by, "dossier.submitted", one, clauses=("P02-b", "P03-4.2a"), missing=len(found), reasoned=bool(found))
    return one


def _not_complete(found: list[Fault], *, excusable: bool) -> Conflict:
    listed = _("；").join(str(fault.sentence) for fault in found[:20])
    more = _("等 %(n)s 项") % {"n": len(found)} if len(found) > 20 else ""
    todo = _("请补齐，或说明缺件原因后再提交。") if excusable else _("请补齐后再提交。")
    sentence = _("还不能提交核对：%(faults)s%(more)s。") % {"faults": listed, "more": more}
    return Conflict(sentence, clause=found[0].clause, todo=todo)


@act("dossiers.file", clause="P02-b")
def recall_dossier(*, by: Viewer, dossier_id: int) -> Dossier:
    """Take a submitted dossier back to go on working on it, until it is accepted."""
    one = locked(by, "dossiers.file", dossier_id)
    not_beside_a_case(one, "dossiers.verify")
    not_beside_a_case(one, "dossiers.accept")
    move(one, Step.RECALL)
    one.verified_at, one.verified_by, one.verified_by_name = None, None, ""
    one.save(update_fields=["state", "verified_at", "verified_by", "verified_by_name"])
    told(by, "dossier.recalled", one, clauses=("P02-b",))
    return one


@act("dossiers.accept", clause="P03-2")
def accept_dossier(*, by: Viewer, dossier_id: int, case: int = 0) -> Dossier:
    """Accept a verified dossier: it gets the next number of its series, for ever, and its contracts theirs (P03-4.8).

    Number, state and the line of the register (台账), with whoever signed the list, are one transaction, so a number is
    never lost or given twice (P03-4.7). case: the handover it ends.
    """
    one = locked(by, "dossiers.accept", dossier_id)
    not_beside_a_case(one, "dossiers.accept")
    kind = reads.kind_of(one)
    move(one, Step.ACCEPT)
    year = clock.today().year
    unit = number_unit(one, kind)
    series = kind.number.key(department=one.department_id, year=year, unit=unit)
    n = sequences.take(series)
    one.series, one.sequence = series, n
    one.number = number_text(kind.number, n, department=one.department.code, year=year, unit=unit)
    one.accepted_at, one.accepted_by_name = clock.now(), by.name
    if kind.custodian in by.positions:
        one.custodian_id = by.staff_id
    one.save()
    coded = give_codes(one, kind)
    index_dossier(one, one.customer.name)
    index_items(one, one.items.filter(state="filed"))
    signed = [each for each in signatures_of(by, Ref("dossier", one.pk)) if each.broken is False]
    told(
        by, "dossier.accepted", one, clauses=("P03-2", kind.number.clause), number=one.number, series=series, n=n,
        items=one.items.filter(state="filed").count(), codes=[item.code for item in coded], custodian=one.custodian_id,
        case=case, signed=[{"as": each.capacity.code, "by": each.name, "signature": each.id} for each in signed],
    )  # fmt: skip
    return one


@act("dossiers.close", clause="P02-b")
def close_dossier(*, by: Viewer, dossier_id: int, reason: str) -> Dossier:
    """Close a dossier whose matter has ended; its retention period is counted from such events."""
    one = locked(by, "dossiers.close", dossier_id)
    move(one, Step.CLOSE)
    one.note = _noted(one.note, said(reason, clause="P02-b"))
    one.closed_at = clock.now()
    unchecked = one.items.filter(state="filed").exclude(check_result="right").count()
    if unchecked and reads.kind_of(one).four_eyes:
        raise Conflict(
            _("还有 %(n)s 件文件没有核对，不能结卷。") % {"n": unchecked}, clause="P00-2.4", todo=_("请先完成核对。")
        )
    one.save(update_fields=["state", "note", "closed_at"])
    told(by, "dossier.closed", one, clauses=("P02-b",))
    return one


@act("dossiers.close", clause="P02-b")
def reopen_dossier(*, by: Viewer, dossier_id: int, reason: str) -> Dossier:
    """Take a closed dossier into use again, under the same number."""
    one = locked(by, "dossiers.close", dossier_id)
    move(one, Step.REOPEN)
    vacant(reads.kind_of(one), unit_of(one))
    one.note = _noted(one.note, said(reason, clause="P02-b"))
    one.closed_at = None
    one.save(update_fields=["state", "note", "closed_at"])
    told(by, "dossier.reopened", one, clauses=("P02-b",))
    return one


def _noted(note: str, reason: str) -> str:
    """The note with what was said today in front."""
    return f"{clock.today().isoformat()} {reason}\n{note}".strip()[:_LONGEST_NOTE]


def _checked_title(title: str) -> str:
    text = " ".join(title.split())
    if not text or len(text) > _LONGEST_TITLE:
        sentence = _("题名须有 1 到 %(most)s 个字。") % {"most": _LONGEST_TITLE}
        raise Invalid(sentence, fields={"title": sentence})
    return text


def _checked_note(note: str) -> str:
    if len(note.strip()) > _LONGEST_NOTE:
        sentence = _("备注最多 %(most)s 个字。") % {"most": _LONGEST_NOTE}
        raise Invalid(sentence, fields={"note": sentence})
    return note.strip()
