"""The first day of a new user, in real Chromium against the served product: import, merge, file, verify, accept, print,
reveal, search, and find all of it in the ledger, which a program of its own then verifies."""

from __future__ import annotations

import base64
import csv
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from juanzong.config.demo.sheets import write_demo_sheet
from tests.browser.company import (
    ARCHIVIST,
    AUDITOR,
    MANAGER,
    PASSWORD,
    REPRESENTATIVE,
    SECOND_ARCHIVIST,
    Company,
    Enter,
)  # fmt: skip

CheckPage = Callable[[Page], None]
SOON = 60_000  # milliseconds within which background work is done


def _import(page: Page, sheet: Path, check_page: CheckPage) -> None:
    """From the start page to the result of the dry run."""
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="导入").click()
    expect(page.get_by_role("heading", name="导入客户")).to_be_visible()
    page.locator("[data-dropzone] input[type=file]").set_input_files(sheet)
    expect(page.get_by_role("heading", name="每一列是什么")).to_be_visible()
    check_page(page)
    page.get_by_label("渠道说明").fill("展会登记台账")
    page.get_by_label("收集目的").select_option(index=1)
    page.get_by_role("radio", name=re.compile("^订立、履行")).check()
    page.get_by_label("依据的凭据").fill("展会登记表 2026-11")
    consent = page.get_by_label("单独同意的时间")
    consent.fill("2026-11-02T09:00")
    page.get_by_role("button", name="开始试算").click()
    expect(page.get_by_role("heading", name="试算结果")).to_be_visible(timeout=SOON)


def _ledger_shows(page: Page, kind: str, *words: str) -> None:
    """The newest entry of a kind tells what was done, by whom."""
    page.goto(f"/ledger/?kind={kind}")
    row = page.locator("table[data-rows] tbody tr").first
    for word in words:
        expect(row).to_contain_text(word)


def _drop(page: Page, zone: Locator, name: str, content: bytes) -> None:
    """Drop a file on a place of the page as a mouse would."""
    carrier = page.evaluate_handle(
        """([name, content]) => {
            const carrier = new DataTransfer();
            const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
            carrier.items.add(new File([bytes], name, {type: "application/pdf"}));
            return carrier;
        }""",
        [name, base64.b64encode(content).decode()],
    )
    zone.dispatch_event("dragover", {"dataTransfer": carrier})
    zone.dispatch_event("drop", {"dataTransfer": carrier})


def _pdf(chromium: Browser, *pages: str) -> bytes:
    """A PDF with one line of text on each page."""
    context = chromium.new_context()
    page = context.new_page()
    page.set_content("".join(f'<p style="break-after: page; font: 20px sans-serif">{text}</p>' for text in pages))
    content = page.pdf(format="A4")
    context.close()
    return content


def _customer(company: Company, *, department: str = "业务一部", skip: int = 0) -> tuple[int, str]:
    """Number and name of a company of the demo that a department looks after."""
    return company.rows(  # type: ignore[return-value]
        "SELECT c.id, c.name FROM customers_customer c JOIN organisation_department d ON d.id = c.department_id"
        " WHERE c.kind = 'organisation' AND c.state = 'active' AND d.name = ? ORDER BY c.id LIMIT 1 OFFSET ?",
        department, skip,
    )[0]  # fmt: skip


def test_signing_in_with_a_one_time_password_and_choosing_ones_own(
    company: Company, visit: Enter, check_page: CheckPage
) -> None:
    given = company.run("staff", "reset", "ninglanxi").strip().splitlines()[-1].strip()
    page = visit("/dossiers/")
    expect(page).to_have_url(re.compile(r"/sign-in/\?next="))
    check_page(page)
    page.get_by_label("用户名").fill("ninglanxi")
    page.get_by_label("密码").fill("not this one, surely")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.locator(".notice.danger")).to_be_visible()
    check_page(page)
    page.get_by_label("用户名").fill("ninglanxi")
    page.get_by_label("密码").fill(given)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_label("现在的密码").fill(given)
    page.get_by_label(re.compile("^新密码")).fill(PASSWORD)
    page.get_by_label("再输入一次新密码").fill(PASSWORD)
    check_page(page)
    page.locator("main").get_by_role("button").first.click()
    expect(page).to_have_url(re.compile("/sign-in/pledges/"))
    check_page(page)
    page.locator("main").get_by_role("button").first.click()
    expect(page.locator(".top")).to_contain_text(SECOND_ARCHIVIST)
    page.locator(".side").get_by_role("button", name="退出").click()
    expect(page).to_have_url(re.compile("/sign-in/"))
    page.go_back()
    expect(page).to_have_url(re.compile("/sign-in/"))  # nothing of the closed session comes back


