"""What the lending slip says on paper (档案资料出借单)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from juanzong.casework.reads import signatures
from juanzong.custody.choices import LoanKind, LoanState
from juanzong.custody.models import Loan
from juanzong.custody.papers import signers
from juanzong.custody.reads import loans as reads
from juanzong.kit import clock
from juanzong.kit.prints.report import Listing, Report
from juanzong.kit.refs import Ref
from juanzong.organisation.reads import people
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies


def slip_paper(viewer: Viewer, loan_id: int, address: str) -> Report:
    """The slip: who borrows what for what until when, how it was decided, what went out and what came back."""
    row = reads.loan(viewer, loan_id)
    dossier, place = row.holding.dossier, row.holding.place
    return Report(
        company=people.company(),
        name=_("档案资料出借单"),
        number=row.number,
        facts=(
            (_("借阅人"), row.borrower_name),
            (_("状态"), str(LoanState(row.state).label)),
            (_("方式"), str(LoanKind(row.kind).label)),
            (_("归还期限"), row.due_on.isoformat()),
            (_("用途"), row.purpose),
            (_("依据"), f"{row.clause} {policies.clause(row.clause).says}"),
        ),
        listings=(
            Listing(
                title=_("所借档案"), columns=(_("档号"), _("题名"), _("库位")), widths=(5, 12, 8),
                rows=((dossier.number, dossier.title, place.address if place else "—"),) if dossier else (),
            ),
            Listing(
                title=_("经过"), columns=(_("环节"), _("时间"), _("经办人"), _("清点"), _("情况")), widths=(4, 6, 5, 6, 10),
                rows=_course(row),
            ),
        ),
        signers=signers(
            signatures.signatures_of(viewer, Ref("loan", row.pk)), (_("借阅人"), _("批准人"), _("档案管理员"))
        ),
        note=_("借阅人应于期限内完整归还；未经批准不得转借、复制或带出。"),
        address=address,
    )  # fmt: skip


def _course(row: Loan) -> tuple[tuple[str, ...], ...]:
    lines = [(_("申请"), clock.written(row.asked_at), row.borrower_name, "—", "—")]
    if row.approved_at:
        lines.append((_("批准"), clock.written(row.approved_at), row.approved_by_name, "—", "—"))
    if row.issued_at:
        lines.append((
            _("借出"), clock.written(row.issued_at), row.issued_by_name, _papers(row.items_out, row.sheets_out),
            row.condition_out or "—",
        ))  # fmt: skip
    if row.returned_at:
        lines.append((
            _("归还清点"), clock.written(row.returned_at), row.received_by_name, _papers(row.items_back, row.sheets_back),
            row.difference or row.condition_back or "—",
        ))  # fmt: skip
    if row.closed_at:
        lines.append(
            (_("复位"), clock.written(row.closed_at), row.closed_by_name, "—", row.place.address if row.place else "")
        )
    return tuple(lines)


def _papers(items: int, sheets: int) -> str:
    return _("%(items)s 件 %(sheets)s 页") % {"items": items, "sheets": sheets}
