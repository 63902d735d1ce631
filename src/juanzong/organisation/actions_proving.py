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
from juanzong.organisation.actions_entry import TooMany
from juanzong.organisation.choices import Proof, ProofWay
from juanzong.organisation.models import Staff
from juanzong.organisation.viewer import Viewer

_CLAUSE = "P00-1.6"


def prove(*, by: Viewer, password: str, address: str) -> Proof:
    """Ask for the password again; wrong ones are entries and count as they do at sign-in.

    Call it before the act that needs it, outside its transaction. The invented people of the demo have no password,
    and what they sign says so. Invalid: the password is wrong. TooMany: it has been wrong too often.
    """
    staff = Staff.objects.filter(pk=by.staff_id, is_active=True).first()
    if staff is None:
        raise NotAllowed(_("只有在职员工本人可以签字。"), clause=_CLAUSE)
    if settings.DEMO and not staff.has_usable_password():
        return Proof(staff.pk, ProofWay.DEMO, clock.now())
    wait = throttle.take_a_try(staff.username, address)
    if wait:
        raise TooMany(wait)
    if not staff.check_password(password):
        with transaction.atomic():
            payload = {"address": throttle.veiled("address", address)}
            ledger.record("proof.refused", by.actor, Ref("staff", staff.pk), clauses=(_CLAUSE,), payload=payload)
        raise Invalid(
            _("密码不对，没有签字。"), fields={"password": _("密码不对，请重新输入登录密码。")}, clause=_CLAUSE
        )
    throttle.give_back(staff.username, address)
    return Proof(staff.pk, ProofWay.PASSWORD, clock.now())
