"""How to call each action of the archive room once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from juanzong.casework.reads import signatures
from juanzong.custody import actions
from juanzong.custody.actions import counting, labels
from juanzong.custody.choices import LabelKind, PlaceKind, Sheet
from juanzong.custody.models import Count, Keeping, Place
from juanzong.custody.registers.shapes import Period
from juanzong.dossiers import actions as dossiers
from juanzong.dossiers.models import Dossier
from juanzong.kit import clock
from juanzong.kit.refs import Ref
from juanzong.organisation.choices import Proof, ProofWay
from juanzong.organisation.viewer import Viewer
from tests.custody.helpers import a_scan, departed, make_layers, make_room, numbered, shelved
from tests.dossiers.helpers import draft
from tests.everywhere.calls_disposal import DISPOSAL
from tests.everywhere.staging import Call, Scene, plain, prepared


def _shelf(scene: Scene) -> tuple[int, int]:
    """A numbered dossier and a layer."""
    return numbered(scene.by, scene.customer, sheets=20).pk, make_layers(scene.by)[0].pk


def _shelved(scene: Scene) -> tuple[int, int]:
    one, layer = _shelf(scene)
    actions.shelve(by=scene.by, place_id=layer, dossier_ids=[one])
    return one, layer


def _full(scene: Scene) -> tuple[int, int]:
    """A layer with a dossier on it, and another."""
    _one, layer = _shelved(scene)
    return layer, make_layers(scene.by)[1].pk


def _item(scene: Scene) -> tuple[int, int]:
    one, layer = _shelf(scene)
    item = dossiers.add_item(by=scene.by, dossier_id=one, draft=draft(title="房产证")).pk
    return item, layer


def _apart(scene: Scene) -> Call:
    item, layer = _item(scene)
    actions.keep_apart(by=scene.by, item_id=item, place_id=layer, reason="原件另存")
    return lambda: actions.rejoin(by=scene.by, item_id=item)


def _two_rooms(scene: Scene) -> tuple[Place, Place]:
    layer = make_layers(scene.by)[0]
    return Place.objects.get(parts=layer), make_room(scene.by)


def _count(scene: Scene) -> tuple[int, str]:
    """A stocktake of a layer with one dossier, and its number."""
    layer = make_layers(scene.by)[0]
    one = shelved(scene.by, layer, customer=scene.customer)[0]
    return actions.begin_count(by=scene.by, place_id=layer.pk).pk, one.number


def _ended(scene: Scene) -> Count:
    return actions.end_count(by=scene.by, count_id=_count(scene)[0])


def _sign(scene: Scene) -> Call:
    one = _ended(scene)
    digest = signatures.content_of(scene.by, Ref("stocktake", one.pk)).digest
    proof = Proof(scene.by.staff_id, ProofWay.PASSWORD, clock.now())
    return lambda: actions.sign_count(by=scene.by, count_id=one.pk, digest=digest, proof=proof)


def _trouble(scene: Scene) -> int:
    room = make_room(scene.by)
    return actions.inspect(by=scene.by, place_id=room.pk, humidity=50, troubles={"damp": "渗水"}).findings.get().pk


def _bound(scene: Scene) -> tuple[int, int]:
    """A bound volume, and a box for it."""
    row = actions.bind_dossier(by=scene.by, dossier_id=departed(scene.by, scene.customer).pk)
    return row.pk, Place.objects.get(parent=make_layers(scene.by, 1, boxes=1)[0]).pk


def _act(
    name: str, maker: Callable[[Scene], Any], call: Callable[[Scene, Any], Any]
) -> dict[str, Callable[[Scene], Call]]:
    return {f"custody.actions.{name}": prepared(maker, call)}


def _keeping(scene: Scene, *, signed: bool) -> Keeping:
    """A list of what the scene's second archivist keeps in a new layer, on its way to the one who acts."""
    layer = make_layers(scene.by, 1)[0]
    (one,) = shelved(scene.by, layer, customer=scene.customer)
    Dossier.objects.filter(pk=one.pk).update(custodian=scene.second.staff_id)
    row = actions.offer_keeping(by=scene.second, place_id=layer.pk, receiver=scene.by.staff_id, count=1)
    if signed:
        actions.sign_keeping(by=scene.second, keeping_id=row.pk, **_signs(scene.second, row))
    return row


def _signs(by: Viewer, row: Keeping) -> dict[str, Any]:
    digest = signatures.content_of(by, Ref("keeping", row.pk)).digest
    return {"digest": digest, "proof": Proof(by.staff_id, ProofWay.PASSWORD, clock.now())}


def _offer(scene: Scene) -> Call:
    layer = make_layers(scene.by, 1)[0]
    (one,) = shelved(scene.by, layer, customer=scene.customer)
    Dossier.objects.filter(pk=one.pk).update(custodian=scene.by.staff_id)
    return lambda: actions.offer_keeping(by=scene.by, place_id=layer.pk, receiver=scene.second.staff_id, count=1)


def _own(scene: Scene) -> Keeping:
    row = _keeping(scene, signed=False)
    Keeping.objects.filter(pk=row.pk).update(giver=scene.by.staff_id, receiver=scene.second.staff_id)
    row.refresh_from_db()
    return row


