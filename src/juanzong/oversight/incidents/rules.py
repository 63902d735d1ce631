"""What an incident asks of people, and by when; what no record of it may say. Pure."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from juanzong.oversight.choices import Notified, Severity

# untranslated: words that are looked for in what people write
_FINE = re.compile(
    "罚款|罚金|扣罚|罚钱|扣(发|减|除)?(工资|薪|奖金|绩效)|deduct|\\bfin(e|ed|es)\\b.{0,12}yuan", re.IGNORECASE
)
_HOURS = {
    (Notified.AUTHORITY, Severity.MINOR): 24,
    (Notified.AUTHORITY, Severity.MAJOR): 4,
    (Notified.AUTHORITY, Severity.GRAVE): 4,
}
_PERSONS = 24


def names_a_fine(text: str) -> bool:
    """Whether a text lays a fine or a deduction upon somebody."""
    return _FINE.search(text) is not None


@dataclass(frozen=True, slots=True)
class Clock:
    """By when a decision is due. left: hours until then, below zero when it is over."""

    whom: Notified
    until: dt.datetime
    left: int


def clocks(known_at: dt.datetime, severity: str, moment: dt.datetime) -> list[Clock]:
    """By when it has to be decided whom to tell, counted from the hour in which the company knew, through nights and holidays."""
    found = []
    for whom in Notified:
        until = known_at + dt.timedelta(hours=_HOURS.get((whom, Severity(severity)), _PERSONS))
        found.append(Clock(whom, until, int((until - moment).total_seconds() // 3600)))
    return found
