"""The tables of incidents."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from juanzong.kit.clock import now
from juanzong.kit.ids import new_id
from juanzong.oversight.choices import (
    IncidentKind,
    IncidentState,
    MeasureKind,
    MeasureState,
    Notified,
    Severity,
)


class Incident(models.Model):
    """Something was leaked, lost, damaged, or kept badly: what happened, how grave it is, how it was dealt with.

    about: what it is about, as a Ref, "" where it is no single thing; about_words: kind and number of it; policy: the pack it
    belongs to. known_at: from when the company knew, from which the law counts. responsible: who had it or was to see to it.
    source: the entry that started it by itself, 0 where somebody reported it. cause: found out while it was dealt with.
    decided: both decisions on notices are there; without them nothing is closed, which the database insists on.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=8, choices=IncidentKind)
    severity = models.CharField(max_length=8, choices=Severity)
    state = models.CharField(max_length=8, choices=IncidentState, default=IncidentState.OPEN)
    what = models.CharField(max_length=1000)
    cause = models.CharField(max_length=1000, blank=True)
    happened_on = models.DateField(null=True, blank=True)
    known_at = models.DateTimeField()
    reported_at = models.DateTimeField(default=now)
    reporter = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    reporter_name = models.CharField(max_length=60)
    responsible = models.ForeignKey(
        "organisation.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    department = models.ForeignKey("organisation.Department", on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=40, blank=True)
    about_words = models.CharField(max_length=200, blank=True)
    policy = models.CharField(max_length=12, blank=True)
    source = models.BigIntegerField(default=0)
    made_good_at = models.DateTimeField(null=True, blank=True)
    made_good_by_name = models.CharField(max_length=60, blank=True)
    made_good = models.CharField(max_length=500, blank=True)
    listed_at = models.DateTimeField(null=True, blank=True)
    decided = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by_name = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "-id"], name="incident_by_state")]
        constraints: ClassVar = [
            models.CheckConstraint(name="incident_says_what", condition=~Q(what="")),
            models.CheckConstraint(
                name="incident_closed_is_decided",
                condition=Q(state="open", closed_at__isnull=True)
                | Q(state="closed", closed_at__isnull=False, decided=True, listed_at__isnull=False),
            ),
            models.UniqueConstraint(fields=["source"], condition=~Q(source=0), name="incident_once_for_a_fact"),
        ]

    def __str__(self) -> str:
        return self.number


class Notice(models.Model):
    """The decision whether to tell the authority, or the people affected, with its reason; if so, what they are told (the three
    contents of PIPL art. 57) and that they were told. told_how: by which way, to whom."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="notices")
    whom = models.CharField(max_length=10, choices=Notified)
    notify = models.BooleanField()
    reason = models.CharField(max_length=500)
    kinds = models.CharField(max_length=500, blank=True)
    remedies = models.CharField(max_length=500, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(default=now)
    decided_by_name = models.CharField(max_length=60)
    told_at = models.DateTimeField(null=True, blank=True)
    told_how = models.CharField(max_length=500, blank=True)
    told_by_name = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["incident", "whom"], name="notice_decided_once"),
            models.CheckConstraint(name="notice_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="notice_says_what_the_law_asks",
                condition=Q(notify=False) | (~Q(kinds="") & ~Q(remedies="") & ~Q(contact="")),
            ),
            models.CheckConstraint(
                name="notice_told_says_how", condition=Q(told_at__isnull=True) | (Q(notify=True) & ~Q(told_how=""))
            ),
        ]


class Measure(models.Model):
    """Something to be done about an incident, by somebody, by a day: to contain it, or so that it does not happen again."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="measures")
    kind = models.CharField(max_length=8, choices=MeasureKind)
    words = models.CharField(max_length=300)
    owner = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=MeasureState, default=MeasureState.OPEN)
    set_by_name = models.CharField(max_length=60)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_name = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="measure_says_what", condition=~Q(words="")),
            models.CheckConstraint(
                name="measure_ended_says_how",
                condition=Q(state="open", ended_at__isnull=True)
                | (~Q(state="open") & Q(ended_at__isnull=False) & ~Q(outcome="")),
            ),
        ]


class Affected(models.Model):
    """A customer whom an incident concerns, and how that was found."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="affected")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    found_by = models.CharField(max_length=200)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["incident", "customer"], name="affected_once")]


class Accountability(models.Model):
    """What somebody did or left undone, as facts, for those who answer for them (P09-2.10a). There is no place in it for an
    amount: no fine is computed or deducted. said: what the person themselves says of it."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="accounts")
    staff = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")
    staff_name = models.CharField(max_length=60)
    facts = models.CharField(max_length=1000)
    at = models.DateTimeField(default=now)
    by_name = models.CharField(max_length=60)
    said = models.CharField(max_length=1000, blank=True)
    said_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["incident", "staff"], name="account_once"),
            models.CheckConstraint(name="account_says_what", condition=~Q(facts="")),
        ]
