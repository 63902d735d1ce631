"""How the second factor stands: one's own, everybody's for whoever manages, and the rules."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from juanzong.organisation import factors, totp
from juanzong.organisation.acts import require
from juanzong.organisation.backend import may_enter
from juanzong.organisation.chart import chart
from juanzong.organisation.choices import ProofWay
from juanzong.organisation.models import FactorRule, RecoveryCode, SecondFactor, Staff
from juanzong.organisation.reads import people as reads_people
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies


@dataclass(frozen=True, slots=True)
class FactorState:
    """One's own second factor. address, secret: for the app, while it waits for the first code and never again."""

    confirmed_at: dt.datetime | None
    codes_left: int
    required: bool
    address: str = ""
    secret: str = ""


def state_of(viewer: Viewer) -> FactorState:
    """The viewer's own. Eleven SQL statements at most."""
    staff = Staff.objects.get(pk=viewer.staff_id)
    required = factors.must_have(staff)
    found = SecondFactor.objects.filter(staff=staff).first()
    if found is None:
        return FactorState(None, 0, required)
    if found.confirmed_at is not None:
        left = RecoveryCode.objects.filter(staff=staff, used_at__isnull=True).count()
        return FactorState(found.confirmed_at, left, required)
    secret = factors.secret_of(found)
    issuer = reads_people.company() or _("卷宗")
    written = totp.written(secret)
    spaced = " ".join(written[start : start + 4] for start in range(0, len(written), 4))
    return FactorState(None, 0, required, totp.address(secret, issuer, staff.username), spaced)


def has_factor(staff: int) -> bool:
    """Whether somebody has one, so that the password alone does not let them in. One SQL statement."""
    return factors.factor_of(staff) is not None


def proof_asked_of(viewer: Viewer) -> ProofWay:
    """What `actions_proving.prove` will ask this person for: a code of their app, their password, or nothing in the demo;
    for the label of the field. Two SQL statements."""
    if has_factor(viewer.staff_id):
        return ProofWay.CODE
    staff = Staff.objects.filter(pk=viewer.staff_id).first()
    demo = staff is not None and settings.DEMO and not staff.has_usable_password()
    return ProofWay.DEMO if demo else ProofWay.PASSWORD


def rules() -> list[str]:
    """Who must have one: codes of positions, and `*approvers`. One SQL statement."""
    return list(FactorRule.objects.order_by("who").values_list("who", flat=True))


def rule_choices() -> list[tuple[str, Any]]:
    """What can be required, approvers first."""
    approvers = (factors.APPROVERS, _("审批人（是他人上级，或在某个流程中有权不同意）"))
    return [approvers, *((one.code, str(one.name)) for one in policies.positions())]


@dataclass(frozen=True, slots=True)
class FactorRow:
    """One person: whether they must have a second factor and since when they have one."""

    id: int
    name: str
    required: bool
    confirmed_at: dt.datetime | None


def people(viewer: Viewer) -> list[FactorRow]:
    """Everybody who is here, those who must and have not first. Seven SQL statements."""
    require(viewer, "organisation.manage", clause="P00-1.6")
    confirmed = dict(SecondFactor.objects.filter(confirmed_at__isnull=False).values_list("staff_id", "confirmed_at"))
    wanted, found = set(rules()), chart()
    deciding = factors.deciding_positions() if factors.APPROVERS in wanted else set()
    superiors = {seat.superior for seat in found.seats} if factors.APPROVERS in wanted else set()
    rows = []
    for one in Staff.objects.filter(is_active=True).order_by("username"):
        held = {seat.position for seat in found.by_staff.get(one.pk, ())}
        if may_enter(one):
            must = bool(held & (wanted | deciding)) or one.pk in superiors
            rows.append(FactorRow(one.pk, one.name, must, confirmed.get(one.pk)))
    return sorted(rows, key=lambda row: (not (row.required and row.confirmed_at is None), not row.required))
