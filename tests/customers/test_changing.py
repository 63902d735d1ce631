"""Changing customers: every change keeps what was before, says where it came from and leaves an entry."""

from __future__ import annotations

import json
from typing import Any

import pytest

from juanzong.customers import actions, reads
from juanzong.customers.actions import contacts
from juanzong.customers.changing import HeldIdentity
from juanzong.customers.drafts import ContactDraft
from juanzong.customers.models import Change, Contact, Customer, Particular, Relation
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.ledger.models import Entry
from juanzong.organisation.viewer import Viewer, viewer_of
from tests.factories import (
    MOBILE,
    RESIDENT_ID,
    a_person,
    a_source,
    an_organisation,
    make_customer,
    make_department,
    make_staff,
    make_viewer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Viewer:
    return make_viewer("archivist")


def _last(kind: str) -> dict[str, Any]:
    entry = Entry.objects.filter(kind=kind).order_by("-id").first()
    assert entry is not None
    found: dict[str, Any] = json.loads(entry.payload)
    return found


def test_a_new_name_is_found_and_the_old_one_is_history(by: Viewer) -> None:
    customer = make_customer(by, an_organisation())
    actions.edit_customer(by=by, customer=customer.pk, changes={"name": "宁波白鹭渔业有限公司", "category": "key"})
    customer.refresh_from_db()
    assert (customer.folded, customer.initials) == ("白鹭渔业", "nbblyyyxgs")
    assert reads.found_by_name(by, "白鹭") == [customer.pk]
    assert reads.found_by_name(by, "青竹") == []
    assert reads.found_by_name(by, "文静") == [customer.pk]
    assert {(c.field, c.old, c.new) for c in Change.objects.all()} == {
        ("name", "杭州青竹农产品有限公司", "宁波白鹭渔业有限公司"),
        ("category", "", "key"),
    }
    assert _last("customer.changed") == {"fields": ["category", "name"]}


def test_a_customer_given_to_another_department_is_found_there(by: Viewer) -> None:
    department = make_department()
    manager = make_viewer("department_manager", department=department)
    customer = make_customer(by)
    assert reads.found_by_name(manager, "晓明") == []
    actions.edit_customer(by=by, customer=customer.pk, changes={"department": department.pk})
    assert reads.found_by_name(manager, "晓明") == [customer.pk]
    assert Change.objects.get().new == department.name


def test_nothing_changed_is_said(by: Viewer) -> None:
    customer = make_customer(by)
    with pytest.raises(Invalid) as refused:
        actions.edit_customer(by=by, customer=customer.pk, changes={"name": customer.name})
    assert refused.value.todo


def test_who_saw_an_older_state_is_told(by: Viewer, clock: Any) -> None:
    customer = make_customer(by)
    clock.forward(minutes=1)
    actions.edit_customer(by=by, customer=customer.pk, changes={"region": "浙江省宁波市"}, seen_at=customer.updated_at)
    with pytest.raises(Conflict):
        actions.edit_customer(by=by, customer=customer.pk, changes={"region": ""}, seen_at=customer.updated_at)


def test_a_department_manager_changes_only_their_departments_customers(by: Viewer) -> None:
    customer = make_customer(by)
    stranger = make_viewer("department_manager")
    with pytest.raises(NotFound):
        actions.edit_customer(by=stranger, customer=customer.pk, changes={"region": "x"})
    service = make_viewer("customer_service")  # sees all, edits in the department
    with pytest.raises(NotAllowed) as refused:
        actions.edit_customer(by=service, customer=customer.pk, changes={"region": "x"})
    assert refused.value.clause == "P00-1.6"
    assert refused.value.todo


def test_nobody_gives_a_customer_to_a_department_out_of_their_reach(by: Viewer) -> None:
    manager = viewer_of(make_staff("department_manager"))
    customer = make_customer(manager)
    with pytest.raises(NotAllowed):
        actions.edit_customer(by=manager, customer=customer.pk, changes={"department": make_department().pk})


def test_a_new_value_ends_the_old_one(by: Viewer, clock: Any) -> None:
    customer = make_customer(by, a_person(occupation="会计"))
    clock.forward(days=3)
    actions.set_particular(by=by, customer=customer.pk, field="occupation", value="出纳")
    rows = list(Particular.objects.filter(field="occupation").order_by("from_at"))
    assert [(row.plain, row.until_at) for row in rows] == [("会计", clock.now()), ("出纳", None)]
    assert rows[1].source_id == customer.source_id
    assert _last("particular.set")["replaced"] == [rows[0].pk]


def test_a_field_of_many_values_takes_another_or_replaces_one(by: Viewer) -> None:
    customer = make_customer(by)
    second = actions.set_particular(by=by, customer=customer.pk, field="mobile", value="13800138001")
    current = Particular.objects.filter(field="mobile", until_at=None)
    assert current.count() == 2
    actions.set_particular(by=by, customer=customer.pk, field="mobile", value="13800138002", replaces=second)
    assert current.count() == 2
    assert reads.found_by_value(by, "phone", "13800138001") == []
    assert reads.found_by_value(by, "phone", "13800138002") == [customer.pk]
    with pytest.raises(Conflict):
        actions.set_particular(by=by, customer=customer.pk, field="mobile", value="13800138003", replaces=second)


def test_the_same_value_again_is_no_change(by: Viewer) -> None:
    customer = make_customer(by)
    with pytest.raises(Invalid):
        actions.set_particular(by=by, customer=customer.pk, field="mobile", value=f"+86 {MOBILE}")


def test_a_sensitive_value_needs_separate_consent(by: Viewer, clock: Any) -> None:
    customer = make_customer(by)
    with pytest.raises(Invalid) as refused:
        actions.set_particular(by=by, customer=customer.pk, field="health_note", value="花粉过敏")
    assert refused.value.clause == "P00-1.4"
    source = a_source(by, sensitive_consent_at=clock.now())
    actions.set_particular(by=by, customer=customer.pk, field="health_note", value="花粉过敏", source=source)
    assert Particular.objects.get(field="health_note").plain == ""


@pytest.mark.parametrize(("field", "value"), [("mobile", "123"), ("uscc", "1"), ("nothing", "x"), ("mobile", " ")])
def test_a_faulty_value_is_refused(by: Viewer, field: str, value: str) -> None:
    customer = make_customer(by)
    with pytest.raises(Invalid):
        actions.set_particular(by=by, customer=customer.pk, field=field, value=value)
    assert Particular.objects.count() == 1


def test_an_identity_number_belongs_to_one_customer(by: Viewer) -> None:
    first = make_customer(by, a_person(resident_id=RESIDENT_ID))
    with pytest.raises(HeldIdentity) as refused:
        make_customer(by, a_person("张小明", mobile="13800138001", resident_id=RESIDENT_ID))
    assert refused.value.holder == first.pk
    assert refused.value.clause == "P00-1.3"
    assert "resident_id" in refused.value.fields
    other = make_customer(by, a_person("李四", mobile="13800138002"))
    with pytest.raises(HeldIdentity):
        actions.set_particular(by=by, customer=other.pk, field="resident_id", value=RESIDENT_ID)
    assert Customer.objects.count() == 2


def test_who_may_not_see_the_holder_learns_only_the_department(by: Viewer) -> None:
    first = make_customer(by, a_person(resident_id=RESIDENT_ID))
    manager = make_viewer("department_manager")
    with pytest.raises(HeldIdentity) as refused:
        make_customer(manager, a_person("王五", mobile="13800138001", resident_id=RESIDENT_ID))
    assert refused.value.holder == 0
    assert first.department.name in str(refused.value)
    assert "张晓明" not in str(refused.value)


def test_a_number_given_up_may_be_registered_again(by: Viewer) -> None:
    first = make_customer(by, a_person(resident_id=RESIDENT_ID))
    actions.end_particular(by=by, particular=Particular.objects.get(customer=first, field="resident_id").pk)
    make_customer(by, a_person("张小明", mobile="13800138001", resident_id=RESIDENT_ID))
    with pytest.raises(Conflict):
        actions.end_particular(by=by, particular=Particular.objects.get(customer=first, field="resident_id").pk)


def test_contacts_come_change_and_end_with_history(by: Viewer) -> None:
    customer = make_customer(by)
    contact = contacts.add_contact(
        by=by,
        customer=customer.pk,
        contact=ContactDraft("周敏", role="emergency", title="姐姐", fields={"mobile": "13900139005"}),
    )
    assert reads.found_by_name(by, "周敏") == [customer.pk]
    contacts.change_contact(by=by, contact=contact.pk, changes={"name": "周敏芳", "role": "daily"})
    assert {(c.field, c.old, c.new) for c in Change.objects.filter(contact=contact)} == {
        ("name", "周敏", "周敏芳"),
        ("role", "emergency", "daily"),
    }
    actions.set_particular(by=by, customer=customer.pk, contact=contact.pk, field="mobile", value="13900139006")
    contacts.end_contact(by=by, contact=contact.pk)
    assert reads.found_by_name(by, "周敏") == []
    assert not Particular.objects.filter(contact=contact, until_at=None).exists()
    assert Particular.objects.filter(contact=contact).count() == 2
    with pytest.raises(NotFound):
        contacts.change_contact(by=by, contact=contact.pk, changes={"name": "x"})


@pytest.mark.parametrize(
    ("draft", "fault"),
    [
        (ContactDraft(" "), "name"),
        (ContactDraft("甲", role="boss"), "role"),
        (ContactDraft("甲", fields={"mobile": "12"}), "mobile"),
    ],
)
def test_a_faulty_contact_is_refused(by: Viewer, draft: ContactDraft, fault: str) -> None:
    customer = make_customer(by)
    with pytest.raises(Invalid) as refused:
        contacts.add_contact(by=by, customer=customer.pk, contact=draft)
    assert fault in refused.value.fields
    assert not Contact.objects.exists()


def test_relations_stand_once_and_end(by: Viewer) -> None:
    one = make_customer(by)
    two = make_customer(by, a_person("李四", mobile="13800138001"))
    made = contacts.relate(by=by, customer=one.pk, other=two.pk, kind="guarantor", note="最高额保证")
    with pytest.raises(Conflict):
        contacts.relate(by=by, customer=one.pk, other=two.pk, kind="guarantor")
    with pytest.raises(Invalid):
        contacts.relate(by=by, customer=one.pk, other=one.pk, kind="kin")
    contacts.end_relation(by=by, relation=made.pk)
    with pytest.raises(Conflict):
        contacts.end_relation(by=by, relation=made.pk)
    contacts.relate(by=by, customer=one.pk, other=two.pk, kind="guarantor")
    assert Relation.objects.count() == 2


def test_a_child_keeps_a_guardian(by: Viewer, clock: Any) -> None:
    child = a_person("周小满", birth_date="2015-03-02")
    child.contacts = [ContactDraft("周平", role="guardian")]
    source = a_source(
        by, basis="consent", consent_how="paper", consent_at=clock.now(), sensitive_consent_at=clock.now()
    )
    made = actions.register_customer(by=by, draft=child, source=source, department=by.home_departments[0])
    with pytest.raises(Conflict):
        contacts.end_contact(by=by, contact=Contact.objects.get(customer=made).pk)


def test_setting_a_childs_birth_date_asks_for_a_guardian_first(by: Viewer, clock: Any) -> None:
    customer = make_customer(by)
    with pytest.raises(Invalid) as refused:
        actions.set_particular(by=by, customer=customer.pk, field="birth_date", value="2015-03-02")
    assert refused.value.todo
    actions.set_particular(by=by, customer=customer.pk, field="birth_date", value="1990-03-02")
    customer.refresh_from_db()
    assert customer.minor_until is None


def test_entries_hold_no_values(by: Viewer) -> None:
    customer = make_customer(by, an_organisation())
    actions.edit_customer(by=by, customer=customer.pk, changes={"name": "宁波白鹭渔业有限公司"})
    actions.set_particular(by=by, customer=customer.pk, field="mobile", value="13800138007")
    text = "".join(Entry.objects.values_list("payload", flat=True))
    for value in ("白鹭", "青竹", "13800138007", "李文静"):
        assert value not in text
