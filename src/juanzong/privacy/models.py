"""Who may see which hidden value, for what, until when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from juanzong.kit.clock import now
from juanzong.kit.ids import new_id


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
