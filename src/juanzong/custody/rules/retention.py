"""Until when a dossier is kept: by kind, event and term, and what stands in the way of destroying it. All pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from juanzong.custody.choices import Method
from juanzong.policies.choices import Protection, RetentionStart
from juanzong.policies.shapes import DossierKind, Retention


@dataclass(frozen=True, slots=True)
class Kept:
    """Until when a dossier is kept: from which day its term runs, None while its event has not happened; until: the last
    day, None likewise."""

    began: dt.date | None
    until: dt.date | None

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """First and last day of a term that runs; ValueError for one that does not."""
        if self.began is None or self.until is None:
            raise ValueError("the term has not begun")
        return self.began, self.until

    def passed(self, today: dt.date) -> bool:
        """Whether the last day lies behind us."""
        return self.until is not None and today > self.until


def starts(retention: Retention, events: Iterable[tuple[str, dt.date]], closed: dt.date | None) -> dt.date | None:
    """The day from which the term runs: the last time that its event happened; where the event was not noted, the day the
    dossier was closed, which is never earlier than the matter's end. None while the dossier is open."""
    if closed is None:
        return None
    days = [day for event, day in events if event == retention.start]
    if retention.start == RetentionStart.CLOSED or not days:
        return closed
    return max(days)


def kept(
    retention: Retention, events: Iterable[tuple[str, dt.date]], closed: dt.date | None, longer: dt.date | None = None
) -> Kept:
    """The term of a dossier. longer: the day that an appraisal set, which only ever makes it longer."""
    began = starts(retention, events, closed)
    if began is None:
        return Kept(None, None)
    end = after_years(began, retention.years)
    return Kept(began, max(end, longer) if longer else end)


def after_years(day: dt.date, years: int) -> dt.date:
    """The same day so many years later; 29 February becomes 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)


def confidential(kind: DossierKind, slots: Iterable[tuple[str, str]]) -> bool:
    """Whether something in the dossier is of a protected class: slots are section and item of what lies in it."""
    protected = {
        (section.code, item.code)
        for section in kind.sections
        for item in section.items
        if item.protection is not Protection.ORDINARY
    }
    return any(slot in protected for slot in slots)


def method_for(*, secret: bool) -> Method:
    """How papers of a class are destroyed (P05-d2)."""
    return Method.SHRED if secret else Method.TEAR


def may_witness(witness: int, executor: int, above_witness: frozenset[int]) -> bool:
    """A witness is neither who destroys nor somebody who reports to them, at whatever remove."""
    return witness != executor and executor not in above_witness
