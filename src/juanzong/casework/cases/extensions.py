"""More time for an obligation, as a case decides it: effect `casework.more_time` (P03-4.5)."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from juanzong.casework.choices import ObligationState
from juanzong.casework.duties import opening
from juanzong.casework.models import Obligation
from juanzong.casework.reads import obligations
from juanzong.casework.rules import deadlines
from juanzong.casework.sockets import Doing, Effect
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger

UNTIL = "until"
"""Under which code the new day was entered."""


def more_time(doing: Doing) -> None:
    """Give an open obligation the later day that was entered; the first day it had stays known.

    Invalid: no later day. Conflict: it has ended meanwhile.
    """
    row = Obligation.objects.select_for_update().filter(pk=doing.subject.id, state=ObligationState.OPEN).first()
    if row is None:
        raise Conflict(
            _("这项待办已经办结，不能再延期。"), clause=doing.clause, todo=_("请选择不同意，或由提出人撤回。")
        )
    until = _later_day(doing.data.get(UNTIL, ""), row, doing.clause)
    before, row.due_on, row.provisional = row.due_on, until, False
    own = opening.own_days()
    days = deadlines.telling_days(obligations.duty_of(row), until, own)
    row.told = sum(day <= clock.today() for day, _escalation in days)
    row.tell_on = days[row.told][0] if row.told < len(days) else None
    row.save(update_fields=["due_on", "provisional", "told", "tell_on"])
    ledger.record(
        "obligation.extended", doing.by.actor, Ref.parse(row.subject), basis=doing.data.get("reason", "")[:200],
        clauses=tuple(dict.fromkeys((row.clause, doing.clause))),
        payload={
            "obligation": row.pk, "duty": row.duty, "before": before.isoformat(), "due_on": until.isoformat(),
            "owner": row.owner_id or 0, "case": doing.case,
        },
    )  # fmt: skip


def _later_day(text: str, row: Obligation, clause: str) -> dt.date:
    try:
        until = dt.date.fromisoformat(text)
    except ValueError:
        until = row.due_on
    if until <= row.due_on:
        fault = _("新的期限应晚于现在的期限。")
        raise Invalid(fault, fields={UNTIL: fault}, clause=clause, todo=_("请填写更晚的日期。"))
    return until


EFFECT = Effect("casework.more_time", _("延长待办的期限"), more_time, "obligation")
