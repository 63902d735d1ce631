"""Whom open cases wait for is worked out anew once a day, and whenever people have changed places."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from juanzong.casework.cases import routing
from juanzong.casework.cases.standing import standings
from juanzong.casework.choices import CaseState
from juanzong.casework.models import Case
from juanzong.kit import clock

BATCH = 100


def look_at_some() -> bool:
    """The next batch; whether more may wait. A case whose pack is gone is passed over until it is back."""
    with transaction.atomic():
        rows = list(
            Case.objects.select_for_update()
            .filter(Q(looked_on__isnull=True) | Q(looked_on__lt=clock.today()), state=CaseState.OPEN)
            .order_by("id")[:BATCH]
        )
        Case.objects.filter(pk__in=[row.pk for row in rows]).update(looked_on=clock.today())
        for one in standings(rows):
            routing.call(one)
    return len(rows) == BATCH
