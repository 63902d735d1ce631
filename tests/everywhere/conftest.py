"""Everything is tried with a policy of our own beside the others, whose forms are known to the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

TRIAL = Path(__file__).parents[1] / "forms" / "pack"


@pytest.fixture(autouse=True)
def _trial_forms(settings: Any) -> None:
    settings.PACK_ROOTS = [TRIAL]
