"""Whatever is sent to whatever address: no failure, no stack trace, no missing header, no write without a token."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import NoReverseMatch, reverse

from juanzong.web.shell.pages import PUBLIC
from tests.entering import enter
from tests.everywhere.asking import NOBODY, Person, manager, undone, who_may
from tests.everywhere.grounds import Grounds, Side
from tests.everywhere.screens import Screen, in_groups, screens
from tests.everywhere.tables import Writes, changed, dump

pytestmark = [pytest.mark.django_db, pytest.mark.once]

HEADERS = {
    "Content-Security-Policy": re.compile(r"default-src '(self|none)'"),
    "X-Content-Type-Options": re.compile("nosniff"),
    "X-Frame-Options": re.compile("DENY|SAMEORIGIN"),
    "Referrer-Policy": re.compile("same-origin"),
    "Cross-Origin-Opener-Policy": re.compile("same-origin"),
    "Cross-Origin-Resource-Policy": re.compile("same-origin"),
    "Permissions-Policy": re.compile("geolocation"),
    "Cache-Control": re.compile("no-store|private"),
}
# GET requests that write, and why: looking is what they are about.
RECORDED = {
    "item.viewed": "the first look of a person at an item on a day is on record (P00-1.6)",
    "item.downloaded": "a file taken away is on record every time (P00-1.6)",
    "intake.opened": "reading what somebody sent in is on record (P00-1.6)",
    "dossier.printed": "a paper handed out is on record with its check code (P03-4.2b)",
    "import.faults_taken": "rows taken home as a sheet are on record (P00-1.6)",
    "case.list_exported": "a list of cases taken home as a sheet is on record (P00-1.6)",
    "audit.printed": "a paper handed out is on record with its check code",
    "evaluation.printed": "a paper handed out is on record with its check code",
    "training.printed": "a paper handed out is on record with its check code",
    "training.record_printed": "a paper handed out is on record with its check code",
    "count.printed": "a paper handed out is on record with its check code",
    "disposal.printed": "a paper handed out is on record with its check code",
    "safe_slip.printed": "a paper handed out is on record with its check code (P03-5.2)",
    "keeping.printed": "a paper handed out is on record with its check code (P05-c7)",
    "attachments.receipt_printed": "a paper handed out is on record with its check code (P03-4.4)",
    "safe_count.printed": "a paper handed out is on record with its check code (P03-5.4)",
    "loan.printed": "a paper handed out is on record with its check code (P03-6.1)",
    "register.printed": "a paper handed out is on record with its check code (P03-3)",
    "grant.read": "each reading under a grant is on record (P01-4.3b, P02-b11, P09-2.10b)",
    "grants.exported": "the register of grants taken home as a sheet is on record (P00-1.6)",
    "incident.printed": "a paper handed out is on record with its check code (P00-2.5)",
    "case.paper_opened": "a paper attached to a case that is taken away is on record every time (P00-1.6)",
}
_WRITTEN_BY_LOOKING = {
    "ledger_entry",
    "oversight_tally",
    "oversight_bulkcount",
    "dossiers_viewing",
    "privacy_grantreading",
    "django_session",
}


@pytest.mark.parametrize("token", ["none", "wrong", "of another browser"])
def test_every_form_needs_the_token_of_its_own_browser(grounds: Grounds, token: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies.update(enter(grounds.here.staff).cookies)
    other = Client(enforce_csrf_checks=True)
    other.get("/sign-in/")
    client.get("/sign-in/password/")
    sent = {"none": "", "wrong": "x" * 64, "of another browser": other.cookies["csrftoken"].value}[token]
    faults = []
    for screen in screens():
        for headers in ({}, {"HTTP_HX_REQUEST": "true", "HTTP_X_CSRFTOKEN": sent}):
            with undone():
                answer = client.post(screen.address(grounds.here), {"csrfmiddlewaretoken": sent}, **headers)
            if answer.status_code not in {403, 405} or (
                answer.status_code == 403 and "刷新" not in answer.content.decode()
            ):
                faults.append(f"{screen.name}: {answer.status_code}")
    assert not faults, "\n".join(faults)


WAYS = ("get", "post", "put", "options", "head")


def answers(grounds: Grounds, group: list[Screen]) -> Iterator[tuple[str, HttpResponse]]:
    """Answers of every kind: pages, redirects, refusals, failures."""
    people = [*manager(grounds), Person("nobody", None)]
    for screen in group:
        for person, ways in ((who_may(people, screen), WAYS), (people[-1], ("get", "post"))):
            for way in ways:
                yield f"{person.label} {way} {screen.name}", person.asks(screen.address(grounds.here), way)
        yield (
            f"missing {screen.name}",
            people[0].asks(
                screen.address(
                    lambda thing: (
                        grounds.here.ids.get(thing) if isinstance(grounds.here.ids.get(thing), str) else NOBODY
                    )
                )
            ),
        )
    yield "no such address", people[0].asks("/no/such/address/")
    yield "no such address, signed out", people[-1].asks("/no/such/address/")
    yield "no token", Client(enforce_csrf_checks=True).post("/sign-in/")
    yield "unknown host", Client().get("/sign-in/", HTTP_HOST="evil.example")


@in_groups
def test_every_answer_has_the_headers_that_protect_the_browser(grounds: Grounds, group: list[Screen]) -> None:
    faults = []
    for what, answer in answers(grounds, group):
        assert answer.status_code != 500, what
        for name, wanted in HEADERS.items():
            if not wanted.search(answer.headers.get(name, "")):
                faults.append(f"{what} ({answer.status_code}): {name} is {answer.headers.get(name)!r}")
        policy = answer.headers.get("Content-Security-Policy", "")
        if "unsafe-inline" in policy or "unsafe-eval" in policy:
            faults.append(f"{what}: {policy}")
        if "evil.example" in str(answer.headers) or b"evil.example" in getattr(answer, "content", b""):
            faults.append(f"{what}: repeats a foreign host name")
    assert not faults, "\n".join(faults[:60])


def test_a_failure_has_the_headers_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from juanzong.web.organisation import entry

    def broken(*args: object, **options: object) -> None:
        raise RuntimeError("inner words")

    monkeypatch.setattr(entry, "SignInForm", broken)
    client = Client(raise_request_exception=False)
    answer = client.get("/sign-in/")
    assert answer.status_code == 500
    assert "inner words" not in answer.content.decode()
    for name, wanted in HEADERS.items():
        assert wanted.search(answer.headers.get(name, "")), name


@in_groups
def test_looking_changes_nothing(grounds: Grounds, group: list[Screen]) -> None:
    faults = []
    people = manager(grounds)
    for screen in group:
        person = who_may(people, screen)
        for side in (grounds.here, grounds.there):
            writes = Writes()
            with undone(), connection.execute_wrapper(writes):
                _looks(person, screen.address(side))
            if writes.tables() <= {"django_session"}:
                continue
            before = dump()
            with undone():
                _looks(person, screen.address(side))
                left, told = changed(before), _told(before)
            if unknown := set(told) - set(RECORDED):
                faults.append(f"{screen.name}: tells the ledger {sorted(unknown)}")
            if not told and left - {"django_session"}:
                faults.append(f"{screen.name}: changes {sorted(left)}")
            if told and left - _WRITTEN_BY_LOOKING:
                faults.append(f"{screen.name}: changes {sorted(left)}")
    assert not faults, "\n".join(faults)


def _looks(person: Person, address: str) -> None:
    answer = person.client.get(address)
    if answer.streaming:
        b"".join(answer.streaming_content)


def _told(before: dict[str, str]) -> list[str]:
    from juanzong.ledger.models import Entry

    if not changed(before, {"ledger_entry"}):
        return []
    return [Entry.objects.order_by("-id").values_list("kind", flat=True)[0]]


# Strange requests

STRANGE: list[str] = [
    "", " ", "0", "-1", "1.5", "1e309", "NaN", str(2**31), str(2**63), str(-(2**63) - 1), "9" * 30, "9" * 5000, "٣", "²", "１２",
    "\0", "a\0b", "\ud800", "\u202egnp.exe", "\u200b", "\ufeff", "a\r\nX-Injected: 1", "x" * 10_000, "汉" * 3_000, "😀" * 200,
    "' OR '1'='1", "1; DROP TABLE customers_customer;--", "%' OR 1=1 --", "%", "_", "\\", "%%s", "%(name)s", "{0.__class__}",
    "<script>alert(1)</script>", "{{ 7*7 }}", "{% debug %}", "${7*7}", "../../etc/passwd", "..\\..\\x", "file:///etc/passwd",
    "//evil.example/", "javascript:alert(1)", "2026-13-45", "0000-00-00", "9999-12-31", "2026-02-30T25:61", "on", "true", "null",
    "None", "[]", "{}", '{"a":1}', "a" * 300 + "@example.com", "data:text/html,x", "cursor:zzz", "eyJhIjoxfQ==", "-name", "--name",
    "customers.view", "person", "loan", "approval", "reveal", "xlsx", "13800138000", "11010519491231002X", "张", "zxm", "002X",
]  # fmt: skip


class Source:
    """Requests without end, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)

    def names(self, found: list[str]) -> list[str]:
        known = [
            "q",
            "page",
            "sort",
            "after",
            "before",
            "next",
            "id",
            "kind",
            "state",
            "department",
            "from",
            "until",
            "who",
        ]
        return [
            self.rng.choice(found if found and self.rng.random() < 0.7 else known)
            for _ in range(self.rng.randint(1, 6))
        ]

    def pairs(self, found: list[str]) -> list[tuple[str, str]]:
        chosen = [(name, self.rng.choice(STRANGE)) for name in self.names(found)]
        if self.rng.random() < 0.2:
            chosen += [(name, self.rng.choice(STRANGE)) for name, _value in chosen]  # repeated
        return chosen


