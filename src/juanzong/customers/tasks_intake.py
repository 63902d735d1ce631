"""Background work on registrations."""

from __future__ import annotations

from juanzong.customers.actions.intake import expire_intakes
from juanzong.customers.choices import IntakeState
from juanzong.customers.intake import KEPT
from juanzong.customers.models import Intake
from juanzong.kit import clock
from juanzong.organisation.viewer import system


def _waits() -> bool:
    return Intake.objects.filter(state=IntakeState.WAITING, received_at__lt=clock.now() - KEPT).exists()


def forget_unaccepted() -> bool:
    """A chore: forget registrations past their days; whether more wait."""
    if not _waits():
        return False
    expire_intakes(by=system())
    return _waits()
