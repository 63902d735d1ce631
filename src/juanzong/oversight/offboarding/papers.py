"""The clearance sheet: what was held, what became of it, and room for three signatures."""

from __future__ import annotations

from django.utils.translation import gettext as _

from juanzong.kit import clock
from juanzong.kit.prints.report import Listing, Report, Signer
from juanzong.organisation.reads import people
from juanzong.oversight.models import LeavingLine
from juanzong.oversight.offboarding.choices import LineState
from juanzong.oversight.offboarding.reads import Group, LeavingPage, Row


def paper(page: LeavingPage, address: str) -> Report:
    """The sheet as the page stands now, in the language that is on."""
    one = page.leaving
    facts = (
        (_("离职人"), one.staff_name),
        (_("部门"), one.department.name),
        (_("最后工作日"), one.last_day.isoformat()),
        (_("接手人"), one.receiver.name if one.receiver else "—"),
        (_("状态"), str(one.get_state_display())),
        (_("办结"), f"{one.closed_by_name} {clock.day_of(one.closed_at)}" if one.closed_at else "—"),
    )
    things = Listing(
        title=_("物品和文件"), columns=(_("类别"), _("名称、编号"), _("结果"), _("经办")), widths=(4, 9, 4, 5),
        rows=tuple(_thing(group, row) for group in page.groups if group.holds.is_thing for row in group.rows),
        none=_("没有领用的物品和文件。"),
    )  # fmt: skip
    work = Listing(
        title=_("客户和工作"), columns=(_("类别"), _("数量"), _("结果"), _("经办")), widths=(4, 3, 7, 5),
        rows=tuple(row for group in page.groups if not group.holds.is_thing for row in _work(group)),
        none=_("没有需要转交的客户和工作。"),
    )  # fmt: skip
    return Report(
        company=people.company(), name=_("离职交接清单"), number="", facts=facts, listings=(things, work),
        signers=(
            Signer(capacity=_("离职人"), name=one.staff_name),
            Signer(capacity=_("接手人"), name=one.receiver.name if one.receiver else ""),
            Signer(capacity=_("上级"), name=one.superior.name if one.superior else ""),
        ),
        note=right_to_leave(), address=address,
    )  # fmt: skip


def right_to_leave() -> str:
    """What page and paper say of the right to leave (Labour Contract Law art. 37)."""
    return _(
        "交接不影响离职：劳动者依法提前通知即可解除劳动合同，未交还的另作问责记录，只记事实，不扣款，不推迟最后工作日。"
    )


def _thing(group: Group, row: Row) -> tuple[str, ...]:
    return (
        str(group.holds.label),
        f"{row.words} {row.where}".strip() or "—",
        _became(row.state, row.line),
        _who(row.line),
    )


def _work(group: Group) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [
        (str(group.holds.label), str(line.number), _became(LineState(line.state), line), _who(line))
        for line in group.gone
    ]
    if group.held:
        rows.append((str(group.holds.label), str(group.held), str(LineState.HELD.label), ""))
    return rows


def _became(state: LineState, line: LeavingLine | None) -> str:
    if line is not None and state is LineState.PASSED:
        return _("已转交%(name)s") % {"name": line.to_name}
    if line is not None and state is LineState.MISSING and line.incident:
        return _("缺少，见 %(number)s") % {"number": line.incident.number}
    return str(state.label)


def _who(line: LeavingLine | None) -> str:
    return f"{line.by_name} {clock.local(line.at):%m-%d}" if line is not None and line.by_name else ""
