"""Inspection rounds of places: readings, findings, photos, repairs."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from juanzong.custody.choices import Trouble
from juanzong.custody.models.places import Place
from juanzong.kit.clock import now
from juanzong.kit.ids import new_id


class Inspection(models.Model):
    """One round of one place. temperature in tenths of a degree Celsius, humidity in per cent."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    by_name = models.CharField(max_length=60)
    temperature = models.SmallIntegerField(null=True, blank=True)
    humidity = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["place", "-at"], name="inspection_of_place")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="inspection_readings_can_be",
                condition=(Q(temperature__isnull=True) | Q(temperature__gte=-400, temperature__lte=600))
                & (Q(humidity__isnull=True) | Q(humidity__lte=100)),
            )
        ]

    @property
    def degrees(self) -> float | None:
        """The temperature in degrees."""
        return None if self.temperature is None else self.temperature / 10


class InspectionFinding(models.Model):
    """Something that was found, and what was done about it."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=9, choices=Trouble)
    note = models.CharField(max_length=300)
    repaired_at = models.DateTimeField(null=True, blank=True)
    repaired_by_name = models.CharField(max_length=60, blank=True)
    repair = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inspection", "kind"], name="inspection_finding_once"),
            models.CheckConstraint(
                name="inspection_repair_says_what", condition=Q(repaired_at__isnull=True) | ~Q(repair="")
            ),
        ]


class InspectionPhoto(models.Model):
    """A photo of a round; its bytes lie encrypted under a key of their own (subject = `id`)."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="photos")
    stored = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    mime = models.CharField(max_length=100)
    added_at = models.DateTimeField(default=now)
    added_by_name = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["inspection", "sha256"], name="inspection_photo_once")]
