"""Cases: one run of a procedure, its people, its moves, whom it waits for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from juanzong.casework.choices import (
    CaseState,
)
from juanzong.kit.ids import new_id


class Case(models.Model):
    """One run of a procedure.

    procedure, pack, version: the route it began with and keeps. subject: a Ref as text. starter: None when a fact
    started it that nobody on staff caused; started_for: for whom the starter stood in. step: where it stands, "" when it has
    ended. arrival: the number of its arrivals at a step, so that two people who take the same step are told apart.
    data: what was entered at the start and with each move. looked_on: the day on which who may act was last worked out.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    procedure = models.CharField(max_length=60)
    pack = models.CharField(max_length=12)
    version = models.PositiveIntegerField()
    clause = models.CharField(max_length=24)
    subject = models.CharField(max_length=60)
    department = models.ForeignKey(
        "organisation.Department", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    starter = models.ForeignKey("organisation.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    started_for = models.ForeignKey(
        "organisation.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=10, choices=CaseState, default=CaseState.OPEN)
    once = models.BooleanField()
    step = models.CharField(max_length=60, blank=True)
    arrival = models.PositiveIntegerField(default=1)
    arrived_at = models.DateTimeField()
    data = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    looked_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject", "-id"], name="case_of_subject"),
            models.Index(fields=["starter", "-id"], name="case_of_starter"),
            models.Index(fields=["department", "-id"], name="case_of_department"),
            models.Index(fields=["looked_on"], name="case_to_look_at", condition=Q(state="open")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject", "procedure"], name="case_open_once", condition=Q(state="open", once=True)
            ),
            models.CheckConstraint(
                name="case_open_stands_somewhere",
                condition=Q(state="open", ended_at__isnull=True) & ~Q(step="")
                | ~Q(state="open") & Q(ended_at__isnull=False, step=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure} {self.subject} {self.state}"


class CasePart(models.Model):
    """Who plays which part in a case. Different parts are different people."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parts")
    role = models.CharField(max_length=60)
    staff = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "role"], name="case_part_once"),
            models.UniqueConstraint(fields=["case", "staff"], name="case_part_different_people"),
        ]


class CaseMove(models.Model):
    """What was done: the start (n 0) and every step taken, in order. for_whom: on whose behalf, while they were away."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="moves")
    n = models.PositiveIntegerField()
    step = models.CharField(max_length=60, blank=True)
    move = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    to = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey("organisation.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    for_whom = models.ForeignKey(
        "organisation.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)
    data = models.JSONField(default=dict)
    entry = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["by", "-id"], name="case_move_of_person")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "n"], name="case_move_one_wins"),
            models.CheckConstraint(
                name="case_move_back_says_why", condition=~Q(kind__in=("back", "refuse")) | ~Q(reason="")
            ),
        ]


class CaseCall(models.Model):
    """Whom an open case waits for today. need: "" to take its step, else the code of the signature."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="calls")
    staff = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")
    need = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "staff", "need"], name="case_call_once")]
