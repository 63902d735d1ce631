"""Texts that want to be markup stay texts, on every page (WB-02)."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from tests.everywhere.asking import manager, set_no_type, undone, who_may
from tests.everywhere.grounds import make_grounds
from tests.everywhere.screens import screens

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# Short, since names are; each tries another way out of where texts stand. `Xq7` marks them as ours.
HOSTILE = [
    "<script>Xq7()</script>", '"><img src=x onerror=Xq7>', "'\"><svg onload=Xq7>", '" onfocus=Xq7 autofocus="',
    "<b onclick=Xq7>b</b>", "</title><script>Xq7",
    "</textarea><script>Xq7", "' onmouseover=Xq7 x='", "javascript:Xq7()", "<iframe src=//Xq7>",
    "<a href=javascript:Xq7>a</a>", "</script><script>Xq7", "<!--><script>Xq7", "{{Xq7}}{%Xq7%}", "<style>*{x:Xq7}</style>",
    "<base href=//Xq7/>", "&lt;script&gt;Xq7", "\\u003cscript>Xq7", "<form action=//Xq7>", "<x hx-get=//Xq7 hx-trigger=load>",
    "<meta http-equiv=refresh content=0;//Xq7>",
]  # fmt: skip


class Reader(HTMLParser):
    """Notes every tag and attribute that only a text of ours can have brought."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag if tag in {"script", "style"} else ""
        for name, value in attrs:
            ours = "xq7" in (value or "").lower() or "xq7" in name.lower()
            runs = name.startswith(("on", "hx-on", "hx-get", "hx-post")) or name in {
                "srcdoc",
                "style",
                "action",
                "formaction",
            }
            link = name in {"href", "src"} and (value or "").lower().lstrip().startswith(
                ("javascript:", "//", "data:text")
            )
            if ours and (runs or link):
                self.found.append(f"<{tag} {name}={value}>")
            if name.startswith("on"):
                self.found.append(f"<{tag} {name}>")
        if tag in {"iframe", "base"}:
            self.found.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside and "Xq7" in data:
            self.found.append(f"text inside <{self.inside}>")


@pytest.mark.parametrize("texts", [HOSTILE[:4], pytest.param(HOSTILE[4:], marks=pytest.mark.soak)], ids=["some", "all"])
def test_no_text_becomes_markup(texts: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    set_no_type(monkeypatch)
    faults: set[str] = set()
    met: set[str] = set()
    for text in texts:
        with undone():
            grounds = make_grounds(text=text)
            people = manager(grounds)
            for screen in screens():
                answer = who_may(people, screen).asks(screen.address(grounds.here))
                assert answer.status_code != 500, (screen.name, text)
                if answer.headers.get("Content-Type", "").startswith("text/html"):
                    faults |= {f"{screen.name}: {text!r} became {found}" for found in _injected(answer.body)}
                    met |= {screen.name} if "Xq7" in answer.body else set()
    assert not faults, "\n".join(sorted(faults)[:40])
    for name in (
        "customers:customer",
        "customers:list",
        "dossiers:dossier",
        "dossiers:list",
        "organisation:tree",
        "ledger:list",
    ):
        assert name in met, f"{name} never showed a hostile text, so this test proved nothing about it"


def _injected(page: str) -> list[str]:
    reader = Reader()
    reader.feed(page)
    return reader.found


def test_the_reader_sees_what_was_injected() -> None:
    for text in HOSTILE[:4]:
        assert _injected(f'<p title="{text}">{text}</p>'), text
