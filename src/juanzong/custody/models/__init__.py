"""The tables of the archive room; one file for each subject."""

from __future__ import annotations

from juanzong.custody.models.binding import Bound
from juanzong.custody.models.counts import Count, CountFinding, CountScan
from juanzong.custody.models.disposal import Disposal, DisposalLine, DisposalPhoto, Freeze, NewTerm
from juanzong.custody.models.handed import Handed
from juanzong.custody.models.holdings import Holding, Stay
from juanzong.custody.models.inspections import Inspection, InspectionFinding, InspectionPhoto
from juanzong.custody.models.labels import Label
from juanzong.custody.models.loans import Loan
from juanzong.custody.models.places import Place

__all__ = [
    "Bound",
    "Count",
    "CountFinding",
    "CountScan",
    "Disposal",
    "DisposalLine",
    "DisposalPhoto",
    "Freeze",
    "Handed",
    "Holding",
    "Inspection",
    "InspectionFinding",
    "InspectionPhoto",
    "Label",
    "Loan",
    "NewTerm",
    "Place",
    "Stay",
]
