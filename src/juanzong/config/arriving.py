"""A page to look at while the demo company is being loaded: how far it is, until the house opens at the same address."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

# untranslated: both languages stand on the page, since nobody has chosen one yet
_PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta http-equiv="refresh" content="2">
<meta name="viewport" content="width=device-width"><title>卷宗 {percent}%</title>
<style>body{{margin:18vh auto 0;max-width:26rem;padding:0 1rem;font:16px/1.7 system-ui,sans-serif;background:#f6f2e9;color:#24211c}}
h1{{font:600 28px/1.3 "Songti SC","Noto Serif CJK SC",serif}}progress{{width:100%;accent-color:#2f7a65}}p{{color:#6f685b}}
@media(prefers-color-scheme:dark){{body{{background:#1c1a17;color:#ece6da}}p{{color:#a79f90}}}}</style>
<h1>卷宗 Juanzong</h1><progress max="100" value="{percent}" aria-label="{percent}%"></progress>
<p>正在装入演示公司：{percent}%。装完后本页自动打开。</p><p lang="en">Loading the demo company: {percent}%. This page opens by itself.</p>"""


class Arriving:
    """Answers everything with the page, as "not available yet", from `with Arriving(...)` until its end."""

    def __init__(self, host: str, port: int) -> None:
        self.percent = 0
        shown = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = _PAGE.format(percent=shown.percent).encode()
                self.send_response(503)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Cache-Control", "no-store")
                self.send_header("Retry-After", "2")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing on the terminal."""

        self._server = ThreadingHTTPServer((host, port), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)

    @property
    def address(self) -> str:
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    def heard(self, percent: int) -> None:
        """The loading has come so far."""
        self.percent = percent

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
