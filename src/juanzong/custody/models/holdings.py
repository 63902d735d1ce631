"""What the archive room holds: each thing once, in one place; and where it stood before."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from juanzong.custody.choices import HoldingState
from juanzong.custody.models.certificates import Certificate
from juanzong.custody.models.places import Place
from juanzong.kit.clock import now
from juanzong.kit.ids import new_id

_THING = (
    Q(dossier__isnull=False, item__isnull=True, certificate__isnull=True)
    | Q(dossier__isnull=True, item__isnull=False, certificate__isnull=True)
    | Q(dossier__isnull=True, item__isnull=True, certificate__isnull=False)
)


class Holding(models.Model):
    """A dossier, an item kept apart from its dossier, or a certificate, as the archive room keeps it. One row for each thing.

    place: where it belongs; kept while it is out, so that it goes back there; None only when it is gone, when its owner
    has it again, or, an item, when it lies in its dossier again.
    slot: order within the place. thickness_mm: what it takes of the place; measured: whether a hand corrected it.
    holder_name, out_since: who has it while it is out.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    dossier = models.OneToOneField(
        "dossiers.Dossier", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    item = models.OneToOneField("dossiers.Item", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    certificate = models.OneToOneField(
        Certificate, on_delete=models.PROTECT, null=True, blank=True, related_name="holding"
    )
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="holdings")
    slot = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=HoldingState, default=HoldingState.IN)
    thickness_mm = models.PositiveIntegerField(default=1)
    measured = models.BooleanField(default=False)
    holder_name = models.CharField(max_length=60, blank=True)
    out_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["place", "slot"], name="holding_in_place")]
        constraints: ClassVar = [
            models.CheckConstraint(name="holding_is_one_thing", condition=_THING),
            models.CheckConstraint(
                name="holding_is_somewhere_until_gone",
                condition=Q(state__in=["in", "out"], place__isnull=False)
                | Q(state__in=["joined", "released", "gone"], place__isnull=True),
            ),
            models.CheckConstraint(
                name="holding_out_says_since_when",
                condition=Q(state="out", out_since__isnull=False) | (~Q(state="out") & Q(out_since__isnull=True)),
            ),
            models.CheckConstraint(
                name="holding_only_items_join", condition=~Q(state="joined") | Q(item__isnull=False)
            ),
            models.CheckConstraint(
                name="holding_only_certificates_released", condition=~Q(state="released") | Q(certificate__isnull=False)
            ),
            models.CheckConstraint(name="holding_has_thickness", condition=Q(thickness_mm__gte=1)),
        ]

    def __str__(self) -> str:
        return f"holding {self.pk}"


class Stay(models.Model):
    """That a thing belonged to a place from one moment to another. address: of the place at the time.

    The open one says the same as the holding; a thing has never more than one.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    holding = models.ForeignKey(Holding, on_delete=models.PROTECT, related_name="stays")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=240)
    since = models.DateTimeField(default=now)
    until = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    by_name = models.CharField(max_length=60)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["holding", "-since"], name="stay_of_holding"),
            models.Index(fields=["place", "since"], name="stay_in_place"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["holding"], condition=Q(until__isnull=True), name="stay_one_at_a_time"),
            models.CheckConstraint(
                name="stay_ends_after_it_began", condition=Q(until__isnull=True) | Q(until__gte=models.F("since"))
            ),
        ]
