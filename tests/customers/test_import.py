"""Importing a sheet: columns guessed, rows judged, good rows in, each once, in somebody's name."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from juanzong.config.demo.sheets import write_demo_sheet
from juanzong.customers import reads, tasks_import
from juanzong.customers.actions import importing
from juanzong.customers.choices import ImportState
from juanzong.customers.importing import ahead
from juanzong.customers.importing import work as working
from juanzong.customers.models import Contact, Customer, ImportBatch, Particular
from juanzong.customers.reads import importing as reads_import
from juanzong.kit import subject_keys
from juanzong.kit.content import ContentStore
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.ledger.models import Entry
from juanzong.organisation.models import Appointment
from juanzong.organisation.viewer import Viewer
from tests.customers.import_help import AT_ONCE, checked, csv_of, fresh, imported, later, uploaded, work, xlsx_of
from tests.factories import RESIDENT_ID, USCC, a_person, a_source, make_customer, make_viewer

pytestmark = pytest.mark.django_db

HEADER = ["客户类型", "姓名", "身份证号", "信用代码", "手机", "联系人", "联系人电话", "备注"]
PERSON = ["个人", "张晓明", RESIDENT_ID, "", "13800138000", "", "", "老客户"]
COMPANY = ["单位", "杭州青竹农产品有限公司", "", USCC, "", "李文静", "13900139000", ""]


@pytest.fixture
def by() -> Viewer:
    return make_viewer("archivist")


@pytest.fixture(autouse=True)
def _nothing_in_hand() -> None:
    tasks_import._leave()


def test_columns_are_guessed(by: Viewer) -> None:
    batch = uploaded(by, csv_of(HEADER, [PERSON, COMPANY], "gb18030"))
    assert batch.mapping == {
        "0": "kind", "1": "name", "2": "resident_id", "3": "uscc", "4": "mobile", "5": "contact.name",
        "6": "contact.phone", "7": "remark",
    }  # fmt: skip
    assert batch.state == ImportState.UPLOADED


@pytest.mark.parametrize("made", [csv_of, xlsx_of])
def test_good_rows_become_customers_with_contacts(by: Viewer, made) -> None:  # type: ignore[no-untyped-def]
    batch = checked(by, uploaded(by, made(HEADER, [PERSON, COMPANY])))
    assert (batch.state, batch.good_rows, batch.bad_rows, batch.total_rows) == (ImportState.CHECKED, 2, 0, 2)
    assert not Customer.objects.exists()
    batch = imported(by, batch)
    assert (batch.state, batch.imported_rows) == (ImportState.DONE, 2)
    person, company = Customer.objects.order_by("id")
    assert (person.name, person.kind, company.kind) == ("张晓明", "person", "organisation")
    assert {person.batch, company.batch} == {batch.pk}
    assert person.source_id == batch.source_id
    assert Contact.objects.get(customer=company).name == "李文静"
    assert Particular.objects.get(customer=person, field="remark").plain == "老客户"
    assert reads.found_by_name(by, "zxm") == [person.pk]
    assert reads.found_by_tail(by, "9000") == [company.pk]


def test_every_step_is_in_the_ledger_and_no_value_is(by: Viewer) -> None:
    imported(by, checked(by, uploaded(by, csv_of(HEADER, [PERSON, COMPANY]), name="张晓明.csv")))
    entries = list(Entry.objects.order_by("id"))
    assert [entry.kind for entry in entries if entry.kind.startswith("import.")] == [
        "import.uploaded", "import.check_started", "import.checked", "import.started", "import.finished",
    ]  # fmt: skip
    assert sum(entry.kind == "customer.imported" for entry in entries) == 2
    for entry in entries:
        assert not any(value in entry.payload for value in (RESIDENT_ID, "13800138000", "张晓明"))
        assert entry.actor_name == by.name


def test_the_kind_is_told_by_the_numbers_when_no_column_says_it(by: Viewer) -> None:
    rows = [["张晓明", RESIDENT_ID, ""], ["青竹", "", USCC], ["杭州松风贸易有限公司", "", ""], ["李文静", "", ""]]
    imported(by, checked(by, uploaded(by, csv_of(["名称", "身份证号", "信用代码"], rows))))
    assert list(Customer.objects.order_by("id").values_list("kind", flat=True)) == [
        "person", "organisation", "organisation", "person",
    ]  # fmt: skip


def test_the_demo_sheet_has_exactly_its_wrong_rows(by: Viewer, tmp_path: Path) -> None:
    path = tmp_path / "客户.xlsx"
    wrong = write_demo_sheet(path, rows=5000, wrong=37)
    with path.open("rb") as reader:
        batch = importing.upload_sheet(by=by, name=path.name, reader=reader)
    batch = checked(by, batch)
    found = reads_import.faults(by, batch, limit=100)
    assert [one.row for one in found] == [one.number for one in wrong]
    expected = {
        "id_check_digit": "居民身份证号", "id_impossible_date": "居民身份证号", "id_length": "居民身份证号",
        "missing_name": "姓名或名称", "mobile_length": "手机号", "mobile_letters": "手机号",
        "both_ids": "统一社会信用代码", "unknown_kind": "客户种类", "birth_date_impossible": "出生日期",
        "birth_date_differs": "出生日期", "email_format": "电子邮箱", "plate_format": "车牌号",
        "uscc_check": "统一社会信用代码", "uscc_length": "统一社会信用代码", "missing_company_name": "姓名或名称",
        "landline_without_area": "固定电话", "contact_phone": "联系人：电话", "duplicate_id": "居民身份证号",
    }  # fmt: skip
    for one, known in zip(found, wrong, strict=True):
        assert [item for item, _reason in one.reasons] == [expected[known.kind]], (known, one)
        assert all(reason for _item, reason in one.reasons)
    batch = imported(by, batch)
    assert (batch.imported_rows, batch.bad_rows, Customer.objects.count()) == (4963, 37, 4963)
    assert [one.row for one in reads_import.faults(by, batch, limit=100)] == [one.number for one in wrong]


def test_a_number_that_stands_twice_is_refused_with_the_row(by: Viewer) -> None:
    again = ["个人", "王小川", RESIDENT_ID, "", "13700137000", "", "", ""]
    same_phone_and_name = ["个人", "张 晓明", "", "", "138 0013 8000", "", "", ""]
    batch = checked(by, uploaded(by, csv_of(HEADER, [PERSON, again, same_phone_and_name])))
    first, second = reads_import.faults(by, batch, limit=10)
    assert (first.row, first.reasons) == (3, [("居民身份证号", "与本表第 2 行重复。")])
    assert (second.row, second.reasons) == (4, [("手机号", "与本表第 2 行重复。")])
    assert imported(by, batch).imported_rows == 1


def test_a_customer_there_already_is_named_to_those_who_may_see_it(by: Viewer) -> None:
    make_customer(by, a_person("张晓明", resident_id=RESIDENT_ID))
    batch = checked(by, uploaded(by, csv_of(HEADER, [PERSON])))
    assert reads_import.faults(by, batch, limit=5)[0].reasons[0][1] == "已有客户“张晓明”登记了同样的号码。"
    stranger = make_viewer("representative")
    said = reads_import.faults(stranger, batch, limit=5)[0].reasons[0][1]
    assert "张晓明" not in said
    assert said


def test_the_same_sheet_again_brings_nothing_twice(by: Viewer) -> None:
    imported(by, checked(by, uploaded(by, csv_of(HEADER, [PERSON, COMPANY]))))
    again = imported(by, checked(by, uploaded(by, csv_of(HEADER, [PERSON, COMPANY]))))
    assert (again.imported_rows, again.bad_rows, Customer.objects.count()) == (0, 2, 2)


def test_all_or_nothing_writes_nothing_while_a_row_is_wrong(by: Viewer) -> None:
    bad = ["个人", "", "", "", "123", "", "", ""]
    batch = checked(by, uploaded(by, csv_of(HEADER, [PERSON, bad])), all_or_nothing=True)
    with pytest.raises(Conflict):
        importing.start_import(by=by, batch=batch.pk)
    assert not Customer.objects.exists()
    good = checked(by, uploaded(by, csv_of(HEADER, [PERSON])), all_or_nothing=True)
    assert imported(by, good).imported_rows == 1


def test_doubtful_cells_are_refused_with_their_reason(by: Viewer) -> None:
    from tests.kit.sheet_files import packed, parts, text_row

    data = text_row("姓名", "手机") + '<row><c t="inlineStr"><is><t>张晓明</t></is></c><c><f>1+1</f><v>2</v></c></row>'
    batch = checked(by, uploaded(by, packed(parts(data)), name="公式.xlsx"))
    (found,) = reads_import.faults(by, batch, limit=5)
    assert found.reasons[0][0] == "手机号"
    assert "公式" in found.reasons[0][1]


@pytest.mark.parametrize("chunk", [1, 2, 3])
def test_stops_anywhere_give_the_same_rows_once(by: Viewer, chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [["个人", f"客户{n}", "", "", f"138{n:08}", "", "", ""] for n in range(7)]
    rows.insert(4, rows[2])
    rows.append(["个人", "", "", "", "1", "", "", ""])
    batch = checked(by, uploaded(by, csv_of(HEADER, rows)))
    importing.start_import(by=by, batch=batch.pk)
    while (row := fresh(batch)).state == ImportState.RUNNING:
        doing = working.Work(row, chunk)  # a new process each time
        doing.step()
        doing.close()
    assert (row.imported_rows, row.bad_rows) == (7, 2)
    assert list(Customer.objects.order_by("id").values_list("name", flat=True)) == [f"客户{n}" for n in range(7)]
    assert [one.row for one in reads_import.faults(by, row, limit=9)] == [6, 10]


@pytest.mark.parametrize("end", ["", '"没有成对,1\\r\\n'])
def test_a_helper_process_reads_ahead_of_large_sheets(by: Viewer, end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "WORTH_IT", 0)
    monkeypatch.setattr(working, "CHUNK", 50)
    text = "姓名,手机\r\n" + "".join(f"客户{n},138{n:08}\r\n" for n in range(230)) + end
    batch = checked(by, uploaded(by, io.BytesIO(text.encode())))
    if end:
        assert batch.state == ImportState.REFUSED
        assert "第 232 行" in batch.message
        assert "请检查" in batch.message
    else:
        batch = imported(by, batch)
        assert (batch.imported_rows, Customer.objects.count()) == (230, 230)


def test_a_second_worker_on_the_same_batch_doubles_nothing(by: Viewer) -> None:
    rows = [["个人", f"客户{n}", "", "", f"138{n:08}", "", "", ""] for n in range(6)]
    batch = checked(by, uploaded(by, csv_of(HEADER, rows)))
    importing.start_import(by=by, batch=batch.pk)
    one, two = working.Work(fresh(batch), 2), working.Work(fresh(batch), 2)
    one.step()
    with pytest.raises(working.Moved):
        two.step()
    one.close()
    two.close()
    work()
    assert Customer.objects.count() == 6


def test_cancelling_while_it_runs_keeps_what_is_in(by: Viewer) -> None:
    rows = [["个人", f"客户{n}", "", "", f"138{n:08}", "", "", ""] for n in range(6)]
    batch = checked(by, uploaded(by, csv_of(HEADER, rows)))
    importing.start_import(by=by, batch=batch.pk)
    doing = working.Work(fresh(batch), 2)
    doing.step()
    importing.cancel_import(by=by, batch=batch.pk)
    with pytest.raises(working.Moved):
        doing.step()
    doing.close()
    work()
    batch = fresh(batch)
    assert (batch.state, batch.imported_rows, Customer.objects.count()) == (ImportState.CANCELLED, 2, 2)


def test_whoever_loses_the_right_stops_the_import(by: Viewer) -> None:
    batch = checked(by, uploaded(by, csv_of(HEADER, [PERSON])))
    importing.start_import(by=by, batch=batch.pk)
    Appointment.objects.filter(staff=by.staff_id).delete()
    assert tasks_import.go_on(patience=AT_ONCE) is False
    batch = fresh(batch)
    assert batch.paused
    assert by.name in batch.message
    assert not Customer.objects.exists()
    other = make_viewer("archivist")
    importing.go_on_with_import(by=other, batch=batch.pk)
    work()
    assert fresh(batch).state == ImportState.DONE


def test_a_missing_key_pauses_the_import_and_it_goes_on_later(by: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    from juanzong.customers import writing
    from juanzong.kit.errors import Unavailable

    batch = checked(by, uploaded(by, csv_of(HEADER, [PERSON])))
    importing.start_import(by=by, batch=batch.pk)

    def no_key(_ids: object) -> None:
        raise Unavailable("找不到密钥文件。", todo="请放回。")

    with monkeypatch.context() as broken:
        broken.setattr(writing.subject_keys, "create_many", no_key)
        work()
    batch = fresh(batch)
    assert (batch.paused, batch.message) == (True, "找不到密钥文件。请放回。")
    assert not Customer.objects.exists()
    importing.go_on_with_import(by=by, batch=batch.pk)
    work()
    assert fresh(batch).imported_rows == 1


@pytest.mark.parametrize(
    ("error", "paused"),
    [("database or disk is full", True), ("database is locked", False)],
)
def test_a_full_disk_pauses_and_a_busy_database_is_tried_again(
    by: Viewer, error: str, paused: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    batch = checked(by, uploaded(by, csv_of(HEADER, [PERSON])))
    importing.start_import(by=by, batch=batch.pk)

    def refuse(*_arguments: object) -> None:
        raise OperationalError(error)

    with monkeypatch.context() as broken:
        broken.setattr(working, "write_many", refuse)
        assert tasks_import.go_on(patience=AT_ONCE) is False
    assert fresh(batch).paused is paused
    assert not Customer.objects.exists()
    if paused:
        importing.go_on_with_import(by=by, batch=batch.pk)
    work()
    assert fresh(batch).imported_rows == 1


def test_a_sheet_that_breaks_half_way_is_refused_and_nothing_is_in(by: Viewer) -> None:
    text = "姓名,手机\r\n" + "".join(f"客户{n},138{n:08}\r\n" for n in range(90)) + '"没有成对,1\r\n'
    batch = checked(by, uploaded(by, io.BytesIO(text.encode())))
    assert batch.state == ImportState.REFUSED
    assert "引号" in batch.message
    assert not Customer.objects.exists()


def test_columns_must_make_sense(by: Viewer) -> None:
    batch = uploaded(by, csv_of(HEADER, [PERSON]))
    for mapping in ({"0": "kind"}, {"0": "name", "1": "name"}, {"99": "name"}, {"1": "nonsense"}):
        with pytest.raises(Invalid):
            checked(by, batch, mapping=mapping)


def test_the_source_is_asked_for(by: Viewer) -> None:
    batch = uploaded(by, csv_of(HEADER, [PERSON]))
    with pytest.raises(Invalid) as refused:
        checked(by, batch, source=a_source(by, channel="import"))
    assert set(refused.value.fields) == {"note"}


def test_others_departments_are_out_of_reach(by: Viewer) -> None:
    colleague = make_viewer("representative")
    batch = uploaded(by, csv_of(HEADER, [PERSON]))
    if colleague.may("customers.import"):
        with pytest.raises(NotFound):
            reads_import.batch(colleague, batch.pk)
    else:
        with pytest.raises(NotAllowed):
            uploaded(colleague, csv_of(HEADER, [PERSON]))


def test_the_sheet_is_stored_unreadable_and_shredded_later(by: Viewer, clock) -> None:  # type: ignore[no-untyped-def]
    batch = imported(by, checked(by, uploaded(by, csv_of(HEADER, [PERSON]))))
    stored = ContentStore()._path(batch.stored)
    assert b"13800138000" not in stored.read_bytes()
    tasks_import.remove_old_sheets()
    assert stored.exists()
    clock.stop(later(days=8))
    tasks_import.remove_old_sheets()
    assert not stored.exists()
    with pytest.raises(NotFound):
        subject_keys.get(batch.pk)
    assert fresh(batch).stored == ""


def test_the_rows_at_fault_come_back_as_they_were(by: Viewer) -> None:
    bad = ["个人", "", "", "", "123", "", "", "甲"]
    batch = checked(by, uploaded(by, csv_of(HEADER, [PERSON, bad, COMPANY, bad])))
    found = list(reads_import.fault_rows(by, batch))
    assert [number for number, _cells, _reasons in found] == [3, 5]
    assert found[0][1] == ["个人", None, None, None, "123", None, None, "甲"]
    assert len(found[0][2]) == 2


def test_a_chunk_costs_the_same_statements_however_many_rows(by: Viewer) -> None:
    counts = []
    for start, size in ((0, 2), (100, 40)):
        rows = [["个人", f"客户{n}", "", "", f"138{n:08}", "", "", ""] for n in range(start, start + size)]
        batch = checked(by, uploaded(by, csv_of(HEADER, rows)))
        importing.start_import(by=by, batch=batch.pk)
        doing = working.Work(ImportBatch.objects.get(pk=batch.pk))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            doing.step()
        doing.close()
        counts.append(len(captured))
    assert counts[0] == counts[1]
