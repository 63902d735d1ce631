"""The second demo company: an office tower of twelve floors, one dossier for each unit's tenant, kept by floor.

Tenants move in, some leave: their papers are bound, boxed by floor once a year, and the unit's next tenant begins a
dossier of its own. Papers are read in the office and come back the same day.
"""

# untranslated module: invented words of a Chinese company
from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from random import Random

from juanzong.config.demo import archive_room, lending, pictures, routine
from juanzong.config.demo.company import Firm, House, Person, found
from juanzong.config.demo.customers import Book, Inventor, Known, Register, source
from juanzong.config.demo.days import Days, History
from juanzong.custody import actions as custody
from juanzong.custody.choices import PlaceKind
from juanzong.custody.reads import binding
from juanzong.dossiers import actions
from juanzong.dossiers.actions import many
from juanzong.dossiers.content import Upload
from juanzong.dossiers.drafts import ItemDraft
from juanzong.dossiers.rules_units import Unit
from juanzong.kit import clock
from juanzong.organisation.viewer import system
from juanzong.policies import reads as policies
from juanzong.policies.choices import Copy

FLOORS, UNITS = 12, 8
VACANT = 0.08
LEAVING = 0.2
_READINGS = 30
_PEOPLE = """
yunfangze 云方泽 00 general_manager - 2013
lutinglan 陆汀兰 01 department_manager yunfangze 2014
baihanzhi 柏函之 01 administrator lutinglan 2017
jiangyiwei 蒋亦薇 01 archivist lutinglan 2016
songmingtang 宋明堂 02 service_department_manager yunfangze 2014
qianshuyi 钱书漪 02 service_supervisor songmingtang 2016
heruozhou 何若舟 02 service_supervisor songmingtang 2018
taoyanqiu 陶砚秋 02 customer_service songmingtang 2020
renzixu 任子虚 02 customer_service songmingtang 2022
xiaqingyan 夏青砚 02 customer_service songmingtang 2023
gezhongyue 葛钟岳 03 department_manager yunfangze 2015
minruochu 闵若初 04 finance yunfangze 2017
yanhuaiyu 颜怀瑜 05 auditor yunfangze 2019
"""
FIRM = Firm(
    "杭州云阙大厦物业服务中心",
    "YQ",
    ("P00", "P06"),
    {
        "company_word": "云",
        "company_address": "杭州市上城区栖云路 88 号云阙大厦 1 楼",
        "privacy_contact": "0571-88000026（客务部）",
    },
    (("01", "综合部"), ("02", "客务部"), ("03", "工程部"), ("04", "财务部"), ("05", "审计部")),
    _PEOPLE,
)


def load(seed: int, progress: Callable[[int, int], None], *, small: bool) -> None:
    """Everything of the tower; small: three of its floors let."""
    days, history = Days(Random(seed + 1), clock.now()), History()  # noqa: S311  play, not secrecy
    with clock.frozen(days.beginning()):
        house = found(system("演示公司"), days.first, FIRM)
    tower = _Tower(Random(seed), house, days, history)  # noqa: S311
    tower.plan(3 if small else FLOORS)
    routine.plan(Random(seed + 3), house, days, history)  # noqa: S311
    done, total = 0, len(history) * 3 // 2

    def after(_moment: dt.datetime) -> None:
        nonlocal done
        done += 1
        progress(done, total)

    history.run(after)


