"""Every act of the archive room. Screens, the command line and other rooms call these and nothing else."""

from __future__ import annotations

from juanzong.custody.actions.appraising import appraise, begin_disposal, propose_disposal
from juanzong.custody.actions.binding import bind_dossier, box_bound
from juanzong.custody.actions.certificate_papers import print_safe_count, print_safe_slip
from juanzong.custody.actions.certificates import (
    add_certificate,
    check_slip,
    drop_certificate,
    list_certificates,
    renew_certificate,
    reveal_certificate,
)
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
from juanzong.custody.actions.keeping import (
    decline_keeping,
    offer_keeping,
    recall_keeping,
    receive_keeping,
    sign_keeping,
)
from juanzong.custody.actions.labels import print_dossier_labels, print_item_label, print_place_labels
from juanzong.custody.actions.loans import confirm_shelf, drop_loan, issue_loan, request_loan, return_loan
from juanzong.custody.actions.papers import print_box, print_count, print_disposal, print_keeping, print_slip
from juanzong.custody.actions.places import add_cabinets, add_place, change_place, close_place, move_place
from juanzong.custody.actions.registers import export_register, print_register
from juanzong.custody.actions.safe_counts import begin_safe_count, sign_safe_count, tally_safe
from juanzong.custody.actions.safe_slips import ask_out, bring_back, move_certificates, release_certificates
from juanzong.custody.actions.shelving import (
    correct_thickness,
    keep_apart,
    move_contents,
    rejoin,
    shelve,
)

__all__ = [
    "add_cabinets",
    "add_certificate",
    "add_photo",
    "add_place",
    "appraise",
    "approve_disposal",
    "ask_out",
    "begin_count",
    "begin_disposal",
    "begin_safe_count",
    "bind_dossier",
    "box_bound",
    "bring_back",
    "change_place",
    "check_slip",
    "close_place",
    "confirm_shelf",
    "correct_thickness",
    "decline_keeping",
    "drop_certificate",
    "drop_loan",
    "end_count",
    "execute_disposal",
    "export_register",
    "freeze_dossier",
    "inspect",
    "issue_loan",
    "keep_apart",
    "lift_freeze",
    "list_certificates",
    "move_certificates",
    "move_contents",
    "move_place",
    "offer_keeping",
    "print_box",
    "print_count",
    "print_disposal",
    "print_dossier_labels",
    "print_item_label",
    "print_keeping",
    "print_place_labels",
    "print_register",
    "print_safe_count",
    "print_safe_slip",
    "print_slip",
    "propose_disposal",
    "recall_keeping",
    "receive_keeping",
    "refuse_disposal",
    "rejoin",
    "release_certificates",
    "renew_certificate",
    "repair",
    "request_loan",
    "return_loan",
    "reveal_certificate",
    "settle_finding",
    "shelve",
    "sign_count",
    "sign_keeping",
    "sign_safe_count",
    "take_scans",
    "tally_safe",
    "witness_disposal",
]
