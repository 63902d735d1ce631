"""Background work of the organisation: forgetting what is over, noting a new password profile."""

from __future__ import annotations

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction

from juanzong.kit import clock
from juanzong.ledger import actions as ledger
from juanzong.ledger import reads as ledger_reads
from juanzong.ledger.choices import SYSTEM
from juanzong.organisation import throttle
from juanzong.organisation.rules import password_profile


def forget_old() -> bool:
    """Remove counted failures that count no more and sessions that are over."""
    throttle.forget_old()
    Session.objects.filter(expire_date__lt=clock.now()).delete()
    return False


def note_password_profile() -> bool:
    """Write down when the installation has another password profile than before."""
    profile = password_profile(settings.PASSWORD_PROFILE).code
    last = ledger_reads.entries(ledger_reads.Filter(kind="password_profile.chosen"), limit=1).entries
    if not last or ledger_reads.payload(last[0])["profile"] != profile:
        with transaction.atomic():
            ledger.record("password_profile.chosen", SYSTEM, None, clauses=("P00-1.6",), payload={"profile": profile})
    return False
