"""What the acts that change a customer share: the checks of one value, its source, and the room it needs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from juanzong.customers import reads
from juanzong.customers.choices import IDENTITIES, ContactRole
from juanzong.customers.drafts import Slot, SourceDraft, check_source, fourteenth_birthday
from juanzong.customers.duplicates import holders_of_identity
from juanzong.customers.models import Contact, Customer, Particular, Source
from juanzong.customers.writing import reindex, write_source
from juanzong.kit import checks, clock
from juanzong.kit.blind import BlindIndex
from juanzong.kit.errors import Conflict, Invalid, NotFound
from juanzong.organisation.viewer import Viewer

EDIT = "customers.edit"


class HeldIdentity(Invalid):
    """The identity number belongs to a customer already: `holder`, 0 when the viewer may not know which."""

    def __init__(self, message: Any, *, holder: int, **more: Any) -> None:
        super().__init__(message, **more)
        self.holder = holder


def refuse_held_identity(by: Viewer, lookup: str, value: str, *, own: int = 0) -> None:
    """Refuse a number that another customer holds; to a viewer out of whose reach that one is, name the department."""
    holder = holders_of_identity([(lookup, value)]).get((lookup, value))
    if holder is None or holder == own:
        return
    if reads.visible(by).filter(pk=holder).exists():
        sentence = _("已有客户登记了这个证件号，不能重复建档。")
        todo = _("请打开已有的客户，在其中补充资料。")
    else:
        department = Customer.objects.values_list("department__name", flat=True).get(pk=holder)
        sentence = _("%(department)s已登记了这个证件号的客户，不能重复建档。") % {"department": department}
        todo = _("请联系该部门。")
        holder = 0
    raise HeldIdentity(sentence, fields={lookup: sentence}, clause="P00-1.3", todo=todo, holder=holder)


def source_for(row: Customer, source: SourceDraft | None) -> Source:
    """The source of a change: a new one, checked and kept, or the customer's own."""
    if source is None:
        return Source.objects.get(pk=row.source_id)
    check_source(source)
    return write_source(source)


def checked_value(slot: Slot, value: str, source: Source) -> str:
    """The normal form of one value; Invalid when it is not one, or sensitive without separate consent."""
    label = str(slot.field.name)
    if not value or not value.strip():
        raise Invalid(_("请填写%(field)s。") % {"field": label}, fields={"value": _("必填。")}, clause="P00-1.3")
    if slot.sensitive and source.sensitive_consent_at is None:
        sentence = _("%(field)s属敏感个人信息，须先取得单独同意。") % {"field": label}
        raise Invalid(
            sentence, fields={"value": sentence}, clause="P00-1.4", todo=_("请取得单独同意，并在来源中写明时间。")
        )
    try:
        return slot.normal(value)
    except Invalid as refusal:
        said = f"{refusal.message}{refusal.todo}"
        raise Invalid(said, fields={"value": said}, clause="P00-1.3", todo=refusal.todo) from refusal


def open_contact(row: Customer, contact: int) -> Contact:
    """A contact of this customer that still stands."""
    found = Contact.objects.filter(pk=contact, customer=row, until_at=None).first()
    if found is None:
        raise NotFound(_("没有这位联系人，或已停用。"), clause="P00-1.5", todo=_("请刷新页面后重试。"))
    return found


def room_for(by: Viewer, row: Customer, contact: int | None, slot: Slot, value: str, replaces: int | None) -> list[int]:
    """Ids of the rows that end when `value` comes; refuses what is there already or belongs to somebody else."""
    current = Particular.objects.filter(customer=row, contact=contact, field=slot.code, until_at=None)
    exact = BlindIndex(slot.lookup).exact(value) if slot.exact else None
    same = current.filter(exact=exact) if exact else current.filter(plain=value) if not slot.sealed else current.none()
    if same.exists():
        sentence = _("这就是现在的内容，没有变动。")
        raise Invalid(sentence, fields={"value": sentence}, clause="P00-1.5", todo=_("请修改后再保存。"))
    if contact is None and slot.code in IDENTITIES:
        refuse_held_identity(by, slot.lookup, value, own=row.pk)
    rows = list(current.values_list("id", flat=True))
    if not slot.field.many:
        return rows
    if replaces is None:
        return []
    if replaces not in rows:
        raise Conflict(_("这一项已被别人改过。"), clause="P00-1.5", todo=_("请刷新页面查看现在的内容。"))
    return [replaces]


def mind_age(row: Customer, slot: Slot, value: str, source: Source) -> None:
    """A child under fourteen needs a guardian on record and their separate consent (PIPL art. 31)."""
    identity = slot.code == "resident_id"
    birth = checks.resident_id(value).birth_date if identity else dt.date.fromisoformat(value)
    row.minor_until = fourteenth_birthday(birth, clock.today())
    if row.minor_until is None:
        return
    guarded = Contact.objects.filter(customer=row, role=ContactRole.GUARDIAN, until_at=None).exists()
    if not guarded or source.basis != "consent" or source.sensitive_consent_at is None:
        sentence = _("未满十四周岁，须先登记监护人为联系人，并以监护人的单独同意为依据（个人信息保护法第三十一条）。")
        raise Invalid(sentence, fields={"value": sentence}, clause="P00-1.2", todo=_("请先添加监护人。"))


def touched(row: Customer, at: dt.datetime, *, names: bool) -> None:
    """Note that something of the customer changed; `names`: something that finds them."""
    row.updated_at, row.compared = at, False
    row.save(update_fields=["updated_at", "compared", "minor_until"])
    if names:
        reindex([row.pk])
