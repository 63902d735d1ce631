"""What people do about obligations that no fact settles: report one done, waive it, give it to somebody else; and the
company's own working days."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from juanzong.casework.choices import ObligationState
from juanzong.casework.duties import opening
from juanzong.casework.models import CompanyDay, Obligation
from juanzong.casework.reads import obligations
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation import reads as organisation
from juanzong.organisation.acts import act
from juanzong.organisation.choices import Scope
from juanzong.organisation.viewer import Viewer

WAIVE = "casework.waive"
REASSIGN = "casework.reassign"


@act("desk.view")
def complete(*, by: Viewer, obligation: int, note: str) -> Obligation:
    """Report one's own obligation done, in words. Conflict: only a fact settles this one."""
    row = _open(obligation)
    shown = obligations.obligation(by, obligation)
    if not shown.mine:
        raise NotAllowed(_("这项待办不是您的。"), clause=row.clause, todo=_("请由经办人办理。"))
    if not shown.duty.by_hand:
        raise Conflict(
            _("这项待办以系统中的办理结果为准，不能自行报告完成。"), clause=row.clause, todo=_("请办理对应的事项。")
        )
    if not note.strip():
        raise Invalid(_("请写明办理情况。"), fields={"note": _("请写明办理情况。")}, clause=row.clause)
    row.owner_id = row.owner_id or by.staff_id
    Obligation.objects.filter(pk=row.pk).update(owner=row.owner_id)
    opening.end_all([row], ObligationState.DONE, by.actor, note=note.strip()[:300])
    return row


@act(WAIVE)
def waive(*, by: Viewer, obligation: int, reason: str) -> Obligation:
    """Let somebody off an obligation, with a reason. Nobody waives their own (P08-4)."""
    row = _overseen(by, obligation, WAIVE)
    if obligations.obligation(by, obligation).mine:
        raise NotAllowed(_("不能免除自己的待办。"), clause=row.clause, todo=_("请由上级决定。"))
    if not reason.strip():
        raise Invalid(_("请写明免除的理由。"), fields={"reason": _("请写明免除的理由。")}, clause=row.clause)
    opening.end_all([row], ObligationState.WAIVED, by.actor, note=reason.strip()[:300])
    return row


@act(REASSIGN)
def reassign(*, by: Viewer, obligation: int, staff: int, reason: str = "") -> Obligation:
    """Give an open obligation to somebody else; its day stays."""
    row = _overseen(by, obligation, REASSIGN)
    person = organisation.staff(by, staff)
    if not person.is_here:
        raise Invalid(_("此人已不在职。"), fields={"staff": _("请选择在职员工。")}, clause=row.clause)
    if row.owner_id == staff:
        raise Conflict(_("这项待办已经是此人的。"), clause=row.clause)
    before = row.owner_id or 0
    row.owner_id = staff
    row.save(update_fields=["owner"])
    ledger.record(
        "obligation.reassigned", by.actor, Ref.parse(row.subject), basis=reason.strip()[:200], clauses=(row.clause,),
        payload={"obligation": row.pk, "duty": row.duty, "before": before, "owner": staff},
    )  # fmt: skip
    return row


@act("organisation.manage", clause="P03-4.5")
def set_company_day(*, by: Viewer, day: dt.date, worked: bool, reason: str) -> CompanyDay:
    """Say that the company works on a day, or does not, other than the State Council's calendar has it."""
    if not reason.strip():
        raise Invalid(_("请写明依据。"), fields={"reason": _("请写明依据。")}, clause="P03-4.5")
    if day < clock.today():
        raise Invalid(_("已过去的日子不能再改。"), fields={"day": _("请选择今天或以后的日子。")}, clause="P03-4.5")
    row, _made = CompanyDay.objects.update_or_create(
        day=day,
        defaults={"worked": worked, "reason": reason.strip()[:100], "set_by": by.staff_id, "set_at": clock.now()},
    )
    ledger.record(
        "company_day.set", by.actor, None, basis=row.reason, payload={"day": day.isoformat(), "worked": worked}
    )
    return row


def _open(id: int) -> Obligation:
    row = Obligation.objects.select_for_update().filter(pk=id).first()
    if row is None:
        raise NotFound(_("没有这项待办，或您无权查看。"))
    if row.state != ObligationState.OPEN:
        raise Conflict(
            _("这项待办已经办结：%(state)s。") % {"state": ObligationState(row.state).label},
            clause=row.clause,
            todo=_("请刷新后查看。"),
        )
    return row


def _overseen(by: Viewer, id: int, right: str) -> Obligation:
    """An open obligation within reach of a right: of the company, or of one's departments."""
    row = _open(id)
    if by.scope(right) is not Scope.COMPANY and row.department_id not in by.departments:
        raise NotFound(_("没有这项待办，或您无权查看。"))
    return row