def _receive(scene: Scene) -> Call:
    row = _keeping(scene, signed=True)
    given = _signs(scene.by, row)
    return lambda: actions.receive_keeping(by=scene.by, keeping_id=row.pk, count=1, **given)


def _sign_keeping(scene: Scene) -> Call:
    row = _own(scene)
    given = _signs(scene.by, row)
    return lambda: actions.sign_keeping(by=scene.by, keeping_id=row.pk, **given)


KEEPING: dict[str, Callable[[Scene], Call]] = {
    "custody.actions.keeping:offer_keeping": _offer,
    "custody.actions.keeping:sign_keeping": _sign_keeping,
    "custody.actions.keeping:receive_keeping": _receive,
    **_act(
        "keeping:decline_keeping", lambda s: _keeping(s, signed=False).pk,
        lambda s, pk: actions.decline_keeping(by=s.by, keeping_id=pk, reason="先盘点"),
    ),
    **_act(
        "keeping:recall_keeping", lambda s: _own(s).pk,
        lambda s, pk: actions.recall_keeping(by=s.by, keeping_id=pk, reason="改期"),
    ),
}  # fmt: skip
CUSTODY: dict[str, Callable[[Scene], Call]] = {
    "custody.actions.places:add_place": plain(
        lambda s: actions.add_place(by=s.by, kind=PlaceKind.ROOM, name="新库房")
    ),
    **_act(
        "counting:begin_count", lambda s: make_room(s.by).pk,
        lambda s, pk: actions.begin_count(by=s.by, place_id=pk),
    ),
    **_act(
        "counting:_take_scans", _count,
        lambda s, m: counting._take_scans(by=s.by, count_id=m[0], sent=[a_scan(m[1]), a_scan("unknown")]),
    ),
    **_act("counting:end_count", _count, lambda s, m: actions.end_count(by=s.by, count_id=m[0])),
    **_act(
        "counting:settle_finding", _ended,
        lambda s, one: actions.settle_finding(by=s.by, finding_id=one.findings.get().pk, note="已找到"),
    ),
    "custody.actions.counting:sign_count": _sign,
    **KEEPING,
    "custody.actions.registers:_note_print": plain(
        lambda s: actions.print_register(by=s.by, code="totals", period=Period())
    ),
    "custody.actions.registers:export_register": plain(
        lambda s: actions.export_register(by=s.by, code="archive", period=Period(), purpose="检查")
    ),
    **_act("papers:_note_print", _ended, lambda s, one: actions.print_count(by=s.by, count_id=one.pk)),
    **_act(
        "labels:_give_codes", lambda s: make_room(s.by).pk,
        lambda s, pk: labels._give_codes(by=s.by, kind=LabelKind.PLACE, things=[pk], sheet=Sheet.LABELS),
    ),
    **_act(
        "places:add_cabinets", lambda s: make_room(s.by).pk,
        lambda s, pk: actions.add_cabinets(by=s.by, room_id=pk, cabinets=2, layers=2, boxes=3, layer_mm=850, box_mm=50),
    ),
    **_act(
        "places:change_place", lambda s: make_room(s.by).pk,
        lambda s, pk: actions.change_place(by=s.by, place_id=pk, name="改名室", capacity_mm=None),
    ),
    **_act(
        "places:move_place", _two_rooms,
        lambda s, m: actions.move_place(by=s.by, place_id=m[0].pk, parent_id=m[1].pk, reason="搬库"),
    ),
    **_act(
        "places:close_place", lambda s: make_room(s.by).pk,
        lambda s, pk: actions.close_place(by=s.by, place_id=pk, reason="退租"),
    ),
    **_act("shelving:shelve", _shelf, lambda s, m: actions.shelve(by=s.by, place_id=m[1], dossier_ids=[m[0]])),
    **_act(
        "shelving:move_contents", _full,
        lambda s, m: actions.move_contents(by=s.by, from_id=m[0], place_id=m[1], reason="调整"),
    ),
    **_act(
        "shelving:keep_apart", _item,
        lambda s, m: actions.keep_apart(by=s.by, item_id=m[0], place_id=m[1], reason="原件另存"),
    ),
    "custody.actions.shelving:rejoin": _apart,
    **_act(
        "shelving:correct_thickness", _shelved,
        lambda s, m: actions.correct_thickness(by=s.by, dossier_id=m[0], thickness_mm=31),
    ),
    **_act(
        "inspecting:inspect", lambda s: make_room(s.by).pk,
        lambda s, pk: actions.inspect(by=s.by, place_id=pk, temperature=205, humidity=50, troubles={"damp": "渗水"}),
    ),
    **_act(
        "inspecting:repair", _trouble, lambda s, pk: actions.repair(by=s.by, finding_id=pk, what="已补"),
    ),
    **_act(
        "binding:bind_dossier", lambda s: departed(s.by, s.customer).pk,
        lambda s, pk: actions.bind_dossier(by=s.by, dossier_id=pk),
    ),
    **_act(
        "binding:box_bound", _bound, lambda s, m: actions.box_bound(by=s.by, box_id=m[1], bound_ids=[m[0]]),
    ),
    **DISPOSAL,
}  # fmt: skip
