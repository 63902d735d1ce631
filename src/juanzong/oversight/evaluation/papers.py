"""What the paper of a yearly evaluation says."""

from __future__ import annotations

from django.utils.translation import gettext as _

from juanzong.kit import clock
from juanzong.kit.prints.report import Listing, Report, Signer
from juanzong.organisation.reads import people
from juanzong.organisation.viewer import Viewer
from juanzong.oversight.audits.choices import Severity
from juanzong.oversight.audits.papers import signers
from juanzong.oversight.evaluation import reads
from juanzong.oversight.evaluation.reads import Rate
from juanzong.policies import reads as policies


def percent(rate: Rate) -> str:
    """The on-time share in words."""
    return "—" if rate.share is None else f"{rate.share} %"


def satisfaction(page: reads.YearPage) -> str:
    """What is known of how satisfied customers are, and from where."""
    one = page.one
    if one is None or one.satisfaction is None:
        return _("没有数据：本系统还没有满意度调查，也没有录入")
    return f"{one.satisfaction} %  {one.satisfaction_source}"


def report(viewer: Viewer, year: int, address: str) -> Report:
    """Figures, satisfaction, conclusion and improvements of a year."""
    page = reads.year_page(viewer, year)
    found, one = page.figures, page.one
    words = {clause.id: str(clause.says) for clause in policies.clauses()}
    agreed, closed, late = found.follow_ups
    return Report(
        company=people.company(),
        name=_("客户档案工作年度评估"),
        number=str(year),
        facts=(
            (_("按期率"), percent(found.total)),
            (_("适用条款的次数"), str(found.total.applied)),
            (_("内部审计"), _("%(n)s 次，样本 %(samples)s 件") % {"n": found.audits, "samples": found.samples}),
            (_("审计发现"), "  ".join(f"{Severity(code).label} {n}" for code, n in found.findings.items())),
            (_("审计整改"), _("%(n)s 项，已办 %(done)s，逾期 %(late)s") % {"n": agreed, "done": closed, "late": late}),
            (_("改进事项"), _("%(n)s 项，已办 %(done)s") % {"n": len(page.improvements), "done": page.closed}),
            (_("客户满意度"), satisfaction(page)),
            (_("结论"), one.conclusion if one is not None and one.conclusion else "—"),
        ),
        listings=(
            Listing(
                title=_("改进事项"),
                columns=(_("改进"), _("责任人"), _("期限"), _("办理")),
                widths=(10, 3, 4, 8),
                rows=tuple(
                    (
                        row.text, row.owner.name, row.due_on.isoformat(),
                        f"{clock.day_of(row.done_at)} {row.done_note}" if row.done_at else "",
                    )
                    for row in page.improvements
                ),
                none=_("没有改进事项。"),
            ),
            Listing(
                title=_("各条款按期率"),
                columns=(_("条款"), _("要求"), _("适用"), _("按期"), _("逾期"), _("未办逾期"), _("拒绝"), _("按期率")),
                widths=(3, 14, 3, 3, 3, 3, 3, 3),
                rows=tuple(
                    (
                        rate.clause, words.get(rate.clause, ""), str(rate.applied), str(rate.on_time), str(rate.late),
                        str(rate.open_late), str(rate.refused), percent(rate),
                    )
                    for rate in found.rates
                ),
                none=_("这一年没有记录。"),
            ),
        ),
        signers=signers(page.signed) [:1] if page.signed else (Signer(capacity=_("评估人")),),
        address=address,
        landscape=True,
    )  # fmt: skip
