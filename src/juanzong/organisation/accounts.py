"""What several acts do to an account; each inside the act that calls it."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.utils.translation import gettext as _

from juanzong.kit.errors import Invalid, NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.ledger.choices import JSON
from juanzong.organisation.models import Staff
from juanzong.organisation.rules import password_faults, password_profile
from juanzong.organisation.viewer import Viewer

_ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that looks like something else


def locked_staff(staff: int) -> Staff:
    """The person, locked for the act. NotFound."""
    found = Staff.objects.select_for_update().filter(pk=staff).first()
    if found is None:
        raise NotFound(_("没有这位员工。"))
    return found


def note(by: Viewer, kind: str, staff: Staff, **payload: JSON) -> None:
    """One entry about the person (P00-1.6)."""
    ledger.record(kind, by.actor, Ref("staff", staff.pk), clauses=("P00-1.6",), payload=payload)


def end_sessions(staff: Staff) -> None:
    """Raise the epoch: every session begun before is over on its next request."""
    staff.session_epoch += 1
    staff.save(update_fields=["session_epoch"])


def refuse_weak(password: str, *, username: str, name: str) -> None:
    """Invalid when the password does not keep the profile of this installation."""
    profile = password_profile(settings.PASSWORD_PROFILE)
    faults = password_faults(password, profile, username=username, name=name)
    if faults:
        raise Invalid(
            _("这个密码不能用。"),
            fields={"new": " ".join(faults)},
            todo=_("可以用几个不相干的词连成一句，容易记也足够长。"),
        )


def one_time_password() -> str:
    """A password to be handed over once: four groups of four, about 92 bits, good under every profile."""
    while True:
        groups = ["".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4)]
        password = "-".join(groups)
        if not password_faults(password, password_profile("dengbao"), username="", name=""):
            return password
