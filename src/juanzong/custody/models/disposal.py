"""Appraisal and destruction: holds, new terms, lists with their lines, photos."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from juanzong.custody.choices import DisposalState, Method, Opinion
from juanzong.kit.clock import now
from juanzong.kit.ids import new_id


class Freeze(models.Model):
    """A hold: while it lasts a dossier is not destroyed, whatever else holds. Several may rest on one."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    placed_at = models.DateTimeField(default=now)
    placed_by_name = models.CharField(max_length=60)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by_name = models.CharField(max_length=60, blank=True)
    lifted_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["dossier"], name="freeze_in_force", condition=Q(lifted_at__isnull=True))
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="freeze_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="freeze_lifted_says_why", condition=Q(lifted_at__isnull=True) | ~Q(lifted_reason="")
            ),
        ]


class NewTerm(models.Model):
    """Until when an appraisal wants a dossier kept beyond its term."""

    dossier = models.OneToOneField("dossiers.Dossier", on_delete=models.PROTECT, primary_key=True, related_name="+")
    until = models.DateField()
    authority = models.CharField(max_length=40)


class Disposal(models.Model):
    """A list of dossiers whose term has passed, on its way from appraisal to destruction. Its number is never reused.

    counted: staff whose signatures as witnesses counted when it was carried out.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=10, choices=DisposalState, default=DisposalState.APPRAISING)
    made_at = models.DateTimeField(default=now)
    made_by = models.BigIntegerField()
    made_by_name = models.CharField(max_length=60)
    decided_by_name = models.CharField(max_length=60, blank=True)
    decided_reason = models.CharField(max_length=200, blank=True)
    where_done = models.CharField(max_length=100, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by_name = models.CharField(max_length=60, blank=True)
    counted = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="disposal_done_says_where_and_when",
                condition=(Q(state="done") & Q(done_at__isnull=False) & ~Q(where_done=""))
                | (~Q(state="done") & Q(done_at__isnull=True)),
            )
        ]

    def __str__(self) -> str:
        return self.number


class DisposalLine(models.Model):
    """A dossier on a list, with what is kept of it for ever. standing: whether the line still binds the dossier."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    disposal = models.ForeignKey(Disposal, on_delete=models.PROTECT, related_name="lines")
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    kind_name = models.CharField(max_length=60)
    term = models.CharField(max_length=100)
    began = models.DateField()
    expired = models.DateField()
    items = models.PositiveIntegerField()
    pages = models.PositiveIntegerField()
    confidential = models.BooleanField()
    method = models.CharField(max_length=5, choices=Method)
    opinion = models.CharField(max_length=7, choices=Opinion, blank=True)
    keep_until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    appraised_by = models.BigIntegerField(default=0)
    appraised_by_name = models.CharField(max_length=60, blank=True)
    standing = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier"], condition=Q(standing=True), name="disposal_line_one_list"),
            models.CheckConstraint(
                name="disposal_confidential_is_shredded", condition=Q(confidential=False) | Q(method="shred")
            ),
            models.CheckConstraint(
                name="disposal_kept_says_until_when", condition=~Q(opinion="keep") | Q(keep_until__isnull=False)
            ),
        ]


class DisposalPhoto(models.Model):
    """A photo of the destruction; its bytes lie encrypted under a key of their own (subject = `id`)."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    disposal = models.ForeignKey(Disposal, on_delete=models.PROTECT, related_name="photos")
    stored = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    mime = models.CharField(max_length=100)
    added_at = models.DateTimeField(default=now)
    added_by_name = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["disposal", "sha256"], name="disposal_photo_once")]
