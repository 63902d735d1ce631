"""Labels: the short code that stands on a thing for scanners."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from juanzong.custody.choices import LabelKind
from juanzong.kit.clock import now


class Label(models.Model):
    """One code for each thing that ever got a label; it stays the same however often it is printed."""

    serial = models.PositiveIntegerField(primary_key=True)
    kind = models.CharField(max_length=1, choices=LabelKind)
    thing = models.BigIntegerField()
    made_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "thing"], name="label_once")]
