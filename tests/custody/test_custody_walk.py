"""Whatever people do in the archive room, in whatever order: every act ends as a small model foretold, and every thing is
in one place or with one person or destroyed, and the ledger adds up."""

from __future__ import annotations

import os
import sys

import pytest
from django.db import transaction
from hypothesis import Phase, settings

from tests.custody.walk.base import Base
from tests.custody.walk.ground import make_ground
from tests.custody.walk.invariants import Invariants
from tests.custody.walk.onward import Onward
from tests.custody.walk.registering import Registering
from tests.custody.walk.shelving import Shelving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


class Walk(Shelving, Onward, Registering, Invariants):
    """All of it."""


def _walk(examples: int, steps: int) -> None:
    with transaction.atomic():
        Base.ground = make_ground()
        Base.done.clear()
        Base.refused.clear()
        Walk.TestCase.settings = settings(max_examples=examples, stateful_step_count=steps, phases=[Phase.generate])
        Walk.TestCase().runTest()


def test_random_walks_through_the_archive_room() -> None:
    _walk(5, 40)


@pytest.mark.soak
def test_many_random_walks_through_the_archive_room(capsys: pytest.CaptureFixture[str]) -> None:
    """5,000 walks of 80 steps, or as many as JUANZONG_TEST_WALKS says; the last step of every course must have been done."""
    _walk(int(os.environ.get("JUANZONG_TEST_WALKS", "5000")), 80)
    with capsys.disabled():
        sys.stdout.write(f"\n{sum(Base.done.values())} acts done, {sum(Base.refused.values())} refused: {Base.done}\n")
    assert not {"carry_out", "confirm", "sign_count", "settle", "more_time", "rejoin", "reopen"} - set(Base.done)
