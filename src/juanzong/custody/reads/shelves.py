"""Where there is room: the places that a dossier can be put into, the one that is proposed first."""

from __future__ import annotations

from typing import Any

from django.db.models import F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from juanzong.custody.choices import PlaceKind
from juanzong.custody.models import Holding, Place
from juanzong.custody.reads import floors, places
from juanzong.custody.rules import places as rules
from juanzong.organisation.viewer import Viewer

MOST = 40
"""So many places are offered to choose from."""


def with_room(need_mm: int) -> QuerySet[Place, Any]:
    """Layers and boxes in use that have room for so many millimetres, layers first, in the order in which they stand."""
    things = Holding.objects.filter(place=OuterRef("pk")).order_by().values("place")
    boxes = Place.objects.filter(parent=OuterRef("pk"), closed_on=None).order_by().values("parent")
    used = _sum(things, "thickness_mm") + _sum(boxes, "capacity_mm")
    rows = Place.objects.filter(kind__in=[PlaceKind.LAYER, PlaceKind.BOX], closed_on=None).annotate(used=used)
    roomy = rows.filter(Q(capacity_mm=None) | Q(capacity_mm__gte=F("used") + need_mm))
    above = [F(path).asc(nulls_first=True) for path in ("parent__parent__parent__rank", "parent__parent__rank")]
    return roomy.order_by(*above, "parent__rank", "rank", "pk")


def _sum(rows: Any, column: str) -> Any:
    return Coalesce(Subquery(rows.annotate(mm=Sum(column)).values("mm"), output_field=IntegerField()), 0)


def proposed(one: Any, sheets: int) -> list[Place]:
    """Places for a dossier with so many sheets of paper: by floor where it is a unit's (P06-2), else where the last of its
    kind was put, then the rest of that cabinet, then all others. Three SQL statements, seven for a unit's."""
    found = _near_its_kind(one.kind, sheets)
    homes = floors.homes(one)
    roomy = (
        {place.pk for place in with_room(rules.thickness(sheets)).filter(pk__in=[each.pk for each in homes])}
        if homes
        else ()
    )
    first = [place for place in homes if place.pk in roomy]
    return [*first, *(place for place in found if place.pk not in roomy)][:MOST]


def _near_its_kind(kind: str, sheets: int) -> list[Place]:
    last = (
        Holding.objects.filter(dossier__kind=kind, place__isnull=False).select_related("place").order_by("-pk").first()
    )
    at = last.place if last else None
    found = list(with_room(rules.thickness(sheets))[:MOST])
    if at is None:
        return found
    near = list(with_room(rules.thickness(sheets)).filter(parent=at.parent_id)[:MOST]) if at.parent_id else []
    first = [one for one in near if one.pk == at.pk] + [one for one in near if one.pk != at.pk]
    known = {one.pk for one in first}
    return [*first, *(one for one in found if one.pk not in known)][:MOST]


def near(viewer: Viewer) -> list[str]:
    """Addresses of some places that papers can stand in, those last used first. Two SQL statements."""
    here = places.places(viewer).filter(kind__in=rules.HOLDS)
    used = Holding.objects.filter(place__in=here.values("pk")).order_by("-pk").values_list("place__address", flat=True)
    last = dict.fromkeys(address for address in used[: 5 * MOST] if address)
    return list(last | dict.fromkeys(here.order_by("path").values_list("address", flat=True)[:MOST]))[:MOST]


def called(address: str) -> Place | None:
    """The place in use that has this address. One SQL statement."""
    return Place.objects.filter(address=address, closed_on=None).first()
