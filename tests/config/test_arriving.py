"""Whoever comes while the demo company is being loaded is told how far it is."""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest

from juanzong.config.arriving import Arriving


def test_every_address_says_how_far_it_is_until_the_house_opens() -> None:
    with Arriving("127.0.0.1", 0) as page:
        page.heard(40)
        for path in ("/", "/dossiers/", "/healthz"):
            with pytest.raises(urllib.error.HTTPError) as answer:
                urllib.request.urlopen(page.address + path, timeout=10)  # noqa: S310  our own
            assert answer.value.code == 503
            text = answer.value.read().decode()
            assert "40%" in text
            assert 'http-equiv="refresh"' in text
            answer.value.close()
        address = page.address
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(address, timeout=10)  # noqa: S310  our own


def test_two_houses_do_not_open_at_one_address() -> None:
    with Arriving("127.0.0.1", 0) as page:
        port = int(page.address.rpartition(":")[2])
        with pytest.raises(OSError, match="in use"):
            Arriving("127.0.0.1", port)
