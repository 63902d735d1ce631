"""Acts on one customer: registering, changing the customer's own row, setting and ending particulars.

Contacts and relations are in `actions_contacts`, duplicates and merging in `actions_merge`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from juanzong.customers import reads
from juanzong.customers.changing import (
    EDIT,
    checked_value,
    mind_age,
    open_contact,
    refuse_held_identity,
    room_for,
    source_for,
    touched,
)
from juanzong.customers.drafts import NAME_LENGTH, CustomerDraft, SourceDraft, check, check_source, folded, slots
from juanzong.customers.models import Change, Customer, Particular
from juanzong.customers.writing import Circumstances, ParticularRows, reindex, write_many, write_source
from juanzong.kit import checks, chinese, clock, subject_keys
from juanzong.kit.errors import Conflict, Invalid, NotAllowed
from juanzong.kit.refs import Ref
from juanzong.kit.sealing import Sealer
from juanzong.ledger import actions as ledger
from juanzong.organisation import reads as organisation
from juanzong.organisation.acts import act
from juanzong.organisation.choices import Scope
from juanzong.organisation.viewer import Viewer

_LENGTHS = {"name": NAME_LENGTH, "category": 40, "region": 80}
OWN_FIELDS = ("name", "category", "region", "department", "responsible")


@act("customers.register", clause="P00-1.2")
def register_customer(
    *, by: Viewer, draft: CustomerDraft, source: SourceDraft, department: int, responsible: int | None = None
) -> Customer:
    """Register a customer with all that was collected, from a stated lawful source (P00-1.2, P00-1.3).

    Invalid: a field or the source is at fault, or somebody holds the identity number already. NotAllowed: the
    viewer registers for other departments only.
    """
    check_source(source)
    checked = check(draft, source)
    _may_register_in(by, department)
    identity = checked.identity()
    if identity is not None:
        refuse_held_identity(by, *identity)
    kept = write_source(source)
    shared = Circumstances(
        source_id=kept.pk, department_id=department, responsible_id=responsible, actor=by.actor, at=clock.now()
    )
    try:
        with transaction.atomic():
            (pk,) = write_many([checked], shared)
    except IntegrityError as error:
        raise Conflict(
            _("刚刚有人登记了同一证件号的客户，本次没有保存。"), clause="P00-1.3", todo=_("请查找该客户后再办理。")
        ) from error
    return Customer.objects.get(pk=pk)


def _may_register_in(by: Viewer, department: int) -> None:
    if by.scope("customers.register") is not Scope.COMPANY and department not in by.departments:
        raise NotAllowed(
            _("您只能为本部门登记客户。"), clause="P00-1.6", todo=_("请选择本部门，或请客户所属部门登记。")
        )


@act(EDIT, clause="P00-1.5")
def edit_customer(
    *, by: Viewer, customer: int, changes: Mapping[str, Any], seen_at: dt.datetime | None = None
) -> Customer:
    """Change the customer's own row: any of name, category, region (text), department, responsible (ids or None).

    Each changed field leaves its old and new value in the history. seen_at: `updated_at` as the person saw it; Conflict
    when somebody changed the row since.
    """
    row = reads.customer_for(by, customer, EDIT)
    if seen_at is not None and row.updated_at != seen_at:
        raise Conflict(
            _("您打开这一页之后，有人改过这位客户。"), clause="P00-1.5", todo=_("请核对现在的内容，再改一次。")
        )
    unknown = set(changes) - set(OWN_FIELDS)
    if unknown:
        raise ValueError(f"no such fields: {sorted(unknown)}")
    changed = _changed(row, changes)
    if not changed:
        raise Invalid(_("没有要保存的变动。"), clause="P00-1.5", todo=_("请修改后再保存。"))
    if "department" in changed:
        _may_move_to(by, changed["department"][1])
    at = clock.now()
    before = {name: _told(row, name) for name in changed}
    for name, (_old, new) in changed.items():
        setattr(row, f"{name}_id" if name in ("department", "responsible") else name, new)
    if "name" in changed:
        row.folded, row.initials = folded(row.kind, row.name), chinese.initials(row.name)[:NAME_LENGTH]
    row.updated_at, row.compared = at, False
    row.save()
    row.refresh_from_db()
    Change.objects.bulk_create(
        Change(
            customer=row,
            field=name,
            old=before[name],
            new=_told(row, name),
            at=at,
            by_id=by.actor.id,
            by_name=by.name,
        )
        for name in changed
    )
    if {"name", "department", "responsible"} & set(changed):
        reindex([row.pk])
    ledger.record(
        "customer.changed", by.actor, Ref("customer", row.pk), clauses=("P00-1.5",), payload={"fields": sorted(changed)}
    )
    return row


@act(EDIT, clause="P00-1.5")
def hand_over_customers(*, by: Viewer, customers: Sequence[int], to: int, reason: str) -> int:
    """Let somebody else be responsible for these customers, all at once; how many. Each change stays in the history.

    NotAllowed: one is out of reach of the right. Invalid: whoever takes them over is not here, or has nothing to take over.
    """
    person = organisation.staff(by, to)
    if not person.is_here:
        fault = _("此人已不在职。")
        raise Invalid(fault, fields={"to": fault}, clause="P00-1.5", todo=_("请选择在职员工。"))
    wanted = set(customers)
    rows = list(
        reads.visible(by, EDIT).select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
        .values_list("pk", "responsible", "responsible__name")
    )  # fmt: skip
    if len(rows) != len(wanted):
        raise NotAllowed(_("其中有客户不在您的办理范围内。"), clause="P00-1.6", todo=_("请由有权修改的同事办理。"))
    moved = [(pk, before or 0, name or "") for pk, before, name in rows if before != to]
    if not moved:
        raise Invalid(_("没有要移交的客户。"), clause="P00-1.5", todo=_("请刷新后查看。"))
    at, ids = clock.now(), [pk for pk, _before, _name in moved]
    Customer.objects.filter(pk__in=ids).update(responsible=to, updated_at=at)
    Change.objects.bulk_create(
        Change(
            customer_id=pk, field="responsible", old=name, new=person.name, at=at, by_id=by.actor.id, by_name=by.name
        )
        for pk, _before, name in moved
    )  # fmt: skip
    reindex(ids)
    ledger.record_many(
        "customer.handed_over", by.actor,
        [(Ref("customer", pk), {"before": before, "to": to}) for pk, before, _name in moved],
        basis=reason.strip()[:200], clauses=("P00-1.5",),
    )  # fmt: skip
    return len(ids)


def _changed(row: Customer, changes: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    found: dict[str, tuple[Any, Any]] = {}
    for name, entered in changes.items():
        reference = name in ("department", "responsible")
        old = getattr(row, f"{name}_id" if reference else name)
        new = entered if reference else checks.text(entered, max_chars=_LENGTHS[name])
        if new != old:
            found[name] = (old, new)
    if "name" in found and not found["name"][1]:
        raise Invalid(
            _("姓名或名称不能为空。"), fields={"name": _("姓名或名称不能为空。")}, clause="P00-1.3", todo=_("请填写。")
        )
    return found


def _told(row: Customer, name: str) -> str:
    """A field of the row as the history tells it: names of departments and people, codes of categories."""
    return str(getattr(row, name) or "")[:200]


def _may_move_to(by: Viewer, department: int | None) -> None:
    if by.scope(EDIT) is not Scope.COMPANY and department not in by.departments:
        raise NotAllowed(_("您只能把客户转给本部门。"), clause="P00-1.6", todo=_("转给其他部门，请由档案管理员办理。"))


@act(EDIT, clause="P00-1.5")
def set_particular(
    *,
    by: Viewer,
    customer: int,
    field: str,
    value: str,
    source: SourceDraft | None = None,
    contact: int | None = None,
    replaces: int | None = None,
) -> int:
    """Set a field of a customer or of one of their contacts; the value before it ends and stays as history.

    source: where the new value came from; None when it is the customer's own source. replaces: the row to end where a
    field may have several values; without it such a value joins the others. The id of the new row.
    """
    row = reads.customer_for(by, customer, EDIT)
    if contact is not None:
        open_contact(row, contact)
    slot = slots("contact" if contact else row.kind).get(field)
    if slot is None:
        raise Invalid(_("这类客户没有这一项。"), clause="P00-1.1", todo=_("请刷新页面后重试。"))
    kept = source_for(row, source)
    normal = checked_value(slot, value, kept)
    at = clock.now()
    ended = room_for(by, row, contact, slot, normal, replaces)
    Particular.objects.filter(pk__in=ended).update(until_at=at)
    if contact is None and slot.code in ("resident_id", "birth_date"):
        mind_age(row, slot, normal, kept)
    written = ParticularRows(source_id=kept.pk, actor=by.actor, at=at)
    pk = written.add(Sealer(subject_keys.get(row.pk), row.pk), row.pk, contact, slot, normal)
    written.insert()
    touched(row, at, names=slot.code == "short_name")
    ledger.record(
        "particular.set",
        by.actor,
        Ref("customer", row.pk),
        basis=f"source:{kept.pk}",
        clauses=("P00-1.2", "P00-1.5"),
        payload={"field": field, "particular": pk, "replaced": ended, "contact": contact},
    )
    return pk


@act(EDIT, clause="P00-1.5")
def end_particular(*, by: Viewer, particular: int) -> None:
    """Say that a value no longer holds; it stays as history."""
    known = reads.particular(by, particular)
    row = reads.customer_for(by, known.customer_id, EDIT)
    at = clock.now()
    if not Particular.objects.filter(pk=particular, until_at=None).update(until_at=at):
        raise Conflict(_("这一项已经失效。"), clause="P00-1.5", todo=_("请刷新页面查看现在的内容。"))
    touched(row, at, names=known.field == "short_name")
    ledger.record(
        "particular.ended",
        by.actor,
        Ref("customer", row.pk),
        clauses=("P00-1.5",),
        payload={"field": known.field, "particular": particular, "contact": known.contact_id},
    )
