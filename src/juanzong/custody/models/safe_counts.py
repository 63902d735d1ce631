"""Counts of a safe: two people enter what they find, each without seeing the register or the other's list."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from juanzong.custody.choices_safe import Occasion, SafeCountState, SafeDifference
from juanzong.custody.models.certificates import Certificate
from juanzong.custody.models.places import Place
from juanzong.kit.clock import now
from juanzong.kit.ids import new_id


class SafeCount(models.Model):
    """One count. day: whose closing balance it proves. While it is open nothing goes in or out."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    occasion = models.CharField(max_length=8, choices=Occasion)
    state = models.CharField(max_length=7, choices=SafeCountState, default=SafeCountState.OPEN)
    opened_at = models.DateTimeField(default=now)
    opened_by = models.BigIntegerField()
    opened_by_name = models.CharField(max_length=60)
    counted_at = models.DateTimeField(null=True, blank=True)
    expected = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["place", "-day"], name="safe_count_of_day")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place"], condition=Q(state="open"), name="safe_count_one_at_a_time"),
            models.CheckConstraint(
                name="safe_counted_says_when",
                condition=Q(state="open", counted_at__isnull=True) | (~Q(state="open") & Q(counted_at__isnull=False)),
            ),
        ]


class SafeTally(models.Model):
    """What one counter found. certificates: ids of those in the register; strays: the rest, masked."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    count = models.ForeignKey(SafeCount, on_delete=models.PROTECT, related_name="tallies")
    staff = models.BigIntegerField()
    staff_name = models.CharField(max_length=60)
    at = models.DateTimeField(default=now)
    certificates = models.JSONField(default=list)
    strays = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["count", "staff"], name="safe_tally_by_two_people"),
        ]


class SafeFinding(models.Model):
    """Something that did not agree. certificate: None for what no register knows; text: that, masked."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    count = models.ForeignKey(SafeCount, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=8, choices=SafeDifference)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.CharField(max_length=80, blank=True)
