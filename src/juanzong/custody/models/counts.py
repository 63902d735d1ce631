"""Stocktakes: what was scanned, and what did not agree."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from juanzong.custody.choices import CountState, Difference
from juanzong.custody.models.holdings import Holding
from juanzong.custody.models.places import Place
from juanzong.kit.clock import now
from juanzong.kit.ids import new_id


class Count(models.Model):
    """A stocktake of a place with everything below it."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=7, choices=CountState, default=CountState.OPEN)
    opened_at = models.DateTimeField(default=now)
    opened_by = models.BigIntegerField()
    opened_by_name = models.CharField(max_length=60)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by_name = models.CharField(max_length=60, blank=True)
    expected = models.PositiveIntegerField(default=0)
    present = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place"], condition=Q(state="open"), name="count_one_open_for_a_place"),
            models.CheckConstraint(
                name="count_closed_says_when",
                condition=Q(state="open", closed_at__isnull=True) | (~Q(state="open") & Q(closed_at__isnull=False)),
            ),
        ]


class CountScan(models.Model):
    """One scan. mark: the id that the phone gave it, so that sending it twice is keeping it once.

    place: where the thing was when it was scanned. holding: None for a code that leads to nothing the room holds.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="scans")
    mark = models.CharField(max_length=40)
    code = models.CharField(max_length=120)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    holding = models.ForeignKey(Holding, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    received_at = models.DateTimeField(default=now)
    by_name = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["count", "mark"], name="count_scan_once")]


class CountFinding(models.Model):
    """Something that did not agree. belongs, found_at: places in words as they were then."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=20, choices=Difference)
    holding = models.ForeignKey(Holding, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    code = models.CharField(max_length=120, blank=True)
    belongs = models.CharField(max_length=240, blank=True)
    found_at = models.CharField(max_length=240, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by_name = models.CharField(max_length=60, blank=True)
    settled_note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["count", "holding"], condition=Q(holding__isnull=False), name="finding_once_for_a_thing"
            ),
            models.CheckConstraint(
                name="finding_settled_says_how", condition=Q(settled_at__isnull=True) | ~Q(settled_note="")
            ),
        ]
