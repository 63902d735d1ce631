"""The bare project's one table."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Row(models.Model):
    """A name and a note, indexed as a careful beginner would."""

    name = models.CharField(max_length=120, db_index=True)
    note = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        app_label = "bare"
        indexes: ClassVar = [models.Index(fields=["-at"], name="row_at")]
