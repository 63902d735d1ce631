"""Every write of the forms room."""

from __future__ import annotations

from juanzong.forms.actions.blanks import count_blanks, issue_blanks, print_blanks, return_blanks, write_off_blank
from juanzong.forms.actions.consulting import consult_record
from juanzong.forms.actions.filing import file_record
from juanzong.forms.actions.handing import offer_records, pass_records, recall_handover, receive_records
from juanzong.forms.actions.printing import export_records, export_register, print_blank_batch, print_record
from juanzong.forms.actions.records import (
    change_record,
    correct_record,
    discard_record,
    reveal_value,
    save_record,
    submit_record,
)
from juanzong.forms.actions.registers import add_keys, retire_key, return_key
from juanzong.forms.actions.sealing import end_permit, permit_copy, seal_records, unseal_record
from juanzong.forms.actions.seals import break_seal, seal_again
from juanzong.forms.actions.signing import sign_record
from juanzong.forms.writing import Filling

__all__ = [
    "Filling",
    "add_keys",
    "break_seal",
    "change_record",
    "consult_record",
    "correct_record",
    "count_blanks",
    "discard_record",
    "end_permit",
    "export_records",
    "export_register",
    "file_record",
    "issue_blanks",
    "offer_records",
    "pass_records",
    "permit_copy",
    "print_blank_batch",
    "print_blanks",
    "print_record",
    "recall_handover",
    "receive_records",
    "retire_key",
    "return_blanks",
    "return_key",
    "reveal_value",
    "save_record",
    "seal_again",
    "seal_records",
    "sign_record",
    "submit_record",
    "unseal_record",
    "write_off_blank",
]
