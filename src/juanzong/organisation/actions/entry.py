"""Coming in and going out: signing in and out, and one's own password."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib import auth
from django.db import transaction
from django.utils.translation import gettext as _

from juanzong.kit import clock
from juanzong.kit.errors import Invalid, NotAllowed, NotFound, Refusal
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation import throttle
from juanzong.organisation.accounts import end_sessions, refuse_weak
from juanzong.organisation.acts import act
from juanzong.organisation.backend import may_enter
from juanzong.organisation.factors import factor_of, take_code
from juanzong.organisation.models import Staff
from juanzong.organisation.viewer import Viewer, viewer_of

_CLAUSES = ("P00-1.6",)


class TooMany(Refusal):
    """Too many wrong passwords; what may be tried again after `wait`."""

    status = 429

    def __init__(self, wait: dt.timedelta) -> None:
        minutes = max(1, -(-int(wait.total_seconds()) // 60))
        super().__init__(
            _("尝试次数过多，请等 %(n)s 分钟后再试。") % {"n": minutes},
            todo=_("忘记密码请联系系统管理员重设；其他人的尝试不会让您的账号锁定超过 15 分钟。"),
        )
        self.wait = wait


def sign_in(*, by: Viewer, username: str, password: str, address: str) -> Staff:
    """Check who wants to come in; every outcome is an entry.

    by: the public. address: the network address asked from. NotAllowed with one and the same sentence for unknown
    names, wrong passwords and closed accounts; TooMany when the account or the address has to wait.
    Whoever has a second factor (`reads_factors.has_factor`) is not in yet: `sign_in_with_code` follows.
    """
    username = username.strip()
    staff = _proven(by, username, password, address)
    if factor_of(staff.pk) is None:
        _note_entry(staff, "password")
    return staff


def sign_in_with_code(*, by: Viewer, staff: int, code: str, address: str) -> Staff:
    """Let in whoever has given their password and now a code of their app, or a recovery code.

    Wrong codes are counted for themselves: giving the right password again does not free them. NotAllowed, TooMany.
    """
    person = Staff.objects.filter(pk=staff).first()
    if person is None or not may_enter(person):
        raise NotAllowed(_("用户名或密码不对，或账号已停用。"), todo=_("请重新登录。"))
    counted = f"code:{person.username}"
    wait = throttle.take_a_try(counted, address)
    if wait:
        raise TooMany(wait)
    with transaction.atomic():
        way = take_code(person.pk, code)
    if not way:
        with transaction.atomic():
            payload = {"address": throttle.veiled("address", address)}
            ledger.record("code.refused", by.actor, Ref("staff", person.pk), clauses=_CLAUSES, payload=payload)
        raise NotAllowed(_("验证码不对。"), todo=_("请输入手机上现在显示的六位数字，或一个没有用过的恢复码。"))
    throttle.give_back(counted, address)
    _note_entry(person, f"password+{way}")
    return person


def _proven(by: Viewer, username: str, password: str, address: str) -> Staff:
    wait = throttle.take_a_try(username, address)
    if wait:
        raise TooMany(wait)
    staff = auth.authenticate(None, username=username, password=password)
    if isinstance(staff, Staff):
        throttle.give_back(username, address)
        return staff
    payload = {"name": throttle.veiled("account", username), "address": throttle.veiled("address", address)}
    with transaction.atomic():
        ledger.record("sign_in.refused", by.actor, None, clauses=_CLAUSES, payload=payload)
        if throttle.begins_to_wait(username):
            ledger.record("sign_in.slowed", by.actor, None, clauses=_CLAUSES, payload=payload)
    raise NotAllowed(_("用户名或密码不对，或账号已停用。"), todo=_("请核对后重试；忘记密码请联系系统管理员重设。"))


def _note_entry(staff: Staff, way: str) -> None:
    with transaction.atomic():
        ledger.record(
            "session.begun", viewer_of(staff).actor, Ref("staff", staff.pk), clauses=_CLAUSES, payload={"way": way}
        )


@act(None)
def enter_demo(*, by: Viewer, staff: int) -> Staff:
    """Come in as one of the demo company's invented people, without a password; NotFound outside demo mode."""
    found = Staff.objects.filter(pk=staff).first() if settings.DEMO else None
    if found is None or not may_enter(found):
        raise NotFound(_("没有这位演示人员。"))
    _note_entry(found, "demo")
    return found


@act(None)
def sign_out(*, by: Viewer) -> None:
    """Note that the person leaves; the caller ends the session."""
    ledger.record("session.left", by.actor, Ref("staff", by.staff_id), clauses=_CLAUSES)


@act(None)
def sign_out_everywhere(*, by: Viewer) -> Staff:
    """End all sessions of the person, on every device."""
    staff = Staff.objects.select_for_update().get(pk=by.staff_id)
    end_sessions(staff)
    ledger.record("sessions.ended", by.actor, Ref("staff", staff.pk), clauses=_CLAUSES)
    return staff


def change_password(*, by: Viewer, old: str, new: str, address: str) -> Staff:
    """Choose a new password; the old one is asked for, and wrong ones count as they do at sign-in."""
    staff = Staff.objects.get(pk=by.staff_id)
    wait = throttle.take_a_try(staff.username, address)
    if wait:
        raise TooMany(wait)
    if not staff.check_password(old):
        with transaction.atomic():
            payload = {"address": throttle.veiled("address", address)}
            ledger.record("password.refused", by.actor, Ref("staff", staff.pk), clauses=_CLAUSES, payload=payload)
        raise Invalid(_("原密码不对。"), fields={"old": _("原密码不对，请重新输入。")})
    throttle.give_back(staff.username, address)
    return _change_password(by=by, old=old, new=new)


@act(None)
def _change_password(*, by: Viewer, old: str, new: str) -> Staff:
    staff = Staff.objects.select_for_update().get(pk=by.staff_id)
    refuse_weak(new, username=staff.username, name=staff.name)
    if new == old:
        raise Invalid(_("新密码与原密码相同。"), fields={"new": _("新密码与原密码相同，请换一个。")})
    staff.set_password(new)
    staff.must_change_password = False
    staff.password_changed_at = clock.now()
    staff.save(update_fields=["password", "must_change_password", "password_changed_at"])
    ledger.record("password.changed", by.actor, Ref("staff", staff.pk), clauses=_CLAUSES)
    return staff
