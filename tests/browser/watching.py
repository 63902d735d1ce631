"""A browser context that may speak to one server only, and what goes wrong on its pages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request

RESULTS = Path(__file__).resolve().parents[2] / "test-results"
ONLY_HERE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
FAILED = pytest.StashKey[bool]()


def watched(browser: Browser, url: str, **options: Any) -> tuple[BrowserContext, list[str]]:
    """A context that reaches `url` only; what goes wrong on its pages is gathered in the list."""
    faults: list[str] = []
    context = browser.new_context(base_url=url, locale="zh-CN", timezone_id="Asia/Shanghai", **options)
    context.set_default_timeout(15_000)

    def noted(request: Request) -> None:
        if not request.url.startswith((url, "data:", "blob:")):
            faults.append(f"left the machine: {request.url}")

    context.on("request", noted)  # and no name but this machine's is known to the browser (`ONLY_HERE`)
    context.on("weberror", lambda error: faults.append(f"script: {error.error}"))
    context.on("console", lambda said: faults.append(f"console: {said.text}") if said.type == "error" else None)
    return context, faults


def expected(fault: str) -> bool:
    """A refusal's own status shows on the console too, and that a test took the network away; the test itself asserts on the
    page it leads to."""
    return bool(re.search(r"(status of|Error Code) (401|403|404|409|413|422|429|503)|ERR_INTERNET_DISCONNECTED", fault))


def keep_picture(request: pytest.FixtureRequest, page: Page, number: int = 1) -> None:
    """Of a page at the end of a test that failed."""
    if request.node.stash.get(FAILED, False):
        RESULTS.mkdir(exist_ok=True)
        name = re.sub(r"[^0-9A-Za-z_-]+", "-", request.node.nodeid)
        page.screenshot(path=RESULTS / f"{name}-{number}.png", full_page=True)
