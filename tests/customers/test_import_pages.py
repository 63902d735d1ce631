"""The pages of an import, from the upload to the download of what could not be taken."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from juanzong.customers import tasks_import
from juanzong.customers.choices import ImportState
from juanzong.customers.models import Customer, ImportBatch
from juanzong.kit import sheets
from juanzong.ledger.models import Entry
from juanzong.organisation.models import Staff
from tests.customers.import_help import csv_of, work, xlsx_of
from tests.entering import enter
from tests.factories import RESIDENT_ID, make_staff
from tests.kit.sheet_files import packed, parts, text_row

pytestmark = pytest.mark.django_db

HEADER = ["姓名", "身份证号", "手机", "公司内部代码"]
GOOD = ["张晓明", RESIDENT_ID, "13800138000", "A-1"]
BAD = ["", "", "123", "=1+1"]


@pytest.fixture(autouse=True)
def _nothing_in_hand() -> None:
    tasks_import._leave()


@pytest.fixture
def staff() -> Staff:
    return make_staff("archivist")


@pytest.fixture
def signed_in(staff: Staff) -> Client:
    return enter(staff)


def send(client: Client, content: bytes, name: str = "客户.csv") -> Any:
    return client.post(reverse("customers:import_upload"), {"sheet": SimpleUploadedFile(name, content)})


def form(batch: ImportBatch, **changes: str) -> dict[str, str]:
    told = {f"column_{column}": code for column, code in batch.mapping.items()}
    told |= {
        "channel": "import", "note": "旧系统导出", "purpose": "contract", "basis": "contract",
        "reference": "合同 HT-1", "collected_at": "2026-01-05T09:00", "department": str(batch.department_id),
        "responsible": "", "all_or_nothing": "no",
    }  # fmt: skip
    return told | changes


def uploaded(client: Client, rows: list[list[str]]) -> ImportBatch:
    assert send(client, csv_of(HEADER, rows).read()).status_code == 302
    return ImportBatch.objects.get()


def address(name: str, batch: ImportBatch, *more: str) -> str:
    return reverse(f"customers:{name}", args=[batch.pk, *more])


def test_the_whole_way(signed_in: Client) -> None:
    batch = uploaded(signed_in, [GOOD, BAD])
    text = signed_in.get(address("import", batch)).content.decode()
    assert "公司内部代码" in text
    assert RESIDENT_ID not in text
    assert "13800138000" not in text
    assert signed_in.post(address("import_check", batch), form(batch)).status_code == 302
    assert "正在试算" in signed_in.get(address("import", batch)).content.decode()
    assert "HX-Refresh" not in signed_in.get(address("import_progress", batch)).headers
    work()
    assert signed_in.get(address("import_progress", batch)).headers["HX-Refresh"] == "true"
    text = signed_in.get(address("import", batch)).content.decode()
    assert "导入合格的 1 行" in text
    assert signed_in.post(address("import_start", batch)).status_code == 302
    work()
    text = signed_in.get(address("import", batch)).content.decode()
    assert f"?batch={batch.pk}" in text
    assert Customer.objects.get().name == "张晓明"
    assert batch.file_name in signed_in.get(reverse("customers:imports")).content.decode()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_rows_at_fault_can_be_put_right_and_sent_again(signed_in: Client, kind: str) -> None:
    batch = uploaded(signed_in, [GOOD, BAD])
    signed_in.post(address("import_check", batch), form(batch))
    work()
    response = signed_in.get(address("import_faults", batch, kind))
    content = io.BytesIO(b"".join(response.streaming_content))  # type: ignore[attr-defined]
    if kind == "csv":
        assert b"'=1+1" in content.getvalue()
    with sheets.open_table(content, f"错误.{kind}") as table:
        assert table.header.names == ["原行号", *HEADER, "不能导入的原因"]
        (row,) = table.rows()
        assert row.cells[:5] == ["3", None, None, "123", "=1+1"]
        assert "手机号" in (row.cells[5] or "")
    assert Entry.objects.filter(kind="import.faults_taken").count() == 1


def test_what_is_missing_is_said_at_its_field_and_the_choices_stay(signed_in: Client) -> None:
    batch = uploaded(signed_in, [GOOD])
    response = signed_in.post(address("import_check", batch), form(batch, note="", column_3="remark"))
    text = response.content.decode()
    assert response.status_code == 422
    assert "这一渠道须用文字说明来源" in text
    assert '<option value="remark" selected>' in text
    response = signed_in.post(address("import_check", batch), form(batch, column_0="", column_3="mobile"))
    assert response.status_code == 422
    assert ImportBatch.objects.get().state == ImportState.UPLOADED


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("空.csv", b"", "空"),
        ("图.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 100, "不是表格"),
        ("旧.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, ".xls"),
        ("假.xlsx", b"a,b\r\n1,2\r\n", "不是工作簿"),
        ("截断.xlsx", xlsx_of(HEADER, [GOOD] * 200).read()[:3000], "损坏"),
        ("网页.csv", b"<html><table><tr><td>1</td></tr></table></html>", "不是表格"),
        ("乱码.csv", "姓名,手机\r\n张晓明,1".encode() + b"\xff\xfe\xfa\xff\xff\r\n", ""),
        ("只有表头.csv", "姓名,手机\r\n".encode(), ""),
        ("炸弹.xlsx", packed(parts(text_row("姓名") + "<row/>" * 3_000_000)).read(), "恶意"),
    ],
)
def test_what_is_no_sheet_is_refused_in_words(signed_in: Client, name: str, content: bytes, said: str) -> None:
    response = send(signed_in, content, name)
    assert response.status_code in (409, 422)
    assert said in response.content.decode()
    assert "Traceback" not in response.content.decode()
    assert not ImportBatch.objects.exists()


def test_a_file_beyond_the_limit_is_refused(signed_in: Client, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 1000
    response = send(signed_in, csv_of(HEADER, [GOOD] * 100).read())
    assert response.status_code == 422
    assert "上限" in response.content.decode()


def test_cancelling_says_what_stays(signed_in: Client) -> None:
    batch = uploaded(signed_in, [GOOD])
    response = signed_in.post(address("import_cancel", batch), follow=True)
    assert "没有导入任何客户" in response.content.decode()
    response = signed_in.post(address("import_remove", batch), follow=True)
    assert "原表已销毁" in response.content.decode()


def test_a_stopped_import_says_why_and_goes_on(signed_in: Client) -> None:
    batch = uploaded(signed_in, [GOOD])
    signed_in.post(address("import_check", batch), form(batch))
    ImportBatch.objects.update(paused=True, message="磁盘空间不足。")
    text = signed_in.get(address("import", batch)).content.decode()
    assert "磁盘空间不足" in text
    signed_in.post(address("import_continue", batch))
    work()
    assert ImportBatch.objects.get().state == ImportState.CHECKED


def test_strangers_see_nothing_of_it(signed_in: Client) -> None:
    batch = uploaded(signed_in, [GOOD])
    other = enter(make_staff("representative"))
    for name in ("import", "import_progress"):
        assert other.get(address(name, batch)).status_code in (403, 404)
    for name in ("import_start", "import_cancel", "import_check", "import_remove", "import_continue"):
        assert other.post(address(name, batch)).status_code in (403, 404)


def test_english_pages_speak_english_and_so_do_the_reasons(signed_in: Client) -> None:
    signed_in.cookies["lang"] = "en"
    batch = uploaded(signed_in, [GOOD, BAD])
    signed_in.post(address("import_check", batch), form(batch))
    work()
    text = signed_in.get(address("import", batch)).content.decode()
    assert "导入" not in text.replace("旧系统导出", "")
