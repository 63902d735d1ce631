"""Who stands in for whom, and which deputy is in charge of which department."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from juanzong.kit import clock
from juanzong.organisation import reads
from juanzong.organisation.chart import DEPUTY, Chart, chart
from juanzong.organisation.choices import AwayReason
from juanzong.organisation.models import Charge, StandIn
from juanzong.organisation.viewer import Viewer

MANAGE = "organisation.manage"
KEPT_IN_SIGHT = dt.timedelta(days=90)
"""Arrangements that ended longer ago are in the ledger alone."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Somebody stands in for a person. state: "now", "coming" or "over". may_end: whether the viewer may end it."""

    id: int
    away_id: int
    away: str
    stand_in_id: int
    stand_in: str
    from_date: dt.date
    until_date: dt.date
    reason: Any
    state: str
    may_end: bool


def people_below(found: Chart, staff: int) -> set[int]:
    """Everybody who has this person above them."""
    return {one for one in found.by_staff if staff in found.above(one)}


def arrangements(viewer: Viewer) -> list[Arrangement]:
    """Those of the viewer, of the people below them, and those in which they stand in; all for whoever manages the
    organisation. Six SQL statements at most."""
    found = chart()
    below = people_below(found, viewer.staff_id)
    rows = StandIn.objects.filter(until_date__gte=clock.today() - KEPT_IN_SIGHT)
    if not viewer.may(MANAGE):
        own = {viewer.staff_id, *below}
        rows = rows.filter(Q(away__in=own) | Q(stand_in=viewer.staff_id))
    listed = []
    for one in rows.select_related("away", "stand_in"):
        state = _state(one)
        mine = viewer.staff_id in (one.away_id, one.stand_in_id) or one.away_id in below or viewer.may(MANAGE)
        listed.append(
            Arrangement(
                one.pk, one.away_id, one.away.name, one.stand_in_id, one.stand_in.name, one.from_date, one.until_date,
                AwayReason(one.reason).label, state, mine and state != "over",
            )
        )  # fmt: skip
    return sorted(listed, key=lambda one: ("now", "coming", "over").index(one.state))


def _state(one: StandIn) -> str:
    today = clock.today()
    if one.ended_at is not None or one.until_date < today:
        return "over"
    return "coming" if one.from_date > today else "now"


def stands_in_for(staff: int, *, limit: int = 50) -> list[tuple[int, str, dt.date]]:
    """For whom somebody stands in, now and later: id of the arrangement, name, last day. One SQL statement."""
    rows = _stands_in(staff).order_by("until_date", "id")
    return list(rows.values_list("id", "away__name", "until_date")[:limit])


def stand_in_count(staff: int) -> int:
    """For how many. One SQL statement."""
    return _stands_in(staff).count()


def _stands_in(staff: int) -> QuerySet[StandIn]:
    return StandIn.objects.filter(stand_in=staff, until_date__gte=clock.today(), ended_at__isnull=True)


def may_be_away(viewer: Viewer) -> list[tuple[int, str]]:
    """For whom the viewer may arrange a stand-in: themselves first, then their people; with the right, everybody who is
    here. Five SQL statements."""
    found = chart()
    below = set(found.by_staff) if viewer.may(MANAGE) else people_below(found, viewer.staff_id)
    known = reads.staff_choices(viewer)
    return [one for one in known if one[0] == viewer.staff_id] + [
        one for one in known if one[0] in below and one[0] != viewer.staff_id
    ]


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """A deputy in charge of a department. holds: today. may_end: whether it has a last day to be set still."""

    id: int
    deputy_id: int
    deputy: str
    from_date: dt.date
    until_date: dt.date | None
    holds: bool
    may_end: bool


def charges_of(viewer: Viewer, department: int) -> list[ChargeRow]:
    """Who is, was and will be in charge of a department, newest first. One SQL statement."""
    today = clock.today()
    return [
        ChargeRow(
            one.pk, one.deputy_id, one.deputy.name, one.from_date, one.until_date,
            one.from_date <= today and (one.until_date is None or today <= one.until_date),
            one.until_date is None or one.until_date > today,
        )
        for one in Charge.objects.filter(department=department).select_related("deputy")
    ]  # fmt: skip


def in_charge_of(viewer: Viewer, department: int) -> list[tuple[int, str]]:
    """Who decides today where a clause says "the deputy in charge" of this department, however that came about: deputies
    put in charge, else appointed there, else the general manager. Five SQL statements."""
    people = chart().in_charge(department)
    known = reads.names(people)
    return [(one, known[one]) for one in people if one in known]


def deputies(viewer: Viewer) -> list[tuple[int, str]]:
    """Who may be put in charge: the deputy general managers of today. One SQL statement."""
    return list({one.staff_id: one.staff_name for one in reads.holders(viewer, DEPUTY)}.items())