def _bytes(pairs: list[tuple[str, str]]) -> str:
    return urlencode([(name, value.encode("utf-8", "surrogatepass")) for name, value in pairs])


_FIELDS = re.compile(r'name="([^"]{1,60})"')


@pytest.mark.both  # what a database makes of strange values, and whether it can answer every page at all
@pytest.mark.parametrize(
    "rounds",
    [2, pytest.param(120, marks=pytest.mark.soak)],
)
@in_groups
def test_no_request_brings_a_failure(grounds: Grounds, group: list[Screen], rounds: int) -> None:
    source = Source(int(os.environ.get("JUANZONG_TEST_SEED", "20260601")) + len(connection.vendor))  # others on each
    people = manager(grounds)
    faults: dict[str, str] = {}
    for screen in group:
        person = who_may(people, screen)
        shown = person.asks(screen.address(grounds.here))
        fields = [name for name in _FIELDS.findall(shown.body) if name not in {"csrfmiddlewaretoken", "viewport"}]
        for what, answer in _too_large(person, screen, grounds.here):
            if answer.status_code >= 500:
                faults.setdefault(f"{screen.name} {what} {_failure(answer)}", str(answer.status_code))
        for _ in range(rounds):
            for what, answer in _strange(person, screen, source, fields, grounds.here):
                if answer.status_code >= 500 or "Traceback" in answer.body:
                    faults.setdefault(
                        f"{screen.name} {what.split()[0]} {_failure(answer)}", f"{answer.status_code} {what[:200]!r}"
                    )
    assert not faults, "\n".join(f"{where}: {what}" for where, what in sorted(faults.items()))


