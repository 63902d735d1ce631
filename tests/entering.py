"""A browser of a signed-in person, without going through the sign-in page."""

from __future__ import annotations

from typing import Any

from django.test import Client

from juanzong.kit import clock
from juanzong.organisation.models import Staff
from tests.factories import make_staff

FRAME = 3  # statements of every signed-in request: session, person, whether the organisation has changed


def enter(staff: Staff) -> Client:
    """A client in which `staff` has just signed in."""
    client = Client()
    client.force_login(staff)
    session = client.session
    moment = int(clock.now().timestamp())
    session["life"] = {"began": moment, "seen": moment}
    session.save()
    return client


def enter_as(position: str, **options: Any) -> Client:
    """A client in which a new member of staff in a position has just signed in."""
    return enter(make_staff(position, **options))
