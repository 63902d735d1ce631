"""Certificates of title, the slips by which they go in and out of a safe, and the ledger of both."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from juanzong.custody.choices_safe import CertificateState, Flow, Purpose, SlipState, Title
from juanzong.custody.models.places import Place
from juanzong.kit.clock import now
from juanzong.kit.ids import new_id


class Certificate(models.Model):
    """One original of title of a project (P03-5.1). It bears the number of its dossier, which is therefore not kept here.

    number, value: sealed with the key of customer `subject`; exact, tail: blind indexes of the number. The name of the
    holder stands in clear, as names do in this house. valid_was: the validity before it was ever prolonged, which slips
    are signed on.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=Title)
    subject = models.BigIntegerField()
    number = models.BinaryField()
    exact = models.BinaryField(max_length=16)
    tail = models.BinaryField(max_length=8)
    holder = models.CharField(max_length=120)
    issuer = models.CharField(max_length=120)
    issued_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    valid_was = models.DateField(null=True, blank=True)
    value = models.BinaryField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=CertificateState, default=CertificateState.LISTED)
    listed_at = models.DateTimeField(default=now)
    listed_by_name = models.CharField(max_length=60)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["dossier", "id"], name="certificate_of_dossier"),
            models.Index(fields=["state", "-id"], name="certificate_by_state"),
            models.Index(fields=["tail"], name="certificate_tail"),
            models.Index(fields=["valid_until"], name="certificate_validity", condition=Q(valid_until__isnull=False)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["exact"], condition=Q(state__in=["listed", "in", "out"]), name="certificate_here_once"
            ),
            models.CheckConstraint(name="certificate_says_whose", condition=~Q(holder="") & ~Q(issuer="")),
            models.CheckConstraint(
                name="certificate_valid_after_issue",
                condition=Q(issued_on__isnull=True) | Q(valid_until__isnull=True) | Q(valid_until__gt=F("issued_on")),
            ),
        ]


class SafeSlip(models.Model):
    """One opening of a safe for certificates of one project (出入柜单), and what has to come before it.

    purpose, to_whom, due_on, due_was: of what goes out. out_slip: what it comes back from. proof: the paper in the dossier
    that says the debt is settled, of a release; receiver: who was given it.
    place, key_*, code_*: the safe that was opened, and the two people who opened it; to_*: the other safe, of a move.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=40, unique=True)
    flow = models.CharField(max_length=8, choices=Flow)
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=SlipState, default=SlipState.OPEN)
    begun_at = models.DateTimeField(default=now)
    begun_by = models.BigIntegerField()
    begun_by_name = models.CharField(max_length=60)
    purpose = models.CharField(max_length=12, choices=Purpose, blank=True)
    to_whom = models.CharField(max_length=120, blank=True)
    due_on = models.DateField(null=True, blank=True)
    due_was = models.DateField(null=True, blank=True)
    out_slip = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="back_slips")
    proof = models.ForeignKey("dossiers.Item", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    receiver = models.CharField(max_length=120, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    key_by = models.BigIntegerField(null=True, blank=True)
    key_by_name = models.CharField(max_length=60, blank=True)
    code_by = models.BigIntegerField(null=True, blank=True)
    code_by_name = models.CharField(max_length=60, blank=True)
    to_place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    to_key_by = models.BigIntegerField(null=True, blank=True)
    to_key_by_name = models.CharField(max_length=60, blank=True)
    to_code_by = models.BigIntegerField(null=True, blank=True)
    to_code_by_name = models.CharField(max_length=60, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["dossier", "-id"], name="safe_slip_of_dossier"),
            models.Index(fields=["state", "flow", "due_on"], name="safe_slip_by_state"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="safe_slip_done_by_two_people",
                condition=~Q(state="done")
                | Q(place__isnull=False, done_at__isnull=False, key_by__isnull=False, code_by__isnull=False)
                & ~Q(key_by=F("code_by")),
            ),
            models.CheckConstraint(
                name="safe_slip_moved_by_two_people_there_too",
                condition=~Q(state="done")
                | ~Q(flow="move")
                | Q(to_place__isnull=False, to_key_by__isnull=False, to_code_by__isnull=False)
                & ~Q(to_key_by=F("to_code_by"))
                & ~Q(to_place=F("place")),
            ),
            models.CheckConstraint(
                name="safe_slip_out_says_what_for",
                condition=~Q(flow="out") | (~Q(purpose="") & ~Q(to_whom="") & Q(due_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="safe_slip_back_from_somewhere", condition=Q(flow="back", out_slip__isnull=False) | ~Q(flow="back")
            ),
            models.CheckConstraint(
                name="safe_slip_release_has_proof",
                condition=Q(flow="release", proof__isnull=False) | ~Q(flow="release"),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class SlipLine(models.Model):
    """A certificate on a slip. open: the slip is under way; a certificate is on one such slip at most. owed: it went out on
    this slip and has neither come back nor been released."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    slip = models.ForeignKey(SafeSlip, on_delete=models.PROTECT, related_name="lines")
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="lines")
    open = models.BooleanField(default=True)
    owed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["slip", "certificate"], name="slip_line_once"),
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(owed=True), name="certificate_owed_on_one_slip"
            ),
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(open=True), name="certificate_on_one_slip_at_a_time"
            ),
        ]


class SlipCheck(models.Model):
    """That somebody entered what they hold, without seeing the list, and it agreed (P03-5.2). step: of the case; digest: of
    the list as it was; a list that has changed since wants another check."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    slip = models.ForeignKey(SafeSlip, on_delete=models.PROTECT, related_name="checks")
    step = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    staff = models.BigIntegerField()
    staff_name = models.CharField(max_length=60)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["slip", "staff", "digest"], name="slip_check_by_different_people"),
        ]


class SafeEntry(models.Model):
    """A line of the certificate ledger (权证台账): one certificate, in or out. change: what it does to the balance of the
    safe; 0 for what was out already when its owner got it back. A move is a line in each of the two safes. day: in China."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="entries")
    slip = models.ForeignKey(SafeSlip, on_delete=models.PROTECT, related_name="entries")
    flow = models.CharField(max_length=8, choices=Flow)
    change = models.SmallIntegerField()
    day = models.DateField()
    at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["place", "day"], name="safe_entry_of_day"),
            models.Index(fields=["certificate", "at"], name="safe_entry_of_certificate"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["slip", "certificate", "place"], name="safe_entry_once_for_a_slip"),
            models.CheckConstraint(
                name="safe_entry_changes_by_its_flow",
                condition=Q(flow__in=["in", "back"], change=1)
                | Q(flow="out", change=-1)
                | Q(flow="release", change__in=[-1, 0])
                | Q(flow="move", change__in=[-1, 1]),
            ),
        ]
