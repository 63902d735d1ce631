"""Tests speak to this machine only: any other connection is a defect of the product or of the test."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

_HERE = {"localhost", "ip6-localhost", ""}


class OutboundConnection(AssertionError):
    """Something tried to leave the machine."""


def is_here(host: object) -> bool:
    """Whether this host name or address is the machine itself."""
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host or "")
    if text in _HERE:
        return True
    try:
        return ipaddress.ip_address(text.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _check(family: int, address: Any) -> None:
    if family in (socket.AF_INET, socket.AF_INET6) and not is_here(address[0]):
        raise OutboundConnection(f"a test may not connect to {address[0]}:{address[1]}")


def stay_on_this_machine() -> None:
    """Let sockets of this process reach the loopback addresses and unix sockets only."""
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _check(self.family, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _check(self.family, address)
        return connect_ex(self, address)

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host is not None and not is_here(host):
            try:
                ipaddress.ip_address(host)  # a number asks no name server
            except ValueError:
                raise OutboundConnection(f"a test may not look up {host!r}") from None
        return look_up(host, *args, **kwargs)

    socket.socket.connect = guarded_connect  # type: ignore[assignment]
    socket.socket.connect_ex = guarded_connect_ex  # type: ignore[assignment]
    socket.getaddrinfo = guarded_look_up
