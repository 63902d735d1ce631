"""Every address has a declared right, and every right that is asked for exists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from juanzong.organisation.rights import rights
from juanzong.web.shell.pages import PUBLIC, SIGNED_IN
from tests.architecture.source import report

# Addresses that are open to everybody, each on purpose. A new one is a decision, so it is written here.
_PUBLIC = {
    "healthz", "favicon.ico", "preferences/", "sign-in/", "sign-in/code/", "sign-in/demo/", "sign-out/", "register/",
    "register/thanks/",
}  # fmt: skip


def _views(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns, address)
        else:
            yield address, pattern.callback


def _declared() -> list[tuple[str, str | None]]:
    views = _views(get_resolver().url_patterns)
    return [(address, getattr(view, "declared_right", None)) for address, view in views]


def test_there_are_addresses() -> None:
    assert len(_declared()) > 3


def test_every_address_has_a_declared_right() -> None:
    report([address for address, right in _declared() if not right])


def test_every_right_asked_for_is_declared() -> None:
    asked = [(address, right) for address, right in _declared() if right not in (None, PUBLIC, SIGNED_IN)]
    report([f"{address}: {right}" for address, right in asked if right not in rights])


def test_public_addresses_are_public_on_purpose() -> None:
    report([address for address, right in _declared() if right == PUBLIC and address not in _PUBLIC])


@pytest.mark.parametrize("room", ["organisation/", "customers/", "dossiers/", "ledger/", "policies/"])
def test_no_address_inside_a_room_is_public(room: str) -> None:
    report([address for address, right in _declared() if right == PUBLIC and address.startswith(room)])
