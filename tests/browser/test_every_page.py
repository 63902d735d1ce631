"""Every page a person can open, found from the list of addresses: accessible at desk and phone width, light and dark,
without sideways scrolling, errors or a breach of the content policy; English where English is chosen; by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page, expect

from tests.browser.company import ADMINISTRATOR, ARCHIVIST, AUDITOR, DESK, FRONT_DESK, PHONE, Company, Enter

CheckPage = Callable[..., None]
ROOMS = ("desk", "customers", "dossiers", "organisation", "ledger", "policies", "casework", "oversight", "custody")

_IDS = {
    "dossier_id": "SELECT id FROM dossiers_dossier WHERE state = 'in_force' AND kind = 'loan' LIMIT 1",
    "item_id": "SELECT item_id FROM dossiers_version LIMIT 1",
    "version_id": "SELECT id FROM dossiers_version LIMIT 1",
    "scan_id": "SELECT id FROM dossiers_scan WHERE state = 'waiting' LIMIT 1",
    "customer": "SELECT customer_id FROM dossiers_dossier WHERE state = 'in_force' LIMIT 1",
    "contact": "SELECT id FROM customers_contact LIMIT 1",
    "particular": "SELECT id FROM customers_particular WHERE field = 'mobile' LIMIT 1",
    "relation": "SELECT id FROM customers_relation LIMIT 1",
    "duplicate": "SELECT id FROM customers_duplicate LIMIT 1",
    "merge": "SELECT id FROM customers_merge LIMIT 1",
    "intake": "SELECT id FROM customers_intake WHERE state = 'waiting' LIMIT 1",
    "batch": "SELECT id FROM customers_importbatch LIMIT 1",
    "one": "SELECT one_id FROM customers_duplicate WHERE state = 'different' LIMIT 1",
    "two": "SELECT two_id FROM customers_duplicate WHERE state = 'different' LIMIT 1",
    "obligation_id": "SELECT id FROM casework_obligation WHERE state = 'open' LIMIT 1",
    "adoption_id": "SELECT id FROM policies_adoption LIMIT 1",
    "line_id": "SELECT id FROM dossiers_supplement LIMIT 1",
    "edition_id": "SELECT id FROM policies_edition LIMIT 1",
    "change_id": "SELECT id FROM policies_editionchange LIMIT 1",
    "case_id": "SELECT id FROM casework_case WHERE state = 'open' LIMIT 1",
    "collection_id": "SELECT id FROM dossiers_collection LIMIT 1",
    "attachment_id": "SELECT id FROM casework_caseattachment LIMIT 1",
    "signer_id": "SELECT id FROM casework_addedsigner LIMIT 1",
    "leaving_id": "SELECT id FROM oversight_leaving LIMIT 1",
    "incident_id": "SELECT id FROM oversight_incident LIMIT 1",
    "channel": "SELECT id FROM casework_channel LIMIT 1",
    "place_id": "SELECT id FROM custody_place WHERE kind = 'cabinet' LIMIT 1",
    "safe_id": "SELECT id FROM custody_place WHERE kind = 'safe' LIMIT 1",
    "room_id": "SELECT id FROM custody_place WHERE kind = 'room' LIMIT 1",
    "count_id": "SELECT id FROM custody_count LIMIT 1",
    "safe_count_id": "SELECT id FROM custody_safecount LIMIT 1",
    "loan_id": "SELECT id FROM custody_loan WHERE state = 'out' LIMIT 1",
    "certificate_id": "SELECT id FROM custody_certificate WHERE state = 'in' LIMIT 1",
    "slip_id": "SELECT id FROM custody_safeslip LIMIT 1",
    "entry_id": "SELECT min(id) FROM ledger_entry",
    "department": "SELECT id FROM organisation_department WHERE code = '02'",
    "audit_id": "SELECT id FROM oversight_auditrun LIMIT 1",
    "sample_id": "SELECT id FROM oversight_sample LIMIT 1",
    "follow_up_id": "SELECT id FROM oversight_followup LIMIT 1",
    "session_id": "SELECT id FROM organisation_trainingsession LIMIT 1",
    "staff": "SELECT id FROM organisation_staff WHERE username = 'tangyichen'",
    "appointment": "SELECT id FROM organisation_appointment LIMIT 1",
}
# Arguments of the archive room that mean another thing on some pages.
_IN_ROOM = {
    ("safe", "place_id"): "safe_id",
    ("inspection", "place_id"): "room_id",
    ("safe_count", "count_id"): "safe_count_id",
    ("tally_safe", "count_id"): "safe_count_id",
}
_WORDS = {
    "year": "2026",
    "field": "mobile", "right": "customers.view", "kind": "xlsx", "paper": "cover", "number": "1", "code": "loan",
    "clause_id": "P00-1.2", "pack_id": "P03",
}  # fmt: skip

# Words that only go with a certain thing; the journeys of cases and of own policies open these pages.
_LEFT_OUT = {"procedure", "subject_id", "of", "way", "measure_id", "account_id", "whom"}
_AT_LEAST = {
    "desk": 1, "casework": 2, "oversight": 0, "ledger": 4, "policies": 6, "organisation": 7, "custody": 24,
}  # fmt: skip


_OF_THE_ARCHIVIST: set[str] = set()
"""Found out once for a process, whose demo company is the same for all its tests."""


def _patterns(found: list[Any], space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in found:
        if isinstance(one, URLResolver):
            yield from _patterns(one.url_patterns, one.namespace or space)
        else:
            yield space, one


def _sample(company: Company, space: str, pattern: URLPattern, argument: str) -> str:
    if argument in _LEFT_OUT:
        return ""
    if space == "custody" and argument == "code" and "register" in str(pattern.name):
        return "archive"
    if argument in _WORDS:
        return "archivist" if (space, pattern.name) == ("policies", "position") else _WORDS[argument]
    if argument == "id":
        name = str(pattern.name)
        argument = "department" if "department" in name else "appointment" if "appointment" in name else "staff"
        argument = "appointment" if name == "change-superior" else "channel" if space == "casework" else argument
    if space == "custody":
        argument = _IN_ROOM.get((str(pattern.name), argument), argument)
        if argument not in _IDS:  # what the demo has none of: other tests open these pages
            return ""
    found = company.rows(_IDS[argument])
    return str(found[0][0]) if found else ""


def _addresses(company: Company, room: str) -> list[str]:
    """Every address of a room with arguments that exist in the demo company."""
    from django.urls import reverse

    found = []
    for space, pattern in _patterns(get_resolver("juanzong.config.urls").url_patterns):
        if space != room or (room == "custody" and re.match("print|slip$", str(pattern.name))):  # papers are no pages
            continue
        names = list(pattern.pattern.converters)
        values = [_sample(company, space, pattern, name) for name in names]
        if all(values):
            found.append(reverse(f"{space}:{pattern.name}", args=values))
    if room == "dossiers":
        for state in ("draft", "verifying", "verified", "closed"):
            number = company.rows("SELECT id FROM dossiers_dossier WHERE state = ? LIMIT 1", state)[0][0]
            found += [f"/dossiers/{number}/{path}" for path in ("", "verify/", "accept/", "items/new/", "edit/")]
    if room == "custody":
        found += [reverse("custody:place", args=[company.rows(_IDS[one])[0][0]]) for one in ("room_id", "safe_id")]
    if room == "customers":
        found += ["/customers/register/?kind=organisation", "/customers/?q=nobody+at+all"]
    return found


def _pages(page: Page, addresses: list[str]) -> list[str]:
    """Those of the addresses that answer this person with a page."""
    found = []
    for address in addresses:
        answer = page.request.get(address)
        assert answer.status != 500, address
        if (
            answer.status == 200
            and answer.headers.get("content-type", "").startswith("text/html")
            and "<html" in answer.text()
        ):
            found.append(address)
    return found


def _check_all(page: Page, addresses: list[str], check_page: CheckPage) -> None:
    """Each at the desk in light and on the phone in dark; the desk's own menu, which all share, in dark too."""
    faults = []
    for number, address in enumerate(addresses):
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
        page.emulate_media(color_scheme="light")
        page.goto(address)
        for look in (_desk, _desk_in_dark, _phone) if number == 0 else (_desk, _phone):
            try:
                look(page, check_page)
            except AssertionError as fault:
                faults.append(f"{address} {look.__name__[1:]}: {fault}")
    assert not faults, "\n".join(faults)


