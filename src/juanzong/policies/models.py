"""The one table of this room: which pack a company, or one of its departments, adopted from when until when."""

from __future__ import annotations

from django.db import models

from juanzong.kit.ids import new_id


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
