"""Event sales as its people have it: forms distributed, a visit written up on the phone, the day signed off, a meeting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from juanzong.casework import tasks
from juanzong.casework.models import Obligation
from juanzong.kit import clock
from juanzong.organisation.models import Staff
from juanzong.organisation.viewer import Viewer
from juanzong.service.actions import distribution, events, meetings, supervision
from juanzong.service.models import DayCheck, Meeting, Visit
from tests.entering import enter
from tests.service.people import Company, purchase

CheckPage = Callable[..., None]
DESK, PHONE = {"width": 1360, "height": 900}, {"width": 390, "height": 844}


def _sign_in(page: Page, url: str, viewer: Viewer) -> None:
    """The browser becomes this person's."""
    session = enter(Staff.objects.get(pk=viewer.staff_id)).cookies["sessionid"].value
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": url}])


@pytest.fixture
def company(transactional_db: None) -> Company:
    """A company with forms that wait, a customer with a plan, and one who is late."""
    one = Company()
    distribution.set_areas(by=one.manager, staff=one.other.staff_id, areas=["湖滨街道"])
    for name in ("王桂兰", "李秀英"):
        one.questionnaire(one.customer(name, responsible=one.rep))
    one.questionnaire(one.customer("陈玉珍", by=one.supervisor, responsible=one.supervisor), by=one.supervisor)
    buyer = one.mine("周美华")
    event = one.event()
    events.note_participant(by=one.rep, event=event.pk, customer=buyer.pk, bought=True)
    one.customer_form(buyer, bought=True)
    events.note_purchase(by=one.rep, customer=buyer.pk, purchase=purchase(), event=event.pk)
    late = one.mine("孙福生")
    one.customer_form(late, bought=False)
    today = clock.today()
    Obligation.objects.filter(subject=f"customer:{late.pk}", duty="visit_other_contact").update(
        due_on=today, due_was=today - dt.timedelta(days=1)
    )
    one.visit(buyer, purpose="contact")
    while tasks.run_some():
        pass
    return one


def test_a_representative_has_their_customers_on_the_phone_and_writes_a_visit_up(
    phone: Page, live_server: Any, company: Company, check_page: CheckPage
) -> None:
    _sign_in(phone, live_server.url, company.rep)
    phone.goto("/service/mine/")
    check_page(phone)
    first = phone.locator(".customer").first
    expect(first).to_contain_text("孙福生")
    first.click()
    check_page(phone)
    phone.get_by_label("上门").check()
    phone.get_by_label("时长").fill("35")
    phone.get_by_label("回访情况").fill("气色不错，愿意参加下次活动")
    phone.get_by_role("button", name="登记回访").click()
    expect(phone.get_by_text("已登记回访。")).to_be_visible()
    made = Visit.objects.get(mode="home")
    assert (made.minutes, made.duty) == (35, "visit_other_contact")
    expect(phone.locator(".customer", has_text="孙福生")).to_contain_text("第二次回访")


def test_the_manager_gives_customers_by_rule_and_otherwise(
    page: Page, live_server: Any, company: Company, check_page: CheckPage
) -> None:
    _sign_in(page, live_server.url, company.manager)
    page.goto("/service/distribution/")
    check_page(page)
    row = page.locator(".board li", has_text="陈玉珍")
    expect(row).to_contain_text("按地域就近")
    other = page.locator(".board li", has_text="王桂兰")
    other.locator("select").select_option(label=company.other.name)
    other.get_by_role("button", name="分配").click()
    expect(page.get_by_text("另行决定").first).to_be_visible()
    other = page.locator(".board li", has_text="王桂兰")
    other.locator("select").select_option(label=company.other.name)
    other.get_by_placeholder("另行决定时写明理由").fill("住得近")
    other.get_by_role("button", name="分配").click()
    expect(page.get_by_text(f"已分配给 {company.other.name}")).to_be_visible()
    page.get_by_role("button", name="按原则分配选中的").click()
    expect(page.get_by_text("没有待分配的表")).to_be_visible()


def test_the_doctor_signs_the_day_off_and_holds_the_meeting(
    page: Page, live_server: Any, company: Company, check_page: CheckPage
) -> None:
    _sign_in(page, live_server.url, company.doctor)
    page.goto("/service/supervision/")
    check_page(page)
    page.get_by_label("指导意见").first.fill("先问服用时间")
    page.get_by_role("button", name="记下").first.click()
    expect(page.get_by_text("先问服用时间")).to_be_visible()
    page.get_by_label("漏访说明和处理").fill("明日补访")
    page.get_by_role("button", name="督查无误，签字").click()
    expect(page.get_by_text("已督查签字。")).to_be_visible()
    assert DayCheck.objects.get().missed == 1
    page.goto("/service/meetings/new/")
    check_page(page)
    page.get_by_label("其他议题").fill("夏季活动安排")
    page.get_by_role("button", name="召集").click()
    page.get_by_label(company.manager.name).first.check()
    page.get_by_label("纪要").fill("逾期回访明日补齐。")
    page.get_by_label("决定事项").first.fill("补访孙福生")
    page.get_by_label("责任人").first.select_option(str(company.rep.staff_id))
    page.get_by_label("期限").first.fill((clock.today() + dt.timedelta(days=2)).isoformat())
    check_page(page)
    page.get_by_role("button", name="登记纪要").click()
    expect(page.get_by_text("已登记纪要。")).to_be_visible()
    assert Meeting.objects.get().agreed.get().owner_id == company.rep.staff_id


def _pages(company: Company) -> list[tuple[Viewer, str]]:
    event = company.event()
    drawn = supervision.draw_call_backs(by=company.keeper, number=2)
    meeting = meetings.call_meeting(
        by=company.doctor, on_day=clock.today(), department=company.sales.pk, topics=["夏季活动"], drawn=["late"]
    )
    buyer = Obligation.objects.get(duty="visit_buyer_use").subject.partition(":")[2]
    rep, manager, doctor, keeper = company.rep, company.manager, company.doctor, company.keeper
    return [
        (rep, "/service/mine/"),
        (rep, reverse("service:visit", args=[buyer])),
        (manager, reverse("service:visit", args=[buyer])),
        (manager, "/service/"),
        (manager, "/service/events/"),
        (manager, "/service/events/new/"),
        (rep, reverse("service:event", args=[event.pk]) + "?q=王"),
        (manager, "/service/distribution/"),
        (manager, reverse("service:areas", args=[rep.staff_id])),
        (doctor, "/service/supervision/"),
        (keeper, "/service/call-backs/"),
        (keeper, reverse("service:call_back", args=[drawn[0].pk])),
        (doctor, "/service/meetings/"),
        (doctor, reverse("service:meeting", args=[meeting.pk])),
    ]


def test_every_page_of_service_is_accessible_wide_and_narrow_light_and_dark(
    page: Page, live_server: Any, company: Company, check_page: CheckPage
) -> None:
    for viewer, address in _pages(company):
        _sign_in(page, live_server.url, viewer)
        for size, scheme in ((DESK, "light"), (PHONE, "dark")):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.goto(address)
            check_page(page)
            wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert wide <= 0, f"{address} at {size['width']}: {wide} px too wide"
