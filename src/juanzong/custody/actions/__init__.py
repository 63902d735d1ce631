"""Every act of the archive room. Screens, the command line and other rooms call these and nothing else."""

from __future__ import annotations

from juanzong.custody.actions.counting import begin_count, end_count, settle_finding, sign_count, take_scans
from juanzong.custody.actions.labels import print_dossier_labels, print_place_labels
from juanzong.custody.actions.papers import print_count
from juanzong.custody.actions.places import add_cabinets, add_place, change_place, close_place, move_place
from juanzong.custody.actions.shelving import (
    correct_thickness,
    keep_apart,
    move_contents,
    rejoin,
    shelve,
)

__all__ = [
    "add_cabinets",
    "add_place",
    "begin_count",
    "change_place",
    "close_place",
    "correct_thickness",
    "end_count",
    "keep_apart",
    "move_contents",
    "move_place",
    "print_count",
    "print_dossier_labels",
    "print_place_labels",
    "rejoin",
    "settle_finding",
    "shelve",
    "sign_count",
    "take_scans",
]
