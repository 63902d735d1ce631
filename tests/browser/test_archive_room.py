"""The archive room in real Chromium: a project handed over with a page missing and a certificate wrong by a digit, borrowed
by staff and by the general manager, returned a page short; certificates and the safe; an expired dossier destroyed before two witnesses; every paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from juanzong.casework.models import Case
from juanzong.custody.models import Disposal, Loan, SafeCount
from juanzong.dossiers.models import Dossier, Item
from juanzong.kit import clock, subject_keys
from juanzong.organisation.models import Staff
from juanzong.organisation.viewer import Viewer
from tests.custody.helpers import label_of, long_closed
from tests.custody.vault import Vault, a_certificate
from tests.dossiers.company import Lender, as_viewer, dossier_of, go, sign
from tests.dossiers.helpers import a_picture
from tests.entering import enter
from tests.factories import make_staff

CheckPage = Callable[[Page], None]
PASSWORD = "a long enough password"
RIGHT, WRONG = "浙（2026）杭州市不动产权第0012345号", "浙（2026）杭州市不动产权第0012354号"


class Desk:
    """One browser at which one after the other sits down."""

    def __init__(self, page: Page, url: str, check_page: CheckPage) -> None:
        self.page, self._url, self._check = page, url, check_page

    def sits(self, staff: Staff, path: str) -> Locator:
        """Somebody signs in and opens a page; its main part."""
        session = enter(staff).cookies["sessionid"].value
        self.page.context.add_cookies([{"name": "sessionid", "value": session, "url": self._url}])
        self.page.goto(path)
        self.seen()
        return self.page.locator("main")

    def seen(self) -> None:
        """The page is fit for everybody."""
        self._check(self.page)

    def press(self, name: str, within: Locator | None = None) -> None:
        (within or self.page).get_by_role("button", name=name, exact=True).click()

    def dialog(self, opens: str) -> Locator:
        """The dialog behind a button."""
        self.press(opens)
        found = self.page.get_by_role("dialog")
        expect(found).to_be_visible()
        self.seen()
        return found

    def signs(self, name: str) -> None:
        self.page.get_by_label("登录密码").fill(PASSWORD)
        self.press(name)

    def prints(self, path: str) -> None:
        answer = self.page.request.get(path)
        assert (answer.status, answer.body()[:5]) == (200, b"%PDF-"), path


@pytest.fixture
def house(live_server: Any) -> Lender:
    return Lender()


@pytest.fixture
def desk(page: Page, live_server: Any, check_page: CheckPage) -> Desk:
    return Desk(page, live_server.url, check_page)


def _case(case: Case) -> str:
    return reverse("casework:case", args=[case.pk])


def _certificate(house: Lender, one: Dossier) -> Item:
    """The paper whose number A copied wrong by a digit."""
    item = Item.objects.filter(dossier=one).order_by("pk")[0]
    Item.objects.filter(pk=item.pk).update(document_number=WRONG)
    return item


def test_a_page_missing_and_a_digit_wrong_are_found_and_mended_on_the_way_to_the_shelf(
    house: Lender, desk: Desk
) -> None:
    case = house.granted()
    one = dossier_of(case)
    certificate = _certificate(house, one)
    house.to_b(case)

    main = desk.sits(house.b, f"{reverse('dossiers:verify', args=[one.pk])}?item={certificate.pk}")
    expect(main).to_contain_text(WRONG)
    main.locator("summary", has_text="有误").click()
    main.get_by_label("文号").check()
    main.get_by_label("说明").fill(f"原件为 {RIGHT}")
    desk.press("记为有误")
    expect(main.locator(".checklist")).to_contain_text("有误")
    house.checked(case)
    desk.sits(house.b, _case(case))
    back = desk.dialog("附补充资料清单退回 A 角")
    back.get_by_label("理由").fill("证号错一位")
    desk.press("附补充资料清单退回 A 角", back)

    main = desk.sits(house.a, reverse("dossiers:edit_item", args=[certificate.pk]))
    main.get_by_label("文号").fill(RIGHT)
    desk.press("保存")
    assert Item.objects.get(pk=certificate.pk).document_number == RIGHT
    sign(house.a, case, "a")
    go(house.a, case, "to_b_again")
    house.to_archive(case)

    _count(desk, house, case, short=certificate)
    expect(desk.page.locator("#notices")).to_contain_text("清单 2 页，清点 1 页")
    expect(desk.page.locator(f"input[name=count-{certificate.pk}]")).to_have_value("1")  # nothing typed is lost
    back = desk.dialog("有差异，退回 A 角")
    back.get_by_label("理由").fill("权证少一页")
    desk.press("有差异，退回 A 角", back)
    sign(house.a, case, "a")
    go(house.a, case, "to_b_again")
    house.to_archive(case)

    _count(desk, house, case)
    desk.signs("签字：档案管理员")
    accept = desk.dialog("接收，编号并登记")
    desk.press("接收，编号并登记", accept)
    one.refresh_from_db()
    assert (one.state, bool(one.number)) == ("in_force", True)
    main = desk.sits(house.archivist, reverse("custody:whereabouts", args=[one.pk]))
    expect(main).to_contain_text(house.shelf.address)
    for paper in ("cover", "volume_list", "note_sheet"):
        desk.prints(reverse("dossiers:print", args=[one.pk, paper]))


def _count(desk: Desk, house: Lender, case: Case, short: Item | None = None) -> None:
    """The archivist counts every paper; of `short` one sheet is missing."""
    main = desk.sits(house.archivist, _case(case))
    for item in Item.objects.filter(dossier=dossier_of(case), state="filed"):
        sheets = (item.sheets or 0) - (item == short)
        main.locator(f"input[name=count-{item.pk}]").fill(str(sheets))
    desk.press("确认清点", main)
    if short is None:
        expect(desk.page.locator("#checks")).to_contain_text("已确认")


def test_a_certificate_wrong_by_a_digit_is_found_blindly_mended_and_the_safe_counted_by_two(
    live_server: Any, desk: Desk
) -> None:
    subject_keys.ensure_keyring()
    vault = Vault()
    slip = vault.listed(a_certificate(WRONG))
    address = reverse("custody:safe_slip", args=[slip.pk])

    main = desk.sits(_staff(vault.b), address)
    expect(main).not_to_contain_text("0012354")
    _enter_paper(main, RIGHT)
    desk.press("比较")
    expect(main).to_contain_text("证号第")
    desk.sits(_staff(vault.b), _case(vault.case(slip)))
    back = desk.dialog("有差异，退回 A 角")
    back.get_by_label("理由").fill("证号与原件差两位")
    desk.press("有差异，退回 A 角", back)

    main = desk.sits(_staff(vault.a), address)
    desk.press("去掉")
    main.get_by_label("权证名称").select_option("real_estate")
    main.get_by_label("证号").fill(RIGHT)
    main.get_by_label("权利人").fill("张晓明")
    main.get_by_label("登记（发证）机关").fill("杭州市规划和自然资源局")
    desk.press("列入清单")
    expect(main).to_contain_text("1 件")
    vault.move(vault.a, slip, "to_b")
    for by, move in ((vault.b, "to_keeper"), (vault.keeper, "to_sign")):
        main = desk.sits(_staff(by), address)
        _enter_paper(main, RIGHT)
        desk.press("比较")
        expect(main).to_contain_text("独立核对一致")
        vault.move(by, slip, move)
    vault.open(vault.three(slip), "put_in")
    desk.sits(_staff(vault.keeper), address)
    desk.prints(reverse("custody:print_safe_slip", args=[slip.pk]))
    desk.prints(reverse("custody:print_safe_slip", args=[slip.pk]) + "?receipt")

    main = desk.sits(_staff(vault.keeper), reverse("custody:safe", args=[vault.safe.pk]))
    main.get_by_label("日终").check()
    desk.press("开始清点")
    count = SafeCount.objects.get()
    for by in (vault.keeper, vault.archivist):
        main = desk.sits(_staff(by), reverse("custody:safe_count", args=[count.pk]))
        main.get_by_label("所见权证").fill(RIGHT)
        desk.press("提交所见")
    expect(main).to_contain_text("账实相符")
    for by in (vault.keeper, vault.archivist):
        main = desk.sits(_staff(by), reverse("custody:safe_count", args=[count.pk]))
        desk.signs("签字")
    expect(main).to_contain_text("已签字")
    desk.prints(reverse("custody:print_safe_count", args=[count.pk]))


def _staff(viewer: Viewer) -> Staff:
    return Staff.objects.get(pk=viewer.staff_id)


def _enter_paper(main: Locator, number: str) -> None:
    """What somebody sees who has the only certificate in hand."""
    main.get_by_label("权证名称").first.select_option("real_estate")
    main.get_by_label("证号").first.fill(number)
    main.get_by_label("权利人").first.fill("张晓明")
    main.get_by_label("总件数").fill("1")


def test_borrowed_by_staff_and_by_the_general_manager_and_returned_a_page_short(house: Lender, desk: Desk) -> None:
    one = dossier_of(house.accepted())
    keeper, shelf = as_viewer(house.archivist), house.shelf
    code = label_of(keeper, shelf)

    slip = _ask(desk, house.other, one)
    _decide(desk, house.general, slip, "同意")
    items, sheets = _hand_out(desk, house, slip, one)
    _hand_back(desk, house, slip, items, sheets - 1, missing="第 12 页没有还回")
    expect(desk.page.locator("main")).to_contain_text("少 1 页：第 12 页没有还回")
    _on_the_shelf(desk, code)

    slip = _ask(desk, house.general, one)
    _decide(desk, house.archivist, slip, "受理")
    items, sheets = _hand_out(desk, house, slip, one)
    _hand_back(desk, house, slip, items, sheets)
    _on_the_shelf(desk, code)

    assert list(Loan.objects.order_by("pk").values_list("state", flat=True)) == ["closed", "closed"]
    main = desk.sits(house.archivist, reverse("custody:loans"))
    expect(main.locator("table[data-rows] tbody tr")).to_have_count(2)
    for code in ("lending", "handovers", "archive", "totals"):
        desk.sits(house.archivist, reverse("custody:register", args=[code]))
        desk.prints(reverse("custody:print_register", args=[code]))


def _ask(desk: Desk, staff: Staff, one: Dossier) -> Loan:
    main = desk.sits(staff, reverse("custody:ask", args=[one.pk]))
    main.get_by_label("用途").fill("诉讼准备")
    main.get_by_label("借出", exact=True).check()
    main.get_by_label("归还期限").fill(_soon())
    desk.press("提交")
    expect(main).to_contain_text("待审批")
    return Loan.objects.get(borrower=staff)


def _soon() -> str:
    return (clock.today() + dt.timedelta(days=7)).isoformat()


def _decide(desk: Desk, staff: Staff, slip: Loan, move: str) -> None:
    desk.sits(staff, _case(Case.objects.get(subject=f"loan:{slip.pk}")))
    desk.press(move)
    slip.refresh_from_db()
    assert slip.state == "approved"


def _hand_out(desk: Desk, house: Lender, slip: Loan, one: Dossier) -> tuple[int, int]:
    """Counted as the form proposes it, after a wrong dossier was scanned; items and sheets."""
    desk.sits(house.archivist, reverse("custody:loan", args=[slip.pk]))
    dialog = desk.dialog("借出")
    dialog.get_by_label("扫描档案标签").fill(one.number)
    desk.press("借出", dialog)
    expect(desk.page.locator("main")).to_contain_text("借出中")
    desk.prints(reverse("custody:slip", args=[slip.pk]))
    slip.refresh_from_db()
    return slip.items_out, slip.sheets_out


def _hand_back(desk: Desk, house: Lender, slip: Loan, items: int, sheets: int, missing: str = "") -> None:
    desk.sits(house.archivist, reverse("custody:loan", args=[slip.pk]))
    dialog = desk.dialog("清点归还")
    dialog.get_by_label("扫描档案标签").fill("6901234567892")
    dialog.get_by_label("件数").fill(str(items))
    dialog.get_by_label("页数").fill(str(sheets))
    dialog.get_by_label("完好情况").fill(missing or "完好")
    if missing:
        dialog.get_by_label("缺少，登记差异").check()
    desk.press("收回", dialog)
    expect(dialog).to_contain_text("没有找到“6901234567892”")  # not ours; what was entered is still there
    dialog.get_by_label("扫描档案标签").fill("")
    desk.press("收回", dialog)
    expect(desk.page.locator("main")).to_contain_text("已归还，待复位")


def _on_the_shelf(desk: Desk, code: str) -> None:
    desk.seen()
    desk.page.get_by_label("扫描库位标签").fill(code)
    desk.press("确认复位")
    expect(desk.page.locator("main")).to_contain_text("已复位")
    desk.seen()


def test_an_expired_dossier_is_destroyed_before_two_witnesses(house: Lender, desk: Desk) -> None:
    (old,) = long_closed(as_viewer(house.archivist))
    main = desk.sits(house.archivist, reverse("custody:disposals"))
    expect(main).to_contain_text(old.number)
    desk.press("编制清册")
    listed = Disposal.objects.get()
    address = reverse("custody:disposal", args=[listed.pk])
    main.locator("summary", has_text="鉴定").click()
    main.get_by_label("理由").fill("期满，无保存价值")
    desk.press("记下")
    desk.press("提交批准")
    desk.prints(reverse("custody:print_disposal", args=[listed.pk]))

    desk.sits(house.general, address)
    desk.signs("批准并签字")
    for _n in range(2):
        desk.sits(make_staff("archivist", department=house.company, superior=house.general), address)
        desk.signs("监销签字")
    main = desk.sits(house.archivist, address)
    photo = {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": a_picture(90)}
    main.get_by_label("照片").set_input_files(photo)  # type: ignore[arg-type]
    desk.press("上传照片")
    main.get_by_label("销毁地点").fill("碎纸间")
    desk.press("执行销毁")
    expect(main).to_contain_text("已销毁")
    desk.seen()
    desk.prints(reverse("custody:print_disposal", args=[listed.pk]))
    old.refresh_from_db()
    assert (old.state, bool(old.number)) == ("destroyed", True)
    desk.sits(house.archivist, reverse("dossiers:dossier", args=[old.pk]))
