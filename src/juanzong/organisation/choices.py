"""How far a right reaches, how long a session lasts, and what a password must be."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(IntEnum):
    """How far a right reaches: what one set up oneself, one's department and all below it, the whole company."""

    OWN = 1
    DEPARTMENT = 2
    COMPANY = 3

    @classmethod
    def named(cls, name: str) -> Scope:
        return cls[name.upper()]


class AwayReason(models.TextChoices):
    """Why somebody is away: no more than colleagues need to know, so that nobody's health is written down."""

    TRAVEL = "travel", _("出差")
    LEAVE = "leave", _("休假")
    TRAINING = "training", _("学习培训")
    OTHER = "other", _("其他")


SESSION_LASTS: Final = dt.timedelta(hours=8)
"""However busy, a session ends this long after signing in."""

SEEN_EVERY: Final = dt.timedelta(minutes=1)
"""How exactly a session remembers its last request; noting every single one would write on every read."""

ACCOUNT_WINDOW: Final = dt.timedelta(minutes=15)
"""Wrong passwords of one account are counted this long; then it is free again, so nobody is locked out longer."""

ACCOUNT_TRIES: Final = 5
"""Wrong passwords for one account before waits begin."""

FIRST_WAIT: Final = dt.timedelta(seconds=30)
"""The wait after the last free try; it doubles with every further one."""

ADDRESS_WINDOW: Final = dt.timedelta(minutes=1)
ADDRESS_TRIES: Final = 30
"""Failures from one address in one window."""

PASSWORD_LONGEST: Final = 1024
"""Characters; beyond, a password is refused, never cut."""


@dataclass(frozen=True, slots=True)
class PasswordProfile:
    """What a password must be. shortest: characters. classes: of capitals, small letters, digits and others, how
    many must occur. lasts: after which it must be changed, None for never."""

    code: str
    shortest: int
    classes: int
    lasts: dt.timedelta | None


PASSWORD_PROFILES: Final = {
    # OWASP ASVS 5.0 6.2: length and a list of common passwords, no composition rules, no rotation
    "asvs": PasswordProfile("asvs", shortest=12, classes=1, lasts=None),
    # GB/T 22239-2019 8.1.4.1: complexity and periodic change
    "dengbao": PasswordProfile("dengbao", shortest=8, classes=3, lasts=dt.timedelta(days=90)),
}


class ProofWay(models.TextChoices):
    """How somebody showed once more who they are."""

    PASSWORD = "password", _("再次输入密码")
    CODE = "code", _("手机验证码")
    RECOVERY = "recovery", _("恢复码")
    DEMO = "demo", _("演示模式，未验证密码")


@dataclass(frozen=True, slots=True)
class Proof:
    """That a person has just shown who they are, for an act that wants to be sure, such as signing."""

    staff: int
    way: ProofWay
    at: dt.datetime


PROOF_LASTS: Final = dt.timedelta(minutes=2)
"""A proof is for the act it was asked for, not for the afternoon."""

HALF_WAY_LASTS: Final = dt.timedelta(minutes=5)
"""Between the password and the code at sign-in."""

RECOVERY_CODES: Final = 10
"""So many for the day the phone is lost; each is good once."""
