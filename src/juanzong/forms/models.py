"""Records of forms, the state of registers, numbered blanks, and who keeps a record and who may read it.

A record about a customer is sealed with the customer's key, any other with a key of its own (`key_subject`).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from juanzong.forms.choices import BlankState, FilledBy, HandoverState, Move, PermitKind, RecordState
from juanzong.kit.clock import now
from juanzong.kit.ids import new_id


class Record(models.Model):
    """A filled form. form, pack, pack_version: the sheet as it was laid down when it was begun.

    subject: what it is about, as `customer:123`; customer: whose data it holds, where it is one's.
    holder: who keeps it now. answers: its ordinary choices, for lists and for the conditions of duties; never
    personal data. percent: how complete it is. replaces: the holding of a register that it takes over by transfer.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    form = models.CharField(max_length=60)
    pack = models.CharField(max_length=12)
    pack_version = models.PositiveIntegerField()
    subject = models.CharField(max_length=40)
    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.PROTECT, null=True, blank=True, related_name="records"
    )
    department = models.ForeignKey("organisation.Department", on_delete=models.PROTECT, related_name="+")
    key_subject = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=RecordState, default=RecordState.DRAFT)
    filled_by = models.CharField(max_length=10, choices=FilledBy, default=FilledBy.STAFF)
    filled_on = models.DateField()
    filler = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField(default=1)
    percent = models.PositiveSmallIntegerField(default=0)
    answers = models.JSONField(default=dict)
    replaces = models.BigIntegerField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.BigIntegerField(default=0)
    sealed_at = models.DateTimeField(null=True, blank=True)
    sealed_by = models.BigIntegerField(default=0)
    discarded_reason = models.CharField(max_length=200, blank=True)
    item = models.BigIntegerField(null=True, blank=True, help_text="the item of a dossier that its paper became")
    created_at = models.DateTimeField(default=now)
    updated_at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["form", "-id"], name="record_of_form"),
            models.Index(fields=["subject", "form"], name="record_of_subject"),
            models.Index(fields=["department", "-id"], name="record_of_department"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="record_submitted_says_when",
                condition=~Q(state="submitted") | Q(submitted_at__isnull=False, percent=100),
            ),
            models.CheckConstraint(
                name="record_sealed_is_submitted", condition=Q(sealed_at__isnull=True) | Q(state="submitted")
            ),
            models.CheckConstraint(
                name="record_discarded_says_why", condition=~Q(state="discarded") | ~Q(discarded_reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.pk}"


class RecordVersion(models.Model):
    """What a record said at a time. A draft has one, changed in place; each correction after it was submitted adds one."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=200, blank=True)
    by_id = models.BigIntegerField()
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record", "number"], name="record_version_once"),
            models.CheckConstraint(name="record_correction_says_why", condition=Q(number=1) | ~Q(reason="")),
        ]


class RecordValue(models.Model):
    """The value of one field in one version, sealed where the field is important or sensitive.

    origin: where it was taken from (`customer.name`, `record.<form>.<field>`), "" when it was typed (P09-2.2).
    exact, tail: blind indexes of numbers that people are found by.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(RecordVersion, on_delete=models.CASCADE, related_name="values")
    field = models.CharField(max_length=60)
    plain = models.TextField(blank=True)
    sealed = models.BinaryField(null=True, blank=True)
    exact = models.BinaryField(null=True, blank=True, max_length=16)
    tail = models.BinaryField(null=True, blank=True, max_length=8)
    origin = models.CharField(max_length=140, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["exact"], name="record_value_exact", condition=Q(exact__isnull=False)),
            models.Index(fields=["tail"], name="record_value_tail", condition=Q(tail__isnull=False)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "field"], name="record_value_once"),
            models.CheckConstraint(
                name="record_value_plain_or_sealed",
                condition=(Q(sealed__isnull=True) & ~Q(plain="")) | (Q(sealed__isnull=False) & Q(plain="")),
            ),
        ]


class RegisterKey(models.Model):
    """A thing that a register names: a parking space, a key, a number. digest: keyed hash of its normal form;
    shown: its name, masked where the field is."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    form = models.CharField(max_length=60)
    digest = models.BinaryField(max_length=16)
    shown = models.CharField(max_length=200)
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["form", "digest"], name="register_key_once")]

    def __str__(self) -> str:
        return self.shown


class RegisterHolding(models.Model):
    """Who has a thing of a register, from when, by which record; ended by a return or a transfer. One at a time."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    key = models.ForeignKey(RegisterKey, on_delete=models.PROTECT, related_name="holdings")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="holdings")
    holder = models.CharField(max_length=200)
    from_at = models.DateTimeField(default=now)
    by_name = models.CharField(max_length=60)
    until_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=10, choices=Move, blank=True)
    ended_by_name = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(until_at__isnull=True), name="register_one_holder_at_a_time"
            ),
            models.CheckConstraint(
                name="register_holding_says_how_it_ended",
                condition=Q(until_at__isnull=True, ended_by="") | (Q(until_at__isnull=False) & ~Q(ended_by="")),
            ),
        ]


