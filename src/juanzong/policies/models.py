"""The tables of this room: which pack a company, or one of its departments, adopted from when until when; and the
company's own packs, version by version, with every change that made them."""

from __future__ import annotations

from django.db import models

from juanzong.kit.ids import new_id
from juanzong.policies.choices import EditionState


class Adoption(models.Model):
    """A pack in force. `in_force_until` is exclusive, None while it lasts. `department` is an id of organisation
    kept as a number, since this room lies below it; None means the whole company. `digest` says exactly which text."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    pack = models.CharField(max_length=12)
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    department = models.BigIntegerField(null=True)
    parameters = models.JSONField(default=dict)
    in_force_from = models.DateField()
    in_force_until = models.DateField(null=True)
    adopted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="policies_adoption_period",
                condition=models.Q(in_force_until__isnull=True)
                | models.Q(in_force_until__gte=models.F("in_force_from")),
            ),
            models.UniqueConstraint(
                name="policies_adoption_company",
                fields=["pack"],
                condition=models.Q(in_force_until__isnull=True, department__isnull=True),
            ),
            models.UniqueConstraint(
                name="policies_adoption_department",
                fields=["pack", "department"],
                condition=models.Q(in_force_until__isnull=True, department__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["in_force_from", "in_force_until"], name="policies_adoption_when")]

    def __str__(self) -> str:
        return f"{self.pack} v{self.version}"


class Edition(models.Model):
    """One version of a company's own pack, made on a page.

    stands_on: the pack it changes, as `extends` names it. files: what was proposed, as the files of a pack; `digest` is
    theirs. Who made, proposed and decided are ids of staff, kept as numbers with their names, as this room lies below.
    reason: why it was refused or withdrawn, "" where neither happened.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    pack = models.CharField(max_length=12)
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=EditionState.choices, default=EditionState.DRAFT)
    stands_on = models.CharField(max_length=24)
    title_zh = models.CharField(max_length=60)
    title_en = models.CharField(max_length=120)
    made_by = models.BigIntegerField()
    made_by_name = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    proposed_by = models.BigIntegerField(null=True)
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    decided_by_name = models.CharField(max_length=60, default="")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=400, default="")
    files = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="policies_edition_version", fields=["pack", "version"]),
            models.UniqueConstraint(
                name="policies_edition_one_open",
                fields=["pack"],
                condition=models.Q(state__in=[EditionState.DRAFT, EditionState.PROPOSED]),
            ),
            models.CheckConstraint(
                name="policies_edition_two_people",
                condition=~models.Q(state=EditionState.CONSENTED)
                | (
                    models.Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~models.Q(digest="")
                    & ~models.Q(decided_by=models.F("made_by"))
                    & ~models.Q(decided_by=models.F("proposed_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack} v{self.version} ({self.state})"


class EditionChange(models.Model):
    """One change somebody made in a draft. body: what `policies.shapes_changes.Change` holds beside the place.
    taken_back_at: the author thought better of it before it was proposed; the row stays."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="changes")
    of = models.CharField(max_length=12)
    code = models.CharField(max_length=60)
    at = models.CharField(max_length=200, default="")
    body = models.JSONField()
    why = models.CharField(max_length=400)
    by = models.BigIntegerField()
    by_name = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["edition", "id"], name="policies_edition_changes")]

    def __str__(self) -> str:
        return f"{self.of} {self.code} {self.at}".strip()
