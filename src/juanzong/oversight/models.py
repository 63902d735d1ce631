"""How often each clause applied and how it was kept: one row for each clause, month, department and person, kept in the
transaction of the act it counts. It can be counted anew from the ledger at any time, which is what it is a sum of."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from juanzong.kit.ids import new_id
from juanzong.oversight.audits.models import AuditRun, Evaluation, FollowUp, Sample
from juanzong.oversight.choices import BulkMeasure, BulkWindow
from juanzong.oversight.incidents.models import Accountability, Affected, Incident, Measure, Notice
from juanzong.oversight.offboarding.models import Leaving, LeavingLine

__all__ = [
    "Accountability",
    "Affected",
    "AuditRun",
    "BulkAlert",
    "BulkCount",
    "Evaluation",
    "FollowUp",
    "Incident",
    "Leaving",
    "LeavingLine",
    "Measure",
    "Notice",
    "Sample",
    "Tally",
]


class Tally(models.Model):
    """month: its first day. department, staff: ids, 0 where there is none (the system, the public).

    applied: acts that name the clause, and obligations it opened. on_time, late: obligations fulfilled.
    refused: attempts that were refused because of it.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    clause = models.CharField(max_length=24)
    month = models.DateField()
    department = models.BigIntegerField(default=0)
    staff = models.BigIntegerField(default=0)
    applied = models.PositiveIntegerField(default=0)
    on_time = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clause", "month", "department", "staff"], name="tally_once"),
        ]


class BulkCount(models.Model):
    """How much one person read or took away in one hour."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    staff = models.BigIntegerField()
    measure = models.CharField(max_length=10, choices=BulkMeasure)
    hour = models.DateTimeField()
    number = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["staff", "measure", "hour"], name="bulk_count_once")]


class BulkAlert(models.Model):
    """Somebody went beyond a limit. began_at: when the hour or the day began. number: how much by then; most: the limit
    of that moment. entry: the ledger's."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    staff = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(max_length=10, choices=BulkMeasure)
    window = models.CharField(max_length=10, choices=BulkWindow)
    began_at = models.DateTimeField()
    clause = models.CharField(max_length=24)
    number = models.PositiveIntegerField()
    most = models.PositiveIntegerField()
    at = models.DateTimeField()
    entry = models.BigIntegerField()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["staff", "measure", "window", "began_at", "clause"], name="bulk_alert_once")
        ]
