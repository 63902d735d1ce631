"""The second factor: set up by each for themselves, asked for by the administrator's rules, taken away for a lost phone."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation import factors
from juanzong.organisation.accounts import end_sessions
from juanzong.organisation.actions.departments import MANAGE
from juanzong.organisation.acts import act
from juanzong.organisation.choices import PROOF_LASTS, Proof
from juanzong.organisation.models import FactorRule, RecoveryCode, SecondFactor, Staff
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies

_CLAUSE = "P00-1.6"


@act(None, clause=_CLAUSE)
def begin_second_factor(*, by: Viewer) -> SecondFactor:
    """Make a secret for one's authenticator app; it counts for nothing before a first code has confirmed it.

    Conflict: there is a confirmed one.
    """
    staff = _oneself(by)
    if factors.factor_of(staff.pk) is not None:
        raise Conflict(_("您已开启两步验证。"), clause=_CLAUSE, todo=_("换手机时，请先停用再重新开启。"))
    _secret, sealed = factors.fresh_secret(staff.pk)
    made, _new = SecondFactor.objects.update_or_create(staff=staff, defaults={"sealed": sealed, "last_step": 0})
    ledger.record("second_factor.begun", by.actor, Ref("staff", staff.pk), clauses=(_CLAUSE,))
    return made


@act(None, clause=_CLAUSE)
def confirm_second_factor(*, by: Viewer, code: str) -> list[str]:
    """Show with a first code that the app has the secret; the recovery codes, to be shown once.

    Invalid: it is not the code of now. Conflict: none was begun, or it is confirmed already.
    """
    staff = _oneself(by)
    factor = SecondFactor.objects.select_for_update().filter(staff=staff, confirmed_at__isnull=True).first()
    if factor is None:
        raise Conflict(_("没有等待确认的两步验证。"), clause=_CLAUSE, todo=_("请重新开启。"))
    if not factors.confirm(factor, code):
        wrong = _("验证码不对。请看手机上现在显示的六位数字；手机的时间要自动校准。")
        raise Invalid(wrong, fields={"code": wrong}, clause=_CLAUSE)
    codes = factors.fresh_recovery_codes(staff.pk)
    ledger.record("second_factor.confirmed", by.actor, Ref("staff", staff.pk), clauses=(_CLAUSE,))
    return codes


@act(None, clause=_CLAUSE)
def renew_recovery_codes(*, by: Viewer, proof: Proof) -> list[str]:
    """New recovery codes; all older ones open nothing any more."""
    staff = _oneself(by)
    _refuse_stale(staff, proof)
    if factors.factor_of(staff.pk) is None:
        raise Conflict(_("您没有开启两步验证。"), clause=_CLAUSE)
    codes = factors.fresh_recovery_codes(staff.pk)
    ledger.record("recovery_codes.renewed", by.actor, Ref("staff", staff.pk), clauses=(_CLAUSE,))
    return codes


@act(None, clause=_CLAUSE)
def end_second_factor(*, by: Viewer, proof: Proof) -> Staff:
    """Do without from now on; NotAllowed where the administrator's rules ask for one."""
    staff = _oneself(by)
    _refuse_stale(staff, proof)
    if factors.factor_of(staff.pk) is None:
        raise Conflict(_("您没有开启两步验证。"), clause=_CLAUSE)
    if factors.must_have(staff):
        raise NotAllowed(
            _("您的岗位须使用两步验证，不能停用。"), clause=_CLAUSE, todo=_("换手机请联系系统管理员重置后重新开启。")
        )
    _forget(staff)
    ledger.record("second_factor.ended", by.actor, Ref("staff", staff.pk), clauses=(_CLAUSE,))
    return staff


@act(MANAGE, clause=_CLAUSE)
def reset_second_factor(*, by: Viewer, staff: int) -> Staff:
    """Take the second factor from somebody whose phone is lost, and end their sessions. Nobody does it for themselves."""
    found = Staff.objects.select_for_update().filter(pk=staff).first()
    if found is None:
        raise NotFound(_("没有这位员工。"))
    if found.pk == by.staff_id:
        raise NotAllowed(_("不能重置自己的两步验证。"), clause=_CLAUSE, todo=_("请由另一位系统管理员办理。"))
    if factors.factor_of(found.pk) is None:
        raise Conflict(_("此人没有开启两步验证。"), clause=_CLAUSE)
    _forget(found)
    end_sessions(found)
    ledger.record("second_factor.reset", by.actor, Ref("staff", found.pk), clauses=(_CLAUSE,))
    return found


@act(MANAGE, clause=_CLAUSE)
def require_second_factor(*, by: Viewer, who: Collection[str]) -> set[str]:
    """Say which positions, and whether approvers, must have a second factor; asked for at their next sign-in."""
    wanted = set(who)
    unknown = wanted - {one.code for one in policies.positions()} - {factors.APPROVERS}
    if unknown:
        raise Invalid(_("没有这个岗位。"), fields={"who": _("请从列表中选择。")}, clause=_CLAUSE)
    present = set(FactorRule.objects.select_for_update().values_list("who", flat=True))
    if wanted == present:
        raise Conflict(_("内容没有变化。"))
    FactorRule.objects.filter(who__in=present - wanted).delete()
    FactorRule.objects.bulk_create(FactorRule(who=one, set_by=by.staff_id) for one in sorted(wanted - present))
    ledger.record(
        "second_factor.required", by.actor, None, clauses=(_CLAUSE,),
        payload={"now": sorted(wanted), "before": sorted(present)},
    )  # fmt: skip
    return wanted


def _oneself(by: Viewer) -> Staff:
    found = Staff.objects.select_for_update().filter(pk=by.staff_id).first() if by.staff_id else None
    if found is None:
        raise NotAllowed(_("请先用自己的账号登录。"), clause=_CLAUSE)
    return found


def _refuse_stale(staff: Staff, proof: Proof) -> None:
    if proof.staff != staff.pk or clock.now() - proof.at > PROOF_LASTS:
        raise NotAllowed(_("身份验证已过期。"), clause=_CLAUSE, todo=_("请重新输入验证码。"))


def _forget(staff: Staff) -> None:
    SecondFactor.objects.filter(staff=staff).delete()
    RecoveryCode.objects.filter(staff=staff).delete()
