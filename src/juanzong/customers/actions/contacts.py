"""Acts on the people around a customer: contacts, emergency contacts, relations. Nothing is overwritten, all of it ends."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q
from django.utils.translation import gettext as _

from juanzong.customers import reads
from juanzong.customers.changing import EDIT, checked_value, open_contact, source_for, touched
from juanzong.customers.choices import ContactRole, RelationKind
from juanzong.customers.drafts import ContactDraft, SourceDraft, slots
from juanzong.customers.models import Change, Contact, Customer, Particular, Relation
from juanzong.customers.writing import ParticularRows
from juanzong.kit import checks, clock, subject_keys
from juanzong.kit.errors import Conflict, Invalid, NotFound
from juanzong.kit.refs import Ref
from juanzong.kit.sealing import Sealer
from juanzong.ledger import actions as ledger
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer

CONTACT_FIELDS = ("name", "role", "title")


@act(EDIT, clause="P00-1.5")
def add_contact(*, by: Viewer, customer: int, contact: ContactDraft, source: SourceDraft | None = None) -> Contact:
    """Add a contact with their numbers (P00-1.1). source: None when it is the customer's own."""
    row = reads.customer_for(by, customer, EDIT)
    kept = source_for(row, source)
    told = _checked(contact.name, contact.role, contact.title)
    at = clock.now()
    made = Contact.objects.create(customer=row, source=kept, from_at=at, **told)
    allowed = slots("contact")
    written = ParticularRows(source_id=kept.pk, actor=by.actor, at=at)
    sealer = Sealer(subject_keys.get(row.pk), row.pk)
    filled = {code: value for code, value in contact.fields.items() if value.strip()}
    for code, value in filled.items():
        if code not in allowed:
            raise Invalid(_("联系人没有这一项。"), clause="P00-1.1", todo=_("请刷新页面后重试。"))
        try:
            normal = checked_value(allowed[code], value, kept)
        except Invalid as refusal:
            raise Invalid(
                refusal.message, fields={code: refusal.message}, clause=refusal.clause, todo=refusal.todo
            ) from refusal
        written.add(sealer, row.pk, made.pk, allowed[code], normal)
    written.insert()
    touched(row, clock.now(), names=True)
    ledger.record(
        "contact.added",
        by.actor,
        Ref("customer", row.pk),
        basis=f"source:{kept.pk}",
        clauses=("P00-1.2", "P00-1.5"),
        payload={"contact": made.pk, "role": made.role, "fields": sorted(filled)},
    )
    return made


@act(EDIT, clause="P00-1.5")
def change_contact(*, by: Viewer, contact: int, changes: Mapping[str, str]) -> Contact:
    """Change a contact's name, role or title; the old ones stay in the history. Numbers are `set_particular`'s."""
    row = _customer_of(by, contact)
    known = open_contact(row, contact)
    told = _checked(**{name: changes.get(name, getattr(known, name)) for name in CONTACT_FIELDS})
    changed = [name for name in CONTACT_FIELDS if told[name] != getattr(known, name)]
    if not changed:
        raise Invalid(_("没有要保存的变动。"), clause="P00-1.5", todo=_("请修改后再保存。"))
    at = clock.now()
    Change.objects.bulk_create(
        Change(
            customer=row,
            contact=known,
            field=name,
            old=getattr(known, name),
            new=told[name],
            at=at,
            by_id=by.actor.id,
            by_name=by.name,
        )
        for name in changed
    )
    for name in changed:
        setattr(known, name, told[name])
    known.save(update_fields=changed)
    touched(row, clock.now(), names=True)
    ledger.record(
        "contact.changed",
        by.actor,
        Ref("customer", row.pk),
        clauses=("P00-1.5",),
        payload={"contact": contact, "fields": changed},
    )
    return known


