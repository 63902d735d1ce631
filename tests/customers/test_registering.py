"""Registering a customer: what is written, what is refused, what is found again."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from juanzong.customers import reads
from juanzong.customers.drafts import ContactDraft
from juanzong.customers.models import Contact, Customer, Particular
from juanzong.kit.errors import Invalid, NotFound
from juanzong.ledger.models import Entry
from juanzong.organisation.viewer import Viewer
from tests.factories import (
    MOBILE,
    RESIDENT_ID,
    USCC,
    a_person,
    a_source,
    an_organisation,
    make_customer,
    make_viewer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Viewer:
    return make_viewer("archivist")


def test_a_person_is_written_with_particulars_sealed(by: Viewer) -> None:
    customer = make_customer(by, a_person(resident_id=RESIDENT_ID, gender="female", occupation="会计"))
    rows = {row.field: row for row in Particular.objects.filter(customer=customer)}
    assert set(rows) == {"mobile", "resident_id", "gender", "occupation"}
    assert rows["occupation"].plain == "会计"
    assert rows["mobile"].plain == ""
    assert rows["mobile"].sealed is not None
    assert MOBILE.encode() not in bytes(rows["mobile"].sealed)
    assert customer.initials == "zxm"


def test_an_organisation_is_written_with_its_contact(by: Viewer) -> None:
    customer = make_customer(by, an_organisation(uscc=USCC))
    assert customer.folded == "青竹农产品"
    contact = Contact.objects.get(customer=customer)
    assert contact.name == "李文静"
    assert Particular.objects.get(contact=contact).field == "mobile"


def test_the_entry_names_fields_and_never_values(by: Viewer) -> None:
    customer = make_customer(by, a_person(resident_id=RESIDENT_ID))
    entry = Entry.objects.get(kind="customer.registered")
    assert entry.subject == f"customer:{customer.pk}"
    assert "resident_id" in entry.payload
    for value in (RESIDENT_ID, MOBILE, "张晓明"):
        assert value not in entry.payload


@pytest.mark.parametrize(
    ("query", "found"), [("晓明", True), ("zxm", True), ("张晓", True), ("李四", False), ("zx", True)]
)
def test_a_customer_is_found_by_name_and_initials(by: Viewer, query: str, found: bool) -> None:
    customer = make_customer(by)
    assert reads.found_by_name(by, query) == ([customer.pk] if found else [])


def test_a_customer_is_found_by_contact_tail_and_number(by: Viewer) -> None:
    customer = make_customer(by, an_organisation())
    assert reads.found_by_name(by, "文静") == [customer.pk]
    assert reads.found_by_tail(by, "8000") == []
    assert reads.found_by_tail(by, "9000") == [customer.pk]
    assert reads.found_by_value(by, "phone", "13900139000") == [customer.pk]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"channel": "rumour"}, "channel"),
        ({"channel": "referral"}, "note"),
        ({"purpose": ""}, "purpose"),
        ({"purpose": "audit"}, "purpose"),
        ({"basis": ""}, "basis"),
        ({"basis": "consent"}, "consent_how"),
        ({"reference": " "}, "reference"),
        ({"collector_name": ""}, "collector"),
    ],
)
def test_a_source_without_its_parts_is_refused_by_clause(by: Viewer, changes: dict[str, Any], field: str) -> None:
    from juanzong.customers import actions

    with pytest.raises(Invalid) as refused:
        actions.register_customer(
            by=by, draft=a_person(), source=a_source(by, **changes), department=by.home_departments[0]
        )
    assert field in refused.value.fields
    assert refused.value.clause == "P00-1.2"
    assert refused.value.todo
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"resident_id": "110105194912310021"}, "resident_id"),
        ({"mobile": "12345"}, "mobile"),
        ({"bank_account": "6222020200112230"}, "bank_account"),
        ({"resident_id": RESIDENT_ID, "gender": "male"}, "gender"),
        ({"resident_id": RESIDENT_ID, "birth_date": "1950-01-01"}, "birth_date"),
        ({"uscc": USCC}, "uscc"),
    ],
)
def test_faulty_values_are_named_by_field(by: Viewer, fields: dict[str, str], fault: str) -> None:
    with pytest.raises(Invalid) as refused:
        make_customer(by, a_person(**fields))
    assert set(refused.value.fields) == {fault}
    assert refused.value.clause == "P00-1.3"


def test_a_child_needs_a_guardian_and_their_separate_consent(by: Viewer, clock: Any) -> None:
    from juanzong.customers import actions

    child = a_person("周小满", birth_date="2015-03-02")
    with pytest.raises(Invalid):
        make_customer(by, child)
    child.contacts = [ContactDraft("周平", role="guardian", fields={"mobile": "13900139001"})]
    source = a_source(
        by, basis="consent", consent_how="paper", consent_at=clock.now(), sensitive_consent_at=clock.now()
    )
    customer = actions.register_customer(by=by, draft=child, source=source, department=by.home_departments[0])
    assert str(customer.minor_until) == "2029-03-02"


def test_a_customer_of_another_department_is_not_known(by: Viewer) -> None:
    customer = make_customer(by)
    manager = make_viewer("department_manager")
    with pytest.raises(NotFound):
        reads.customer(manager, customer.pk)
    assert reads.found_by_name(manager, "张晓明") == []
    assert reads.found_by_tail(manager, "8000") == []
    assert reads.current_particulars(manager, [customer.pk]) == []


def test_registering_takes_the_same_statements_for_one_contact_and_three(by: Viewer) -> None:
    counts = []
    make_customer(by, an_organisation("先来的公司"))  # whose department the day's tallies then remember
    for n, contacts in ((1, 1), (2, 3)):
        draft = an_organisation(f"杭州明远{n}贸易有限公司")
        draft.contacts = [ContactDraft(f"王{c}", fields={"mobile": f"139{n}013900{c}"}) for c in range(contacts)]
        with CaptureQueriesContext(connection) as asked:
            make_customer(by, draft)
        counts.append(len([query for query in asked if "COPY" not in query["sql"]]))
    assert len(set(counts)) == 1
