"""Every write of the forms room."""

from __future__ import annotations

from juanzong.forms.actions.records import (
    change_record,
    correct_record,
    discard_record,
    reveal_value,
    save_record,
    submit_record,
)
from juanzong.forms.actions.signing import sign_record
from juanzong.forms.writing import Filling

__all__ = [
    "Filling",
    "change_record",
    "correct_record",
    "discard_record",
    "reveal_value",
    "save_record",
    "sign_record",
    "submit_record",
]
