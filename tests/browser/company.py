"""The product as a new user has it: the small demo company, served with its background work by `juanzong serve`.

`company` is one installation for the whole run, in processes of its own; `enter` signs in as one of its people and
`visit` opens a page without signing in. Tests that change something choose customers no other test uses.
"""

from __future__ import annotations

import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.watching import expected, keep_picture, watched
from tests.conftest import House

ARCHIVIST, SECOND_ARCHIVIST = "丰常安", "宁兰溪"
ADMINISTRATOR, AUDITOR, MANAGER, REPRESENTATIVE, FRONT_DESK = "季鹤年", "简正宜", "邱明远", "唐一尘", "童洛伊"
PASSWORD = "a long pass phrase of the tests"
DESK, PHONE = {"width": 1360, "height": 900}, {"width": 390, "height": 844}
Enter = Callable[..., Page]


@dataclass(frozen=True)
class Company:
    """The running installation."""

    url: str
    data: Path
    env: dict[str, str]

    def run(self, *words: str, told: str = "") -> str:
        """`juanzong <words>` with `told` on its standard input; what it says."""
        done = subprocess.run(
            _command(*words), env=self.env, cwd=self.data.parent, input=told, text=True, capture_output=True,
            timeout=240, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{words}: {done.stdout}\n{done.stderr}"
        return done.stdout

    @contextmanager
    def worker(self) -> Iterator[None]:
        """A second process for background work, which begins with everything that is due."""
        process = subprocess.Popen(_command("worker"), env=self.env, cwd=self.data.parent)
        yield
        process.terminate()
        process.wait(30)

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What stands in its tables."""
        with closing(sqlite3.connect(self.data / "juanzong.sqlite3", timeout=20)) as base:
            found = base.execute(statement, values).fetchall()
            base.commit()
        return found


def _command(*words: str) -> list[str]:
    return [sys.executable, "-c", "from juanzong.config.main import main; main()", *words]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(url: str, server: subprocess.Popen[bytes]) -> None:
    pause = threading.Event()
    for _turn in range(1200):
        assert server.poll() is None, "juanzong serve ended"
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=5).close()  # noqa: S310  our own server
        except (urllib.error.URLError, OSError):
            pause.wait(0.1)
        else:
            return
    raise AssertionError("juanzong serve does not answer")


@contextmanager
def demo_company(house: House, folder: Path) -> Iterator[Company]:
    """Serve a copy of an installation with the demo company in `folder`."""
    port = _free_port()
    shutil.copytree(house.data, folder / "data")
    shutil.copytree(house.keys, folder / "keys")
    env = house.env | {
        "JUANZONG_DATA": str(folder / "data"),
        "JUANZONG_KEYS": str(folder / "keys"),
        "JUANZONG_DEMO": "1",
    }
    company = Company(f"http://127.0.0.1:{port}", folder / "data", env)
    with (folder / "serve.log").open("wb") as log:
        server = subprocess.Popen(
            _command("serve", "--port", str(port)), env=env, cwd=folder, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            _await(company.url, server)
            yield company
        finally:
            server.terminate()
            server.wait(30)


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory, demo_house: House) -> Iterator[Company]:
    """The demo company, served; one for all tests of a process."""
    with demo_company(demo_house, tmp_path_factory.mktemp("company")) as running:
        yield running


@pytest.fixture
def visit(request: pytest.FixtureRequest, chromium: Browser, company: Company) -> Iterator[Enter]:
    """`visit("/register/", phone=True, dark=True, lang="en")`: a page without signing in."""
    with ExitStack() as stack:
        faults: list[str] = []
        pages: list[Page] = []

        def open_page(path: str = "/", *, phone: bool = False, dark: bool = False, lang: str = "") -> Page:
            context, faults_here = watched(
                chromium, company.url, viewport=PHONE if phone else DESK, has_touch=phone, is_mobile=phone,
                color_scheme="dark" if dark else "light", reduced_motion="reduce",
            )  # fmt: skip
            stack.callback(lambda: faults.extend(faults_here))
            stack.callback(context.close)
            if lang:
                context.add_cookies([{"name": "lang", "value": lang, "url": company.url}])
            page = context.new_page()
            pages.append(page)
            page.goto(path)
            return page

        yield open_page
        for number, page in enumerate(pages, 1):
            keep_picture(request, page, number)
    unexpected = [fault for fault in faults if not expected(fault)]
    assert not unexpected, "\n".join(unexpected)


@pytest.fixture
def enter(visit: Enter) -> Enter:
    """`enter("丰常安", "/dossiers/", phone=True)`: signed in with one click as one of the demo people."""

    def sign_in(name: str, path: str = "/", **options: Any) -> Page:
        page = visit(f"/sign-in/?next={path}", **options)
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.locator("#search")).to_be_visible()
        page.wait_for_load_state()
        return page

    return sign_in
