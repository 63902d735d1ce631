"""Showing once more who one is, before an act that must not be somebody else's at an open desk."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from juanzong.kit import clock
from juanzong.kit.errors import Invalid, NotAllowed
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation import throttle
from juanzong.organisation.actions.entry import TooMany
from juanzong.organisation.choices import Proof, ProofWay
from juanzong.organisation.factors import factor_of, take_code
from juanzong.organisation.models import Staff
from juanzong.organisation.viewer import Viewer

_CLAUSE = "P00-1.6"


def prove(*, by: Viewer, password: str, address: str) -> Proof:
    """Ask for the password again, or for a code of whoever has a second factor; wrong ones are entries and count as they
    do at sign-in.

    Call it before the act that needs it, outside its transaction. password: what was typed, the code where
    `reads_factors.proof_asked_of` says so. The invented people of the demo have no password, and what they sign says so. Invalid, at the field
    `password`: it is wrong. TooMany: it has been wrong too often.
    """
    staff = Staff.objects.filter(pk=by.staff_id, is_active=True).first()
    if staff is None:
        raise NotAllowed(_("只有在职员工本人可以签字。"), clause=_CLAUSE)
    with_code = factor_of(staff.pk) is not None
    if settings.DEMO and not staff.has_usable_password() and not with_code:
        return Proof(staff.pk, ProofWay.DEMO, clock.now())
    counted = f"code:{staff.username}" if with_code else staff.username
    wait = throttle.take_a_try(counted, address)
    if wait:
        raise TooMany(wait)
    way = _way(staff, password, with_code=with_code)
    if way is None:
        with transaction.atomic():
            payload = {"address": throttle.veiled("address", address)}
            ledger.record("proof.refused", by.actor, Ref("staff", staff.pk), clauses=(_CLAUSE,), payload=payload)
        raise _wrong(with_code=with_code)
    throttle.give_back(counted, address)
    return Proof(staff.pk, way, clock.now())


def _way(staff: Staff, typed: str, *, with_code: bool) -> ProofWay | None:
    if not with_code:
        return ProofWay.PASSWORD if staff.check_password(typed) else None
    with transaction.atomic():
        way = take_code(staff.pk, typed)
    return ProofWay(way) if way else None


def _wrong(*, with_code: bool) -> Invalid:
    if with_code:
        return Invalid(
            _("验证码不对，没有办理。"), clause=_CLAUSE,
            fields={"password": _("验证码不对，请输入手机上现在显示的六位数字。")},
        )  # fmt: skip
    return Invalid(_("密码不对，没有签字。"), fields={"password": _("密码不对，请重新输入登录密码。")}, clause=_CLAUSE)