@act(EDIT, clause="P00-1.5")
def end_contact(*, by: Viewer, contact: int) -> None:
    """Say that somebody is a contact no longer; they and their numbers stay as history."""
    row = _customer_of(by, contact)
    known = open_contact(row, contact)
    if known.role == ContactRole.GUARDIAN and row.minor_until is not None and row.minor_until > clock.today():
        others = Contact.objects.filter(customer=row, role=ContactRole.GUARDIAN, until_at=None).exclude(pk=contact)
        if not others.exists():
            raise Conflict(_("客户未满十四周岁，须有监护人在册。"), clause="P00-1.2", todo=_("请先添加另一位监护人。"))
    at = clock.now()
    Contact.objects.filter(pk=contact).update(until_at=at)
    Particular.objects.filter(contact=contact, until_at=None).update(until_at=at)
    touched(row, clock.now(), names=True)
    ledger.record(
        "contact.ended", by.actor, Ref("customer", row.pk), clauses=("P00-1.5",), payload={"contact": contact}
    )


@act(EDIT, clause="P00-1.5")
def relate(
    *, by: Viewer, customer: int, other: int, kind: str, note: str = "", source: SourceDraft | None = None
) -> Relation:
    """Say how one customer stands to another: `customer`'s guarantor, spouse, shareholder, ... is `other`."""
    row = reads.customer_for(by, customer, EDIT)
    known = reads.customer(by, other)
    if kind not in RelationKind.values:
        raise Invalid(
            _("请选择关系。"), fields={"kind": _("请选择关系。")}, clause="P00-1.1", todo=_("请选择后再保存。")
        )
    if known.pk == row.pk:
        raise Invalid(
            _("客户不能与自己建立关系。"),
            fields={"other": _("请选择另一位客户。")},
            clause="P00-1.3",
            todo=_("请另选。"),
        )
    if Relation.objects.filter(customer=row, other=known, kind=kind, until_at=None).exists():
        raise Conflict(_("这一关系已经登记。"), clause="P00-1.3", todo=_("如有变动，请先停用原来的关系。"))
    kept = source_for(row, source)
    made = Relation.objects.create(
        customer=row, other=known, kind=kind, note=checks.text(note, max_chars=200), source=kept, from_at=clock.now()
    )
    ledger.record(
        "relation.added",
        by.actor,
        Ref("customer", row.pk),
        basis=f"source:{kept.pk}",
        clauses=("P00-1.2", "P00-1.5"),
        payload={"relation": made.pk, "kind": kind, "other": known.pk},
    )
    return made


@act(EDIT, clause="P00-1.5")
def end_relation(*, by: Viewer, relation: int) -> None:
    """Say that a relation between customers no longer holds; it stays as history."""
    seen = reads.visible(by)
    found = Relation.objects.filter(Q(customer__in=seen) | Q(other__in=seen), pk=relation).first()
    if found is None:
        raise NotFound(_("没有这一关系，或您无权查看。"), clause="P00-1.6")
    row = reads.customer_for(by, found.customer_id, EDIT)
    if not Relation.objects.filter(pk=relation, until_at=None).update(until_at=clock.now()):
        raise Conflict(_("这一关系已经停用。"), clause="P00-1.5", todo=_("请刷新页面查看现在的内容。"))
    ledger.record(
        "relation.ended",
        by.actor,
        Ref("customer", row.pk),
        clauses=("P00-1.5",),
        payload={"relation": relation, "kind": found.kind},
    )


def _checked(name: str, role: str, title: str) -> dict[str, str]:
    faults = {}
    told = {"name": checks.text(name, max_chars=60), "role": role, "title": checks.text(title, max_chars=60)}
    if not told["name"]:
        faults["name"] = _("姓名不能为空。")
    if role not in ContactRole.values:
        faults["role"] = _("请选择联系人的身份。")
    if faults:
        raise Invalid(_("联系人填写有误。"), fields=faults, clause="P00-1.3", todo=_("请改正后再保存。"))
    return told


def _customer_of(by: Viewer, contact: int) -> Customer:
    found = Contact.objects.filter(pk=contact, customer__in=reads.visible(by)).first()
    if found is None:
        raise NotFound(_("没有这位联系人，或您无权查看。"), clause="P00-1.6")
    return reads.customer_for(by, found.customer_id, EDIT)
