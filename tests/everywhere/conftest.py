"""Everything is tried with policies of our own beside the others: one whose forms are known to the tests, and one whose
procedure asks for everything that a step can ask for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

TRIAL = Path(__file__).parents[1] / "forms" / "pack"
EVERYTHING = Path(__file__).parent / "packs"


@pytest.fixture(autouse=True)
def _trial_packs(settings: Any) -> None:
    settings.PACK_ROOTS = [TRIAL, EVERYTHING]
