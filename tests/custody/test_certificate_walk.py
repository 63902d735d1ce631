"""Whatever people do with certificates and safes, in whatever order: every act ends as a small model foretold, and every
certificate is in one safe, with one holder, or gone, and the ledger of the safes adds up (P03-5)."""

from __future__ import annotations

import os
import sys

import pytest
from django.db import transaction
from hypothesis import Phase, settings

from tests.custody.safe_walk.base import Base, make_ground
from tests.custody.safe_walk.counting import Counting
from tests.custody.safe_walk.invariants import Invariants
from tests.custody.safe_walk.slips import Slips

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
_ACTS = {"list_some", "begin", "add_one", "drop_one", "enter", "_sign", "_step", "take_back", "begin_count", "tally"}


class Walk(Slips, Counting, Invariants):
    """All of it."""


def _walk(examples: int, steps: int) -> None:
    with transaction.atomic():
        Base.ground = make_ground()
        Base.done.clear()
        Base.refused.clear()
        Walk.TestCase.settings = settings(max_examples=examples, stateful_step_count=steps, phases=[Phase.generate])
        Walk.TestCase().runTest()


def test_random_walks_with_certificates() -> None:
    _walk(3, 25)


@pytest.mark.soak
def test_many_random_walks_with_certificates(capsys: pytest.CaptureFixture[str]) -> None:
    """5,000 walks of 80 steps, or as many as JUANZONG_TEST_WALKS says; every act must have passed and been refused."""
    _walk(int(os.environ.get("JUANZONG_TEST_WALKS", "5000")), 80)
    with capsys.disabled():
        sys.stdout.write(f"\n{sum(Base.done.values())} acts done, {sum(Base.refused.values())} refused: {Base.done}\n")
    assert not (_ACTS | {"sign_count", "end_counts"}) - set(Base.done)
    assert not _ACTS - set(Base.refused)
