"""The forms room is tried with a policy of its own, beside ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from juanzong.kit import clock, subject_keys
from juanzong.ledger.choices import SYSTEM
from juanzong.policies import reads as policies
from juanzong.policies.actions import adopt
from tests.forms.people import Company


@pytest.fixture
def company(db: Any, settings: Any) -> Company:
    """A company of event sales that adopted the trial policy."""
    settings.PACK_ROOTS = [Path(__file__).parent / "pack"]
    assert not [str(fault) for fault in policies.faults()]
    subject_keys.ensure_keyring()
    adopt(actor=SYSTEM, pack="TRIAL", from_date=clock.today())
    return Company()
