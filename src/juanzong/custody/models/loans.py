"""Loans: one thing of the archive room, asked for by one person for one purpose, until a day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from juanzong.custody.choices import LoanKind, LoanState
from juanzong.custody.models.holdings import Holding
from juanzong.custody.models.places import Place
from juanzong.kit.clock import now
from juanzong.kit.ids import new_id

_UNDECIDED = ["asked", "refused", "withdrawn"]


class Loan(models.Model):
    """A lending slip (出借单) and what became of it.

    route: code of the procedure that decides it; policy: the pack that has it; clause: what it rests on.
    due_on: the last day, always there; due_was: before any extension.
    items, sheets: papers of the dossier as counted; `_out` when it was handed over, `_back` of what came back so far.
    difference: what was missing at the end, in words. Returned is not closed: closed is only what stands on its shelf again.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=40, unique=True)
    holding = models.ForeignKey(Holding, on_delete=models.PROTECT, related_name="loans")
    borrower = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")
    borrower_name = models.CharField(max_length=60)
    department = models.ForeignKey("organisation.Department", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=LoanKind)
    purpose = models.CharField(max_length=200)
    route = models.CharField(max_length=60)
    policy = models.CharField(max_length=12)
    clause = models.CharField(max_length=24)
    state = models.CharField(max_length=10, choices=LoanState, default=LoanState.ASKED)
    asked_at = models.DateTimeField(default=now)
    due_on = models.DateField()
    due_was = models.DateField()
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by_name = models.CharField(max_length=60, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by_name = models.CharField(max_length=60, blank=True)
    items_out = models.PositiveIntegerField(default=0)
    sheets_out = models.PositiveIntegerField(default=0)
    condition_out = models.CharField(max_length=200, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    received_by_name = models.CharField(max_length=60, blank=True)
    items_back = models.PositiveIntegerField(default=0)
    sheets_back = models.PositiveIntegerField(default=0)
    condition_back = models.CharField(max_length=200, blank=True)
    difference = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by_name = models.CharField(max_length=60, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "due_on"], name="loan_by_state"),
            models.Index(fields=["borrower", "-id"], name="loan_of_borrower"),
            models.Index(fields=["holding", "-id"], name="loan_of_holding"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["holding"], condition=Q(state__in=["out", "returned"]), name="loan_one_holder_at_a_time"
            ),
            models.CheckConstraint(name="loan_says_what_for", condition=~Q(purpose="")),
            models.CheckConstraint(name="loan_only_longer", condition=Q(due_on__gte=F("due_was"))),
            models.CheckConstraint(
                name="loan_out_was_approved",
                condition=Q(state__in=[*_UNDECIDED, "approved", "dropped"], issued_at__isnull=True)
                | Q(state__in=["out", "returned", "closed"], issued_at__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="loan_returned_says_when",
                condition=Q(state__in=["returned", "closed"], returned_at__isnull=False)
                | (~Q(state__in=["returned", "closed"]) & Q(returned_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="loan_closed_stands_somewhere",
                condition=Q(state="closed", closed_at__isnull=False, place__isnull=False)
                | (~Q(state="closed") & Q(closed_at__isnull=True, place__isnull=True)),
            ),
            models.CheckConstraint(
                name="loan_no_more_back_than_out",
                condition=Q(items_back__lte=F("items_out"), sheets_back__lte=F("sheets_out")),
            ),
            models.CheckConstraint(
                name="loan_short_says_what",
                condition=~Q(state__in=["returned", "closed"])
                | ~Q(difference="")
                | Q(items_back=F("items_out"), sheets_back=F("sheets_out")),
            ),
        ]

    def __str__(self) -> str:
        return self.number
