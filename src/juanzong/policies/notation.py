"""The three small notations of packs, from text and back: Term `3 working_days`, Who `superior_of:role:handler`,
Every `dates:01-10,07-10`. Reading raises ValueError with what would have been right."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from juanzong.policies.shapes_work import Every, EveryUnit, Term, TermUnit, Who, WhoKind

COUNTED: Final = (TermUnit.WORKING_DAYS, TermUnit.DAYS, TermUnit.WEEKS, TermUnit.MONTHS)
MOST: Final = 3660
"""No limit is longer than ten years of days."""

_COUNT = re.compile(r"([1-9][0-9]{0,3}) ([a-z_]+)\Z")
_DATE = re.compile(r"([0-9]{2})-([0-9]{2})\Z")
_CODE = re.compile(r"[a-z][a-z0-9_]*\Z")
_LEAP = 2024  # 29 February is a date, though not of every year; a fixed day that is missing falls on the 28th
_WHO = r"position:[a-z][a-z0-9_]*|role:[a-z][a-z0-9_]*|superior_of:(role:[a-z][a-z0-9_]*|starter)|starter"
_UNITS = "|".join(unit.value for unit in COUNTED)
_ALONE = "|".join(unit.value for unit in TermUnit if unit not in COUNTED)
_ROUNDS = "|".join(unit.value for unit in EveryUnit if unit is not EveryUnit.DATES)
# Each notation as a pattern, for editors; reading is the judge.
PATTERNS: Final = {
    "term": f"^([1-9][0-9]{{0,3}} ({_UNITS})|{_ALONE})$",
    "who": f"^({_WHO}|deputy_in_charge|everyone)$",
    "every": f"^({_ROUNDS}|dates:[0-9]{{2}}-[0-9]{{2}}(,[0-9]{{2}}-[0-9]{{2}})*)$",
}


def term(text: str) -> Term:
    """`3 working_days`, `1 months`, `same_day`."""
    for unit in TermUnit:
        if unit not in COUNTED and text == unit.value:
            return Term(unit)
    found = _COUNT.match(text)
    if found and found[2] in {unit.value for unit in COUNTED} and int(found[1]) <= MOST:
        return Term(TermUnit(found[2]), int(found[1]))
    raise ValueError(", ".join([*(f"N {unit.value}" for unit in COUNTED), *_uncounted()]))


def _uncounted() -> list[str]:
    return [unit.value for unit in TermUnit if unit not in COUNTED]


def who(text: str) -> Who:
    """`position:archivist`, `role:handler`, `superior_of:<who>`, `starter`, `deputy_in_charge`, `everyone`."""
    kind, _colon, rest = text.partition(":")
    if kind in (WhoKind.STARTER, WhoKind.DEPUTY_IN_CHARGE, WhoKind.EVERYONE) and not _colon:
        return Who(WhoKind(kind))
    if kind in (WhoKind.POSITION, WhoKind.ROLE) and _CODE.match(rest):
        return Who(WhoKind(kind), rest)
    if kind == WhoKind.SUPERIOR_OF and rest:
        below = who(rest)
        if below.kind in (WhoKind.ROLE, WhoKind.STARTER):
            return Who(WhoKind.SUPERIOR_OF, of=below)
    raise ValueError(
        "position:CODE, role:CODE, superior_of:role:CODE, superior_of:starter, starter, deputy_in_charge, everyone"
    )


def every(text: str) -> Every:
    """`quarter`, `half_year`, `dates:01-10,07-10`."""
    if text.startswith(f"{EveryUnit.DATES.value}:"):
        days = [_DATE.match(part) for part in text.partition(":")[2].split(",")]
        try:
            dates = sorted({(int(day[1]), int(day[2])) for day in days if day})
            for month, day in dates:
                dt.date(_LEAP, month, day)
        except ValueError:
            dates = []
        if all(days) and len(dates) == len(days):
            return Every(EveryUnit.DATES, tuple(dates))
    elif text in {unit.value for unit in EveryUnit} - {EveryUnit.DATES.value}:
        return Every(EveryUnit(text))
    raise ValueError(", ".join([*(u.value for u in EveryUnit if u is not EveryUnit.DATES), "dates:MM-DD,MM-DD"]))


def every_text(one: Every) -> str:
    """The notation of a round again."""
    if one.unit is EveryUnit.DATES:
        return "dates:" + ",".join(f"{month:02d}-{day:02d}" for month, day in one.dates)
    return one.unit.value
