"""Where requests may go."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from juanzong.kit import outgoing
from juanzong.kit.errors import Invalid
from juanzong.kit.outgoing import Undelivered


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.9", "169.254.169.254", "0.0.0.0", "::1", "fd00::1", "fe80::1",  # noqa: S104
     "::ffff:10.0.0.1", "224.0.0.1", "100.64.0.1"],
)  # fmt: skip
def test_addresses_inside_are_not_spoken_to(address: str) -> None:
    with pytest.raises(Undelivered, match="内部网络"):
        outgoing.addresses(address, 443, inside=False)


@pytest.mark.parametrize("address", ["169.254.169.254", "0.0.0.0", "fe80::1", "224.0.0.1", "::ffff:169.254.169.254"])  # noqa: S104
def test_some_addresses_are_never_spoken_to(address: str) -> None:
    with pytest.raises(Undelivered):
        outgoing.addresses(address, 443, inside=True)


def test_a_name_that_leads_inside_is_refused_whichever_of_its_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(*_args: Any, **_more: Any) -> Any:
        kind = socket.SOCK_STREAM
        return [(socket.AF_INET, kind, 6, "", ("93.184.216.34", 443)), (socket.AF_INET, kind, 6, "", ("10.0.0.1", 443))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(Undelivered):
        outgoing.addresses("rebound.example", 443, inside=False)
    assert outgoing.addresses("rebound.example", 443, inside=True)


@pytest.mark.parametrize(
    "url", ["http://x.example/", "ftp://x.example/", "https://", "https://u:p@x.example/", "https://x.example:99999/",
            "https://x.example/\r\nHost: y", "javascript:alert(1)", ""],
)  # fmt: skip
def test_only_plain_https_addresses_are_kept(url: str) -> None:
    with pytest.raises(Invalid):
        outgoing.checked_url(url)