@pytest.mark.parametrize("rows", [400, pytest.param(5000, marks=pytest.mark.soak)])
def test_a_sheet_with_thirty_seven_wrong_rows(
    company: Company, enter: Enter, check_page: CheckPage, tmp_path: Path, rows: int
) -> None:
    sheet = tmp_path / "客户名单.xlsx"
    wrong = write_demo_sheet(sheet, rows=rows, wrong=37, seed=rows)
    page = enter(ARCHIVIST)
    _import(page, sheet, check_page)
    expect(page.locator(".stats")).to_contain_text(
        re.compile(rf"{rows}\s*总行数.*{rows - 37}\s*合格.*37\s*不合格", re.S)
    )
    shown = page.locator("#faults tbody tr td:first-child").all_inner_texts()
    assert sorted({int(number) for number in shown if number.strip()}) == [one.number for one in wrong]
    assert all(text.strip() for text in page.locator("#faults tbody tr td:last-child").all_inner_texts())
    check_page(page)

    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载 .xlsx").click()
    errors = tmp_path / "errors.xlsx"
    waiting.value.save_as(errors)
    assert errors.read_bytes()[:2] == b"PK"
    assert "不能导入的行" in waiting.value.suggested_filename

    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载 .csv").click()
    told = list(csv.reader(waiting.value.path().read_text("utf-8-sig").splitlines()))
    assert [int(line[0]) for line in told if line[0].isdigit()] == [one.number for one in wrong]
    assert all(line[-1] for line in told)

    page.get_by_role("button", name=f"导入合格的 {rows - 37} 行").click()
    expect(page.get_by_role("link", name="查看导入的客户")).to_be_visible(timeout=2 * SOON)
    expect(page.locator(".stats")).to_contain_text(re.compile(rf"{rows - 37}\s*已导入", re.S))
    check_page(page)
    page.get_by_role("link", name="查看导入的客户").click()
    expect(page.locator("table[data-rows] tbody tr")).to_have_count(50)
    _ledger_shows(page, "customer.imported", ARCHIVIST)


def test_a_duplicate_is_merged_and_the_merge_undone(
    company: Company, enter: Enter, check_page: CheckPage, tmp_path: Path
) -> None:
    sheet = tmp_path / "两条.csv"
    lines = [
        "客户类型,姓名或名称,统一社会信用代码,地区",
        "单位,杭州望舒冷链有限公司,,浙江省杭州市",
        "单位,杭州望舒冷链有限责任公司,,浙江省杭州市",
    ]
    sheet.write_bytes("\r\n".join(lines).encode("gb18030"))
    page = enter(ARCHIVIST)
    _import(page, sheet, check_page)
    page.get_by_role("button", name="导入合格的 2 行").click()
    expect(page.get_by_role("link", name="查看导入的客户")).to_be_visible(timeout=SOON)

    def pair() -> Locator:
        page.goto("/customers/duplicates/")
        return page.get_by_role("row").filter(has_text="望舒冷链")

    with company.worker():  # it compares at once what the served one compares within a minute
        _until(page, lambda: pair().count() == 1)
    check_page(page)
    pair().get_by_role("link").click()
    expect(page.get_by_role("heading", name="是同一位客户吗")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="合并为一位客户").click()
    expect(page.get_by_role("heading", name=re.compile("望舒冷链"))).to_be_visible()
    check_page(page)
    kept = page.url
    _ledger_shows(page, "customer.merged", ARCHIVIST)
    page.goto(kept)
    page.get_by_role("link", name="变更记录").click()
    check_page(page)
    page.get_by_role("button", name="撤销合并").click()
    _ledger_shows(page, "customer.unmerged", ARCHIVIST)
    page.goto("/customers/?q=望舒冷链")
    expect(page.locator("table[data-rows] tbody tr")).to_have_count(2)


