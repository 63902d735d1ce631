"""Loading a demo company: eighteen months of invented work through the product's own acts.

Everything is one transaction, so an interrupted load leaves an empty installation behind and the next start begins
anew. Only files of the content store can be left over; a mark beside them says so, and they are removed first.
"""

# untranslated module: invented data

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from django.conf import settings
from django.db import transaction
from django.utils import translation

from juanzong.config.demo import (
    archive_room,
    audits,
    certificates,
    desk,
    leaving,
    lending,
    life,
    routine,
    tower,
    training,
    trust,
)
from juanzong.config.demo.company import BUSINESS, House, Person, found
from juanzong.config.demo.customers import AT_EVENTS, TAKEN_OVER, Book, Inventor, Known, Register, source
from juanzong.config.demo.days import Days, History
from juanzong.config.demo.dossiers import Filing, Plan
from juanzong.kit import clock
from juanzong.ledger import actions as ledger
from juanzong.organisation import reads as organisation
from juanzong.organisation.viewer import system


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything. customers: beside some 120 of the imported sheet and the registrations.
    scans: the share of items with a file."""

    customers: int
    dossiers: int
    pairs: int
    scans: float


FULL = Size(customers=1881, dossiers=600, pairs=15, scans=0.23)
SMALL = Size(customers=60, dossiers=24, pairs=2, scans=0.1)
SEED = 2026
LOANS, TOWER = COMPANIES = ("loans", "tower")
Progress = Callable[[int, int], None]


def is_empty() -> bool:
    """Whether the installation has nobody yet, so that the demo may be loaded."""
    return not organisation.has_anyone()


def load(
    size: Size = FULL, *, seed: int = SEED, company: str = LOANS, progress: Progress = lambda _done, _of: None
) -> None:
    """Load a demo company (of `COMPANIES`) into an empty installation, then seal its ledger."""
    mark = Path(settings.DATA_DIR) / "demo-loading"
    content = Path(settings.DATA_DIR) / "content"
    if mark.exists():
        shutil.rmtree(content, ignore_errors=True)
    elif not content.exists():
        mark.write_text("", "utf-8")
    with translation.override("zh-hans"), transaction.atomic():
        if company == TOWER:
            tower.load(seed, progress, small=size is SMALL)
        else:
            _Load(size, seed).run(progress)
    mark.unlink(missing_ok=True)
    ledger.seal(everything=True)


class _Load:
    def __init__(self, size: Size, seed: int) -> None:
        self._size, self._seed = size, seed
        self._rng = Random(seed)  # noqa: S311  play, not secrecy
        self._days = Days(Random(seed + 1), clock.now())  # noqa: S311
        self._history = History()
        self._book = Book()
        self._register = Register(self._book)
        self._borrowers: list[Known] = []
        self._planned = 0

    def run(self, progress: Progress) -> None:
        with clock.frozen(self._days.beginning()):
            house = found(system("演示公司"), self._days.first)
        self._house = house
        self._inventor = Inventor(self._rng, house)
        self._filing = Filing(self._rng, house, self._days, self._history)
        self._plan_customers()
        self._plan_dossiers()
        life.plan(self._rng, house, self._days, self._history, self._book, small=self._size is SMALL)
        desk.plan(
            self._rng, house, self._days, self._history, self._book, seed=self._seed + 7, small=self._size is SMALL
        )
        archive_room.plan(Random(self._seed + 11), house, self._days, self._history)  # noqa: S311
        lending.plan(Random(self._seed + 13), house, self._days, self._history, small=self._size is SMALL)  # noqa: S311
        certificates.plan(Random(self._seed + 17), house, self._days, self._history, small=self._size is SMALL)  # noqa: S311
        audits.plan(Random(self._seed + 23), house, self._days, self._history)  # noqa: S311
        training.plan(Random(self._seed + 19), house, self._days, self._history)  # noqa: S311
        routine.plan(Random(self._seed + 3), house, self._days, self._history)  # noqa: S311
        trust.plan(Random(self._seed + 29), house, self._days, self._history)  # noqa: S311
        leaving.plan(house, self._days, self._history)
        done, total = 0, len(self._history) + self._size.dossiers * 3

        def after(_moment: dt.datetime) -> None:
            nonlocal done
            done += 1
            progress(done, total)

        self._history.run(after)

    # customers

    def _plan_customers(self) -> None:
        count = self._size.customers
        for code in BUSINESS:
            managers = self._house.holding("project_manager", code)
            share = int(count * TAKEN_OVER / len(BUSINESS) / len(managers))
            for manager in managers:
                known = [self._inventor.one(manager, borrower=n % 3 == 0) for n in range(share)]
                self._planned += share
                chief = self._house.holding("department_manager", code)[0]
                moment = self._days.between(0, 0.012)
                self._history.add(moment, lambda chief=chief, known=known: self._take_over(chief, known))  # type: ignore[misc]
        events = max(1, int(count * AT_EVENTS) // 20)
        for n in range(events):
            manager = self._rng.choice(self._house.holding("project_manager"))
            known = [self._inventor.one(manager) for _ in range(min(20, int(count * AT_EVENTS)))]
            moment = self._days.between((n + 0.2) / events, (n + 0.8) / events)
            self._add(moment, manager, known, "event")
        left = count - self._size.pairs - self._planned
        pairs = self._size.pairs
        while left > 0:
            manager = self._rng.choice(self._house.holding("project_manager"))
            known = [
                self._inventor.one(manager, borrower=self._rng.random() < 0.5)
                for _ in range(min(left, self._rng.choice((1, 1, 2, 3))))
            ]
            left -= len(known)
            moment = self._days.between(0.02, 0.97)
            channel = self._rng.choice(
                (
                    "sales_activity",
                    "sales_activity",
                    "customer_service",
                    "visit",
                    "referral",
                    "web_registration",
                    "other_lawful",
                )
            )
            self._add(moment, manager, known, channel)
            if pairs and self._rng.random() < 0.3:
                pairs -= 1
                twin = self._inventor.again(known[0])
                self._add(self._days.later(moment, 5, 60), twin.manager, [twin], "customer_service")

    def _add(self, moment: dt.datetime | None, manager: Person, known: list[Known], channel: str) -> None:
        self._planned += len(known)
        by = manager
        if channel in ("customer_service", "web_registration"):
            by = self._rng.choice(self._house.holding("customer_service"))
        self._history.add(moment, lambda: self._meet(by, known, channel))

    def _take_over(self, chief: Person, known: list[Known]) -> None:
        self._register.write(
            chief, known, source(self._rng, chief, "import", reference="原信贷台账"), entry="customer.imported"
        )

    def _meet(self, by: Person, known: list[Known], channel: str) -> None:
        lending = any("bank_account" in one.draft.fields for one in known)
        if lending and channel in ("event", "other_lawful", "web_registration"):
            channel = "sales_activity"
        reference = f"业务受理单 {clock.today():%Y%m%d}{self._rng.randrange(100):02d}" if lending else ""
        self._register.write(by, known, source(self._rng, by, channel, reference=reference))

    # dossiers

    def _plan_dossiers(self) -> None:
        for n in range(self._size.dossiers):
            kind = self._rng.choices(("loan", "customer", "credit", "contract"), (42, 40, 12, 6))[0]
            end = {0: "draft", 13: "verifying", 14: "verified", 5: "closed", 10: "draft"}.get(n % 25, "in_force")
            if kind == "loan" and n % 25 in (7, 8):
                end = ("verifying", "returned")[n % 25 - 7]
            # What is not finished is recent, what is closed began long ago.
            begin, until = {"in_force": (0.015, 0.95), "closed": (0.015, 0.5)}.get(end, (0.94, 0.995))
            plan = Plan(kind, end, self._size.scans)
            self._history.add(self._days.between(begin, until), lambda plan=plan: self._begin(plan))  # type: ignore[misc]

    def _begin(self, plan: Plan) -> None:
        lending = plan.kind in ("loan", "credit")
        known = [one for one in self._book.customers if not lending or "bank_account" in one.draft.fields]
        if plan.kind == "contract":
            known = [one for one in known if one.kind == "organisation"]
        one = self._rng.choice(known)
        guarantor = self._rng.choice(self._book.customers)
        self._filing.begin(one, plan, guarantor.name if guarantor is not one else "")


__all__ = ["COMPANIES", "FULL", "LOANS", "SEED", "SMALL", "House", "Size", "is_empty", "load"]
