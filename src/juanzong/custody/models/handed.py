"""The handover register: what changed hands for good."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from juanzong.custody.choices import HandedKind
from juanzong.kit.clock import now
from juanzong.kit.ids import new_id


class Handed(models.Model):
    """A line of the handover register (移交登记簿), written in the transaction of the handover itself (P03-4.7).

    about: a Ref as text; dossier: where it is one. given_by, received_by: names with their capacities, as signed.
    items, sheets: as received. difference: in words. place: where it stands since. entry: of the ledger, the fact itself.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField(default=now)
    kind = models.CharField(max_length=10, choices=HandedKind)
    about = models.CharField(max_length=60)
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    given_by = models.CharField(max_length=200)
    received_by = models.CharField(max_length=120)
    items = models.PositiveIntegerField()
    sheets = models.PositiveIntegerField(null=True, blank=True)
    difference = models.CharField(max_length=500, blank=True)
    place = models.CharField(max_length=240, blank=True)
    case = models.BigIntegerField(default=0)
    entry = models.BigIntegerField(unique=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-at"], name="handed_by_time"),
            models.Index(fields=["dossier"], name="handed_of_dossier", condition=Q(dossier__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.number
