"""Rooms with cabinets, and dossiers that are ready for the shelf."""

from __future__ import annotations

import datetime as dt
import io
import itertools
from typing import Any

from juanzong.casework.reads import signatures
from juanzong.custody import actions
from juanzong.custody.actions import labels
from juanzong.custody.actions.counting import Sent
from juanzong.custody.choices import Difference, LabelKind, PlaceKind, Sheet
from juanzong.custody.models import CountFinding, Disposal, Holding, Loan, Place
from juanzong.customers.models import Customer
from juanzong.dossiers.choices import DossierState
from juanzong.dossiers.models import Dossier
from juanzong.dossiers.rules_units import Unit
from juanzong.kit import clock
from juanzong.kit.refs import Ref
from juanzong.organisation.choices import Proof, ProofWay
from juanzong.organisation.models import Staff
from juanzong.organisation.viewer import Viewer
from tests.dossiers.helpers import a_picture, a_unit, draft, open_dossier
from tests.factories import make_customer, make_viewer

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


def numbered(
    by: Viewer, customer: Customer | None = None, *, sheets: int = 0, kind: str = "loan", **options: Any
) -> Dossier:
    """A dossier as it is after acceptance, without the long way there; with one item of so many sheets."""
    from juanzong.dossiers import actions as dossiers

    one = open_dossier(by, kind, customer=customer or make_customer(by), **options)
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
    from tests.custody.vault import certificates_of

    room = make_room(by, f"{mark}室{text}"[:40].strip())
    actions.add_cabinets(by=by, room_id=room.pk, cabinets=1, layers=1)
    code = labels._give_codes(by=by, kind=LabelKind.PLACE, things=[room.pk], sheet=Sheet.LABELS)[room.pk]
    return {
        "place": room.pk,
        "label_code": code,
        "label_sheet": "labels",
        "register_code": "archive",
        **loans_of(by, room),
        **care_of(by, room, text),
        **certificates_of(by, room, text),
        "keeping": keeping_of(by, room),
        "layer": Place.objects.get(kind=PlaceKind.LAYER, path__startswith=room.path).pk,
    }


def care_of(by: Viewer, room: Place, text: str) -> dict[str, int]:
    """Ids of a stocktake, a list of the destruction, a hold and a round of the room."""
    count = actions.begin_count(by=by, place_id=room.pk)
    stray = CountFinding.objects.create(count=count, kind=Difference.SURPLUS, code=f"X{text}"[:120])
    disposal = actions.begin_disposal(by=by, dossier_ids=[long_closed(by)[0].pk])
    freeze = actions.freeze_dossier(by=by, dossier_id=numbered(by).pk, reason=f"诉讼{text}"[:200].strip())
    rounds = actions.inspect(
        by=by, place_id=room.pk, humidity=55, note=text[:300], troubles={"damp": f"北墙{text}"[:300]},
        photos=[("墙角.jpg", io.BytesIO(a_picture(next(_tones))))],
    )  # fmt: skip
    return {
        "count": count.pk,
        "finding": stray.pk,
        "disposal": disposal.pk,
        "disposal_line": disposal.lines.get().pk,
        "freeze": freeze.pk,
        "trouble": rounds.findings.get().pk,
        "inspection_photo": rounds.photos.get().pk,
    }


def keeping_of(by: Viewer, room: Place) -> int:
    """The id of a change of keeper of what `by` keeps in a room, on its way to a colleague."""
    layer = Place.objects.filter(kind=PlaceKind.LAYER, path__startswith=room.path)[0]
    one = shelved(by, layer)[0]
    Dossier.objects.filter(pk=one.pk).update(custodian=by.staff_id)
    here = Holding.objects.filter(place__path__startswith=room.path, dossier__custodian=by.staff_id, state="in").count()
    other = make_viewer("archivist").staff_id
    return actions.offer_keeping(by=by, place_id=room.pk, receiver=other, count=here).pk


def loans_of(by: Viewer, room: Place) -> dict[str, int]:
    """A loan that is out, of a dossier in a room."""
    layer = Place.objects.filter(kind=PlaceKind.LAYER, path__startswith=room.path)[0]
    borrower = Staff.objects.get(pk=by.staff_id)
    return {"loan": a_loan(shelved(by, layer)[0], borrower).pk}


def label_of(by: Viewer, place: Place) -> str:
    """The code on the label of a place."""
    return labels._give_codes(by=by, kind=LabelKind.PLACE, things=[place.pk], sheet=Sheet.LABELS)[place.pk]


