"""One loan project to the shelf in real Chromium, late on purpose: A, B, archivist, and where the lateness shows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from juanzong.policies import reads as policies
from tests.browser.company import ARCHIVIST, AUDITOR, MANAGER, REPRESENTATIVE, Company, Enter
from tests.browser.test_show_it import SOON, _customer, _pdf, _until

CheckPage = Callable[[Page], None]
B = "宣若霖"


def _upload_all(page: Page, chromium: Browser) -> int:
    """Every required paper at once; each finds its place by its name."""
    scan = _pdf(chromium, "一页")
    names = [f"{item.name.zh}.pdf" for _section, item in policies.dossier_kind("loan").required_items]
    files = [{"name": name, "mimeType": "application/pdf", "buffer": scan + name.encode()} for name in names]
    page.locator("[data-dropzone] input[type=file]").first.set_input_files(files)  # type: ignore[arg-type]
    expect(page.locator("table.catalogue").first).to_be_visible(timeout=SOON)
    return len(names)


def _sign_and(page: Page, capacity: str, move: str) -> None:
    """Sign in the case as `capacity`, then take the move."""
    page.get_by_role("button", name=f"签字：{capacity}").click()
    expect(page.locator("#content")).to_contain_text("已签")
    page.locator(".case-buttons").get_by_role("button", name=move, exact=True).click()
    dialog = page.get_by_role("dialog")
    if dialog.is_visible():
        dialog.get_by_role("button", name=move, exact=True).click()


def test_a_loan_project_comes_to_the_shelf_late_and_everybody_sees_it(
    company: Company, enter: Enter, chromium: Browser, check_page: CheckPage
) -> None:
    number, name = _customer(company, skip=1)
    page = enter(REPRESENTATIVE, f"/dossiers/new/?customer={number}")
    page.get_by_label("档案种类").select_option("loan")
    page.get_by_label("题名").fill(f"{name}青石桥借款项目")
    page.get_by_label("A 角").select_option(label=REPRESENTATIVE)
    page.get_by_label("B 角").select_option(label=B)
    check_page(page)
    page.get_by_role("button", name="建档").click()
    expect(page.get_by_role("heading", name="批量上传扫描件")).to_be_visible()
    count = _upload_all(page, chromium)
    dossier = re.sub(r"^https?://[^/]+", "", page.url).partition("#")[0]

    page.get_by_role("button", name="登记事项").click()
    long_ago = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=20)
    page.get_by_label("发生日期").fill(long_ago.isoformat())
    page.get_by_role("dialog").get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("#owed")).to_contain_text("逾期")
    check_page(page)

    with company.worker():
        boss = enter(MANAGER, "/")
        _until(boss, lambda: "青石桥借款项目" in (boss.goto("/"), boss.locator("main").inner_text())[1])
    board = enter(AUDITOR, "/oversight/clauses/P03-4.5/")
    expect(board.locator("main")).to_contain_text("逾期")

    page.goto(dossier)
    page.get_by_role("link", name="去办理").first.click()
    check_page(page)
    _sign_and(page, "A 角", "移交 B 角")

    second = enter(B, dossier)
    second.get_by_role("link", name="核对", exact=True).click()
    for done in range(count):
        expect(second.locator(".checklist .badge")).to_have_count(done)
        second.get_by_role("button", name="核对无误").click()
    check_page(second)
    second.get_by_role("link", name="去办理单签字移交或退回").click()
    _sign_and(second, "B 角", "移交档案室")

    keeper = enter(ARCHIVIST, dossier)
    keeper.get_by_role("link", name="去办理").first.click()
    boxes = keeper.locator("#checks input[type=checkbox]")
    expect(boxes).to_have_count(count)
    for box in boxes.all():
        box.check()
    keeper.get_by_role("button", name="确认清点").click()
    expect(keeper.locator("#checks")).to_contain_text("已确认")
    check_page(keeper)
    _sign_and(keeper, "档案管理员", "接收，编号并登记")
    keeper.goto(dossier)
    expect(keeper.locator(".stamp").first).to_contain_text("在档")
    expect(keeper.locator("#clauses")).to_contain_text("P03-4.7")
    check_page(keeper)
    printed = keeper.request.get(f"{dossier}print/volume_list/?copies=1")
    assert printed.body().startswith(b"%PDF-1.7")
    keeper.goto("/ledger/?kind=dossier.accepted")
    expect(keeper.locator("table[data-rows] tbody tr").first).to_contain_text(re.compile(r"验收归档.*借字第"))
    keeper.goto("/ledger/?kind=obligation.escalated")
    expect(keeper.locator("table[data-rows] tbody tr").first).to_be_visible()