def _desk(page: Page, check_page: CheckPage) -> None:
    check_page(page)


def _desk_in_dark(page: Page, check_page: CheckPage) -> None:
    page.emulate_media(color_scheme="dark")
    check_page(page, "color-contrast")


def _phone(page: Page, check_page: CheckPage) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="dark")
    check_page(page, "color-contrast", "target-size")  # names and roles are those of the desk
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{wide} pixels too wide"


@pytest.mark.parametrize("room", ROOMS)
def test_every_page_of_the_archivist(company: Company, enter: Enter, check_page: CheckPage, room: str) -> None:
    page = enter(ARCHIVIST)
    found = _pages(page, _addresses(company, room))
    assert len(found) >= _AT_LEAST.get(room, 8), found
    _check_all(page, found, check_page)


@pytest.mark.parametrize("name", [ADMINISTRATOR, AUDITOR, FRONT_DESK])
def test_every_page_that_others_see_and_the_archivist_does_not(
    company: Company, enter: Enter, check_page: CheckPage, name: str
) -> None:
    page = enter(name)
    for_all = [address for room in ROOMS for address in _addresses(company, room)]
    if not _OF_THE_ARCHIVIST:
        _OF_THE_ARCHIVIST.update(_pages(enter(ARCHIVIST), for_all))
    found = _pages(page, [address for address in for_all if address not in _OF_THE_ARCHIVIST])
    _check_all(page, ["/", *found], check_page)


