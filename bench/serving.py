"""Starting servers to be measured, and a client that asks them by turns over kept connections."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.figures import median
from bench.house import ROOT, environment

_START_SECONDS = 60.0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _serving(target: str, env: dict[str, str]) -> Iterator[tuple[int, int]]:
    """A granian as `juanzong serve` starts it, with one process; its port and the id of its process."""
    port = _free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", "4", "--no-log", target,
    ]  # fmt: skip
    child = subprocess.Popen(command, env={**os.environ, **env}, cwd=ROOT)
    try:
        _wait(port, child)
        yield port, child.pid
    finally:
        child.terminate()
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _wait(port: int, child: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        if child.poll() is not None:
            raise RuntimeError(f"the server ended with {child.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the server did not start")


@contextmanager
def product(folder: Path, url: str = "") -> Iterator[tuple[int, int]]:
    """The product, on the installation in `folder`."""
    with _serving("juanzong.config.wsgi:application", environment(folder, url)) as found:
        yield found


@contextmanager
def bare(folder: Path, url: str = "") -> Iterator[tuple[int, int]]:
    """The bare page, filled when it is not."""
    folder.mkdir(parents=True, exist_ok=True)
    env = {
        "DJANGO_SETTINGS_MODULE": "bench.bare.settings",
        "BARE_DATA": str(folder),
        "BARE_POSTGRES": url,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    subprocess.run([sys.executable, "-m", "bench.bare.fill"], env={**os.environ, **env}, cwd=ROOT, check=True)
    with _serving("bench.bare.wsgi:application", env) as found:
        yield found


class Client:
    """One kept connection to one server, signed in with a cookie or not."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._token, self._set_cookie, self.body = "", "", b""
        self._headers = {"Host": "127.0.0.1", "Accept-Language": "zh-CN"} | ({"Cookie": cookie} if cookie else {})

    def get(self, path: str, **headers: str) -> float:
        """Milliseconds until the whole answer is there; RuntimeError unless 200."""
        return self._ask("GET", path, None, headers)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> float:
        """The same for a form that is sent with its token."""
        body = urlencode(fields | {"csrfmiddlewaretoken": self._token}).encode()
        return self._ask("POST", path, body, headers | {"Content-Type": "application/x-www-form-urlencoded"})

    def take_token(self, path: str) -> None:
        """Open a page as a browser would and keep its token and cookie for sending forms."""
        self._ask("GET", path, None, {})
        self._token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', self.body)[1].decode()  # type: ignore[index]
        cookie = re.search(r"csrftoken=[^;]+", self._set_cookie)
        self._headers["Cookie"] += f"; {cookie[0]}" if cookie else ""

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> float:
        began = time.perf_counter()
        self._connection.request(method, path, body=body, headers=self._headers | headers)
        answer = self._connection.getresponse()
        self.body = answer.read()
        spent = (time.perf_counter() - began) * 1000
        self._set_cookie = answer.getheader("Set-Cookie") or ""
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {answer.getheader('Location') or ''} {self.body[:300]!r}")
        return spent


Asking = Callable[[], float]


def by_turns(*several: Sequence[Asking]) -> list[float]:
    """Median milliseconds of each, asked one after the other, so that whatever slows the machine slows all."""
    for place in range(max(20, len(several[0]) // 10)):
        for one in several:
            one[place % len(one)]()
    times = [[ask() for ask in turn] for turn in zip(*several, strict=True)]
    return [median([turn[place] for turn in times]) for place in range(len(several))]


def memory(pid: int) -> float:
    """Megabytes in use by the largest process of a server (resident, shared pages included)."""
    children = subprocess.run(
        ["ps", "-o", "rss=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    ).stdout
    return max((int(line) for line in children.split()), default=0) / 1024


def cookie_of(person: Any) -> str:
    """The cookie of a session of a member of staff, begun as the sign-in page begins one, with all that it asks for
    behind them. Needs Django set up."""
    from django.contrib.sessions.backends.db import SessionStore
    from django.http import HttpRequest

    from juanzong.organisation import sessions

    request = HttpRequest()
    request.session = SessionStore()
    sessions.begin(request, person)
    while station := sessions.next_station(request):
        sessions.pass_station(request, station)
    request.session.save()
    return f"sessionid={request.session.session_key}"


def session_cookie() -> str:
    """The same for the archivist of the measured company."""
    from bench.house import staff

    return cookie_of(staff()[0])
