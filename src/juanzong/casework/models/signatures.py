"""Signatures: a person's assent to exact content."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from juanzong.casework.choices import (
    ALSO,
)
from juanzong.kit.ids import new_id
from juanzong.organisation.choices import ProofWay


class Signature(models.Model):
    """A person's assent to exact content.

    subject: a Ref as text. capacity, words: as what they signed. name, position: as they were. digest: SHA-256 of the
    content's exact bytes. way: how they proved who they are. drawing: strokes of handwriting, [] for none.
    case, arrival: the case and which of its arrivals at a step this belongs to; arrival 0 outside any case.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    subject = models.CharField(max_length=60)
    capacity = models.CharField(max_length=60)
    words_zh = models.CharField(max_length=200)
    words_en = models.CharField(max_length=300)
    clause = models.CharField(max_length=24)
    staff = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    position = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    way = models.CharField(max_length=20, choices=ProofWay)
    drawing = models.JSONField(default=list)
    signed_at = models.DateTimeField()
    case = models.ForeignKey("Case", null=True, blank=True, on_delete=models.PROTECT, related_name="signatures")
    arrival = models.PositiveIntegerField(default=0)
    entry = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject", "signed_at"], name="signature_of_subject"),
            models.Index(fields=["case", "arrival"], name="signature_of_case", condition=Q(case__isnull=False)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject", "staff", "capacity", "digest"], name="signature_once", condition=Q(case__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["case", "arrival", "staff", "digest"],
                name="signature_one_capacity_each",
                condition=Q(case__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["case", "arrival", "capacity", "digest"],
                name="signature_one_person_each",
                condition=Q(case__isnull=False) & ~Q(capacity=ALSO),
            ),
            models.CheckConstraint(name="signature_names_a_clause", condition=~Q(clause="")),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.capacity} {self.subject}"
