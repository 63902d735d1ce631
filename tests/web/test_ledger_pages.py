"""The ledger on the screen: found by filters, told in words, proven, exported with a purpose."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from juanzong.ledger import actions as ledger
from juanzong.ledger import reads
from juanzong.ledger.models import Entry
from tests.entering import enter, enter_as
from tests.factories import a_person, make_customer, make_department, make_staff, make_viewer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _heads_of_its_own(settings: Any, tmp_path: Path) -> None:
    """Copied heads are files, which no rollback undoes."""
    settings.DATA_DIR = tmp_path


@pytest.fixture
def auditor() -> Client:
    return enter_as("auditor", name="顾清")


def _statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_entries_are_told_in_words_with_names(auditor: Client) -> None:
    customer = make_customer(make_viewer("archivist", name="周敏"), a_person("张晓明"))
    text = auditor.get("/ledger/").content.decode()
    assert "周敏 登记了 张晓明" in text
    assert f"/ledger/{Entry.objects.get(subject=f'customer:{customer.pk}').id}/" in text


def test_entries_speak_english(auditor: Client) -> None:
    make_customer(make_viewer("archivist", name="Zhou"), a_person("张晓明"))
    auditor.cookies["lang"] = "en"
    text = auditor.get("/ledger/").content.decode()
    assert "Zhou registered 张晓明" in text


def test_filters_narrow_the_list(auditor: Client) -> None:
    by = make_viewer("archivist", name="周敏")
    first, second = make_customer(by, a_person("张晓明")), make_customer(by, a_person("李文静", mobile="13900139000"))
    assert "李文静" not in auditor.get(f"/ledger/?subject=customer:{first.pk}").content.decode()
    assert "李文静" in auditor.get("/ledger/?who=周敏").content.decode()
    assert "没有符合条件" in auditor.get("/ledger/?who=无此人").content.decode()
    assert "没有符合条件" in auditor.get("/ledger/?clause=P00-1").content.decode()
    assert "张晓明" in auditor.get("/ledger/?clause=P00-1.2").content.decode()
    assert "没有符合条件" in auditor.get("/ledger/?until=2020-01-01").content.decode()
    act = Entry.objects.get(subject=f"customer:{second.pk}").act
    assert "张晓明" not in auditor.get(f"/ledger/?act={act}").content.decode()


def test_denied_attempts_have_a_list_of_their_own(auditor: Client) -> None:
    make_customer(make_viewer("archivist"), a_person("张晓明"))
    assert enter_as("", name="陈立").get("/ledger/").status_code == 403
    text = auditor.get("/ledger/?kind=access.denied").content.decode()
    assert "陈立 试图做无权的事：查看台账" in text
    assert "张晓明" not in text


def test_the_list_costs_the_same_at_one_and_three_rows(auditor: Client) -> None:
    by = make_viewer("archivist")
    make_customer(by, a_person("张晓明"))
    _statements(auditor, "/ledger/")  # the organisation is read
    one = _statements(auditor, "/ledger/")
    make_customer(by, a_person("李文静", mobile="13900139000"))
    make_customer(by, a_person("王磊", mobile="13900139001"))
    assert _statements(auditor, "/ledger/") == one == 7  # frame 3, entries, names of customers, figures 2


def test_pages_follow_by_key(auditor: Client) -> None:
    by = make_viewer("archivist")
    with transaction.atomic():
        ledger.record_many("access.denied", by.actor, [(None, {"right": "desk.view"})] * 60)
    first = auditor.get("/ledger/")
    following = first.context["table"].cut.next
    second = auditor.get("/ledger/" + following)
    assert len(first.context["table"].lines) == 50
    assert len(second.context["table"].lines) == 10


def test_a_department_manager_sees_what_the_own_people_did() -> None:
    ours, theirs = make_department(), make_department()
    make_customer(make_viewer("archivist", department=ours, name="周敏"), a_person("张晓明"))
    make_customer(make_viewer("archivist", department=theirs, name="孙悦"), a_person("李文静", mobile="13900139000"))
    manager = enter_as("department_manager", department=ours)
    text = manager.get("/ledger/").content.decode()
    assert "周敏" in text
    assert "孙悦" not in text
    other = Entry.objects.filter(actor_name="孙悦").first()
    assert other is not None
    assert manager.get(f"/ledger/{other.id}/").status_code == 404
    assert manager.get(f"/ledger/{other.id}/proof.json").status_code == 404


def test_an_entry_shows_its_text_hash_and_proof(auditor: Client) -> None:
    customer = make_customer(make_viewer("archivist"), a_person("张晓明"))
    entry = Entry.objects.get(subject=f"customer:{customer.pk}")
    before = auditor.get(f"/ledger/{entry.id}/").content.decode()
    assert "待封存" in before
    ledger.seal()
    text = auditor.get(f"/ledger/{entry.id}/").content.decode()
    assert "已封存" in text
    assert bytes(entry.leaf_hash).hex() in text
    assert reads.heads(limit=1)[0].root.hex() in text
    proof = json.loads(auditor.get(f"/ledger/{entry.id}/proof.json").content)
    assert proof == json.loads(json.dumps(reads.proof(entry.id)))


def test_heads_are_listed_and_the_newest_is_a_file(auditor: Client) -> None:
    assert "还没有封存过" in auditor.get("/ledger/heads/").content.decode()
    assert auditor.get("/ledger/heads/latest.json").status_code == 404
    make_customer(make_viewer("archivist"))
    ledger.seal()
    assert "签名有效" in auditor.get("/ledger/heads/").content.decode()
    answer = auditor.get("/ledger/heads/latest.json")
    assert answer.content.decode().strip() == reads.heads(limit=1)[0].line()
    assert "attachment" in answer["Content-Disposition"]


def test_verifying_here_recomputes_and_is_written_down(auditor: Client) -> None:
    make_customer(make_viewer("archivist"))
    ledger.seal()
    text = auditor.post("/ledger/verify/").content.decode()
    assert "没有发现不符" in text
    assert Entry.objects.filter(kind="ledger.verified", actor_name="顾清").count() == 1


def test_a_large_ledger_is_verified_by_the_command(auditor: Client, monkeypatch: Any) -> None:
    make_customer(make_viewer("archivist"))
    monkeypatch.setattr("juanzong.web.ledger.checking.MOST_VERIFIED", 0)
    text = auditor.post("/ledger/verify/").content.decode()
    assert "juanzong ledger verify" in text
    assert not Entry.objects.filter(kind="ledger.verified").exists()


def test_who_may_only_look_cannot_verify_or_export() -> None:
    manager = enter_as("general_manager")
    assert manager.get("/ledger/verify/").status_code == 200
    assert manager.post("/ledger/verify/").status_code == 403
    assert manager.get("/ledger/export/").status_code == 403
    assert "/ledger/export/" not in manager.get("/ledger/").content.decode()


def test_an_export_says_who_and_what_for_and_is_written_down(auditor: Client) -> None:
    make_customer(make_viewer("archivist", name="=cmd()"), a_person("张晓明"))
    assert auditor.post("/ledger/export/", {"form": "xlsx"}).status_code == 422
    answer = auditor.post("/ledger/export/?kind=customer.registered", {"purpose": "audit", "form": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert "顾清" in str(rows[0][0])
    assert "检查审计" in str(rows[0][0])
    assert len(rows) == 3
    assert rows[2][3] == "张晓明"
    assert rows[2][4] == "'=cmd()"
    noted = Entry.objects.get(kind="ledger.exported")
    assert json.loads(noted.payload)["rows"] == 1
    assert str(noted.id) in str(rows[0][0])


def test_an_export_as_csv(auditor: Client) -> None:
    make_customer(make_viewer("archivist"), a_person("张晓明"))
    answer = auditor.post("/ledger/export/?kind=customer.registered", {"purpose": "audit", "form": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "张晓明" in text


def test_what_is_too_much_for_one_sheet_is_refused(auditor: Client, monkeypatch: Any) -> None:
    make_customer(make_viewer("archivist"))
    monkeypatch.setattr("juanzong.web.ledger.views.MOST_ROWS", 0)
    answer = auditor.post("/ledger/export/", {"purpose": "audit", "form": "csv"})
    assert answer.status_code == 422
    assert "juanzong ledger export" in answer.content.decode()


def test_staff_may_be_named_by_number() -> None:
    staff = make_staff("auditor", name="顾清")
    client = enter(staff)
    client.post("/ledger/verify/")
    assert "核验台账" in client.get(f"/ledger/?who={staff.number}&kind=ledger.verified").content.decode()
