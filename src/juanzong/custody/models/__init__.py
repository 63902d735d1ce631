"""The tables of the archive room; one file for each subject."""

from __future__ import annotations

from juanzong.custody.models.binding import Bound
from juanzong.custody.models.certificates import Certificate, SafeEntry, SafeSlip, SlipCheck, SlipLine
from juanzong.custody.models.counts import Count, CountFinding, CountScan
from juanzong.custody.models.disposal import Disposal, DisposalLine, DisposalPhoto, Freeze, NewTerm
from juanzong.custody.models.handed import Handed
from juanzong.custody.models.holdings import Holding, Stay
from juanzong.custody.models.inspections import Inspection, InspectionFinding, InspectionPhoto
from juanzong.custody.models.keeping import Keeping, KeepingLine
from juanzong.custody.models.labels import Label
from juanzong.custody.models.loans import Loan
from juanzong.custody.models.places import Place
from juanzong.custody.models.safe_counts import SafeCount, SafeFinding, SafeTally

__all__ = [
    "Bound",
    "Certificate",
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
    "Keeping",
    "KeepingLine",
    "Label",
    "Loan",
    "NewTerm",
    "Place",
    "SafeCount",
    "SafeEntry",
    "SafeFinding",
    "SafeSlip",
    "SafeTally",
    "SlipCheck",
    "SlipLine",
    "Stay",
]
