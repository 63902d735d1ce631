"""Somebody with a browser, whose requests leave nothing behind: what the tests of every address ask with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from juanzong.ledger.models import Entry
from juanzong.organisation.models import Staff
from juanzong.organisation.viewer import Viewer, viewer_of
from tests.entering import enter
from tests.everywhere.grounds import Grounds
from tests.everywhere.screens import Screen
from tests.factories import make_staff

NOBODY = 987_654_321  # an id that nothing has


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, label: str, staff: Staff | None) -> None:
        self.label, self.staff = label, staff
        self.client = enter(staff) if staff else Client()
        self.client.raise_request_exception = False
        self.viewer: Viewer | None = viewer_of(staff) if staff else None

    def asks(self, address: str, way: str = "get", headers: dict[str, Any] | None = None) -> HttpResponse:
        """The answer; what it did to the tables is undone."""
        newest = Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0
        with undone():
            answer = getattr(self.client, way)(address, **(headers or {}))
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            answer.told = list(Entry.objects.filter(id__gt=newest).values_list("kind", flat=True))
        answer.body = body.decode("utf-8", "replace")
        return answer  # type: ignore[no-any-return]


@contextmanager
def undone() -> Iterator[None]:
    mark = transaction.savepoint()
    try:
        yield
    finally:
        transaction.set_rollback(False)
        transaction.savepoint_rollback(mark)


def set_no_type(monkeypatch: pytest.MonkeyPatch) -> None:
    """Setting a paper and drawing its codes takes a second; who may have it is asked before."""
    from juanzong.kit.prints import codes, engine

    drawn = codes.segno.make("one for all", error="m", micro=False)
    monkeypatch.setattr(codes.segno, "make", lambda *args, **options: drawn)
    monkeypatch.setattr(engine.compiler, "compile_sheet", lambda order: b"%PDF-1.7")
    monkeypatch.setattr(engine, "_by_child", lambda order: b"%PDF-1.7")


def manager(grounds: Grounds) -> list[Person]:
    """People who between them may open every screen."""
    posts = (
        "archivist", "administrator", "auditor", "general_manager", "sales_manager", "customer_doctor",
        "customer_service_manager",
    )  # fmt: skip
    return [Person(post, make_staff(post, department=grounds.here.department)) for post in posts]


def who_may(people: list[Person], screen: Screen) -> Person:
    """The first of the people who may open the screen; there has to be one, or a test of it would prove nothing."""
    if not screen.needs_a_right:
        return people[0]
    found = [p for p in people if p.viewer and p.viewer.may(screen.right)]
    assert found, f"{screen.name}: nobody in manager() has {screen.right}"
    return found[0]
