"""Volumes of departed customers: bound, and once a year boxed by floor (P06-3, P06-6)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from juanzong.custody.models.places import Place
from juanzong.kit.clock import now
from juanzong.kit.ids import new_id


class Bound(models.Model):
    """A dossier whose customer has left, bound into one volume. floor: building and floor of the unit, as the
    boxes are sorted.

    box, boxed_at: since it was boxed; the holding says where it is now.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    dossier = models.OneToOneField("dossiers.Dossier", on_delete=models.PROTECT, related_name="+")
    floor = models.CharField(max_length=30)
    sheets = models.PositiveIntegerField()
    bound_at = models.DateTimeField(default=now)
    bound_by_name = models.CharField(max_length=60)
    box = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    boxed_at = models.DateTimeField(null=True, blank=True)
    boxed_by_name = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["floor"], name="bound_to_box", condition=Q(boxed_at__isnull=True))]
        constraints: ClassVar = [
            models.CheckConstraint(name="bound_has_a_floor", condition=~Q(floor="")),
            models.CheckConstraint(
                name="bound_boxed_says_when",
                condition=Q(box__isnull=True, boxed_at__isnull=True) | Q(box__isnull=False, boxed_at__isnull=False),
            ),
        ]
