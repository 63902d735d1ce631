"""Reading safes: what is in each, what every day left in it, and how it was counted."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from juanzong.casework.reads import signatures as reads_signatures
from juanzong.casework.shapes.signatures import Signed
from juanzong.casework.sockets import Content
from juanzong.custody.choices import HoldingState, LabelKind, PlaceKind
from juanzong.custody.choices_safe import Occasion, SafeCountState, SafeDifference
from juanzong.custody.models import Holding, Label, Place, SafeCount, SafeEntry, SafeFinding
from juanzong.custody.reads import certificates as register
from juanzong.custody.reads.finding import label_key
from juanzong.custody.rules import codes
from juanzong.custody.rules import safe as rules
from juanzong.kit import clock
from juanzong.kit.errors import Invalid, NotFound
from juanzong.kit.refs import Ref
from juanzong.organisation.viewer import Viewer

VIEW = register.VIEW
COUNT = "custody.count_safe"
SAFE = "P03-5.4"
SHOWN_DAYS = 30


def ref(count_id: int) -> Ref:
    return Ref("safe_count", count_id)


def _safes(viewer: Viewer) -> QuerySet[Place]:
    rows = Place.objects.filter(kind=PlaceKind.SAFE)
    return rows if viewer.everything or viewer.may(VIEW) else rows.none()


def safe(viewer: Viewer, place_id: int) -> Place:
    """One safe; NotFound for whoever may not know of it. One SQL statement."""
    found = _safes(viewer).filter(pk=place_id).first()
    if found is None:
        raise NotFound(_("没有这个保险柜，或您无权查看。"), clause="P00-1.6")
    return found


def safe_called(viewer: Viewer, text: str) -> Place:
    """The place whose label was scanned, or the safe of this name. Two SQL statements at most."""
    shown = text.strip()[:60]
    if not shown:
        fault = _("请扫描保险柜的标签。")
        raise Invalid(fault, fields={"safe": fault}, clause=SAFE)
    read, place = codes.read(text[:400], label_key()), None
    if read.code and read.code[0] == LabelKind.PLACE:
        label = Label.objects.filter(kind=LabelKind.PLACE, serial=read.code[1]).first()
        place = Place.objects.filter(pk=label.thing).first() if label else None
    elif not read.code:
        place = _safes(viewer).filter(Q(name=shown) | Q(address=shown), closed_on=None).first()
    if place is None:
        fault = _("没有找到保险柜“%(name)s”。") % {"name": shown}
        raise Invalid(fault, fields={"safe": fault}, clause=SAFE, todo=_("请扫描保险柜上的标签，或输入它的名称。"))
    return place


# What is in them


@dataclass(frozen=True, slots=True)
class Line:
    """A safe in the list. today: its day so far; counted_on: the day of its last count that agreed or not."""

    place: Place
    inside: int
    out: int
    today: rules.Day
    last: SafeCount | None


def safes(viewer: Viewer) -> list[Line]:
    """Every safe in use. Four SQL statements for any number."""
    found = list(_safes(viewer).filter(closed_on=None).order_by("address"))
    ids, today = [one.pk for one in found], clock.today()
    held: dict[tuple[int, str], int] = {}
    rows = Holding.objects.filter(place__in=ids, certificate__isnull=False).values_list("place", "state")
    for at, state, number in rows.annotate(n=Count("pk")).order_by():
        held[at, state] = number
    sums = _sums(ids, today)
    counts: dict[int, SafeCount] = {}
    for one in SafeCount.objects.filter(place__in=ids, day__gte=today - dt.timedelta(days=SHOWN_DAYS)).order_by(
        "day", "pk"
    ):
        counts[one.place_id] = one
    return [
        Line(
            one, held.get((one.pk, HoldingState.IN), 0), held.get((one.pk, HoldingState.OUT), 0),
            rules.Day(today, *sums.get(one.pk, (0, 0, 0))), counts.get(one.pk),
        )
        for one in found
    ]  # fmt: skip


def _sums(ids: Sequence[int], day: dt.date) -> dict[int, tuple[int, int, int]]:
    """Opening, in and out of a day for each safe, from the lines of the ledger. One SQL statement."""
    rows = SafeEntry.objects.filter(place__in=ids, day__lte=day).values_list("place").order_by()
    found = rows.annotate(
        before=Sum("change", filter=Q(day__lt=day)), into=Count("pk", filter=Q(day=day, change=1)),
        out=Count("pk", filter=Q(day=day, change=-1)),
    )  # fmt: skip
    return {at: (before or 0, into, out) for at, before, into, out in found}


def inside(place_id: int) -> int:
    """How many certificates are in a safe now, by the table of holdings. One SQL statement."""
    return Holding.objects.filter(place=place_id, certificate__isnull=False, state=HoldingState.IN).count()


@dataclass(frozen=True, slots=True)
class SafePage:
    """A safe with its last days. days: newest first; agrees: whether the balance of the lines is what the table holds."""

    place: Place
    days: tuple[tuple[rules.Day, SafeCount | None], ...]
    inside: int
    out: int
    open: SafeCount | None

    @property
    def today(self) -> rules.Day:
        return self.days[0][0]

    @property
    def agrees(self) -> bool:
        return self.today.closing == self.inside


def safe_page(viewer: Viewer, place_id: int) -> SafePage:
    """A safe with the balance of its last days. Six SQL statements, however much there is."""
    place, today = safe(viewer, place_id), clock.today()
    since = today - dt.timedelta(days=SHOWN_DAYS)
    rows = SafeEntry.objects.filter(place=place)
    opening = rows.filter(day__lt=since).aggregate(n=Sum("change"))["n"] or 0
    recent = Q(day__gte=since) | Q(state=SafeCountState.OPEN)
    counts = list(SafeCount.objects.filter(recent, place=place).order_by("day", "pk"))
    counted = ((one.day, 0) for one in counts if one.day >= since)
    moved = [*rows.filter(day__gte=since).values_list("day", "change"), *counted]
    days, by_day = rules.days(opening, moved, until=today), {one.day: one for one in counts}
    held = Holding.objects.filter(place=place, certificate__isnull=False)
    return SafePage(
        place, tuple((one, by_day.get(one.day)) for one in reversed(days)), held.filter(state=HoldingState.IN).count(),
        held.filter(state=HoldingState.OUT).count(), next((one for one in counts if one.state == SafeCountState.OPEN), None),
    )  # fmt: skip


# Counts


def counts(viewer: Viewer) -> QuerySet[SafeCount]:
    rows = SafeCount.objects.select_related("place").order_by("-day", "-pk")
    return rows if viewer.everything or viewer.may(VIEW) else rows.none()


def count(viewer: Viewer, count_id: int) -> SafeCount:
    """One count; NotFound for whoever may not know of it. One SQL statement."""
    one = counts(viewer).filter(pk=count_id).first()
    if one is None:
        raise NotFound(_("没有这次清点，或您无权查看。"), clause="P00-1.6")
    return one


def labels(viewer: Viewer, ids: Iterable[int]) -> dict[int, str]:
    """Counts in words. One SQL statement."""
    rows = counts(viewer).filter(pk__in=list(ids))
    return {one.pk: f"{one.place.name} {one.day.isoformat()} {Occasion(one.occasion).label}" for one in rows}


@dataclass(frozen=True, slots=True)
class Found:
    """A difference in words."""

    kind: str
    words: str
    certificate: int


def findings(viewer: Viewer, one: SafeCount) -> list[Found]:
    """The differences of a count that a scoped read gave. Two SQL statements, one more with differences."""
    rows = list(SafeFinding.objects.filter(count=one).order_by("kind", "certificate_id", "pk"))
    names = register.labels(viewer, [row.certificate_id for row in rows if row.certificate_id]) if rows else {}
    return [
        Found(
            str(SafeDifference(row.kind).label),
            names.get(row.certificate_id or 0, "") or row.text or "—",
            row.certificate_id or 0,
        )
        for row in rows
    ]


def content(viewer: Viewer, count_id: int) -> Content:
    """What the two counters sign."""
    one = count(viewer, count_id)
    rows = list(SafeFinding.objects.filter(count=one).order_by("kind", "certificate_id", "text", "pk"))
    tallies = list(one.tallies.order_by("at", "pk").values_list("staff", "staff_name"))
    exact = {
        "count": one.pk, "safe": one.place_id, "day": one.day.isoformat(), "occasion": one.occasion,
        "expected": one.expected, "found": one.found, "counters": [staff for staff, _name in tallies],
        "findings": [[row.kind, row.certificate_id or 0, row.text] for row in rows],
    }  # fmt: skip
    lines = (
        (_("保险柜"), one.place.address),
        (_("日期"), one.day.isoformat()),
        (_("清点"), str(Occasion(one.occasion).label)),
        (_("账面"), _("%(n)s 件") % {"n": one.expected}),
        (_("实点"), _("%(n)s 件") % {"n": one.found}),
        (_("差异"), _("%(n)s 条") % {"n": len(rows)}),
        (_("清点人"), _("、").join(name for _staff, name in tallies)),
    )
    return Content(str(_("保险柜清点表")), lines, json.dumps(exact, ensure_ascii=True, sort_keys=True).encode())


def signatures(viewer: Viewer, count_id: int) -> list[Signed]:
    """The signatures on a count, oldest first."""
    return reads_signatures.signatures_of(viewer, ref(count_id))


def day_of(place_id: int, day: dt.date) -> rules.Day:
    """The balance of one day of a safe that a scoped read gave. One SQL statement."""
    return rules.Day(day, *_sums([place_id], day).get(place_id, (0, 0, 0)))
