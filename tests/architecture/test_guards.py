"""The tests' own guards hold."""

from __future__ import annotations

import socket

import pytest

from tests.guards import OutboundConnection


@pytest.mark.parametrize(
    ("family", "address"), [(socket.AF_INET, ("192.0.2.1", 80)), (socket.AF_INET6, ("2001:db8::1", 80))]
)
def test_a_connection_that_leaves_the_machine_is_refused(family: int, address: tuple[str, int]) -> None:
    with socket.socket(family) as outbound, pytest.raises(OutboundConnection):
        outbound.connect(address)


def test_names_of_other_machines_are_not_looked_up() -> None:
    with pytest.raises(OutboundConnection):
        socket.create_connection(("example.org", 443), timeout=1)


def test_the_machine_itself_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname(), timeout=1):
        pass