def test_pages_without_an_account(visit: Enter, check_page: CheckPage) -> None:
    page = visit("/sign-in/")
    _check_all(page, ["/sign-in/", "/register/", "/register/thanks/", "/no-such-page/"], check_page)


def test_english_has_no_chinese_but_names(company: Company, enter: Enter, visit: Enter) -> None:
    """What the product itself says: menu, headings of columns, buttons, labels, tabs."""
    ours = ".menu, thead th, .button, .tabs, .filters label, .filters option, .steps, .stat, .side-foot, .skip"
    page = enter(ARCHIVIST, lang="en")
    found = []
    for address in (
        "/", "/customers/", "/customers/register/", "/customers/imports/", "/customers/export/", "/customers/intake/",
        "/customers/duplicates/", "/dossiers/", "/dossiers/waiting/", "/dossiers/scans/", "/dossiers/errors/",
        "/organisation/", "/organisation/staff/", "/ledger/", "/ledger/verify/", "/ledger/heads/", "/policies/",
        "/policies/kinds/",
    ):  # fmt: skip
        page.goto(address)
        expect(page.locator("html")).to_have_attribute("lang", "en")
        people = set(page.locator(".filters select option").all_inner_texts())
        texts = [*page.locator(ours).all_inner_texts(), page.title(), page.locator("h1").first.inner_text()]
        chinese = (text for text in texts if re.search(r"[\u4e00-\u9fff]", text))
        found += [f"{address}: {text!r}" for text in chinese if not any(one and one in text for one in people)]
    page.locator(".side").get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", re.compile("zh"))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("address", ["/", "/customers/", "/customers/register/", "/dossiers/", "/ledger/"])
def test_a_page_is_used_by_keyboard(company: Company, enter: Enter, address: str) -> None:
    page = enter(ARCHIVIST, address)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    reached = set()
    for _turn in range(400):
        page.keyboard.press("Tab")
        state = page.evaluate(
            """() => {
                const here = document.activeElement, style = getComputedStyle(here);
                if (here === document.body || here.matches(".skip")) return null;
                const seen = ["outlineStyle", "boxShadow"].some((one) => style[one] !== "none") || here.dataset.reached;
                here.dataset.reached = "yes";
                return [here.outerHTML.slice(0, 80), seen];
            }"""
        )
        if state is None:
            break
        assert state[1], f"no visible focus: {state[0]}"
        reached.add(state[0])
    missed = page.evaluate(
        """() => [...document.querySelectorAll("main a[href], main button, main input, main select, main summary")]
            .filter((one) => one.checkVisibility() && !one.closest("dialog, [hidden]") && one.type !== "hidden")
            .filter((one) => one.type !== "radio" && one.tabIndex >= 0 && !one.dataset.reached)
            .map((one) => one.outerHTML.slice(0, 80))"""
    )
    assert len(reached) == 400 or not missed, missed


def test_rows_of_a_list_are_walked_and_opened_with_keys(company: Company, enter: Enter) -> None:
    page = enter(ARCHIVIST, "/dossiers/")
    links = page.locator("[data-rows] [data-open]")
    page.keyboard.press("j")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("k")
    title = links.nth(0).locator("xpath=.").inner_text().split("\n")[0]
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(title[:4])
