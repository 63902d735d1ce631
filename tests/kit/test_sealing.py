"""Values sealed for one place open there and nowhere else."""

from __future__ import annotations

import secrets
from typing import Any

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from juanzong.kit import sealing
from juanzong.kit.crypto import AES_256_GCM, SM4_GCM, Broken, Cipherer
from juanzong.kit.errors import Unavailable

KEY = bytes(range(32))
PLACE: dict[str, Any] = {"key": KEY, "subject": 7, "table": "particular", "column": "mobile", "row": 70}


def sealed(text: str = "13800138000") -> bytes:
    return sealing.Sealer(KEY, 7).seal(text, table="particular", column="mobile", row=70)


@given(st.text())
def test_what_was_sealed_comes_back(text: str) -> None:
    assert sealing.unseal(sealed(text), **PLACE) == text


@pytest.mark.parametrize(
    "moved", [{"subject": 8}, {"table": "contact"}, {"column": "landline"}, {"row": 71}, {"key": bytes(32)}]
)
def test_a_value_moved_elsewhere_does_not_open(moved: dict[str, Any]) -> None:
    with pytest.raises(Unavailable):
        sealing.unseal(sealed(), **(PLACE | moved))


def test_every_changed_bit_is_noticed() -> None:
    whole = sealed()
    for place in range(len(whole)):
        for bit in range(8):
            bad = bytearray(whole)
            bad[place] ^= 1 << bit
            with pytest.raises(Unavailable):
                sealing.unseal(bytes(bad), **PLACE)


def test_every_cut_value_is_refused() -> None:
    whole = sealed()
    for length in range(len(whole)):
        with pytest.raises(Unavailable):
            sealing.unseal(whole[:length], **PLACE)


def test_values_of_one_suite_stay_readable_under_the_other() -> None:
    with override_settings(CIPHER_SUITE="SM4-GCM"):
        national = sealed("甲")
    international = sealed("乙")
    assert national[1] == SM4_GCM
    assert international[1] == AES_256_GCM
    assert sealing.unseal(national, **PLACE) == "甲"
    assert sealing.unseal(international, **PLACE) == "乙"


@pytest.mark.parametrize("suite", [AES_256_GCM, SM4_GCM])
@given(plain=st.binary(max_size=500), bound=st.binary(max_size=50))
def test_both_suites_keep_bytes_and_what_they_are_bound_to(suite: int, plain: bytes, bound: bytes) -> None:
    cipherer = Cipherer(KEY, suite)
    made = cipherer.encrypt(plain, bound)
    assert cipherer.decrypt(made, bound) == plain
    with pytest.raises(Broken):
        cipherer.decrypt(made, bound + b"x")


def test_no_nonce_comes_twice() -> None:
    cipherer = Cipherer(secrets.token_bytes(32))
    nonces = {cipherer.encrypt(b"", b"")[:12] for _ in range(100_000)}
    assert len(nonces) == 100_000