def _too_large(person: Person, screen: Screen, side: Side) -> Iterator[tuple[str, HttpResponse]]:
    """Addresses with a number that no row of a database can have, in each place where a number stands."""
    given = {name: side(thing) for name, thing in screen.things().items()}
    for name in (name for name, value in given.items() if isinstance(value, int)):
        address = reverse(screen.name, kwargs=given | {name: 2**63})
        answer = person.asks(address)
        yield f"get too large {name}", answer
        if answer.status_code == 405:
            yield f"post too large {name}", person.asks(address, "post")


def _failure(answer: HttpResponse) -> str:
    return f"{answer.exc_info[0].__name__}: {str(answer.exc_info[1])[:60]}" if getattr(answer, "exc_info", None) else ""


def _strange(
    person: Person, screen: Screen, source: Source, fields: list[str], side: Side
) -> Iterator[tuple[str, HttpResponse]]:
    plain = {"content_type": "application/x-www-form-urlencoded"}
    query, body = _bytes(source.pairs(fields)), _bytes(source.pairs(fields))
    address = screen.address(side)
    yield f"get {query}", person.asks(f"{address}?{query}")
    posted = person.asks(address, "post", plain | {"data": body})
    yield f"post {body}", posted
    takes_forms = posted.status_code != 405
    if fields and takes_forms:
        every = _bytes([(name, source.rng.choice(STRANGE)) for name in dict.fromkeys(fields)])
        yield f"post {every}", person.asks(address, "post", plain | {"data": every})
    if screen.arguments:
        strange = _strange_address(screen, source, side)
        if strange:
            yield f"get-address {strange}", person.asks(strange)
            if takes_forms:
                yield f"post-address {strange}", person.asks(strange, "post")


def _strange_address(screen: Screen, source: Source, side: Side) -> str:
    numbers = [0, 1, 2**31, 2**63 - 1, 2**63, 10**30]
    things = screen.things()
    given: dict[str, Any] = {name: side(thing) for name, thing in things.items()}
    name = source.rng.choice(list(things))
    given[name] = source.rng.choice([*numbers, *STRANGE] if isinstance(given[name], str) else numbers)
    try:
        return reverse(screen.name, kwargs=given)
    except (NoReverseMatch, UnicodeError):
        return ""


BODIES = [b"", b"\xff\xfe", b"a=%ff%fe&b=%00", b"&" * 5000, b"a=1&" * 3000, b"x" * 3_000_000]
FORM = "application/x-www-form-urlencoded"


@override_settings(DEBUG=False)
@pytest.mark.parametrize("kind", [FORM, "multipart/form-data; boundary=x", "application/json", "x/y", ""])
def test_no_body_brings_a_failure(grounds: Grounds, kind: str) -> None:
    people = manager(grounds)
    faults = []
    for screen in screens():
        if not screen.needs_a_right and screen.right != PUBLIC:
            continue
        for body in BODIES if kind == FORM else (BODIES[0], BODIES[1], BODIES[-1]):
            sent = {"data": body, "content_type": kind}
            answer = who_may(people, screen).asks(screen.address(grounds.here), "post", sent)
            if answer.status_code == 405:
                break
            if answer.status_code >= 500 or "Traceback" in answer.body:
                faults.append(f"{screen.name} {body[:20]!r}: {answer.status_code}")
    assert not faults, "\n".join(faults)
