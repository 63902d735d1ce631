"""Reading stocktakes: how far they are, what they found, what is signed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count as Number
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from juanzong.casework.reads import signatures as reads_signatures
from juanzong.casework.shapes.signatures import Signed
from juanzong.casework.sockets import Content
from juanzong.custody.models import Count, CountFinding, CountScan, Holding, Stay
from juanzong.custody.reads import places
from juanzong.custody.rules import counting as rules
from juanzong.dossiers import reads as dossiers
from juanzong.kit import clock
from juanzong.kit.errors import NotFound
from juanzong.kit.refs import Ref
from juanzong.organisation.viewer import Viewer


def counts(viewer: Viewer) -> QuerySet[Count]:
    """The stocktakes, newest first, for whoever may see the archive room."""
    rows = Count.objects.select_related("place").order_by("-opened_at", "-pk")
    return rows if viewer.may(places.VIEW) else rows.none()


def count(viewer: Viewer, count_id: int) -> Count:
    """One stocktake; NotFound for whoever may not know of it. One SQL statement."""
    one = counts(viewer).filter(pk=count_id).first()
    if one is None:
        raise NotFound(_("没有这次盘点，或您无权查看。"), clause="P00-1.6")
    return one


@dataclass(frozen=True, slots=True)
class Line:
    """A difference as the page shows it; name "" where the viewer may not see the dossier."""

    row: CountFinding
    name: str
    number: str
    dossier: int


@dataclass(frozen=True, slots=True)
class CountPage:
    """Everything the page of a stocktake shows. expected, scanned: as they are now while it is open."""

    count: Count
    expected: int
    scanned: int
    findings: tuple[Line, ...]
    recent: tuple[tuple[str, str, str], ...]

    @property
    def left(self) -> int:
        return sum(line.row.settled_at is None for line in self.findings)


def count_page(viewer: Viewer, count_id: int) -> CountPage:
    """Six SQL statements at most."""
    one = count(viewer, count_id)
    seen = CountScan.objects.filter(count=one)
    held = Holding.objects.filter(place__path__startswith=one.place.path, certificate=None, state="in")
    last = seen.select_related("place", "holding__item").order_by("-at", "-pk")[:12]
    rows = list(
        CountFinding.objects.filter(count=one).select_related("holding__item").order_by("kind", "belongs", "code", "pk")
    )
    known = _known(viewer, [row.dossier_id for row in rows] + [row.dossier_id for row in last])
    expected = held.count() if one.state == "open" else one.expected
    return CountPage(
        one, expected, _number(seen),
        tuple(Line(row, *_called(row, known), row.dossier_id or 0) for row in rows),
        tuple((_named(row, known), row.place.name, row.mark) for row in last),
    )  # fmt: skip


def _known(viewer: Viewer, ids: Sequence[int | None]) -> dict[int, tuple[str, str]]:
    rows = dossiers.visible(viewer).filter(pk__in=[pk for pk in ids if pk])
    return {pk: (title, number) for pk, title, number in rows.values_list("pk", "title", "number")}


def _called(row: CountFinding | CountScan, known: dict[int, tuple[str, str]]) -> tuple[str, str]:
    """Title and number of what a row is about, that of the document where it is kept apart; "" for what may not be seen."""
    title, number = known.get(row.dossier_id or 0, ("", ""))
    item = row.holding.item if row.holding else None
    return (item.title if item and title else title), number


def _named(row: CountScan, known: dict[int, tuple[str, str]]) -> str:
    if row.dossier_id in known:
        title, number = _called(row, known)
        return f"{number} {title}".strip()
    return _("不认识的码 %(code)s") % {"code": row.code}


def scan_names(viewer: Viewer, count_id: int, marks: Sequence[str]) -> dict[str, str]:
    """What each kept scan was, by its mark. Two SQL statements."""
    rows = list(CountScan.objects.select_related("holding__item").filter(count=count_id, mark__in=marks))
    known = _known(viewer, [row.dossier_id for row in rows])
    return {row.mark: _named(row, known) for row in rows}


def scanned(viewer: Viewer, count_id: int, marks: Sequence[str]) -> tuple[int, list[str]]:
    """How many things were scanned so far, and which of these scans were of a code that is nobody's. Three statements."""
    seen = CountScan.objects.filter(count=count(viewer, count_id))
    strange = seen.filter(mark__in=marks, holding=None, dossier=None).values_list("mark", flat=True)
    return _number(seen), list(strange)


