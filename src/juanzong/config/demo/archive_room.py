"""The demo's archive room: cabinets, dossiers put on the shelf as they are accepted, rounds, a stocktake."""

# untranslated module: invented words of a Chinese company
from __future__ import annotations

from random import Random

from juanzong.casework.reads import signatures
from juanzong.config.demo.company import House
from juanzong.config.demo.days import Days, History
from juanzong.custody import actions
from juanzong.custody.actions.counting import Sent
from juanzong.custody.choices import Difference, PlaceKind
from juanzong.custody.reads import places as reads
from juanzong.dossiers import reads as dossiers
from juanzong.kit import clock
from juanzong.kit.refs import Ref
from juanzong.organisation.choices import Proof, ProofWay
from juanzong.organisation.viewer import Viewer

ROUNDS = 24
SHELVINGS = 12


def plan(rng: Random, house: House, days: Days, history: History) -> None:
    """Rooms at the beginning, then a round twice a month, shelving every month, and a stocktake not long ago."""
    keeper = house.holding("archivist")[0].viewer
    second = house.holding("general_manager")[0].viewer
    history.add(days.between(0, 0.01), lambda: _rooms(keeper))
    rounds(rng, keeper, days, history)
    for n in range(SHELVINGS):
        history.add(days.between((n + 0.9) / SHELVINGS, (n + 0.99) / SHELVINGS), lambda: _shelve(keeper))
    history.add(days.between(0.955, 0.965), lambda: _count(keeper, second))


def rounds(rng: Random, keeper: Viewer, days: Days, history: History) -> None:
    """A round of every room twice a month."""
    for n in range(ROUNDS):
        at = days.between((n + 0.3) / ROUNDS, (n + 0.6) / ROUNDS)
        history.add(at, lambda n=n: _round(rng, keeper, n))  # type: ignore[misc]


def _rooms(keeper: Viewer) -> None:
    first = actions.add_place(by=keeper, kind=PlaceKind.ROOM, name="一室")
    actions.add_cabinets(by=keeper, room_id=first.pk, cabinets=6, layers=6, layer_mm=850)
    second = actions.add_place(by=keeper, kind=PlaceKind.ROOM, name="二室")
    actions.add_cabinets(by=keeper, room_id=second.pk, cabinets=2, layers=5, boxes=10, layer_mm=850, box_mm=60)
    actions.add_place(by=keeper, kind=PlaceKind.SAFE, name="保险柜 1", parent_id=first.pk)
    for room in (first, second):
        actions.print_place_labels(by=keeper, place_id=room.pk, base="http://127.0.0.1:8000/")


def _shelve(keeper: Viewer) -> None:
    """Everything that has a number and no place yet goes to the first layer with room, in order of its number."""
    held = reads.things(keeper).filter(dossier__isnull=False).values("dossier")
    waiting = dossiers.visible(keeper).exclude(number="").exclude(pk__in=held).order_by("accepted_at", "pk")
    ids = list(waiting.values_list("pk", flat=True))
    rooms = {place.name: place for place in reads.places(keeper).filter(kind=PlaceKind.ROOM)}
    layers = reads.places(keeper).filter(kind=PlaceKind.LAYER, path__startswith=rooms["一室"].path)
    for layer in layers.order_by("parent__rank", "rank"):
        used = reads.things(keeper).filter(place=layer).count()
        room = max(0, 24 - used)
        some, ids = ids[:room], ids[room:]
        if some:
            actions.shelve(by=keeper, place_id=layer.pk, dossier_ids=some)


def _round(rng: Random, keeper: Viewer, n: int) -> None:
    for place in reads.places(keeper).filter(kind=PlaceKind.ROOM).order_by("name"):
        summer = abs((n % 24) - 12) < 5
        trouble = {"damp": "北墙根有水渍"} if summer and place.name == "二室" and n % 3 == 0 else {}
        made = actions.inspect(
            by=keeper, place_id=place.pk, temperature=195 + 35 * summer + rng.randrange(-15, 20),
            humidity=50 + 9 * summer + rng.randrange(-4, 6), troubles=trouble,
        )  # fmt: skip
        if trouble and n < ROUNDS - 6:
            actions.repair(by=keeper, finding_id=made.findings.get().pk, what="已找物业修补外墙防水，加放除湿机")


def _count(keeper: Viewer, second: Viewer) -> None:
    """One cabinet is counted: a dossier is missing, found again, and two people sign."""
    cabinet = reads.places(keeper).filter(kind=PlaceKind.CABINET, name="1柜", parent__name="一室").get()
    numbers = list(
        reads.things(keeper).filter(place__path__startswith=cabinet.path).values_list("dossier__number", flat=True)
    )
    if len(numbers) < 3:
        return
    one = actions.begin_count(by=keeper, place_id=cabinet.pk)
    sent = [Sent(f"demo-{number}", number, "", clock.now()) for number in numbers[1:]]
    for at in range(0, len(sent), 200):
        actions.take_scans(by=keeper, count_id=one.pk, sent=sent[at : at + 200])
    actions.end_count(by=keeper, count_id=one.pk)
    for row in one.findings.all():
        lent = row.kind == Difference.LENT_PRESENT
        note = "借阅人已先行放回，通知其补办归还" if lent else "在项目经理处找到，已归位"
        actions.settle_finding(by=keeper, finding_id=row.pk, note=note)
    for person in (keeper, second):
        digest = signatures.content_of(person, Ref("stocktake", one.pk)).digest
        proof = Proof(person.staff_id, ProofWay.DEMO, clock.now())
        actions.sign_count(by=person, count_id=one.pk, digest=digest, proof=proof)