class _Tower:
    """Who moves in where, and what becomes of the papers."""

    def __init__(self, rng: Random, house: House, days: Days, history: History) -> None:
        self._rng, self._house, self._days, self._history = rng, house, days, history
        self._keeper = house.holding("archivist")[0]
        self._chief = house.holding("service_department_manager")[0]
        self._supervisors = house.holding("service_supervisor")
        self._inventor, self._register = Inventor(rng, house), Register(Book())
        self._layers: dict[int, int] = {}
        self._store: int | None = None

    def plan(self, floors: int) -> None:
        """Rooms, tenants floor by floor, readings, rounds, and the boxing of the year."""
        self._history.add(self._days.between(0, 0.004), self._rooms)
        for floor in range(1, floors + 1):
            for unit in range(1, UNITS + 1):
                if self._rng.random() >= VACANT:
                    self._history.add(self._days.between(0.01, 0.3), self._tenancy(floor, unit))
        archive_room.rounds(self._rng, self._keeper.viewer, self._days, self._history)
        for share in (0.62, 0.93):
            self._history.add(self._days.between(share, share + 0.005), self._box)
        counter = lending.Counter(
            self._supervisors[0], self._house.holding("customer_service"), [*self._supervisors, self._chief]
        )
        ends = [("read", self._days.between(0.3, 0.98)) for _ in range(_READINGS if floors == FLOORS else 4)]
        ends += [("refused", self._days.between(0.6, 0.9)), ("asked", self._days.between(0.997, 0.999))]
        for end, moment in ends:
            slip = lending.Slip(self._rng, counter, self._days, self._history, end, on_site=True)
            self._history.add(moment, slip.ask)

    def _rooms(self) -> None:
        """Cabinets in the office, two floors to each; boxes for those who left in the room behind."""
        by = self._supervisors[0].viewer
        office = custody.add_place(by=by, kind=PlaceKind.ROOM, name="客务部办公室")
        for first in range(1, FLOORS, 2):
            cabinet = custody.add_place(
                by=by, kind=PlaceKind.CABINET, name=f"{first}～{first + 1} 层柜", parent_id=office.pk
            )
            for floor in (first, first + 1):
                layer = custody.add_place(
                    by=by, kind=PlaceKind.LAYER, name=f"{floor} 层", parent_id=cabinet.pk, capacity_mm=900
                )
                self._layers[floor] = layer.pk
        store = custody.add_place(by=by, kind=PlaceKind.ROOM, name="离场资料库")
        custody.add_cabinets(by=by, room_id=store.pk, cabinets=1, layers=4, boxes=6, layer_mm=850, box_mm=100)
        shelf = custody.add_place(by=by, kind=PlaceKind.CABINET, name="待装箱架", parent_id=store.pk)
        self._store = custody.add_place(by=by, kind=PlaceKind.LAYER, name="1层", parent_id=shelf.pk, capacity_mm=900).pk
        for room in (office, store):
            custody.print_place_labels(by=by, place_id=room.pk, base="http://127.0.0.1:8000/")

    def _tenancy(self, floor: int, unit: int) -> Callable[[], None]:
        leaves = self._rng.random() < LEAVING
        return lambda: self._move_in(floor, unit, leaves=leaves)

    def _move_in(self, floor: int, unit: int, *, leaves: bool) -> None:
        """A tenant comes: registered, a dossier begun, and what was signed that day filed."""
        by = self._supervisors[(floor + unit) % 2]
        known = self._inventor.firm(by)
        self._register.write(by, [known], source(self._rng, by, "customer_service"))
        one = actions.open_dossier(
            by=by.viewer, customer_id=known.id, kind="unit", department_id=by.viewer.home_departments[0],
            unit=Unit(str(floor), f"{floor}{unit:02d}"),
        )  # fmt: skip
        items = many.add_items(by=by.viewer, dossier_id=one.pk, filed=self._papers(by, known))
        actions.submit_for_verification(by=by.viewer, dossier_id=one.pk)
        ids = [item.pk for item in items]
        self._then((0, 2), lambda: self._confirm(by, one.pk, ids, floor))
        if leaves:
            self._then((90, 240), lambda: self._move_out(by, one.pk, floor, unit))

    def _papers(self, by: Person, known: Known) -> list[many.Filed]:
        """All that must be there, and some of the rest."""
        found: list[many.Filed] = []
        for section in policies.dossier_kind("unit").sections:
            for wanted in section.items:
                if not wanted.required and self._rng.random() > 0.3:
                    continue
                scan = wanted.code == "licence" and self._rng.random() < 0.5
                draft = ItemDraft(
                    section=section.code, requirement=wanted.code, title=wanted.name.zh, author=by.name,
                    issued_on=clock.today() - dt.timedelta(days=self._rng.randrange(15)),
                    medium="both" if scan else "paper", sheets=self._rng.randrange(1, 9),
                    authenticity="copy" if wanted.copy is Copy.COPY else "original",
                )  # fmt: skip
                picture = io.BytesIO(pictures.licence(known)) if scan else None
                found.append((draft, Upload(f"{wanted.name.zh}.jpg", picture, ("image/jpeg", 1)) if picture else None))
        return found

    def _confirm(self, by: Person, dossier: int, items: list[int], floor: int) -> None:
        """The other supervisor compares with the originals, the manager accepts, and it goes to its floor."""
        other = next(one for one in self._supervisors if one.id != by.id)
        many.confirm_items(by=other.viewer, dossier_id=dossier, items=items)
        actions.verify_dossier(by=other.viewer, dossier_id=dossier)
        actions.accept_dossier(by=self._chief.viewer, dossier_id=dossier)
        custody.shelve(by=by.viewer, place_id=self._layers[floor], dossier_ids=[dossier])

    def _move_out(self, by: Person, dossier: int, floor: int, unit: int) -> None:
        """The tenant has left: closed and bound; after a while somebody else moves in."""
        actions.note_event(by=by.viewer, dossier_id=dossier, event="moved_out", on_day=clock.today())
        actions.close_dossier(by=self._chief.viewer, dossier_id=dossier, reason="客户退租迁出，费用已结清。")
        self._then((3, 30), lambda: self._bind(dossier))
        if self._rng.random() < 0.75:
            self._then((10, 50), lambda: self._move_in(floor, unit, leaves=False))

    def _bind(self, dossier: int) -> None:
        custody.bind_dossier(by=self._supervisors[0].viewer, dossier_id=dossier, place_id=self._store)

    def _box(self) -> None:
        """Every floor's bound volumes into the box that is proposed for them."""
        by = self._supervisors[1].viewer
        for row in binding.to_box(by):
            if row.box is not None:
                custody.box_bound(by=by, box_id=row.box.pk, bound_ids=[one.pk for one in row.volumes])

    def _then(self, days: tuple[int, int], happening: Callable[[], None]) -> None:
        self._history.add(self._days.later(clock.now(), *days), happening)