class BlankBatch(models.Model):
    """Blanks of one form that were printed together, numbered in a row."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    form = models.CharField(max_length=60)
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    by_id = models.BigIntegerField()
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="blank_batch_runs_upwards", condition=Q(last__gte=F("first")))
        ]

    @property
    def count(self) -> int:
        return self.last - self.first + 1


class Blank(models.Model):
    """One numbered blank and where it is (P09-1.12)."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    batch = models.ForeignKey(BlankBatch, on_delete=models.PROTECT, related_name="blanks")
    form = models.CharField(max_length=60)
    serial = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=BlankState, default=BlankState.IN_STOCK)
    holder = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    record = models.OneToOneField(Record, on_delete=models.PROTECT, null=True, blank=True, related_name="blank")
    reason = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["holder", "state"], name="blank_with_holder")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["form", "serial"], name="blank_serial_once"),
            models.CheckConstraint(
                name="blank_used_says_for_what",
                condition=Q(state="used", record__isnull=False) | (~Q(state="used") & Q(record__isnull=True)),
            ),
            models.CheckConstraint(
                name="blank_issued_says_to_whom", condition=~Q(state="issued") | Q(holder__isnull=False)
            ),
            models.CheckConstraint(
                name="blank_gone_says_why", condition=~Q(state__in=("spoilt", "lost")) | ~Q(reason="")
            ),
        ]


class BlankCount(models.Model):
    """A count of the blanks of one form in stock, beside what there should have been."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    form = models.CharField(max_length=60)
    counted = models.PositiveIntegerField()
    expected = models.PositiveIntegerField()
    note = models.CharField(max_length=200, blank=True)
    by_id = models.BigIntegerField()
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="blank_count_difference_says_why", condition=Q(counted=F("expected")) | ~Q(note="")
            )
        ]


class Permit(models.Model):
    """One person is let do one thing with one record, for one purpose, until a moment (P09-1.11, P09-1.12).

    Every read looks whether it still holds, so nothing has to run when its time is over.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="permits")
    kind = models.CharField(max_length=6, choices=PermitKind)
    staff = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=200)
    by_id = models.BigIntegerField()
    by_name = models.CharField(max_length=60)
    case = models.BigIntegerField(default=0)
    at = models.DateTimeField(default=now)
    until = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["staff", "record", "-until"], name="permit_open")]
        constraints: ClassVar = [
            models.CheckConstraint(name="permit_says_what_for", condition=~Q(purpose="")),
            models.CheckConstraint(name="permit_ends", condition=Q(until__gt=F("at"))),
        ]


class Handover(models.Model):
    """A batch of records that passes from one keeper to the next, with the count each of them made (P09-2.6)."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    giver = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")
    given = models.PositiveIntegerField()
    received = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=HandoverState, default=HandoverState.OFFERED)
    note = models.CharField(max_length=200, blank=True)
    offered_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="handover_between_two", condition=~Q(giver=F("receiver"))),
            models.CheckConstraint(
                name="handover_received_says_how_many",
                condition=~Q(state="received") | Q(received__isnull=False, ended_at__isnull=False),
            ),
        ]


class HandoverLine(models.Model):
    """One record of a batch. open: still on its way; a record is in one open batch only. found: seen by the receiver."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="lines")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    open = models.BooleanField(default=True)
    found = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["handover", "record"], name="handover_line_once"),
            models.UniqueConstraint(fields=["record"], condition=Q(open=True), name="record_in_one_open_handover"),
        ]


class Seal(models.Model):
    """A numbered seal on the paper of sealed records, put on by a person; broken by one who says why. replaces: the broken
    one after which it was put on. A number is used once."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=30, unique=True)
    put_at = models.DateTimeField(default=now)
    put_by = models.BigIntegerField()
    put_by_name = models.CharField(max_length=60)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="next")
    broken_at = models.DateTimeField(null=True, blank=True)
    broken_by_name = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="seal_has_a_number", condition=~Q(number="")),
            models.CheckConstraint(
                name="seal_broken_says_who_and_why",
                condition=Q(broken_at__isnull=True, broken_by_name="", reason="")
                | (Q(broken_at__isnull=False) & ~Q(broken_by_name="") & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class SealLine(models.Model):
    """A record whose paper lies under a seal."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="lines")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="seals")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["seal", "record"], name="seal_line_once")]
