"""What a stocktake finds: scans against the history of places, also when things moved meanwhile. All pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from juanzong.custody.choices import Difference, HoldingState


@dataclass(frozen=True, slots=True)
class Spell:
    """That a thing belonged to the place with this path from one moment to another, None until now."""

    path: str
    since: dt.datetime
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Thing:
    """What the room holds or held: its state now, and where it belonged, oldest first."""

    id: int
    state: str
    spells: tuple[Spell, ...]
    out_since: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A scan: of which thing (0 for what the room does not hold), under which code, in the place with this path, when."""

    thing: int
    code: str
    path: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference. path: where it was found, "" for what is missing."""

    kind: Difference
    thing: int
    code: str
    path: str


@dataclass(frozen=True, slots=True)
class Result:
    """expected: how many things had to be there; present: how many of these were scanned; findings by kind and code."""

    expected: int
    present: int
    findings: tuple[Finding, ...]


def compare(
    scope: str, opened: dt.datetime, closed: dt.datetime, things: Iterable[Thing], seen: Sequence[Seen]
) -> Result:
    """Every difference in the place with the path `scope`, each thing at most once.

    Expected is what belonged there the whole time and is not out: what came or went while people counted is neither
    missing nor, where it was seen in a place that was its own at any moment of the count, in a wrong one.
    """
    last: dict[int, Seen] = {}
    strange: dict[str, Seen] = {}
    for one in seen:
        if one.thing:
            if one.thing not in last or last[one.thing].at <= one.at:
                last[one.thing] = one
        else:
            strange[one.code] = one
    found = [Finding(Difference.SURPLUS, 0, code, one.path) for code, one in sorted(strange.items())]
    expected = present = 0
    for thing in things:
        scan = last.get(thing.id)
        due = _had_to_be_there(scope, opened, thing)
        expected += due
        present += due and scan is not None
        kind = _difference(scope, opened, closed, thing, scan, due=due)
        if kind is not None:
            found.append(Finding(kind, thing.id, scan.code if scan else "", scan.path if scan else ""))
    return Result(expected, present, tuple(found))


def _difference(
    scope: str, opened: dt.datetime, closed: dt.datetime, thing: Thing, scan: Seen | None, *, due: bool
) -> Difference | None:
    if scan is None:
        return Difference.MISSING if due else None
    if thing.state == HoldingState.GONE:
        return Difference.DESTROYED_PRESENT
    if thing.state == HoldingState.OUT and thing.out_since is not None and thing.out_since <= scan.at:
        return Difference.LENT_PRESENT
    during = [one for one in thing.spells if one.since <= closed and (one.until is None or one.until >= opened)]
    if any(one.path.startswith(scan.path) for one in during):
        return None
    if any(one.path.startswith(scope) for one in during):
        return Difference.WRONG_PLACE
    return Difference.SURPLUS


def _had_to_be_there(scope: str, opened: dt.datetime, thing: Thing) -> bool:
    """Whether it belonged there the whole time, in whatever place of it, and is in."""
    if thing.state != HoldingState.IN or not thing.spells or thing.spells[-1].until is not None:
        return False
    began = None
    for spell in reversed(thing.spells):
        if not spell.path.startswith(scope):
            break
        began = spell.since
    return began is not None and began <= opened


def summary(findings: Iterable[str]) -> Mapping[str, int]:
    """How many of each kind, in the order of the kinds."""
    listed = list(findings)
    return {kind.value: listed.count(kind.value) for kind in Difference if kind.value in listed}
