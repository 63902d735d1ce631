"""Passwords, sessions and waits as pure rules: no queries, no clock of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.utils.translation import gettext as _

from juanzong.kit.errors import Unavailable
from juanzong.organisation.choices import (
    ACCOUNT_TRIES,
    FIRST_WAIT,
    PASSWORD_LONGEST,
    PASSWORD_PROFILES,
    SESSION_LASTS,
    PasswordProfile,
)

_NAME_PART = 3  # a shorter part of a Latin user name is in half of all passwords by chance


def password_profile(code: str) -> PasswordProfile:
    """The profile that the installation chose; Unavailable when there is none of that name."""
    try:
        return PASSWORD_PROFILES[code]
    except KeyError:
        raise Unavailable(
            _("没有名为“%(code)s”的密码规则。") % {"code": code},
            todo=_("请把环境变量 JUANZONG_PASSWORDS 设为 asvs 或 dengbao 后重新启动。"),
        ) from None


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """The 20,000 passwords most often found in breaches, small letters only."""
    return frozenset(CommonPasswordValidator().passwords)


def password_faults(password: str, profile: PasswordProfile, *, username: str, name: str) -> list[str]:
    """What is wrong with a new password, one sentence each; empty when it may be used."""
    faults = []
    if len(password) < profile.shortest:
        faults.append(_("密码至少要有 %(n)s 个字符。") % {"n": profile.shortest})
    if len(password) > PASSWORD_LONGEST:
        faults.append(_("密码最多 %(n)s 个字符。") % {"n": PASSWORD_LONGEST})
    if _classes(password) < profile.classes:
        faults.append(_("密码要包含大写字母、小写字母、数字、符号中的至少 %(n)s 种。") % {"n": profile.classes})
    if password.strip().lower() in _common():
        faults.append(_("这个密码太常见，在泄露的密码清单上。"))
    if _names_person(password, username, name):
        faults.append(_("密码不能包含您的姓名或用户名。"))
    return faults


def _classes(password: str) -> int:
    """How many of: capitals, small letters, digits, anything else."""
    kinds = {
        "upper" if char.isupper() else "lower" if char.islower() else "digit" if char.isdigit() else "other"
        for char in password
    }
    return len(kinds)


def _names_person(password: str, username: str, name: str) -> bool:
    lowered = password.lower()
    return any(
        part.lower() in lowered for part, shortest in ((username, _NAME_PART), (name, 2)) if len(part) >= shortest
    )


def password_due(
    profile: PasswordProfile, *, must_change: bool, changed_at: dt.datetime | None, now: dt.datetime
) -> bool:
    """Whether the person must choose a new password before anything else."""
    if must_change:
        return True
    return profile.lasts is not None and (changed_at is None or now - changed_at > profile.lasts)


def wait_after(failures: int) -> dt.timedelta:
    """How long an account waits after so many wrong passwords in its window: nothing at first, then doubling."""
    if failures < ACCOUNT_TRIES:
        return dt.timedelta(0)
    doublings: int = 2 ** min(failures - ACCOUNT_TRIES, 10)
    return FIRST_WAIT * doublings


def session_over(marks: Mapping[str, Any], now: dt.datetime, idle: dt.timedelta) -> str:
    """Why a session has ended: "idle", "absolute", or "" while it lasts.

    marks: what the session keeps, `began` and `seen` in seconds since 1970. A session without them, or from the
    future, has ended too.
    """
    began, seen, moment = marks.get("began"), marks.get("seen"), now.timestamp()
    if not isinstance(began, int | float) or not isinstance(seen, int | float) or began > moment + 1:
        return "absolute"
    if moment - began >= SESSION_LASTS.total_seconds():
        return "absolute"
    return "idle" if moment - seen >= idle.total_seconds() else ""
