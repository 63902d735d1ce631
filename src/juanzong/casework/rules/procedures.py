"""What a procedure says, turned into what the engine works with. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from juanzong.kit.errors import Invalid
from juanzong.policies.shapes_work import Datum, DatumType, Duty, Procedure, Step, Term, TermUnit

LONGEST_DATUM = 500
LONGEST_REASON = 500


def step_code(procedure: Procedure, step: Step) -> str:
    """The code of the obligation that a step makes."""
    return f"{procedure.code}.{step.code}"


def step_duty(procedure: Procedure, step: Step) -> Duty:
    """The time limit of a step as a duty, so that it is owed, told and counted like everything else."""
    return Duty(
        code=step_code(procedure, step),
        pack=procedure.pack,
        name=step.name,
        clause=step.clause,
        owner=step.who,
        due=step.within or Term(TermUnit.SAME_DAY),
        remind_before=step.remind_before,
        remind_after=step.remind_after,
        escalate=step.escalate,
        extension=step.extension,
    )


def entered(wanted: Iterable[Datum], given: Mapping[str, str], clause: str) -> dict[str, str]:
    """What was entered, checked and trimmed, nothing else. Invalid with a sentence for each field that is wrong."""
    found: dict[str, str] = {}
    faults: dict[str, str] = {}
    for one in wanted:
        text = str(given.get(one.code, "")).strip()
        fault = _fault(one, text)
        if fault:
            faults[one.code] = fault
        elif text:
            found[one.code] = text
    if faults:
        raise Invalid(" ".join(faults.values()), fields=faults, clause=clause)
    return found


def _fault(one: Datum, text: str) -> str:
    name = {"name": one.name}
    if not text:
        return _("请填写“%(name)s”。") % name if one.needed else ""
    if len(text) > LONGEST_DATUM:
        return _("“%(name)s”过长。") % name
    match one.type:
        case DatumType.DAY if not _is_day(text):
            return _("“%(name)s”应为日期。") % name
        case DatumType.NUMBER if not (text.isascii() and text.isdigit() and len(text) < 12):
            return _("“%(name)s”应为整数。") % name
        case DatumType.CHOICE if text not in {code for code, _words in one.options}:
            return _("请从列表中选择“%(name)s”。") % name
    return ""


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
