"""Customers, their particulars, contacts, relations, and where the data lawfully came from.

What identifies or reaches a person is a `Particular`: one row for each value of each field of the catalogue, sealed
when the field is important or sensitive, ended instead of overwritten, so that the rows are their own history.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from juanzong.customers.choices import (
    IDENTITIES,
    ContactRole,
    CustomerKind,
    CustomerState,
    DuplicateState,
    ImportState,
    IntakeState,
    RelationKind,
)
from juanzong.kit.clock import now
from juanzong.kit.ids import new_id


class Source(models.Model):
    """Where data came from, said once for all that was collected then (P00-1.2; PIPL art. 13, 14, 17).

    channel, purpose, basis: codes of the packs. note: the channel in words where the pack asks for them.
    reference: contract or statute where the basis asks for one.
    consent_*: how and when consent was given, to which version of which notice, where the basis is consent.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    channel = models.CharField(max_length=40)
    purpose = models.CharField(max_length=40)
    basis = models.CharField(max_length=40)
    reference = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=200, blank=True)
    collector = models.BigIntegerField(help_text="staff id; 0 when the customer registered in person")
    collector_name = models.CharField(max_length=60)
    collected_at = models.DateTimeField()
    consent_how = models.CharField(max_length=40, blank=True)
    consent_at = models.DateTimeField(null=True, blank=True)
    notice_version = models.CharField(max_length=40, blank=True)
    sensitive_consent_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="source_says_channel_purpose_basis_collector",
                condition=~Q(channel="") & ~Q(purpose="") & ~Q(basis="") & ~Q(collector_name=""),
            ),
            models.CheckConstraint(
                name="source_consent_is_shown",
                condition=~Q(basis="consent") | (Q(consent_at__isnull=False) & ~Q(consent_how="")),
            ),
        ]


class Customer(models.Model):
    """A person or an organisation. The name stands in clear, all that reaches or identifies them does not."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=CustomerKind)
    name = models.CharField(max_length=120)
    folded = models.CharField(max_length=120, help_text="the name without spaces, punctuation and company endings")
    initials = models.CharField(max_length=120, blank=True)
    category = models.CharField(max_length=40, blank=True)
    region = models.CharField(max_length=80, blank=True)
    department = models.ForeignKey("organisation.Department", on_delete=models.PROTECT, related_name="+")
    responsible = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="customers")
    state = models.CharField(max_length=8, choices=CustomerState, default=CustomerState.ACTIVE)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    minor_until = models.DateField(null=True, blank=True, help_text="the day a person turns fourteen (PIPL art. 31)")
    batch = models.BigIntegerField(null=True, blank=True, help_text="the import batch that brought it")
    compared = models.BooleanField(db_default=False, help_text="looked for duplicates since it last changed")
    created_at = models.DateTimeField(default=now)
    updated_at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["folded"], name="customer_folded"),
            models.Index(fields=["id"], name="customer_to_compare", condition=Q(compared=False)),
            models.Index(fields=["department", "-id"], name="customer_department"),
            models.Index(fields=["batch"], name="customer_batch", condition=Q(batch__isnull=False)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="customer_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="customer_merged_says_into_which",
                condition=Q(state="merged", merged_into__isnull=False) | Q(state="active", merged_into__isnull=True),
            ),
            models.CheckConstraint(name="customer_not_merged_into_itself", condition=~Q(merged_into=F("id"))),
        ]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A person through whom an organisation or a household is reached; ended, not deleted, when it changes."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=60)
    role = models.CharField(max_length=24, choices=ContactRole)
    title = models.CharField(max_length=60, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField(default=now)
    until_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["customer", "-from_at"], name="contact_of_customer")]
        constraints: ClassVar = [
            models.CheckConstraint(name="contact_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class Particular(models.Model):
    """One value of one field of the catalogue, of a customer or of a contact of theirs, for a span of time.

    Exactly one of `plain` and `sealed` is filled: ordinary fields stand in clear, important and sensitive ones are
    sealed with the customer's key. exact, tail: blind indexes of the normalised value where the field has look-ups;
    `lookup` names the family they belong to (mobile and landline are both `phone`).
    subject: the customer whose key sealed it; a merge moves the row to another customer, not to another key.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="particulars")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="particulars")
    subject = models.BigIntegerField()
    field = models.CharField(max_length=40)
    plain = models.CharField(max_length=2000, blank=True)
    sealed = models.BinaryField(null=True, blank=True)
    lookup = models.CharField(max_length=20, blank=True)
    exact = models.BinaryField(null=True, blank=True, max_length=16)
    tail = models.BinaryField(null=True, blank=True, max_length=8)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField(default=now)
    until_at = models.DateTimeField(null=True, blank=True)
    by_id = models.BigIntegerField(default=0)
    by_name = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "field"], name="particular_of_customer"),
            models.Index(fields=["exact"], name="particular_exact", condition=Q(exact__isnull=False)),
            models.Index(  # answers the search for four digits by itself, without a look at the rows
                fields=["tail", "-id", "customer"],
                name="particular_ending",
                condition=Q(tail__isnull=False, until_at__isnull=True),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="particular_plain_or_sealed",
                condition=(Q(sealed__isnull=True) & ~Q(plain="")) | (Q(sealed__isnull=False) & Q(plain="")),
            ),
            models.UniqueConstraint(
                fields=["exact"],
                condition=Q(field__in=IDENTITIES, contact__isnull=True, until_at__isnull=True, exact__isnull=False),
                name="identity_of_one_customer",
            ),
        ]


