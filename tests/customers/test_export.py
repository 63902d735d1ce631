"""Taking customers out of the house: for a purpose, masked, numbered, counted, and never a formula."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from juanzong.kit import sheets
from juanzong.kit.errors import Conflict, Invalid, NotAllowed
from juanzong.ledger.models import Entry
from juanzong.ledger.reads import payload
from juanzong.organisation.viewer import Viewer
from juanzong.privacy import exporting
from juanzong.privacy.actions import export
from tests.customers.import_help import checked, imported, uploaded
from tests.entering import enter
from tests.factories import RESIDENT_ID, a_person, an_organisation, make_customer, make_staff, make_viewer

pytestmark = pytest.mark.django_db
FIELDS = ["kind", "name", "mobile", "resident_id", "contact.name", "contact.phone"]


@pytest.fixture
def by() -> Viewer:
    return make_viewer("archivist")


def exported(by: Viewer, ids: list[int], **changes: Any) -> export.Export:
    told: dict[str, Any] = {"fields": FIELDS, "purpose": "contract"} | changes
    return export.export_customers(by=by, customers=ids, **told)


def test_hidden_values_leave_masked_and_in_the_order_of_the_list(by: Viewer) -> None:
    person = make_customer(by, a_person(resident_id=RESIDENT_ID))
    company = make_customer(by, an_organisation())
    made = exported(by, [company.pk, person.pk])
    assert made.columns == ["客户类型", "客户名称", "手机号", "居民身份证号", "联系人", "联系人电话"]
    first, second = made.lines
    assert first == ["单位", "杭州青竹农产品有限公司", "", "", "李文静", "139****9000"]
    assert second[:3] == ["个人", "张晓明", "138****8000"]
    assert RESIDENT_ID not in second


def test_the_entry_says_how_many_which_fields_and_for_what(by: Viewer) -> None:
    person = make_customer(by)
    made = exported(by, [person.pk], note="续签")
    entry = Entry.objects.get(kind="customers.exported")
    assert payload(entry) == {"rows": 1, "fields": FIELDS, "clear": [], "number": "导出字第 1 号"}
    assert entry.basis == "contract"
    line = made.watermark.line()
    assert all(part in line for part in (by.name, "续签", "导出字第 1 号"))


@pytest.mark.parametrize(("changes", "field"), [({"purpose": ""}, "purpose"), ({"fields": []}, "fields")])
def test_purpose_and_fields_are_asked_for(by: Viewer, changes: dict[str, Any], field: str) -> None:
    person = make_customer(by)
    with pytest.raises(Invalid) as refused:
        exported(by, [person.pk], **changes)
    assert set(refused.value.fields) == {field}
    assert refused.value.clause == "P00-1.6"


def test_open_values_need_the_right_and_leave_an_entry_for_each_customer() -> None:
    by = make_viewer("general_manager")
    assert by.may("customers.export")
    person = make_customer(make_viewer("archivist"))
    (line,) = exported(by, [person.pk], clear=True).lines
    assert "13800138000" in line
    assert Entry.objects.get(kind="value.exported").subject == f"customer:{person.pk}"


def test_sensitive_values_never_leave_open(by: Viewer) -> None:
    assert not any(exporting.may_be_open(by, choice.code) for choice in exporting.choices() if choice.sensitive)
    assert any(choice.sensitive for choice in exporting.choices())


def test_more_than_five_an_hour_are_refused_and_that_is_written_down(by: Viewer, clock: Any) -> None:
    person = make_customer(by)
    for _n in range(5):
        exported(by, [person.pk])
    with pytest.raises(Conflict) as refused:
        exported(by, [person.pk])
    assert refused.value.clause == "P00-1.6"
    assert Entry.objects.filter(kind="export.refused").count() == 1
    clock.forward(minutes=61)
    assert exported(by, [person.pk]).number == "导出字第 6 号"


def test_who_may_not_export_does_not(by: Viewer) -> None:
    person = make_customer(by)
    with pytest.raises(NotAllowed):
        exported(make_viewer("auditor"), [person.pk])


def test_customers_out_of_reach_are_left_out(by: Viewer) -> None:
    person = make_customer(by)
    stranger = make_viewer("department_manager")
    assert stranger.may("customers.export")
    with pytest.raises(Invalid):
        exported(stranger, [person.pk])


def test_an_export_costs_the_same_statements_however_many_rows(by: Viewer) -> None:
    ids = [make_customer(by, a_person(f"客户{n}", mobile=f"1380013{n:04}")).pk for n in range(5)]
    counts = []
    for some in (ids[:1], ids):
        with CaptureQueriesContext(connection) as captured:
            list(exported(by, some).lines)
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_page_sends_what_the_list_shows_and_it_can_be_imported_again(kind: str) -> None:
    staff = make_staff("archivist")
    by = make_viewer("archivist")
    client: Client = enter(staff)
    make_customer(by, a_person("=1+1 松风"))
    make_customer(by, a_person("王小川", mobile="13700137000"))
    address = reverse("customers:export") + "?q=松风"
    assert "1 位客户" in client.get(address).content.decode()
    told = {"purpose": "contract", "kind": kind, "fields": ["kind", "name"], "note": ""}
    response = client.post(address, told)
    content = io.BytesIO(b"".join(response.streaming_content))  # type: ignore[attr-defined]
    with sheets.open_table(content, f"导出.{kind}") as table:
        assert table.header.names == ["客户类型", "客户名称"]
        (row,) = table.rows()
    assert row.cells == ["个人", "=1+1 松风"]
    content.seek(0)
    batch = imported(by, checked(by, uploaded(by, content, f"导出.{kind}")))
    assert batch.imported_rows == 1


def test_the_page_says_what_is_missing() -> None:
    client = enter(make_staff("archivist"))
    response = client.post(reverse("customers:export"), {"purpose": "", "kind": "csv"})
    assert response.status_code == 422
    assert "请选择用途" in response.content.decode()
