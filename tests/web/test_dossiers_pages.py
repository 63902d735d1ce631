"""The screens of dossiers: what they show, whom they refuse, how many SQL statements they cost."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from juanzong.dossiers import actions, reads, reads_work
from juanzong.dossiers.models import Dossier, Item
from juanzong.ledger.models import Entry
from juanzong.organisation.models import Staff
from juanzong.organisation.viewer import Viewer
from tests.dossiers.helpers import (
    a_pdf,
    a_picture,
    accepted,
    check_all,
    draft,
    fill,
    open_dossier,
    people,
    submitted,
    upload,
    verified,
)
from tests.entering import enter
from tests.factories import make_customer, make_viewer

pytestmark = pytest.mark.django_db


def browser(viewer: Viewer) -> Client:
    return enter(Staff.objects.get(pk=viewer.staff_id))


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        page(client, address)
    return len(caught)


def a_wave() -> bytes:
    import io
    import wave

    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(range(256)) * 20)
    return out.getvalue()


def test_every_page_of_the_course_opens() -> None:
    filer, checker, archivist = people()
    with_file = submitted(filer)
    at_work, checking, accepting = browser(filer), browser(checker), browser(archivist)
    assert "借款申请书" in page(at_work, f"/dossiers/{with_file.pk}/")
    page(checking, f"/dossiers/{with_file.pk}/verify/")
    page(at_work, "/dossiers/")
    page(checking, "/dossiers/waiting/")
    check_all(checker, with_file)
    page(checking, f"/dossiers/{with_file.pk}/verify/")
    actions.verify_dossier(by=checker, dossier_id=with_file.pk)
    assert "验收并编号" in page(accepting, f"/dossiers/{with_file.pk}/accept/")
    answer = accepting.post(f"/dossiers/{with_file.pk}/accept/")
    assert answer.status_code == 302
    assert "鸿借字第001号" in page(at_work, f"/dossiers/{with_file.pk}/")
    page(checking, "/dossiers/errors/")
    page(at_work, f"/dossiers/{with_file.pk}/edit/")
    item = with_file.items.all()[0]
    page(at_work, f"/dossiers/items/{item.pk}/")
    page(at_work, f"/dossiers/{with_file.pk}/items/new/")


def test_a_dossier_is_opened_from_the_customer() -> None:
    filer = make_viewer("archivist")
    customer = make_customer(filer)
    client = browser(filer)
    assert "为哪位客户建档" in page(client, "/dossiers/new/")
    found = client.post("/dossiers/new/", {"q": "zxm"}).content.decode()
    assert f'href="?customer={customer.pk}"' in found
    assert "没有找到这位客户" in client.post("/dossiers/new/", {"q": "李四"}).content.decode()
    page(client, f"/dossiers/new/?customer={customer.pk}")
    answer = client.post(
        f"/dossiers/new/?customer={customer.pk}",
        {"kind": "loan", "department": filer.home_departments[0], "custodian": filer.staff_id},
    )
    one = Dossier.objects.get()
    assert answer["Location"] == f"/dossiers/{one.pk}/items/new/"
    assert one.title == "张晓明借款项目档案"


def test_files_are_uploaded_each_to_its_place() -> None:
    filer = make_viewer("archivist")
    one = open_dossier(filer)
    client = browser(filer)
    for name, data in (("03 借款合同.pdf", a_pdf(2)), ("现场.jpg", a_picture())):
        answer = client.post(f"/dossiers/{one.pk}/upload/", {"file": SimpleUploadedFile(name, data)})
        assert answer.status_code == 302
    found = {item.title: (item.section, item.requirement) for item in Item.objects.all()}
    assert found == {"借款合同": ("contracts", "loan_contract"), "现场": ("approval", "")}


def test_paper_at_hand_is_filed_with_as_many_sheets_as_its_scan() -> None:
    filer = make_viewer("archivist")
    one = open_dossier(filer)
    files = {"file": SimpleUploadedFile("借款合同.pdf", a_pdf(2)), "paper": "on"}
    assert browser(filer).post(f"/dossiers/{one.pk}/upload/", files).status_code == 302
    item = Item.objects.get()
    assert (item.medium, item.sheets) == ("both", 2)


def test_the_same_file_sent_twice_is_one_item() -> None:
    filer = make_viewer("archivist")
    one = open_dossier(filer)
    client, data = browser(filer), a_pdf()
    for _twice in range(2):
        client.post(f"/dossiers/{one.pk}/upload/", {"file": SimpleUploadedFile("借款合同.pdf", data)})
    assert Item.objects.count() == 1
    assert Entry.objects.filter(kind="item.repeated").count() == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("图.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("页面.html", b"<!doctype html><html><body>x</body></html>"),
        ("合同.pdf", b"MZ\x90\x00" + b"\0" * 100),
        ("合同.pdf", b"%PDF-1.7\nbroken"),
        ("照片.jpg", a_picture()[:200]),
        ("空.pdf", b""),
        ("合同.pdf", a_picture()),
    ],
)
def test_what_is_not_what_it_claims_is_refused_and_nothing_is_kept(name: str, data: bytes) -> None:
    filer = make_viewer("archivist")
    one = open_dossier(filer)
    answer = browser(filer).post(f"/dossiers/{one.pk}/upload/", {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 422
    assert Item.objects.count() == 0


def test_a_file_beyond_the_limit_is_refused(settings: Any) -> None:
    settings.UPLOAD_LIMIT = 1_048_576
    filer = make_viewer("archivist")
    one = open_dossier(filer)
    big = b"%PDF-1.4\n" + b"x" * 2_000_000
    answer = browser(filer).post(f"/dossiers/{one.pk}/upload/", {"file": SimpleUploadedFile("大.pdf", big)})
    assert answer.status_code == 422
    assert "1 MB" in answer.content.decode()


def scanned(by: Viewer, data: bytes, name: str) -> tuple[Item, int]:
    one = open_dossier(by)
    item = actions.add_item(
        by=by, dossier_id=one.pk, draft=draft(section="contracts", title="附件一", medium="scan"),
        upload=upload(data, name),
    )  # fmt: skip
    return item, item.versions.get().pk


def test_papers_are_shown_as_pictures_we_made_and_nothing_of_them_runs() -> None:
    filer = make_viewer("archivist")
    client = browser(filer)
    _item, pdf = scanned(filer, a_pdf(2), "合同.pdf")
    _item, photo = scanned(filer, a_picture(), "照片.jpg")
    for address in (f"/dossiers/versions/{pdf}/page/2/", f"/dossiers/versions/{photo}/picture/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "image/png"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer["Cache-Control"]
        assert answer.content.startswith(b"\x89PNG")
    page(client, f"/dossiers/versions/{pdf}/page/3/", 404)
    page(client, f"/dossiers/versions/{photo}/page/1/", 404)


def test_sound_is_played_by_parts() -> None:
    filer = make_viewer("archivist")
    client = browser(filer)
    data = a_wave()
    _item, version = scanned(filer, data, "录音.wav")
    address = f"/dossiers/versions/{version}/play/"
    whole = client.get(address)
    assert (whole.status_code, b"".join(whole), whole["Accept-Ranges"]) == (200, data, "bytes")  # type: ignore[arg-type]
    part = client.get(address, headers={"Range": "bytes=10-19"})
    assert (part.status_code, b"".join(part)) == (206, data[10:20])  # type: ignore[arg-type]
    assert part["Content-Range"] == f"bytes 10-19/{len(data)}"
    assert b"".join(client.get(address, headers={"Range": "bytes=-5"})) == data[-5:]  # type: ignore[arg-type]
    assert client.get(address, headers={"Range": f"bytes={len(data)}-"}).status_code == 416


def test_a_download_is_the_original_and_on_record_each_time() -> None:
    filer = make_viewer("archivist")
    client = browser(filer)
    data = a_pdf()
    item, version = scanned(filer, data, "张三 合同.pdf")
    for _twice in range(2):
        answer = client.get(f"/dossiers/versions/{version}/download/")
        assert b"".join(answer) == data  # type: ignore[arg-type]
        assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    page(client, f"/dossiers/items/{item.pk}/")
    page(client, f"/dossiers/items/{item.pk}/")
    kinds = list(Entry.objects.values_list("kind", flat=True))
    assert (kinds.count("item.downloaded"), kinds.count("item.viewed")) == (2, 1)
    assert not Entry.objects.filter(payload__contains="张三").exists()


def test_sensitive_papers_stay_closed_to_who_may_only_look() -> None:
    filer = make_viewer("archivist")
    one = open_dossier(filer)
    sensitive = actions.add_item(
        by=filer, dossier_id=one.pk,
        draft=draft("legal_representative_identity", section="customer", title="身份证", medium="scan"),
        upload=upload(a_pdf()),
    )  # fmt: skip
    version = sensitive.versions.get().pk
    auditor = browser(make_viewer("auditor"))
    assert "不能看这件文件的内容" in page(auditor, f"/dossiers/items/{sensitive.pk}/")
    page(auditor, f"/dossiers/versions/{version}/download/", 403)
    page(auditor, f"/dossiers/versions/{version}/page/1/", 403)


def test_a_check_goes_on_to_the_next_item_and_a_wrong_one_must_say_why() -> None:
    filer, checker, _archivist = people()
    one = submitted(filer, "customer")
    client = browser(checker)
    first, second = one.items.order_by("id")
    answer = client.post(f"/dossiers/items/{first.pk}/check/", {"result": "right"})
    assert answer["Location"] == f"/dossiers/{one.pk}/verify/"
    assert second.title in page(client, f"/dossiers/{one.pk}/verify/")
    assert client.post(f"/dossiers/items/{second.pk}/check/", {"result": "wrong"}).status_code == 422
    client.post(f"/dossiers/items/{second.pk}/check/", {"result": "wrong", "wrong_fields": ["sheets"]})
    assert client.post(f"/dossiers/{one.pk}/verify/end/").status_code == 302
    assert Dossier.objects.get().state == "draft"


@pytest.mark.parametrize("paper", ["cover", "volume_list", "note_sheet", "spine"])
def test_papers_are_printed_as_pdf_and_on_record(paper: str) -> None:
    filer, checker, archivist = people()
    one = accepted(filer, checker, archivist)
    answer = browser(archivist).get(f"/dossiers/{one.pk}/print/{paper}/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"].startswith("inline")
    assert Entry.objects.filter(kind="dossier.printed").count() == 1


def test_an_unknown_paper_is_not_found() -> None:
    archivist = make_viewer("archivist")
    page(browser(archivist), f"/dossiers/{open_dossier(archivist).pk}/print/poster/", 404)


def test_a_scan_is_filed_from_its_page() -> None:
    filer = make_viewer("archivist")
    one = open_dossier(filer)
    scan = actions.receive_scan(by=filer, upload=upload(a_pdf(3), "借款合同.pdf"))
    client = browser(filer)
    assert "借款合同.pdf" in page(client, "/dossiers/scans/")
    assert one.title in page(client, f"/dossiers/scans/{scan.pk}/")
    assert client.get(f"/dossiers/scans/{scan.pk}/page/1/").content.startswith(b"\x89PNG")
    to = f"/dossiers/scans/{scan.pk}/?dossier={one.pk}"
    assert 'value="contracts/loan_contract" selected' in page(client, to)
    known = {"slot": "contracts/loan_contract", "title": "借款合同", "medium": "scan", "authenticity": "original"}
    assert client.post(to, known).status_code == 302
    page(client, f"/dossiers/scans/{scan.pk}/", 404)
    assert Item.objects.get().versions.get().pages == 3


def test_lists_and_pages_cost_as_many_statements_for_three_as_for_one() -> None:
    filer = make_viewer("archivist")
    customer = make_customer(filer)
    client = browser(filer)
    one = open_dossier(filer, customer=customer)
    item = fill(filer, one)[0]
    addresses = ["/dossiers/", "/dossiers/waiting/", f"/dossiers/{one.pk}/", f"/dossiers/items/{item.pk}/"]
    for address in addresses:
        page(client, address)
    before = [statements(client, address) for address in addresses]
    for _more in range(2):
        fill(filer, open_dossier(filer, customer=customer))
        actions.add_item(
            by=filer, dossier_id=one.pk, draft=draft(title="又一件", medium="scan"), upload=upload(a_pdf(tone=_more))
        )
    assert [statements(client, address) for address in addresses] == before
    assert len(before) == 4


def test_reads_cost_what_they_say() -> None:
    filer = make_viewer("archivist")
    one = open_dossier(filer)
    fill(filer, one)
    for expected, call in (
        (7, lambda: reads.dossier_page(filer, one.pk)),
        (2, lambda: reads.of_customer(filer, one.customer_id)),
        (1, lambda: reads_work.waiting_count(filer)),
        (1, lambda: reads.error_rates(filer)),
        (1, lambda: reads.scan_count(filer)),
    ):
        with CaptureQueriesContext(connection) as caught:
            call()
        assert len(caught) == expected


def test_the_list_is_narrowed_and_searched() -> None:
    filer, checker, _archivist = people()
    first = verified(filer, checker)
    second = open_dossier(filer, "customer", title="青竹公司往来")
    client = browser(filer)
    assert first.title not in page(client, "/dossiers/?state=draft")
    assert second.title in page(client, "/dossiers/?state=draft&kind=customer")
    found = page(client, "/dossiers/?q=青竹")
    assert second.title in found
    assert first.title not in found
