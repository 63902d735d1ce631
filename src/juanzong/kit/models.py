"""The kit's own tables: keys, sequences and the heartbeats of background work. Nothing here knows a customer."""

from __future__ import annotations

from django.db import models

from juanzong.kit.clock import now


class MasterKey(models.Model):
    """A master key that this database has met: its version and check value, never the key."""

    version = models.PositiveIntegerField(primary_key=True)
    check_value = models.CharField(max_length=16)
    met_at = models.DateTimeField(default=now)

    class Meta:
        db_table = "kit_master_key"


class SubjectKey(models.Model):
    """The data key of one subject (a customer, an import batch), wrapped by a master key.

    Destroying it makes every sealed value and every stored file of the subject unreadable for ever.
    """

    subject = models.BigIntegerField(primary_key=True)
    master_version = models.PositiveIntegerField()
    wrapped = models.BinaryField(null=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "kit_subject_key"
        indexes = [models.Index(fields=["master_version"], name="kit_subject_key_master")]
        constraints = [
            models.CheckConstraint(
                name="kit_subject_key_whole_or_gone",
                condition=models.Q(wrapped__isnull=False, destroyed_at__isnull=True)
                | models.Q(wrapped__isnull=True, destroyed_at__isnull=False),
            )
        ]


class Sequence(models.Model):
    """The last number given in a series; rows are locked, so that numbers have no gaps."""

    name = models.CharField(max_length=120, primary_key=True)
    value = models.PositiveBigIntegerField()

    class Meta:
        db_table = "kit_sequence"


class ChoreRun(models.Model):
    """When a piece of background work last started and ended, and what went wrong."""

    name = models.CharField(max_length=80, primary_key=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        db_table = "kit_chore_run"


class Stamp(models.Model):
    """A number that changes with every change of the tables it stands for (kit/stamps.py)."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.BigIntegerField()

    class Meta:
        db_table = "kit_stamp"
