"""A real Chromium against the product's own server: `page`, `phone`, `check_page`.

Chromium is the one CHROMIUM names, else one on the PATH, else one that Playwright installed itself. A page
may speak to the test's server only, and a test fails when its page logs an error.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.browser.company import company, enter, visit
from tests.browser.watching import FAILED, ONLY_HERE, expected, keep_picture, watched

__all__ = ["company", "enter", "visit"]
HOW_TO_GET_IT = "Chromium: apt install chromium, or any Chrome on the PATH, or CHROMIUM=/path/to/it"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def find_chromium(playwright: Playwright | None = None) -> str | None:
    """Where Chromium is, or None."""
    named = os.environ.get("CHROMIUM")
    candidates = [named] if named else [*map(shutil.which, _NAMES), *_MAC]
    if playwright is not None and not named:
        candidates.append(playwright.chromium.executable_path)
    return next((path for path in candidates if path and Path(path).exists()), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the run; its pages come from `page`."""
    with sync_playwright() as playwright:
        path = find_chromium(playwright)
        if path is None:
            pytest.skip(f"browser tests want Chromium. {HOW_TO_GET_IT}")
        # Playwright's own event loop stays in this thread, and Django takes it for asynchronous code of ours.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--force-color-profile=srgb", ONLY_HERE],
        )
        yield browser
        browser.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


def _opened(request: pytest.FixtureRequest, browser: Browser, url: str, **options: Any) -> Iterator[Page]:
    context, faults = watched(browser, url, **options)
    page = context.new_page()
    yield page
    keep_picture(request, page)
    context.close()
    unexpected = [fault for fault in faults if not expected(fault)]
    assert not unexpected, "\n".join(unexpected)


@pytest.fixture
def page(request: pytest.FixtureRequest, chromium: Browser, live_server: Any) -> Iterator[Page]:
    """A desk-sized page; `page.goto("/")` is the product's own start page."""
    yield from _opened(request, chromium, live_server.url, viewport={"width": 1280, "height": 860})


@pytest.fixture
def phone(request: pytest.FixtureRequest, chromium: Browser, live_server: Any) -> Iterator[Page]:
    """The same at a phone's width, with touch."""
    yield from _opened(
        request, chromium, live_server.url, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )


@pytest.fixture
def check_page() -> Callable[..., None]:
    """Assert that axe finds nothing wrong for WCAG 2.2 AA, or by some `rules`, on the page as it stands."""
    axe = Axe()

    def check(page: Page, *rules: str) -> None:
        levels = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
        only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": levels}
        # What it has nothing against is not described one by one, which takes half of its time.
        found = axe.run(page, options={"runOnly": only, "resultTypes": ["violations"]})
        lines = [
            f"{fault['id']} ({fault['impact']}): {node['html'][:160]}"
            for fault in found.response["violations"]
            for node in fault["nodes"]
        ]
        assert not lines, f"{page.url}\n" + "\n".join(lines)

    return check
