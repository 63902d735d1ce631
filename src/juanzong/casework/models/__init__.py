"""Work as tables."""

from __future__ import annotations

from juanzong.casework.models.cases import Case, CaseCall, CaseMove, CasePart
from juanzong.casework.models.channels import Channel, Message
from juanzong.casework.models.obligations import CompanyDay, Notice, Obligation, RoundRun
from juanzong.casework.models.signatures import Signature
from juanzong.casework.models.steps import AddedSigner, CaseAttachment, CheckMade

__all__ = ["AddedSigner", "Case", "CaseAttachment", "CaseCall", "CaseMove", "CasePart", "Channel", "CheckMade", "CompanyDay", "Message", "Notice", "Obligation", "RoundRun", "Signature"]  # fmt: skip
