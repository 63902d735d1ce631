"""The life of a session: it begins at sign-in with an id of its own and ends when idle, when old, at sign-out, when
the password or the epoch changes, and when the person may no longer enter."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib import auth
from django.db import transaction
from django.http import HttpRequest

from juanzong.kit import clock
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.ledger.choices import SYSTEM
from juanzong.organisation.choices import HALF_WAY_LASTS, SEEN_EVERY
from juanzong.organisation.factors import factor_of, must_have
from juanzong.organisation.models import Staff
from juanzong.organisation.pledges import pledges_due
from juanzong.organisation.rules import password_due, password_profile, session_over

_MARKS = "life"
_HALF = "half"
_STATIONS = "stations"
SECOND_FACTOR = "second-factor"
PLEDGES = "pledges"


def idle_limit() -> dt.timedelta:
    """How long a session may rest."""
    return dt.timedelta(minutes=settings.SESSION_IDLE_MINUTES)


def begin(request: HttpRequest, staff: Staff, *, entered_demo: bool = False) -> None:
    """Sign `staff` in on this browser, under a session id that nobody can have known before."""
    request.session.flush()
    auth.login(request, staff, backend=settings.AUTHENTICATION_BACKENDS[0])
    moment = int(clock.now().timestamp())
    request.session[_MARKS] = {"began": moment, "seen": moment}
    if not entered_demo:
        request.session[_STATIONS] = _due(staff)


def _due(staff: Staff) -> list[str]:
    """What a person has to pass before they can work. Three SQL statements, more where a rule asks for a code."""
    due = [SECOND_FACTOR] if factor_of(staff.pk) is None and must_have(staff) else []
    return [*due, PLEDGES] if pledges_due(staff.pk) else due


def next_station(request: HttpRequest) -> str:
    """What the person has to pass before anything else, "" for nothing. No SQL statement beyond the session's."""
    return next(iter(request.session.get(_STATIONS, ())), "")


def pass_station(request: HttpRequest, station: str) -> None:
    """It is done, and not asked for again."""
    request.session[_STATIONS] = [one for one in request.session.get(_STATIONS, ()) if one != station]


def half_way(request: HttpRequest, staff: Staff) -> None:
    """The password was right; whose it was is remembered for some minutes, under a fresh session id, until the code."""
    request.session.flush()
    request.session[_HALF] = {"staff": staff.pk, "at": int(clock.now().timestamp())}


def half_way_in(request: HttpRequest) -> int:
    """Who has given the right password here a moment ago and still owes the code; 0 for nobody."""
    half = request.session.get(_HALF, {})
    age = clock.now().timestamp() - half.get("at", 0)
    return int(half.get("staff", 0)) if 0 <= age < HALF_WAY_LASTS.total_seconds() else 0


def go_on(request: HttpRequest, staff: Staff) -> None:
    """After a change of password or epoch: this session stays, under a new id; all others have ended."""
    auth.update_session_auth_hash(request, staff)


def end(request: HttpRequest) -> None:
    """Forget the session on the server; its cookie opens nothing any more."""
    auth.logout(request)


def began_at(request: HttpRequest) -> dt.datetime | None:
    """When this session began."""
    began = request.session.get(_MARKS, {}).get("began")
    return dt.datetime.fromtimestamp(began, dt.UTC) if began else None


def check(request: HttpRequest) -> bool:
    """Whether the session of a signed-in request goes on; otherwise it is ended here and that is written down."""
    marks = request.session.get(_MARKS, {})
    now = clock.now()
    over = session_over(marks, now, idle_limit())
    if over:
        _note_end(request.user, over)
        end(request)
        return False
    if now.timestamp() - marks["seen"] >= SEEN_EVERY.total_seconds():
        request.session[_MARKS] = {**marks, "seen": int(now.timestamp())}
    return True


def _note_end(staff: object, why: str) -> None:
    if isinstance(staff, Staff):
        with transaction.atomic():
            ledger.record(
                "session.ended",
                SYSTEM,
                Ref("staff", staff.pk),
                clauses=("P00-1.6",),
                payload={"why": why},
            )


def must_choose_password(staff: Staff) -> bool:
    """Whether the person must choose a new password before anything else."""
    return password_due(
        password_profile(settings.PASSWORD_PROFILE),
        must_change=staff.must_change_password,
        changed_at=staff.password_changed_at,
        now=clock.now(),
    )
