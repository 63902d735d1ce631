"""A stocktake on a phone whose network goes and comes back: nothing lost, nothing doubled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from playwright.sync_api import Page, expect

from juanzong.custody import actions
from juanzong.custody.models import CountFinding, CountScan
from juanzong.organisation.viewer import viewer_of
from tests.custody.helpers import make_layers, shelved
from tests.custody.test_counting import codes
from tests.entering import enter
from tests.factories import make_staff


def test_scans_survive_a_lost_network(phone: Page, live_server: Any, check_page: Callable[[Page], None]) -> None:
    staff = make_staff("archivist")
    by = viewer_of(staff)
    layer = make_layers(by)[0]
    first, second, missing = shelved(by, layer, 3)
    (spot,) = codes(by, layer)
    one = actions.begin_count(by=by, place_id=layer.pk)
    session = enter(staff).cookies["sessionid"].value
    phone.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    phone.goto(reverse("custody:count", args=[one.pk]))
    check_page(phone)

    field = phone.get_by_label("先扫层或盒的标签，再逐卷扫描")
    listed = phone.locator("[data-scans]")

    def scan(code: str) -> None:
        field.fill(code)
        field.press("Enter")

    scan(spot)
    expect(listed).to_contain_text("现在扫的是")
    scan(first.number)
    expect(listed).to_contain_text(f"已同步 {first.number}")

    phone.context.set_offline(True)
    scan(second.number)
    scan(second.number)
    scan("6901234567892")
    expect(phone.locator("[data-said]")).to_contain_text("没有网络")
    expect(listed).to_have_attribute("data-waiting", "3")
    assert CountScan.objects.count() == 1

    actions.shelve(by=by, place_id=make_layers(by)[0].pk, dossier_ids=[second.pk])  # it moves while the phone is away
    phone.context.set_offline(False)
    expect(listed).to_have_attribute("data-waiting", "0")
    expect(listed.locator("li", has_text="不认识的码 6901234567892").locator(".badge.danger")).to_be_visible()
    expect(phone.locator("[data-scanned]")).to_contain_text("3已扫描")
    phone.reload()
    expect(phone.locator("[data-scans]")).to_have_attribute("data-waiting", "0")
    assert CountScan.objects.count() == 4

    phone.get_by_role("button", name="结束盘点").click()
    expect(phone.get_by_role("heading", name="差异")).to_be_visible()
    check_page(phone)
    found = set(CountFinding.objects.values_list("kind", "dossier", "code"))
    assert found == {("missing", missing.pk, ""), ("surplus", None, "6901234567892")}
