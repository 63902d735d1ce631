"""The tables of offboarding. What somebody holds is asked of the rooms whenever it is looked at; kept here is what was known
of it and what became of it, for the clearance sheet."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from juanzong.kit.clock import now
from juanzong.kit.ids import new_id
from juanzong.oversight.incidents.models import Incident
from juanzong.oversight.offboarding.choices import LeavingState, LineState

STAFF = "organisation.Staff"


class Leaving(models.Model):
    """Somebody leaves the company after `last_day`. receiver: who takes over what goes to nobody else by name; superior: who
    sees to the clearance. closed_at: also when it was taken back. incident: of what was not handed over when it was closed."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    staff = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    staff_name = models.CharField(max_length=60)
    department = models.ForeignKey("organisation.Department", on_delete=models.PROTECT, related_name="+")
    last_day = models.DateField()
    receiver = models.ForeignKey(STAFF, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    superior = models.ForeignKey(STAFF, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=8, choices=LeavingState, default=LeavingState.OPEN)
    begun_at = models.DateTimeField(default=now)
    begun_by_name = models.CharField(max_length=60)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by_name = models.CharField(max_length=60, blank=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "-id"], name="leaving_by_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["staff"], condition=Q(state="open"), name="leaving_open_once"),
            models.CheckConstraint(
                name="leaving_to_another", condition=Q(receiver__isnull=True) | ~Q(receiver=F("staff"))
            ),
            models.CheckConstraint(
                name="leaving_ended_says_when",
                condition=Q(state="open", closed_at__isnull=True) | Q(~Q(state="open"), closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_name} {self.last_day}"


class LeavingLine(models.Model):
    """One thing that they held, or so many of a sort that went to one person together (thing 0). holds: the sort; words, about:
    as `Held` has them, what everybody may know; incident: where it is missing."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    leaving = models.ForeignKey(Leaving, on_delete=models.PROTECT, related_name="lines")
    holds = models.CharField(max_length=20)
    thing = models.BigIntegerField(default=0)
    about = models.BigIntegerField(default=0)
    number = models.PositiveIntegerField(default=1)
    words = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=LineState, default=LineState.HELD)
    to_name = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(default=now)
    by_name = models.CharField(max_length=60, blank=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["leaving", "holds", "thing"], condition=~Q(thing=0), name="leaving_line_once"
            ),
            models.CheckConstraint(
                name="leaving_line_missing_is_accounted", condition=~Q(state="missing") | Q(incident__isnull=False)
            ),
            models.CheckConstraint(
                name="leaving_line_passed_to_somebody", condition=~Q(state="passed") | ~Q(to_name="")
            ),
        ]
