"""Changes of keeper: what one archivist kept in a place passes to another, by list and count."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from juanzong.custody.choices import KeepingState
from juanzong.custody.models.holdings import Holding
from juanzong.custody.models.places import Place
from juanzong.kit.clock import now
from juanzong.kit.ids import new_id


class Keeping(models.Model):
    """Everything that the giver keeps in a place, on its way to another keeper. given, received: what each of them counted
    there; lent: what the list shows as lent out, which is passed on by its slips. note: what differed, or why not."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=240)
    giver = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")
    given = models.PositiveIntegerField()
    lent = models.PositiveIntegerField()
    received = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=KeepingState, default=KeepingState.OFFERED)
    note = models.CharField(max_length=200, blank=True)
    offered_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="keeping_between_two", condition=~Q(giver=F("receiver"))),
            models.CheckConstraint(
                name="keeping_received_says_how_many",
                condition=~Q(state="received") | Q(received__isnull=False, ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="keeping_difference_in_words",
                condition=~Q(state="received") | Q(received=F("given")) | ~Q(note=""),
            ),
        ]


class KeepingLine(models.Model):
    """One dossier on the list. open: still on its way; found: the receiver had it in hand, or its slip."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    keeping = models.ForeignKey(Keeping, on_delete=models.PROTECT, related_name="lines")
    holding = models.ForeignKey(Holding, on_delete=models.PROTECT, related_name="+")
    lent_to = models.CharField(max_length=60, blank=True)
    open = models.BooleanField(default=True)
    found = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["keeping", "holding"], name="keeping_line_once"),
            models.UniqueConstraint(fields=["holding"], condition=Q(open=True), name="holding_in_one_open_keeping"),
        ]
