"""What casework tells others about obligations, as frozen data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from juanzong.casework.choices import ObligationState
from juanzong.casework.rules import deadlines
from juanzong.kit import clock
from juanzong.kit.refs import Ref
from juanzong.policies.shapes_work import Duty


@dataclass(frozen=True, slots=True)
class Owed:
    """One obligation as a person may see it.

    label: what it is about, "" where this viewer may not know. owner: name, "" while anybody of the position may take it.
    position: name of the position, "" for a person's own. mine: whether the viewer owes it.
    escalated: it is on the viewer's list because somebody below them is late. stands_in: mine because the viewer stands
    in for the owner, who is away.
    """

    id: int
    duty: Duty
    clause: str
    subject: Ref
    label: str
    owner_id: int
    owner: str
    position: str
    round: str
    opened_on: dt.date
    due_on: dt.date
    due_was: dt.date
    provisional: bool
    state: ObligationState
    closed_at: dt.datetime | None
    on_time: bool | None
    note: str
    mine: bool
    escalated: bool = False
    stands_in: bool = False

    @property
    def late_days(self) -> int:
        """Days after its last day, while open or when it was done."""
        until = clock.day_of(self.closed_at) if self.closed_at else clock.today()
        return deadlines.lateness(self.due_on, until)

    @property
    def days_left(self) -> int:
        """Days until its last day, 0 on the day itself, negative after."""
        return (self.due_on - clock.today()).days

    @property
    def when(self) -> str:
        """When it is due, or how it ended, in a word."""
        if not self.open:
            if self.on_time is None:
                return str(self.state.label)
            late = self.late_days
            return _("按期") if self.on_time else ngettext("迟 %(n)s 天", "迟 %(n)s 天", late) % {"n": late}
        match self.days_left:
            case days if days < 0:
                return ngettext("逾期 %(n)s 天", "逾期 %(n)s 天", -days) % {"n": -days}
            case 0:
                return _("今天")
            case 1:
                return _("明天")
            case days:
                return ngettext("还有 %(n)s 天", "还有 %(n)s 天", days) % {"n": days}

    @property
    def tone(self) -> str:
        """danger late, amber today or tomorrow, celadon kept, plain the rest."""
        if not self.open:
            return "plain" if self.on_time is None else "celadon" if self.on_time else "danger"
        return "danger" if self.days_left < 0 else "amber" if self.days_left <= 1 else "plain"

    @property
    def open(self) -> bool:
        return self.state == ObligationState.OPEN


@dataclass(frozen=True, slots=True)
class Owing:
    """Everything a person owes: the first so many by due day, and how much there is in all.

    done, done_on_time: of what they finished this month.
    """

    listed: Sequence[Owed]
    overdue: int
    today: int
    total: int
    done: int
    done_on_time: int

    @property
    def on_time_share(self) -> float | None:
        """Per cent of this month's that were on time; None before the first."""
        return 100 * self.done_on_time / self.done if self.done else None