def a_loan(one: Dossier, borrower: Staff, *, state: str = "out") -> Loan:
    """A slip as it is in a state, without the long way there; one item of nine sheets went out."""
    thing, now = Holding.objects.get(dossier=one.pk), clock.now()
    went, back = state in ("out", "returned"), state == "returned"
    if went:
        Holding.objects.filter(pk=thing.pk).update(state="out", holder_name=borrower.name, out_since=now)
    return Loan.objects.create(
        number=f"借字〔2026〕{next(_numbers):04d}号", holding=thing, borrower=borrower, borrower_name=borrower.name,
        department_id=one.department_id, kind="take_out", purpose="诉讼准备", route="lending_slip", policy="P03",
        clause="P03-6.1", state=state, due_on=clock.today(), due_was=clock.today(), approved_at=now,
        issued_at=now if went else None, returned_at=now if back else None, items_out=1, sheets_out=9,
        items_back=int(back), sheets_back=9 * back,
    )  # fmt: skip


def shelved(by: Viewer, place: Place, number: int = 1, **options: Any) -> list[Dossier]:
    """So many dossiers in a place."""
    customer = options.pop("customer", None) or make_customer(by)
    made = [numbered(by, customer, **options) for _n in range(number)]
    actions.shelve(by=by, place_id=place.pk, dossier_ids=[one.pk for one in made])
    return made


def a_scan(code: str, mark: str = "", spot: str = "", at: dt.datetime | None = None) -> Sent:
    return Sent(mark or f"m-{code}", code, spot, at or clock.now())


def long_closed(by: Viewer, number: int = 1, *, years: int = 11, customer: Customer | None = None) -> list[Dossier]:
    """Numbered dossiers with a scan, closed so many years ago."""
    from juanzong.dossiers import actions as dossiers
    from tests.dossiers.helpers import a_pdf, upload

    customer = customer or make_customer(by)
    made = []
    for n in range(number):
        one = numbered(by, customer)
        pdf = upload(a_pdf(tone=next(_tones)), f"合同{n}.pdf")
        dossiers.add_item(by=by, dossier_id=one.pk, draft=draft(title="借款合同", sheets=8, medium="both"), upload=pdf)
        Dossier.objects.filter(pk=one.pk).update(
            state=DossierState.CLOSED, closed_at=clock.now() - dt.timedelta(days=366 * years)
        )
        one.refresh_from_db()
        made.append(one)
    return made


_tones = itertools.count(1)


def proof(by: Viewer) -> Proof:
    """That somebody has just shown who they are."""
    return Proof(by.staff_id, ProofWay.PASSWORD, clock.now())


def digest(by: Viewer, kind: str, pk: int) -> str:
    """The hash of what they are shown."""
    return signatures.content_of(by, Ref(kind, pk)).digest


def proposed(by: Viewer, dossiers: list[Dossier]) -> Disposal:
    """A list on which everything is to be destroyed."""
    one = actions.begin_disposal(by=by, dossier_ids=[each.pk for each in dossiers])
    for line in one.lines.all():
        actions.appraise(by=by, line_id=line.pk, opinion="destroy", reason="已无保存价值")
    return actions.propose_disposal(by=by, disposal_id=one.pk)


def approved(by: Viewer, boss: Viewer, dossiers: list[Dossier]) -> Disposal:
    one = proposed(by, dossiers)
    return actions.approve_disposal(
        by=boss, disposal_id=one.pk, digest=digest(boss, "disposal", one.pk), proof=proof(boss)
    )


def witness(one: Disposal, *people: Viewer) -> None:
    for person in people:
        actions.witness_disposal(
            by=person, disposal_id=one.pk, digest=digest(person, "disposal", one.pk), proof=proof(person)
        )


def photograph(by: Viewer, one: Disposal) -> None:
    picture = io.BytesIO(a_picture(next(_tones)))
    actions.add_photo(by=by, disposal_id=one.pk, name="现场.jpg", reader=picture)


def departed(by: Viewer, customer: Customer | None = None, *, sheets: int = 80, floor: str = "12") -> Dossier:
    """A closed unit dossier whose tenant has left."""
    from juanzong.dossiers import actions as dossiers

    one = numbered(by, customer, kind="unit", unit=Unit(floor, a_unit().name))
    dossiers.add_item(by=by, dossier_id=one.pk, draft=draft(title="入住登记表", section="move_in", sheets=sheets))
    dossiers.note_event(by=by, dossier_id=one.pk, event="moved_out", on_day=clock.today())
    Dossier.objects.filter(pk=one.pk).update(state=DossierState.CLOSED, closed_at=clock.now())
    one.refresh_from_db()
    return one
