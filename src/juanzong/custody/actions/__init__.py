"""Every act of the archive room. Screens, the command line and other rooms call these and nothing else."""

from __future__ import annotations

from juanzong.custody.actions.appraising import appraise, begin_disposal, propose_disposal
from juanzong.custody.actions.binding import bind_dossier, box_bound
from juanzong.custody.actions.counting import begin_count, end_count, settle_finding, sign_count, take_scans
from juanzong.custody.actions.destroying import (
    add_photo,
    approve_disposal,
    execute_disposal,
    refuse_disposal,
    witness_disposal,
)
from juanzong.custody.actions.holds import freeze_dossier, lift_freeze
from juanzong.custody.actions.inspecting import inspect, repair
from juanzong.custody.actions.labels import print_dossier_labels, print_place_labels
from juanzong.custody.actions.loans import confirm_shelf, drop_loan, issue_loan, request_loan, return_loan
from juanzong.custody.actions.papers import print_box, print_count, print_disposal, print_slip
from juanzong.custody.actions.places import add_cabinets, add_place, change_place, close_place, move_place
from juanzong.custody.actions.registers import export_register, print_register
from juanzong.custody.actions.shelving import (
    correct_thickness,
    keep_apart,
    move_contents,
    rejoin,
    shelve,
)

__all__ = [
    "add_cabinets",
    "add_photo",
    "add_place",
    "appraise",
    "approve_disposal",
    "begin_count",
    "begin_disposal",
    "bind_dossier",
    "box_bound",
    "change_place",
    "close_place",
    "confirm_shelf",
    "correct_thickness",
    "drop_loan",
    "end_count",
    "execute_disposal",
    "export_register",
    "freeze_dossier",
    "inspect",
    "issue_loan",
    "keep_apart",
    "lift_freeze",
    "move_contents",
    "move_place",
    "print_box",
    "print_count",
    "print_disposal",
    "print_dossier_labels",
    "print_place_labels",
    "print_register",
    "print_slip",
    "propose_disposal",
    "refuse_disposal",
    "rejoin",
    "repair",
    "request_loan",
    "return_loan",
    "settle_finding",
    "shelve",
    "sign_count",
    "take_scans",
    "witness_disposal",
]
