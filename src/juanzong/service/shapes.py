"""What service hands out and takes in, as frozen data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from juanzong.casework.shapes.obligations import Owed
from juanzong.service.choices import Principle, VisitMode, VisitOutcome, VisitPurpose


@dataclass(frozen=True, slots=True)
class VisitDraft:
    """A visit as somebody writes it up. duty: the planned one that it was, "" for one in between."""

    on_day: dt.date
    mode: str
    minutes: int
    purpose: str
    outcome: str
    said: str
    duty: str = ""


@dataclass(frozen=True, slots=True)
class PurchaseDraft:
    """Something a customer bought."""

    product: str
    quantity: int
    amount: Decimal
    bought_on: dt.date


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit as a page shows it."""

    id: int
    customer_id: int
    customer: str
    staff_id: int
    staff: str
    on_day: dt.date
    mode: VisitMode
    minutes: int
    purpose: VisitPurpose
    outcome: VisitOutcome
    duty: str
    said: str


@dataclass(frozen=True, slots=True)
class Kept:
    """One of the customers a person answers for, as their working list shows it (P09-1.9).

    planned: open visits, the nearest first. last: the day of the last visit that took place.
    """

    id: int
    name: str
    region: str
    buyer: bool
    since: dt.datetime | None
    planned: Sequence[Owed]
    last: dt.date | None

    @property
    def next(self) -> Owed | None:
        return self.planned[0] if self.planned else None


@dataclass(frozen=True, slots=True)
class Unassigned:
    """A form that waits for distribution, with what the principles propose (P09-1.7). staff: 0 for the manager."""

    record: int
    customer_id: int
    customer: str
    form: str
    collector_id: int
    collector: str
    area: str
    came_on: dt.date
    staff: int
    principle: Principle


@dataclass(frozen=True, slots=True)
class Load:
    """A representative with what speaks for giving them more or less."""

    staff: int
    name: str
    areas: Sequence[str]
    newcomer: bool
    since: dt.date
    load: int
    sales: int
    kept: int | None
    proposed: int


@dataclass(frozen=True, slots=True)
class Board:
    """The distribution board."""

    waiting: Sequence[Unassigned]
    loads: Sequence[Load]


@dataclass(frozen=True, slots=True)
class DayOf:
    """The planned visits of one representative on one day. missed: due by then and not done."""

    staff: int
    name: str
    planned: Sequence[Owed]
    done: Sequence[Owed]
    missed: Sequence[Owed]
    visits: Sequence[VisitRow]
    guidance: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Issue:
    """Something open that a meeting should talk about. source: what kind of thing it is."""

    source: str
    text: str
