"""Obligations: who owes what by when because of which clause; whom one has told; the company's own days."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from juanzong.casework.choices import (
    ObligationState,
)
from juanzong.kit.ids import new_id


class Obligation(models.Model):
    """One thing that somebody owes.

    duty, pack, version: the rule that made it. subject: a Ref as text. round: of a recurring duty, e.g. `2026Q3`.
    owner: who owes it; None when any holder of `position` for `department` may take it.
    due_on: the last day that is on time, in China. due_was: the day before any extension. provisional: it rests on a
    year whose calendar is not published yet. opened_entry, closed_entry: ids of ledger entries.
    tell_on: the next day on which somebody has to be told (reminded or escalated), None when nobody has to any more.
    told: how many of the duty's reminders and escalations are behind it.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    duty = models.CharField(max_length=60)
    clause = models.CharField(max_length=24)
    pack = models.CharField(max_length=12)
    version = models.PositiveIntegerField()
    subject = models.CharField(max_length=60)
    round = models.CharField(max_length=12, blank=True)
    owner = models.ForeignKey(
        "organisation.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    position = models.CharField(max_length=40, blank=True)
    department = models.ForeignKey(
        "organisation.Department", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    opened_at = models.DateTimeField()
    opened_on = models.DateField()
    opened_entry = models.BigIntegerField()
    due_on = models.DateField()
    due_was = models.DateField()
    provisional = models.BooleanField(default=False)
    tell_on = models.DateField(null=True, blank=True)
    told = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=ObligationState, default=ObligationState.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_entry = models.BigIntegerField(null=True, blank=True)
    closed_by = models.BigIntegerField(null=True, blank=True)
    on_time = models.BooleanField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        # The state is a column of them, not their condition: SQLite does not see that a condition holds when the state
        # comes as a parameter. The columns behind the day let what is counted be counted within the index.
        indexes: ClassVar = [
            models.Index(fields=["state", "due_on", "id"], name="obligation_by_day"),
            models.Index(fields=["owner", "state", "due_on", "id"], name="obligation_of_owner"),
            models.Index(fields=["position", "owner", "state", "due_on", "department"], name="obligation_of_position"),
            models.Index(fields=["department", "state", "due_on"], name="obligation_department"),
            models.Index(fields=["clause", "state", "due_on", "department", "owner"], name="obligation_late_by_clause"),
            models.Index(fields=["clause", "-id"], name="obligation_of_clause"),
            models.Index(fields=["subject", "-id"], name="obligation_of_subject"),
            models.Index(fields=["owner", "closed_at"], name="obligation_done_by"),
            models.Index(fields=["tell_on"], name="obligation_to_tell", condition=Q(tell_on__isnull=False)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject", "duty"], name="obligation_open_once", condition=Q(state="open", round="")
            ),
            models.UniqueConstraint(
                fields=["subject", "duty", "round"], name="obligation_round_once", condition=~Q(round="")
            ),
            models.CheckConstraint(
                name="obligation_closed_says_when",
                condition=Q(state="open", closed_at__isnull=True, on_time__isnull=True)
                | (~Q(state="open") & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="obligation_done_is_timed", condition=~Q(state="done") | Q(on_time__isnull=False)
            ),
            models.CheckConstraint(
                name="obligation_waived_says_why", condition=~Q(state="waived") | ~Q(note="")
            ),
            models.CheckConstraint(
                name="obligation_somebody_owes_it", condition=Q(owner__isnull=False) | ~Q(position="")
            ),
            models.CheckConstraint(name="obligation_only_longer", condition=Q(due_on__gte=F("due_was"))),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.duty} {self.subject} {self.due_on}"


class Notice(models.Model):
    """Somebody was told of an obligation: reminded, or, above the owner, told that it is late. Seen on their work list
    until the obligation ends."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="notices")
    staff = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")
    escalated = models.BooleanField()
    on_day = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["obligation", "staff", "on_day", "escalated"], name="notice_once_a_day")
        ]
        indexes: ClassVar = [models.Index(fields=["staff", "-id"], name="notice_of_staff")]


class CompanyDay(models.Model):
    """A day that this company works or does not, other than the State Council says."""

    day = models.DateField(primary_key=True)
    worked = models.BooleanField()
    reason = models.CharField(max_length=100)
    set_by = models.BigIntegerField()
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(name="company_day_says_why", condition=~Q(reason=""))]


class RoundRun(models.Model):
    """How far the opening of one round of a recurring duty has come: it goes on from there after a restart, and a round
    that has ended is never opened again."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    duty = models.CharField(max_length=60)
    round = models.CharField(max_length=12)
    after = models.BigIntegerField(default=0, help_text="subjects up to this id have had it")
    opened = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["duty", "round"], name="round_run_once")]
