"""What has to be cleared up before dossiers are destroyed: holds, loans, requests to read them, their certificates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from juanzong.custody.choices import HoldingState, LoanState
from juanzong.custody.choices_safe import CertificateState
from juanzong.custody.models import Certificate, DisposalLine, Freeze, Holding, Loan
from juanzong.custody.writing_disposal import CLAUSE
from juanzong.kit.errors import Conflict

_WAITING = (LoanState.ASKED, LoanState.APPROVED)
_KEPT = (CertificateState.LISTED, CertificateState.IN, CertificateState.OUT)


def nothing_in_the_way(lines: Sequence[DisposalLine], things: Sequence[Holding]) -> None:
    """Conflict while anything stands in the way of destroying what is on the lines. things: locked, of their dossiers."""
    numbers = {line.dossier_id: line.number for line in lines}
    held = Freeze.objects.select_for_update().filter(dossier__in=numbers, lifted_at=None)
    if frozen := {numbers[row.dossier_id] for row in held}:
        raise Conflict(
            _("已冻结，不得销毁：%(names)s。") % {"names": _named(frozen)}, clause=CLAUSE,
            todo=_("解除冻结，或退回清册另作鉴定。"),
        )  # fmt: skip
    gone = [one for one in things if one.state == HoldingState.OUT]
    if out := {numbers[one.item.dossier_id if one.item else one.dossier_id or 0] for one in gone}:
        raise Conflict(
            _("清册中有档案借出未还，不能销毁：%(names)s。") % {"names": _named(out)}, clause=CLAUSE,
            todo=_("请先收回，再执行销毁。"),
        )  # fmt: skip
    waiting = Loan.objects.filter(holding__in=[one.pk for one in things], state__in=_WAITING)
    if slips := set(waiting.values_list("number", flat=True)):
        raise Conflict(
            _("清册中有档案正在申请借阅，不能销毁：%(names)s。") % {"names": _named(slips)}, clause=CLAUSE,
            todo=_("请先决定这些出借单；没有人来领的，作未领取处理。确有利用价值的，退回清册另作鉴定。"),
        )  # fmt: skip
    kept = Certificate.objects.filter(dossier__in=numbers, state__in=_KEPT).values_list("dossier", flat=True)
    if whose := {numbers[pk] for pk in kept}:
        raise Conflict(
            _("清册中有档案的权证还在保管，不能销毁：%(names)s。") % {"names": _named(whose)}, clause="P03-5.2",
            todo=_("请先凭结清凭证把权证交还权利人。"),
        )  # fmt: skip


def _named(names: Iterable[str]) -> str:
    return _("、").join(sorted(names))
