"""The second factor as the acts that ask for it use it: checking a code, and who must have one."""

from __future__ import annotations

import secrets

from django.utils.crypto import salted_hmac

from juanzong.kit import clock, house_secrets
from juanzong.organisation import totp
from juanzong.organisation.chart import DEPUTY, MANAGER, chart
from juanzong.organisation.choices import RECOVERY_CODES
from juanzong.organisation.models import FactorRule, RecoveryCode, SecondFactor, Staff
from juanzong.policies import reads as policies
from juanzong.policies.shapes_work import MoveKind, WhoKind

APPROVERS = "*approvers"
"""In place of a position: whoever decides on what others ask for."""
_PURPOSE = "totp"
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def factor_of(staff: int) -> SecondFactor | None:
    """The confirmed second factor of a person. One SQL statement."""
    return SecondFactor.objects.filter(staff=staff, confirmed_at__isnull=False).first()


def fresh_secret(staff: int) -> tuple[bytes, bytes]:
    """A new secret, and the same sealed for this person."""
    secret = secrets.token_bytes(20)
    return secret, house_secrets.keep(staff, _PURPOSE, totp.written(secret))


def secret_of(factor: SecondFactor) -> bytes:
    """The secret of a factor, for checking a code and for showing it once while it is being set up."""
    return totp.read(house_secrets.reveal(factor.staff_id, _PURPOSE, bytes(factor.sealed)))


def take_code(staff: int, code: str) -> str:
    """Use up a code of the app or a recovery code: "code" or "recovery", "" when it is neither. Inside a transaction."""
    plain = "".join(code.split()).lower().replace("-", "")
    factor = SecondFactor.objects.select_for_update().filter(staff=staff, confirmed_at__isnull=False).first()
    if factor is None:
        return ""
    if plain.isdecimal() and plain.isascii() and len(plain) == totp.DIGITS:
        return "code" if _advance(factor, plain) else ""
    left = RecoveryCode.objects.filter(staff=staff, hashed=_hashed(staff, plain), used_at__isnull=True)
    return "recovery" if left.update(used_at=clock.now()) else ""


def _advance(factor: SecondFactor, code: str) -> bool:
    step = totp.matching_step(secret_of(factor), code, clock.now().timestamp(), factor.last_step)
    if step:
        factor.last_step = step
        factor.save(update_fields=["last_step"])
    return bool(step)


def confirm(factor: SecondFactor, code: str) -> bool:
    """Whether the first code shows that the app has the secret; then the factor counts from now on."""
    if not _advance(factor, "".join(code.split())):
        return False
    factor.confirmed_at = clock.now()
    factor.save(update_fields=["confirmed_at"])
    return True


def fresh_recovery_codes(staff: int) -> list[str]:
    """New recovery codes in place of all older ones, about 49 bits each; kept as hashes only."""
    RecoveryCode.objects.filter(staff=staff).delete()
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(staff_id=staff, hashed=_hashed(staff, code)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _hashed(staff: int, code: str) -> str:
    return salted_hmac("juanzong.recovery", f"{staff}|{code}", algorithm="sha256").hexdigest()


def must_have(staff: Staff) -> bool:
    """Whether the administrator's rules ask this person for a second factor. One SQL statement, five more where there is
    a rule about approvers."""
    rules = set(FactorRule.objects.values_list("who", flat=True))
    if not rules:
        return False
    found = chart()
    held = {seat.position for seat in found.by_staff.get(staff.pk, ())}
    if held & rules:
        return True
    if APPROVERS not in rules:
        return False
    return bool(held & deciding_positions()) or any(seat.superior == staff.pk for seat in found.seats)


def deciding_positions() -> set[str]:
    """Positions that decide a step of some procedure, that is, may refuse what somebody asks for."""
    found: set[str] = set()
    for procedure in policies.procedures():
        for step in procedure.steps:
            if any(move.kind is MoveKind.REFUSE for move in step.moves):
                found |= {who.code for who in step.who if who.kind is WhoKind.POSITION}
                if any(who.kind is WhoKind.DEPUTY_IN_CHARGE for who in step.who):
                    found |= {DEPUTY, MANAGER}
    return found