def _until(page: Page, holds: Callable[[], bool]) -> None:
    """Look again until background work has come round; every look is a request, so it needs no pause."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if holds():
            return
    raise AssertionError(f"still not so after a minute: {page.url}")


def test_a_scanned_contract_is_filed_verified_accepted_printed_and_found(
    company: Company, enter: Enter, chromium: Browser, check_page: CheckPage, tmp_path: Path
) -> None:
    number, name = _customer(company)
    page = enter(REPRESENTATIVE, f"/customers/{number}/")
    page.get_by_role("link", name="建立档案").click()
    page.get_by_label("档案种类").select_option("customer")
    page.get_by_label("题名").fill(f"{name}白鹭湾仓储档案")
    check_page(page)
    page.get_by_role("button", name="建档").click()
    expect(page.get_by_role("heading", name="批量上传扫描件")).to_be_visible()
    check_page(page)

    contract = _pdf(chromium, "仓储合同 乙方承租白鹭湾九号冷库", "第二页 签字")
    _drop(page, page.locator("[data-dropzone]"), "合同.pdf", contract)
    expect(page.locator("main")).to_contain_text("合同", timeout=SOON)
    expect(page.locator("table.catalogue").first).to_contain_text("合同")
    dossier = page.url
    for item in ("客户登记表", "告知书及同意记录"):
        page.goto(dossier)
        page.get_by_role("link", name="加件").click()
        page.get_by_role("link", name=item).click()
        scan = tmp_path / f"{item}.pdf"
        scan.write_bytes(_pdf(chromium, item))
        page.get_by_label("日期").fill("2026-11-02")
        page.get_by_label("页数").fill("1")
        page.get_by_label("扫描件（可不选）").set_input_files(scan)
        page.get_by_role("button", name="归档", exact=True).click()
    page.goto(dossier)
    page.get_by_role("link", name="合同", exact=True).click()
    page.get_by_role("link", name="修改", exact=True).click()
    page.get_by_label("日期").fill("2026-11-03")
    check_page(page)
    page.locator("main form button[type=submit]").first.click()
    page.goto(dossier)
    check_page(page)
    page.get_by_role("button", name="提交核对").click()
    reason = page.get_by_label("缺件原因")
    if reason.is_visible():
        reason.fill("客户尚未提供")
    check_page(page)
    page.get_by_role("dialog").get_by_role("button", name="提交", exact=True).click()
    expect(page.locator(".stamp")).to_contain_text("待核对")

    path = re.sub(r"^https?://[^/]+", "", dossier)
    second = enter(MANAGER, path)
    second.get_by_role("link", name="核对", exact=True).click()
    for _turn in range(3):
        check_page(second)
        before = second.locator(".checklist .badge").count()
        second.keyboard.press("Enter")  # the button is focused; Enter says right and goes on
        expect(second.locator(".checklist .badge")).to_have_count(before + 1)
    second.get_by_role("button", name="核对通过").click()
    expect(second.locator(".stamp")).to_contain_text("待验收")

    keeper = enter(ARCHIVIST, path)
    keeper.get_by_role("link", name="验收归档").click()
    check_page(keeper)
    keeper.get_by_role("button", name="验收并编号").click()
    expect(keeper.locator(".stamp")).to_contain_text("在档")
    archive_number = keeper.locator(".cover").inner_text().split("\n")[0].strip()
    assert re.search(r"第\s*\d+\s*号", archive_number), archive_number
    check_page(keeper)

    for paper in ("cover", "volume_list", "note_sheet"):
        printed = keeper.request.get(f"{path}print/{paper}/")
        assert printed.headers["content-type"] == "application/pdf", paper
        assert printed.body().startswith(b"%PDF-1.7"), paper
        assert re.search(rb"/Type/Pages/Count [12]\b", printed.body()), paper

    for kind in ("dossier.opened", "item.added", "dossier.submitted", "dossier.verified", "dossier.accepted"):
        _ledger_shows(keeper, kind, archive_number if kind.startswith("dossier") else "")
    for typed in (archive_number.replace(" ", ""), "白鹭湾九号"):
        _found_by_keyboard(keeper, typed, "白鹭湾仓储档案")


def _found_by_keyboard(page: Page, typed: str, heading: str) -> None:
    """`/`, type, arrow down, Enter: without a mouse to the page found."""

    def look() -> bool:
        page.goto("/ledger/heads/")
        page.keyboard.press("/")
        expect(page.locator("#search")).to_be_focused()
        with page.expect_response(re.compile("/search/")):
            page.keyboard.type(typed, delay=5)
        options = page.locator("#search-results [role=option]")
        expect(options.first).to_be_visible()
        return options.first.get_attribute("href") is not None

    _until(page, look)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text(heading)
    assert "/ledger/" not in page.url


def test_the_search_box_finds_by_name_initials_and_last_digits(company: Company, enter: Enter) -> None:
    page = enter(ARCHIVIST)
    number, name = _customer(company, skip=1)
    page.goto(f"/customers/{number}/")
    tail = page.locator(".masked-value").first.inner_text()[-4:]
    _found_by_keyboard(page, name[:6], name)
    initials = company.rows("SELECT initials FROM customers_customer WHERE id = ?", number)[0][0].split()[0]
    _found_by_keyboard(page, initials[:6], "")
    if tail.isdigit():
        _found_by_keyboard(page, tail, "")


def test_a_phone_number_is_revealed_for_a_purpose_and_masked_again(
    company: Company, enter: Enter, check_page: CheckPage
) -> None:
    number, name = _customer(company, skip=2)
    page = enter(ARCHIVIST, f"/customers/{number}/")
    masked = page.locator(".masked").first
    before = masked.locator(".masked-value").inner_text()
    assert "*" in before
    masked.get_by_role("link", name=re.compile("^查看")).click()
    page.get_by_label("查看用途").focus()
    check_page(page)
    page.get_by_label("查看用途").select_option(index=1)
    page.locator("form.purpose").get_by_role("button", name="查看").click()
    revealed = page.locator(".masked.revealed")
    expect(revealed).to_be_visible()
    assert "*" not in revealed.locator(".masked-value").inner_text()
    check_page(page)
    _ledger_shows(page, "value.revealed", ARCHIVIST, name)
    company.rows("UPDATE privacy_reveal SET until = at")
    page.go_back()  # nothing of the page is kept, so it is asked for anew
    expect(page.locator(".masked .masked-value").first).to_have_text(before)


def test_the_ledger_is_sealed_exported_and_verified_by_a_program_of_its_own(
    company: Company, enter: Enter, check_page: CheckPage, tmp_path: Path
) -> None:
    page = enter(AUDITOR, "/ledger/verify/")
    page.get_by_role("button", name="核验全部").click()
    expect(page.get_by_text("没有发现不符")).to_be_visible(timeout=SOON)
    check_page(page)
    company.run("ledger", "seal")
    page.goto("/ledger/heads/")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载最新树头").click()
    head = tmp_path / "head.json"
    waiting.value.save_as(head)
    company.run("ledger", "export", str(tmp_path / "export"))
    verify = [sys.executable, "-I", str(tmp_path / "export" / "verify_ledger.py"), str(tmp_path / "export")]
    done = subprocess.run([*verify, "--head", str(head)], text=True, capture_output=True, timeout=240, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    file = next(one for one in sorted((tmp_path / "export").iterdir()) if one.name.startswith("entries"))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    assert subprocess.run(verify, capture_output=True, timeout=240, check=False).returncode != 0
