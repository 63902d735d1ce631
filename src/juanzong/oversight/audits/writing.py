"""What acts of audits and evaluations share: follow-ups as they are kept and told."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from juanzong.kit import checks, clock
from juanzong.kit.errors import Invalid
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.ledger.choices import JSON
from juanzong.organisation import chart
from juanzong.organisation.viewer import Viewer
from juanzong.oversight.models import FollowUp

LONGEST = 366


def written_follow_up(text: str, owner: int, due_on: dt.date, clause: str) -> FollowUp:
    """A follow-up as it may be kept. Invalid: no words, nobody who is here, a day gone by or further than a year."""
    words = checks.text(text, max_chars=200)
    if not words:
        raise Invalid(_("请写明要做什么。"), fields={"text": _("请填写。")}, clause=clause)
    if not chart.chart().is_here(owner):
        raise Invalid(_("责任人须是在职员工。"), fields={"owner": _("请选择。")}, clause=clause)
    if not 0 <= (due_on - clock.today()).days <= LONGEST:
        raise Invalid(_("期限应在今后一年以内。"), fields={"due_on": _("请核对日期。")}, clause=clause)
    return FollowUp(text=words, owner_id=owner, due_on=due_on, agreed_at=clock.now())


def told_follow_up(by: Viewer, made: FollowUp, clause: str, **more: JSON) -> None:
    """The entry from which the obligation follows."""
    payload: dict[str, JSON] = {"owner": made.owner_id, "on": made.due_on.isoformat(), **more}
    ledger.record("follow_up.agreed", by.actor, Ref("follow_up", made.pk), clauses=(clause,), payload=payload)
