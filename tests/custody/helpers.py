"""Rooms with cabinets, and dossiers that are ready for the shelf."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from juanzong.custody import actions
from juanzong.custody.actions import labels
from juanzong.custody.actions.counting import Sent
from juanzong.custody.choices import LabelKind, PlaceKind, Sheet
from juanzong.custody.models import Place
from juanzong.customers.models import Customer
from juanzong.dossiers.choices import DossierState
from juanzong.dossiers.models import Dossier
from juanzong.kit import clock
from juanzong.organisation.viewer import Viewer
from tests.dossiers.helpers import draft, open_dossier
from tests.factories import make_customer

_rooms = itertools.count(1)
_numbers = itertools.count(1)


def make_room(by: Viewer, name: str = "") -> Place:
    return actions.add_place(by=by, kind=PlaceKind.ROOM, name=name or f"第{next(_rooms)}室")


def make_layers(by: Viewer, layers: int = 2, *, boxes: int = 0, mm: int | None = 850, box_mm: int = 50) -> list[Place]:
    """The layers of a new cabinet in a new room."""
    room = make_room(by)
    cabinet = actions.add_cabinets(
        by=by, room_id=room.pk, cabinets=1, layers=layers, boxes=boxes, layer_mm=mm, box_mm=box_mm if boxes else None
    )[0]
    return list(Place.objects.filter(parent=cabinet).order_by("rank"))


def numbered(by: Viewer, customer: Customer | None = None, *, sheets: int = 0, kind: str = "loan") -> Dossier:
    """A dossier as it is after acceptance, without the long way there; with one item of so many sheets."""
    from juanzong.dossiers import actions as dossiers

    one = open_dossier(by, kind, customer=customer or make_customer(by))
    if sheets:
        dossiers.add_item(by=by, dossier_id=one.pk, draft=draft(title="合同", sheets=sheets))
    n = next(_numbers)
    Dossier.objects.filter(pk=one.pk).update(
        state=DossierState.IN_FORCE, series="t", sequence=n, number=f"测字第{n:04d}号", accepted_at=clock.now()
    )
    one.refresh_from_db()
    return one


def places_of(by: Viewer, mark: str, text: str) -> dict[str, Any]:
    """Ids of a room with a cabinet, for the grounds of tests/everywhere."""
    room = make_room(by, f"{mark}室{text}"[:40].strip())
    actions.add_cabinets(by=by, room_id=room.pk, cabinets=1, layers=1)
    code = labels._give_codes(by=by, kind=LabelKind.PLACE, things=[room.pk], sheet=Sheet.LABELS)[room.pk]
    return {
        "place": room.pk,
        "label_code": code,
        "label_sheet": "labels",
        "layer": Place.objects.get(kind=PlaceKind.LAYER, path__startswith=room.path).pk,
    }


def shelved(by: Viewer, place: Place, number: int = 1, **options: Any) -> list[Dossier]:
    """So many dossiers in a place."""
    customer = options.pop("customer", None) or make_customer(by)
    made = [numbered(by, customer, **options) for _n in range(number)]
    actions.shelve(by=by, place_id=place.pk, dossier_ids=[one.pk for one in made])
    return made


def a_scan(code: str, mark: str = "", spot: str = "", at: dt.datetime | None = None) -> Sent:
    return Sent(mark or f"m-{code}", code, spot, at or clock.now())
