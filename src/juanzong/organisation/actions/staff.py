"""Accounts: one person, one account. Passwords are handed over once and must be changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid, NotAllowed
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation import throttle
from juanzong.organisation.accounts import end_sessions, locked_staff, note, one_time_password, refuse_weak
from juanzong.organisation.actions.departments import MANAGE
from juanzong.organisation.acts import act
from juanzong.organisation.managers import any_manager, refuse_last_manager
from juanzong.organisation.models import Appointment, Department, Staff
from juanzong.organisation.viewer import Viewer


@dataclass(frozen=True, slots=True)
class NewPassword:
    """A password to be shown once to whoever made it; kept nowhere."""

    staff: Staff
    password: str


@act(MANAGE, clause="P00-1.6")
def first_administrator(*, by: Viewer, company: str, username: str, name: str, password: str) -> Staff:
    """Found the company, unless it is there, and make the account that makes all others.

    Conflict when somebody already manages the organisation: the first is made once, from the server's own shell.
    """
    if any_manager():
        raise Conflict(_("已有系统管理员。"), todo=_("忘记密码请在服务器上运行 juanzong staff reset 用户名。"))
    root = Department.objects.select_for_update().filter(parent__isnull=True).order_by("code").first()
    if root is None:
        if not company.strip():
            raise Invalid(_("公司要有名称。"), fields={"company": _("请填写公司名称。")})
        root = Department.objects.create(name=" ".join(company.split()), code="00")
        ledger.record("company.founded", by.actor, Ref("department", root.pk), payload={"name": root.name})
    staff = _checked(Staff(username=username.strip(), name=" ".join(name.split())))
    refuse_weak(password, username=staff.username, name=staff.name)
    staff.set_password(password)
    staff.password_changed_at = clock.now()
    staff.save(force_insert=True)
    Appointment.objects.create(staff=staff, position="administrator", department=root, from_date=clock.today())
    note(by, "staff.added", staff)
    ledger.record(
        "appointment.made",
        by.actor,
        Ref("staff", staff.pk),
        clauses=("P00-1.6",),
        payload={"post": "administrator", "department": root.pk, "from_date": clock.today().isoformat()},
    )
    return staff


@act(MANAGE, clause="P00-1.6")
def add_staff(
    *,
    by: Viewer,
    username: str,
    name: str,
    number: str = "",
    email: str = "",
    joined_on: dt.date | None = None,
    may_sign_in: bool = True,
) -> NewPassword:
    """Add a person with an account and a one-time password; without `may_sign_in`, an account nobody can sign in to
    with a password. Rights come with appointments only. Invalid: name missing, user name or number taken."""
    staff = _checked(_filled(Staff(username=username.strip()), name, number, email, joined_on))
    password = one_time_password() if may_sign_in else ""
    if may_sign_in:
        staff.set_password(password)
    else:
        staff.set_unusable_password()
    staff.must_change_password = may_sign_in
    staff.save(force_insert=True)
    note(by, "staff.added", staff)
    return NewPassword(staff, password)


@act(MANAGE, clause="P00-1.6")
def change_staff(
    *, by: Viewer, staff: int, name: str, number: str = "", email: str = "", joined_on: dt.date | None = None
) -> Staff:
    """Change what is known of a person; the user name stays. Conflict when nothing would change."""
    found = locked_staff(staff)
    before = (found.name, found.number, found.email, found.joined_on)
    _checked(_filled(found, name, number, email, joined_on))
    after = (found.name, found.number, found.email, found.joined_on)
    changed = [
        field
        for field, old, new in zip(("name", "number", "email", "joined_on"), before, after, strict=True)
        if old != new
    ]
    if not changed:
        raise Conflict(_("内容没有变化。"))
    found.save()
    note(by, "staff.changed", found, fields=changed)
    return found


@act(MANAGE, clause="P00-1.6")
def disable_staff(*, by: Viewer, staff: int) -> Staff:
    """Close an account; its sessions end on the next request. NotAllowed: one's own; Conflict: the last manager's."""
    found = locked_staff(staff)
    if found.pk == by.staff_id:
        raise NotAllowed(_("不能停用自己的账号。"), clause="P00-1.6", todo=_("请由另一位系统管理员办理。"))
    if not found.is_active:
        raise Conflict(_("该账号已停用。"))
    refuse_last_manager(leaving=found.pk, clause="P00-1.6")
    found.is_active = False
    found.save(update_fields=["is_active"])
    end_sessions(found)
    note(by, "staff.disabled", found)
    return found


@act(MANAGE, clause="P00-1.6")
def enable_staff(*, by: Viewer, staff: int) -> Staff:
    """Open a closed account again."""
    found = locked_staff(staff)
    if found.is_active:
        raise Conflict(_("该账号未停用。"))
    found.is_active = True
    found.save(update_fields=["is_active"])
    note(by, "staff.enabled", found)
    return found


@act(MANAGE, clause="P00-1.6")
def reset_password(*, by: Viewer, staff: int) -> NewPassword:
    """Give a person a one-time password, end their sessions and free the account from waiting.

    NotAllowed: one's own password is changed with the old one, not reset.
    """
    found = locked_staff(staff)
    if found.pk == by.staff_id:
        raise NotAllowed(_("自己的密码请用原密码更改。"), clause="P00-1.6", todo=_("请到“我的账号”更改密码。"))
    password = one_time_password()
    found.set_password(password)
    found.must_change_password = True
    found.save(update_fields=["password", "must_change_password"])
    end_sessions(found)
    throttle.free(found.username)
    note(by, "password.reset", found)
    return NewPassword(found, password)


@act(MANAGE, clause="P00-1.6")
def sign_out_staff(*, by: Viewer, staff: int) -> Staff:
    """End all sessions of a person, for example when a phone is lost."""
    found = locked_staff(staff)
    end_sessions(found)
    note(by, "sessions.ended", found)
    return found


def _filled(staff: Staff, name: str, number: str, email: str, joined_on: dt.date | None) -> Staff:
    staff.name, staff.number, staff.email, staff.joined_on = (
        " ".join(name.split()),
        number.strip() or None,
        email.strip(),
        joined_on,
    )
    return staff


def _checked(staff: Staff) -> Staff:
    faults: dict[str, str] = {}
    others = Staff.objects.exclude(pk=staff.pk)
    if not staff.name:
        faults["name"] = _("请填写姓名。")
    if not staff.username or staff.username != "".join(staff.username.split()):
        faults["username"] = _("请填写用户名，不要有空格。")
    elif others.filter(username__iexact=staff.username).exists():
        faults["username"] = _("这个用户名已有，请换一个；一人一个账号，不得共用。")
    if staff.number and others.filter(number=staff.number).exists():
        faults["number"] = _("这个工号已有。")
    if staff.email and not _is_email(staff.email):
        faults["email"] = _("这不是一个邮箱地址。")
    if faults:
        raise Invalid(_("员工信息需要修改。"), fields=faults)
    return staff


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
