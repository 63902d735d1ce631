"""Every act on dossiers. Screens, the command line and other rooms call these and nothing else."""

from __future__ import annotations

from juanzong.dossiers.actions.collecting import hand_out_attachments
from juanzong.dossiers.actions.consenting import allow_change
from juanzong.dossiers.actions.consulting import consult_dossier, consult_item, consult_version
from juanzong.dossiers.actions.contents import download_item, play_item, view_item
from juanzong.dossiers.actions.course import (
    accept_dossier,
    change_dossier,
    close_dossier,
    open_dossier,
    recall_dossier,
    reopen_dossier,
    submit_for_verification,
)
from juanzong.dossiers.actions.destroying import destroy_dossier
from juanzong.dossiers.actions.filing import add_item, add_version, change_item, reorder, withdraw_item
from juanzong.dossiers.actions.happening import note_event
from juanzong.dossiers.actions.keeping import pass_keeping
from juanzong.dossiers.actions.managing import name_managers
from juanzong.dossiers.actions.papers import print_paper, print_receipt
from juanzong.dossiers.actions.scanning import discard_scan, file_scan, receive_scan
from juanzong.dossiers.actions.supplementing import ask_for, drop_asked
from juanzong.dossiers.actions.units import name_unit
from juanzong.dossiers.actions.verifying import check_item, return_dossier, send_back, verify_dossier

__all__ = [
    "accept_dossier",
    "add_item",
    "add_version",
    "allow_change",
    "ask_for",
    "change_dossier",
    "change_item",
    "check_item",
    "close_dossier",
    "consult_dossier",
    "consult_item",
    "consult_version",
    "destroy_dossier",
    "discard_scan",
    "download_item",
    "drop_asked",
    "file_scan",
    "hand_out_attachments",
    "name_managers",
    "name_unit",
    "note_event",
    "open_dossier",
    "pass_keeping",
    "play_item",
    "print_paper",
    "print_receipt",
    "recall_dossier",
    "receive_scan",
    "reopen_dossier",
    "reorder",
    "return_dossier",
    "send_back",
    "submit_for_verification",
    "verify_dossier",
    "view_item",
    "withdraw_item",
]