class Relation(models.Model):
    """How one customer stands to another, for a span of time."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="relations")
    other = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="related_to")
    kind = models.CharField(max_length=24, choices=RelationKind)
    note = models.CharField(max_length=200, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField(default=now)
    until_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="relation_is_between_two", condition=~Q(customer=F("other"))),
            models.UniqueConstraint(
                fields=["customer", "other", "kind"], condition=Q(until_at__isnull=True), name="relation_stands_once"
            ),
        ]


class Change(models.Model):
    """A change of a field of the customer's own row (name, category, region, department, responsible) or of a contact's."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="changes")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="changes")
    field = models.CharField(max_length=40)
    old = models.CharField(max_length=200, blank=True)
    new = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=now)
    by_id = models.BigIntegerField(default=0)
    by_name = models.CharField(max_length=60)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["customer", "-id"], name="change_of_customer")]


class Duplicate(models.Model):
    """Two customers who may be one. `one` has the smaller id; `reasons` are codes, `score` runs from 0 to 100."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    one = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    two = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    reasons = models.CharField(max_length=120)
    score = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=DuplicateState, default=DuplicateState.OPEN)
    found_at = models.DateTimeField(default=now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["one", "two"], name="duplicate_pair_once"),
            models.CheckConstraint(name="duplicate_pair_in_order", condition=Q(one__lt=F("two"))),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "-score", "-id"], name="duplicate_open")]


class Merge(models.Model):
    """A merge of `gone` into `kept`, with all that moved, so that it can be undone."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    kept = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField(default=dict)
    at = models.DateTimeField(default=now)
    by_id = models.BigIntegerField(default=0)
    by_name = models.CharField(max_length=60)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["gone"], condition=Q(undone_at__isnull=True), name="customer_merged_away_once"
            ),
        ]


class Intake(models.Model):
    """A registration from outside that waits for a person to accept it (P00-1.2).

    `sealed` is the whole filled form as JSON, sealed with a key of the intake's own, whose subject is `id`.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    channel = models.CharField(max_length=40)
    shown_name = models.CharField(max_length=120, help_text="masked, for the list")
    sealed = models.BinaryField()
    notice_version = models.CharField(max_length=40)
    consent_at = models.DateTimeField()
    sensitive_consent_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(default=now)
    state = models.CharField(max_length=10, choices=IntakeState, default=IntakeState.WAITING)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "-id"], name="intake_waiting")]


class ImportBatch(models.Model):
    """One sheet of customers on its way in. The sheet lies encrypted under a key of the batch (subject = `id`).

    Everything the work needs is in this row, so that it goes on where it stood after a stop: `next_row` moves in the
    same transaction that writes the rows.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    file_name = models.CharField(max_length=255)
    stored = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    header = models.JSONField(default=list)
    header_row = models.PositiveIntegerField(default=1)
    mapping = models.JSONField(default=dict, help_text="column index as text to field code")
    department = models.ForeignKey("organisation.Department", on_delete=models.PROTECT, related_name="+")
    responsible = models.ForeignKey(
        "organisation.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    language = models.CharField(max_length=10, default="zh-hans", help_text="in which the reasons are written")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    all_or_nothing = models.BooleanField(default=False)
    total_rows = models.PositiveIntegerField(default=0)
    next_row = models.PositiveIntegerField(default=0, help_text="the sheet's row number up to which work is done")
    good_rows = models.PositiveIntegerField(default=0)
    bad_rows = models.PositiveIntegerField(default=0)
    imported_rows = models.PositiveIntegerField(default=0)
    worked_ms = models.PositiveBigIntegerField(default=0, help_text="time spent on the rows done so far")
    paused = models.BooleanField(default=False, help_text="stopped by itself; `message` says why")
    message = models.CharField(max_length=500, blank=True)
    by_id = models.BigIntegerField()
    by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state"], name="import_batch_state")]


class ImportRowFault(models.Model):
    """Why one row of a sheet was not taken: codes of the reasons and the columns; the row's content stays in the sheet."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="faults")
    row = models.PositiveIntegerField()
    reasons = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "row"], name="import_row_fault_once")]
