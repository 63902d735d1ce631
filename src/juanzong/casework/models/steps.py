"""What is done at a step before it is taken: checks, papers, further signers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from juanzong.casework.models.cases import Case
from juanzong.kit.ids import new_id


class CheckMade(models.Model):
    """Something confirmed by name at a step, or found wrong; item 0: for the whole.

    counted, listed: sheets as this person counted them and as the list says, None where nothing is counted.
    note: what is wrong or different, in words. failed: the step does not go ahead with it."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="checks")
    arrival = models.PositiveIntegerField()
    check_code = models.CharField(max_length=60)
    item = models.BigIntegerField(default=0)
    by = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    counted = models.PositiveIntegerField(null=True, blank=True)
    listed = models.PositiveIntegerField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    failed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "arrival", "check_code", "item"], name="check_made_once"),
            models.CheckConstraint(name="check_failed_says_why", condition=Q(failed=False) | ~Q(note="")),
            models.CheckConstraint(
                name="check_difference_in_words",
                condition=Q(counted__isnull=True) | Q(counted=models.F("listed")) | ~Q(note=""),
            ),
        ]


class CaseAttachment(models.Model):
    """A paper attached to a case, encrypted under a key of the case. paper: the name that the step gives it."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")
    step = models.CharField(max_length=60)
    paper = models.CharField(max_length=200)
    stored = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    mime = models.CharField(max_length=120)
    by = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "step", "paper", "sha256"],
                name="attachment_once",
                condition=Q(withdrawn_at__isnull=True),
            )
        ]


class AddedSigner(models.Model):
    """Somebody who was asked to sign as well before a step is taken."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="signers")
    arrival = models.PositiveIntegerField()
    staff = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "arrival", "staff"], name="added_signer_once", condition=Q(released_at__isnull=True)
            )
        ]
