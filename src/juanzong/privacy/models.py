"""Who may see which hidden value, for what, until when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from juanzong.kit.clock import now
from juanzong.kit.ids import new_id
from juanzong.privacy.choices import GrantState


class Reveal(models.Model):
    """One person's look at one hidden value of one customer, for one purpose, for some minutes (P00-1.4)."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    staff = models.BigIntegerField()
    customer = models.BigIntegerField()
    particular = models.BigIntegerField()
    field = models.CharField(max_length=40)
    purpose = models.CharField(max_length=40)
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=now)
    until = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["staff", "customer", "-until"], name="reveal_open")]
        constraints: ClassVar = [
            models.CheckConstraint(name="reveal_says_what_for", condition=~models.Q(purpose="")),
        ]


class Grant(models.Model):
    """One person may read certain things for one purpose until a moment (授权), on somebody's signed consent.

    route: code of the procedure that decides it; policy: the pack whose things they are; clause: what it rests on.
    last_day: until when it was asked for; until: the moment it ends, from when it is granted. case: the one that granted it.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=40, unique=True)
    reader = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")
    reader_name = models.CharField(max_length=60)
    department = models.ForeignKey("organisation.Department", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=200)
    route = models.CharField(max_length=60)
    policy = models.CharField(max_length=12)
    clause = models.CharField(max_length=24)
    state = models.CharField(max_length=10, choices=GrantState, default=GrantState.ASKED)
    asked_at = models.DateTimeField(default=now)
    last_day = models.DateField()
    granted_at = models.DateTimeField(null=True, blank=True)
    granted_by_name = models.CharField(max_length=60, blank=True)
    case = models.BigIntegerField(default=0)
    until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_name = models.CharField(max_length=60, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["reader", "-until"], name="grant_of_reader"),
            models.Index(fields=["state", "-id"], name="grant_by_state"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="grant_says_what_for", condition=~Q(purpose="")),
            models.CheckConstraint(
                name="grant_given_says_by_whom_and_until",
                condition=Q(state__in=["granted", "ended"], granted_at__isnull=False, until__gt=F("granted_at"))
                & ~Q(granted_by_name="")
                | Q(state__in=["asked", "refused", "withdrawn"], granted_at__isnull=True, until__isnull=True),
            ),
            models.CheckConstraint(
                name="grant_ended_says_why",
                condition=(Q(state="ended", ended_at__isnull=False) & ~Q(end_reason=""))
                | (~Q(state="ended") & Q(ended_at__isnull=True, end_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class GrantedThing(models.Model):
    """One thing that a grant lets be read. words: its kind and number, no customer's name."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="things")
    kind = models.CharField(max_length=20)
    thing = models.BigIntegerField()
    words = models.CharField(max_length=200)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "thing"], name="grant_of_thing")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["grant", "kind", "thing"], name="granted_thing_once")]


class GrantReading(models.Model):
    """One reading under a grant. entry: the ledger's. words: of what was opened."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    thing = models.ForeignKey(GrantedThing, on_delete=models.PROTECT, related_name="readings")
    words = models.CharField(max_length=200)
    at = models.DateTimeField(default=now)
    entry = models.BigIntegerField()
