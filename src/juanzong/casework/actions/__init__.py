"""Every act on obligations, cases, signatures and channels under one name; the parts stand in the modules beside this one."""

from __future__ import annotations

from juanzong.casework.actions.cases import note_export, start, take_step, withdraw
from juanzong.casework.actions.channels import remove_channel, retry_message, save_channel, test_channel
from juanzong.casework.actions.checks import confirm, find_wrong
from juanzong.casework.actions.obligations import REASSIGN, WAIVE, complete, reassign, set_company_day, waive
from juanzong.casework.actions.signing import sign
from juanzong.casework.actions.steps import (
    add_signer,
    attach,
    change_part,
    open_attachment,
    release_signer,
    sign_step,
    withdraw_attachment,
)

__all__ = [
    "REASSIGN", "WAIVE", "add_signer", "attach", "change_part", "complete", "confirm", "find_wrong", "note_export",
    "open_attachment", "reassign", "release_signer", "remove_channel", "retry_message", "save_channel",
    "set_company_day", "sign", "sign_step", "start", "take_step", "test_channel", "waive", "withdraw",
    "withdraw_attachment",
]  # fmt: skip
