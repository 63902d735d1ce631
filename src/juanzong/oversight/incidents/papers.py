"""What the report of an incident says, with the signatures under it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from juanzong.kit import clock
from juanzong.kit.prints.report import Lang, Listing, Report, Signer
from juanzong.organisation.reads import people
from juanzong.organisation.viewer import Viewer
from juanzong.oversight.choices import MeasureKind, MeasureState, Notified
from juanzong.oversight.incidents import reads
from juanzong.oversight.incidents.reads import IncidentPage
from juanzong.oversight.models import Notice


def paper(by: Viewer, page: IncidentPage, address: str, lang: Lang) -> Report:
    """The report. Customers stand in it by number only: how many; the names stay on the page."""
    one = page.incident
    facts = [
        (_("类别和等级"), f"{one.get_kind_display()} · {one.get_severity_display()}"),
        (_("部门"), one.department.name),
        (_("涉及"), one.about_words or "—"),
        (_("发生"), one.happened_on.isoformat() if one.happened_on else "—"),
        (_("发现"), clock.written(one.known_at)),
        (_("报告"), f"{one.reporter_name} {clock.written(one.reported_at)}"),
        (_("事实"), one.what),
        (_("原因"), one.cause or "—"),
        (_("受影响客户"), _("%(n)s 位") % {"n": page.affected} if one.listed_at else _("尚未查明")),
        (_("补齐"), one.made_good or "—"),
        (_("状态"), str(one.get_state_display())),
    ]
    if one.closed_at:
        facts.append((_("结案"), f"{one.closed_by_name} {clock.written(one.closed_at)}"))
    notices = Listing(
        title=_("通知决定"), columns=(_("对象"), _("决定"), _("理由和内容"), _("决定人"), _("通知情况")), widths=(3, 3, 9, 4, 6),
        rows=tuple(_notice(page.notices[whom]) for whom in Notified if whom in page.notices), none=_("尚未决定。"),
    )  # fmt: skip
    measures = Listing(
        title=_("措施"), columns=(_("类别"), _("措施"), _("责任人"), _("期限"), _("结果")), widths=(4, 8, 3, 4, 7),
        rows=tuple(
            (
                str(MeasureKind(each.kind).label), each.words, each.owner.name, each.due_on.isoformat(),
                f"{MeasureState(each.state).label} {each.outcome}".strip(),
            )
            for each in page.measures
        ),
        none=_("尚未定下措施。"),
    )  # fmt: skip
    return Report(
        company=people.company(), name=_("事件处置报告"), number=one.number, facts=tuple(facts),
        listings=(notices, measures), signers=_signers(by, page, lang),
        note=_("问责记录只记事实，另行保管；本系统不计算、不扣收罚款。"), address=address,
    )  # fmt: skip


def _notice(one: Notice) -> tuple[str, ...]:
    said = " / ".join(text for text in (one.reason, one.kinds, one.remedies, one.contact) if text)
    told = f"{clock.written(one.told_at)} {one.told_how}" if one.told_at else _("未发出")
    return (
        str(Notified(one.whom).label), _("通知") if one.notify else _("不通知"), said,
        f"{one.decided_by_name} {clock.local(one.decided_at):%m-%d %H:%M}", told if one.notify else "—",
    )  # fmt: skip


def _signers(by: Viewer, page: IncidentPage, lang: Lang) -> tuple[Signer, ...]:
    given = [one for one in reads.signed(by, page.incident) if not one.broken]
    return tuple(
        Signer(
            capacity=one.capacity.words.in_language(lang), name=one.name,
            on=clock.day_of(one.signed_at).isoformat(), svg=one.svg,
        )
        for one in given
    ) or (Signer(capacity=_("总经理")),)  # fmt: skip
