"""A company makes its own version of a policy in real Chromium and lives by it: a policy adopted for one department, three
working days changed to two, a second person's consent, the adoption, and the first project late by the new measure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from juanzong.casework.rules import deadlines
from tests.browser.company import ADMINISTRATOR, ARCHIVIST, AUDITOR, MANAGER, REPRESENTATIVE, Company, Enter
from tests.browser.test_show_it import _customer, _until

CheckPage = Callable[[Page], None]
DIRECTOR, B = "陆景衡", "宣若霖"
SHANGHAI = ZoneInfo("Asia/Shanghai")
OWN, PROJECT = "鸿达小额贷款档案制度", "双桥借款项目"


def _adopt_for(page: Page, policy: str, department: str, check_page: CheckPage) -> None:
    """Choose a policy and a department, see the difference, put it in force today."""
    page.get_by_role("link", name="采用或更改").click()
    page.get_by_role("combobox", name="制度", exact=True).select_option(policy)
    choices = page.get_by_label("适用于")
    choices.select_option(choices.locator("option", has_text=department).get_attribute("value"))
    expect(page.get_by_label("自哪一天起执行")).to_have_value(dt.datetime.now(SHANGHAI).date().isoformat())
    page.get_by_role("button", name="看看有什么不同").click()
    difference = page.locator(".card").filter(has=page.get_by_role("heading", name="执行后的不同"))
    expect(difference).to_contain_text("新增")
    check_page(page)
    page.get_by_role("button", name="开始执行").click()
    expect(page.locator("body")).to_contain_text("起执行")


def _draft(page: Page, check_page: CheckPage) -> str:
    """Begin the company's own version of P03, change A's three working days to two, lay it before a second person."""
    check_page(page)
    page.get_by_label("以哪部制度为基础").select_option("P03")
    page.get_by_label("本公司制度的名称").fill(OWN)
    page.get_by_role("button", name="开始起草").click()
    page.get_by_role("link", name=re.compile("^流程")).click()
    check_page(page)
    page.get_by_role("link", name="项目档案移交").click()
    check_page(page)
    page.get_by_role("link", name="A 角整理清点，编制清单，移交 B 角").click()
    check_page(page)
    page.locator("[name=within_0]").fill("2")
    page.get_by_role("button", name="记下更改").click()
    expect(page.get_by_label("为什么更改")).to_be_focused()
    page.get_by_label("为什么更改").fill("两位项目经理同在一间办公室。")
    page.get_by_role("button", name="记下更改").click()
    expect(page.locator(".changes")).to_contain_text("3 个工作日内 → 2 个工作日内")
    check_page(page)
    page.get_by_role("button", name="提请同意").click()
    expect(page.locator("main")).to_contain_text("您参与了起草")
    expect(page.get_by_role("button", name="同意", exact=True)).to_have_count(0)
    return page.url


def _consent(page: Page, check_page: CheckPage) -> None:
    """The second person finds it among the policies and agrees."""
    check_page(page)
    page.get_by_role("link", name=OWN).click()
    expect(page.locator(".changes")).to_contain_text("2 个工作日内")
    check_page(page)
    page.get_by_role("button", name="同意", exact=True).click()
    expect(page.locator("main")).to_contain_text("已同意")
    check_page(page)


def _take_into_force(page: Page, check_page: CheckPage) -> None:
    """Whoever may adopt sees the difference once more and puts it in force from today."""
    page.get_by_role("link", name="采用这一版").click()
    expect(page.locator(".changes")).to_contain_text("3 个工作日内 → 2 个工作日内")
    check_page(page)
    page.get_by_role("button", name="开始执行").click()
    expect(page.get_by_role("heading", name=OWN)).to_be_visible()
    check_page(page)


def _granted(page: Page, customer: tuple[int, str], granted: dt.date) -> None:
    """Open a loan project and note that the loan was granted on a day gone by."""
    number, name = customer
    page.goto(f"/dossiers/new/?customer={number}")
    page.get_by_label("档案种类").select_option("loan")
    page.get_by_label("题名").fill(f"{name}{PROJECT}")
    page.get_by_label("A 角").select_option(label=REPRESENTATIVE)
    page.get_by_label("B 角").select_option(label=B)
    page.get_by_role("button", name="建档").click()
    page.get_by_role("link", name="返回档案").click()
    page.get_by_role("button", name="登记事项").click()
    page.get_by_label("发生日期").fill(granted.isoformat())
    page.get_by_role("dialog").get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("#owed")).to_contain_text("逾期")


def _sign_by_mouse(page: Page) -> None:
    """Write on the sheet as on paper; the strokes stand beside the signature."""
    sheet = page.locator("canvas.sign-pad")
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    assert box is not None
    for across in (0.2, 0.5):
        page.mouse.move(box["x"] + box["width"] * across, box["y"] + box["height"] * 0.3)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * (across + 0.2), box["y"] + box["height"] * 0.7, steps=6)
        page.mouse.up()
    page.get_by_role("button", name="签字：A 角").click()
    expect(page.locator("#signatures .strokes path")).to_have_attribute("d", re.compile("M.*M"))


def _lateness_is_seen(company: Company, enter: Enter, check_page: CheckPage) -> None:
    """By the superior on the work list, by the auditor on the board of the company's own version and in the ledger."""
    with company.worker():
        boss = enter(MANAGER, "/")
        _until(boss, lambda: PROJECT in (boss.goto("/"), boss.locator("main").inner_text())[1])
    check_page(boss)
    auditor = enter(AUDITOR, "/oversight/?pack=OWN1")
    expect(auditor.locator("tbody tr", has_text="P03-4.5")).to_contain_text("逾期")
    check_page(auditor)
    expect(auditor.locator(".cover")).to_contain_text(OWN)
    auditor.get_by_role("link", name="P03-4.5", exact=True).click()
    expect(auditor.locator("main")).to_contain_text(PROJECT)
    expect(auditor.locator(".aside li", has_text=REPRESENTATIVE)).to_contain_text(re.compile("逾期 [1-9]"))
    check_page(auditor)
    auditor.goto("/ledger/?kind=obligation.escalated")
    expect(auditor.locator("table[data-rows]")).to_contain_text(PROJECT)
    for kind in ("edition.changed", "edition.consented", "pack.adopted"):
        auditor.goto(f"/ledger/?kind={kind}")
        expect(auditor.locator("table[data-rows] tbody tr").first).to_contain_text("OWN1")


def test_three_days_become_two_with_a_second_persons_consent_and_the_next_project_is_late_by_them(
    company: Company, enter: Enter, check_page: CheckPage
) -> None:
    administrator = enter(ADMINISTRATOR, "/policies/")
    _adopt_for(administrator, "P08@1", "业务三部", check_page)
    address = _draft(enter(ARCHIVIST, "/policies/own/"), check_page)
    _consent(enter(DIRECTOR, "/policies/"), check_page)
    administrator.goto(address)
    _take_into_force(administrator, check_page)

    granted = dt.datetime.now(SHANGHAI).date() - dt.timedelta(days=20)
    page = enter(REPRESENTATIVE)
    _granted(page, _customer(company, skip=2), granted)
    page.get_by_role("link", name="去办理").first.click()
    facts = page.locator(".facts")
    expect(facts).to_contain_text("2 个工作日内")
    expect(facts).to_contain_text(deadlines.add_working_days(granted, 2, {}).on.isoformat())
    expect(page.locator(".aside")).to_contain_text(OWN)
    check_page(page)
    _sign_by_mouse(page)
    check_page(page)
    _lateness_is_seen(company, enter, check_page)