def _number(seen: QuerySet[CountScan]) -> int:
    """How many different things scans are of."""
    found = seen.aggregate(
        n=Number("holding", distinct=True), strange=Number("code", filter=Q(holding=None), distinct=True)
    )
    return int(found["n"] + found["strange"])


# The comparison


@dataclass(frozen=True, slots=True)
class Compared:
    """The differences with the words for them. addresses: by path; belongs: where each thing belongs now; dossiers: by
    thing, or by code for a dossier that was never shelved."""

    result: rules.Result
    addresses: dict[str, str]
    belongs: dict[int, str]
    dossiers: dict[int | str, int]


def compared(one: Count) -> Compared:
    """The differences of a stocktake that the caller has locked. Three SQL statements, however much there is."""
    scans = list(CountScan.objects.filter(count=one).select_related("place").order_by("at", "pk"))
    scanned = {row.holding_id for row in scans if row.holding_id}
    inside = Stay.objects.filter(place__path__startswith=one.place.path).values("holding")
    rows = Holding.objects.filter(Q(pk__in=inside, certificate=None) | Q(pk__in=scanned))
    about = list(rows.select_related("place", "item"))
    spells: dict[int, list[rules.Spell]] = {}
    stays = Stay.objects.filter(holding__in=rows.order_by().values("pk")).order_by("since", "pk")
    for holding, path, since, until in stays.values_list("holding", "place__path", "since", "until"):
        spells.setdefault(holding, []).append(rules.Spell(path, since, until))
    result = rules.compare(
        one.place.path, one.opened_at, one.closed_at or clock.now(),
        [rules.Thing(thing.pk, thing.state, tuple(spells.get(thing.pk, ())), thing.out_since) for thing in about],
        [rules.Seen(row.holding_id or 0, row.code, row.place.path, row.at) for row in scans],
    )  # fmt: skip
    dossier_of: dict[int | str, int] = {thing.pk: pk for thing in about if (pk := _dossier(thing))}
    dossier_of |= {row.code: row.dossier_id for row in scans if row.dossier_id and not row.holding_id}
    return Compared(
        result,
        {row.place.path: row.place.address for row in scans},
        {thing.pk: thing.place.address for thing in about if thing.place},
        dossier_of,
    )


def _dossier(thing: Holding) -> int:
    """The id of the dossier that a thing is, or that it belongs to."""
    return thing.dossier_id or (thing.item.dossier_id if thing.item else 0)


# Signing


def content(viewer: Viewer, count_id: int) -> Content:
    """What two people sign: the place, when, how many, and every difference."""
    one = count(viewer, count_id)
    rows = list(CountFinding.objects.filter(count=one).order_by("kind", "belongs", "code", "pk"))
    exact: dict[str, Any] = {
        "stocktake": one.pk, "place": one.place_id, "opened": one.opened_at.isoformat(),
        "closed": one.closed_at.isoformat() if one.closed_at else "", "expected": one.expected, "present": one.present,
        "findings": [[row.kind, row.holding_id or 0, row.code, row.belongs, row.found_at] for row in rows],
    }  # fmt: skip
    opened = clock.local(one.opened_at)
    kinds = rules.summary(row.kind for row in rows)
    lines = (
        (_("库位"), one.place.address),
        (_("开始"), f"{opened:%Y-%m-%d %H:%M}"),
        (_("应有"), str(one.expected)),
        (_("实有"), str(one.present)),
        *((str(CountFinding(kind=kind).get_kind_display()), str(number)) for kind, number in kinds.items()),
    )
    return Content(_("盘点结果"), lines, json.dumps(exact, ensure_ascii=True, sort_keys=True).encode())


def signatures(viewer: Viewer, count_id: int) -> list[Signed]:
    """The signatures on a stocktake, oldest first."""
    return reads_signatures.signatures_of(viewer, Ref("stocktake", count_id))


def labels(viewer: Viewer, ids: Sequence[int]) -> dict[int, str]:
    """Stocktakes in words. One SQL statement."""
    rows = counts(viewer).filter(pk__in=list(ids))
    return {one.pk: f"{one.place.address} {clock.day_of(one.opened_at)}" for one in rows}
