"""The tests' own guards hold."""

from __future__ import annotations

import socket

import pytest

from tests.guards import OutboundConnection


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.org", 443), ("2001:db8::1", 80)])
def test_a_connection_that_leaves_the_machine_is_refused(address: tuple[str, int]) -> None:
    with pytest.raises(OutboundConnection):
        socket.create_connection(address, timeout=1)


def test_the_machine_itself_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname(), timeout=1):
        pass
