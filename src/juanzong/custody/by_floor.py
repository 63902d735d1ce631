"""Shelving by floor: a unit's dossier is told where it belongs, and takes its turn among those on the same shelf (P06-2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from juanzong.custody.models import Bound, Holding, Place
from juanzong.custody.reads import floors
from juanzong.dossiers.rules_units import CLAUSE
from juanzong.dossiers.units import unit_of
from juanzong.kit.errors import Conflict


def check(place: Place, found: Sequence[Any]) -> None:
    """Conflict when one of these dossiers is of a floor that does not belong into this place, saying which one does."""
    units = [one for one in found if one.unit_order]
    bound = (
        set(Bound.objects.filter(dossier__in=[one.pk for one in units]).values_list("dossier", flat=True))
        if units
        else ()
    )
    units = [one for one in units if one.pk not in bound]
    cabinet = floors.cabinet_of(place, without=[one.pk for one in units]) if units else None
    if cabinet is None:
        return
    for one in {(one.building, one.floor): one for one in units}.values():
        right = cabinet.belongs(one.building, one.floor)
        other = floors.elsewhere(one.building, one.floor, cabinet)
        if other is None and place in right:
            continue
        unit = unit_of(one)
        raise Conflict(
            _("%(unit)s 按楼层应放在“%(right)s”，不是“%(place)s”。")
            % {"unit": unit, "right": (other or right[0]).address if other or right else "—", "place": place.address},
            clause=CLAUSE,
            todo=_("请放到该处；确实放不下的，请在档案的“位置”页说明原因后移放。"),
        )


def arrange(place: Place) -> None:
    """Let unit dossiers stand in the order of their units, after whatever else is in the place. Two SQL statements, one
    where none is there."""
    rows = list(Holding.objects.filter(place=place).select_related("dossier").order_by("slot", "pk"))
    if not any(one.dossier and one.dossier.unit_order for one in rows):
        return
    rows.sort(key=lambda one: one.dossier.unit_order if one.dossier else "")
    moved = []
    for slot, one in enumerate(rows, 1):
        if one.slot != slot:
            one.slot = slot
            moved.append(one)
    Holding.objects.bulk_update(moved, ["slot"], batch_size=500)
