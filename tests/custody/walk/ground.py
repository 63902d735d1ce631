"""What every walk begins with: a company that lends, its rooms, and dossiers on their way into them. Made once for a run."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from juanzong.custody import actions
from juanzong.custody.models import Place
from juanzong.dossiers import actions as dossiers
from juanzong.dossiers import reads
from juanzong.dossiers.models import Dossier, Item
from juanzong.kit import clock
from juanzong.ledger.choices import SYSTEM
from juanzong.ledger.models import Entry
from juanzong.organisation.viewer import Viewer, viewer_of
from juanzong.policies.actions import adopt
from tests.custody.helpers import label_of, make_layers
from tests.custody.walk.model import Paper
from tests.dossiers.helpers import a_pdf, a_picture, check_all, draft, open_dossier, upload
from tests.factories import make_customer, make_department, make_staff, make_viewer

SHEETS = (10, 1)
"""Of the two papers in each dossier."""
PAPERS = 6
LONG_AGO = dt.datetime(2015, 1, 5, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Ground:
    """The people, the places with their labels, and the dossiers as the notebook has them at the start.

    spots: where papers can stand, with the room of each; items: of each dossier, the second one can be kept apart.
    """

    keeper: Viewer
    second: Viewer
    checker: Viewer
    general: Viewer
    boss: Viewer
    askers: tuple[Viewer, ...]
    witnesses: tuple[Viewer, ...]
    rooms: tuple[int, ...]
    spots: dict[int, int]
    labels: dict[int, str]
    papers: tuple[Paper, ...]
    items: dict[int, tuple[int, ...]]
    series: str
    began: int
    pictures: tuple[bytes, ...] = field(default_factory=lambda: tuple(a_picture(12 * n) for n in range(20)))


def make_ground() -> Ground:
    company = make_department("公司")
    business = make_department("业务部", parent=company)
    adopt(actor=SYSTEM, pack="P03", from_date=clock.today())
    keeper, second, checker = (make_viewer("archivist", department=company) for _n in range(3))
    general = make_viewer("general_manager", department=company)
    boss = make_staff("department_manager", department=business)
    askers = tuple(make_viewer("project_manager", department=business, superior=boss) for _n in range(2))
    witnesses = tuple(make_viewer("archivist", department=company) for _n in range(2))
    layers = [*make_layers(keeper, mm=None), *make_layers(keeper, 1, boxes=2, mm=None, box_mm=None)]
    boxes = Place.objects.filter(kind="box", parent__in=layers)
    spots = {one.pk: int(one.path.split("/")[1]) for one in [*layers, *boxes]}
    rooms = tuple(dict.fromkeys(spots.values()))
    labels = {pk: label_of(keeper, Place.objects.get(pk=pk)) for pk in [*spots, *rooms]}
    made = [_verified(keeper, checker) for _n in range(PAPERS)]
    Dossier.objects.filter(pk__in=made).update(department=business)
    began = Entry.objects.order_by("-pk").values_list("pk", flat=True)[0]
    papers = _begun([Paper(pk) for pk in made], keeper, next(iter(spots)))
    one = Dossier.objects.get(pk=made[0])
    items = {pk: tuple(Item.objects.filter(dossier=pk).order_by("pk").values_list("pk", flat=True)) for pk in made}
    return Ground(
        keeper, second, checker, general, viewer_of(boss), askers, witnesses, rooms, spots, labels, papers, items,
        reads.kind_of(one).number.key(department=business.pk, year=clock.today().year), began,
    )  # fmt: skip


def _begun(papers: list[Paper], keeper: Viewer, spot: int) -> tuple[Paper, ...]:
    """The first still waits to be accepted; of the others one is in no place yet, two are in use, two are long closed."""
    for n, one in enumerate(papers[1:], 1):
        dossiers.accept_dossier(by=keeper, dossier_id=one.pk)
        one.state, one.number = "in_force", n
    for one in papers[2:]:
        actions.shelve(by=keeper, place_id=spot, dossier_ids=[one.pk])
        one.home, one.shelved = spot, True
    for one in papers[4:]:
        dossiers.close_dossier(by=keeper, dossier_id=one.pk, reason="结清")
        one.state, one.old = "closed", True
    Dossier.objects.filter(state="closed").update(closed_at=LONG_AGO)
    return tuple(papers)


def _verified(keeper: Viewer, checker: Viewer) -> int:
    one = open_dossier(keeper, "customer", customer=make_customer(keeper))
    for n, (code, sheets) in enumerate(zip(("registration", "notice_consent"), SHEETS, strict=True)):
        dossiers.add_item(
            by=keeper, dossier_id=one.pk, upload=upload(a_pdf(tone=n), "登记表.pdf"),
            draft=draft(code, section="basic", title="登记表", sheets=sheets, medium="both"),
        )  # fmt: skip
    dossiers.submit_for_verification(by=keeper, dossier_id=one.pk)
    check_all(checker, one)
    dossiers.verify_dossier(by=checker, dossier_id=one.pk)
    return one.pk
