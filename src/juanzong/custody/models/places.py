"""Places: rooms, cabinets, safes, layers and boxes, as a tree."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from juanzong.custody.choices import PlaceKind
from juanzong.kit.clock import now
from juanzong.kit.ids import new_id


class Place(models.Model):
    """Somewhere papers can be. path: ids from the room down to itself, `/1/2/`, so that all below it are found by prefix;
    address: the same in words, 一室 · 3柜 · 2层. Both are written by `writing.settle` alone.

    capacity_mm: how thick what stands in it may be together; None where nobody has measured.
    closed_on: since when it is out of use; its rows stay, since old stays name it.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=8, choices=PlaceKind)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    name = models.CharField(max_length=40)
    rank = models.PositiveIntegerField(default=0)
    path = models.CharField(max_length=120, db_index=True)
    address = models.CharField(max_length=240)
    capacity_mm = models.PositiveIntegerField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(default=now)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["parent", "rank"], name="place_in_order")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["parent", "name"], condition=Q(closed_on__isnull=True), name="place_name_once"
            ),
            models.UniqueConstraint(
                fields=["name"], condition=Q(parent__isnull=True, closed_on__isnull=True), name="room_name_once"
            ),
            models.CheckConstraint(
                name="place_only_rooms_stand_alone",
                condition=Q(kind="room", parent__isnull=True) | (~Q(kind="room") & Q(parent__isnull=False)),
            ),
            models.CheckConstraint(name="place_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="place_capacity_from_one", condition=Q(capacity_mm__isnull=True) | Q(capacity_mm__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return self.address
