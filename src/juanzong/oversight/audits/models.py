"""Internal audits and yearly evaluations: runs, samples, what was written, and the follow-ups both lead to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from juanzong.kit.clock import now
from juanzong.kit.ids import new_id
from juanzong.oversight.audits.choices import AuditState, Severity, Source, Verdict

STAFF = "organisation.Staff"


class AuditRun(models.Model):
    """One audit. begin, end: the days it looks at, both inclusive. clauses, departments: ids, none of these for all.

    seed: with it anybody can draw the samples again. size: how many of each source at most. drawn: for each source how
    many there were to choose from and a hash of all of them, as of `started_at`.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=30, unique=True)
    begin = models.DateField()
    end = models.DateField()
    clauses = models.JSONField(default=list)
    departments = models.JSONField(default=list)
    sources = models.JSONField(default=list)
    size = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=40)
    drawn = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=AuditState, default=AuditState.OPEN)
    auditor = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    responsible = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=now)
    signed_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True, max_length=2000)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="audit_begins_before_it_ends", condition=Q(begin__lte=F("end"))),
            models.CheckConstraint(name="audit_not_of_oneself", condition=~Q(auditor=F("responsible"))),
            models.CheckConstraint(
                name="audit_answered_says_what",
                condition=~Q(state="answered") | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Sample(models.Model):
    """One thing that was drawn, and what the auditor says of it. thing: its id. place: its number in the run."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(AuditRun, on_delete=models.PROTECT, related_name="samples")
    place = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=10, choices=Source)
    thing = models.BigIntegerField()
    clause = models.CharField(max_length=24, blank=True)
    verdict = models.CharField(max_length=8, choices=Verdict, default=Verdict.OPEN)
    severity = models.CharField(max_length=8, choices=Severity, blank=True)
    note = models.CharField(max_length=500, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "source", "thing"], name="sample_once"),
            models.UniqueConstraint(fields=["run", "place"], name="sample_place_once"),
            models.CheckConstraint(
                name="sample_finding_says_what", condition=~Q(verdict="finding") | (~Q(note="") & ~Q(severity=""))
            ),
            models.CheckConstraint(
                name="sample_severity_of_findings", condition=Q(verdict="finding") | Q(severity="")
            ),
        ]  # fmt: skip


class Evaluation(models.Model):
    """What people wrote in the evaluation of a year. satisfaction: per cent, with where the figure is from. figures: all
    that is computed, as it stood at `figured_at`, when the conclusion was written."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    year = models.PositiveSmallIntegerField(unique=True)
    conclusion = models.TextField(blank=True, max_length=2000)
    satisfaction = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    satisfaction_source = models.CharField(max_length=200, blank=True)
    figures = models.JSONField(default=dict)
    figured_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="evaluation_satisfaction_has_a_source", condition=Q(satisfaction=None) | ~Q(satisfaction_source="")
            ),
            models.CheckConstraint(name="evaluation_signed_concludes", condition=Q(signed_at=None) | ~Q(conclusion="")),
        ]

    def __str__(self) -> str:
        return str(self.year)


class FollowUp(models.Model):
    """What somebody has to do because of a finding or an evaluation: who, what, by when, how it was done."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, null=True, blank=True, related_name="follow_ups")
    evaluation = models.ForeignKey(
        Evaluation, on_delete=models.PROTECT, null=True, blank=True, related_name="improvements"
    )
    text = models.CharField(max_length=200)
    owner = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    agreed_at = models.DateTimeField(default=now)
    done_at = models.DateTimeField(null=True, blank=True)
    done_note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["due_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="follow_up_of_one_thing", condition=Q(sample=None) ^ Q(evaluation=None)),
            models.CheckConstraint(name="follow_up_says_what", condition=~Q(text="")),
            models.CheckConstraint(name="follow_up_done_says_how", condition=Q(done_at=None) | ~Q(done_note="")),
        ]

    def __str__(self) -> str:
        return self.text
