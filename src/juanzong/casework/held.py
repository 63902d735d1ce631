"""What people hold of this room: what they owe, their parts in open cases, and standing in for a colleague."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from juanzong.casework.actions import obligations as acts
from juanzong.casework.actions import steps
from juanzong.casework.choices import CaseState, ObligationState
from juanzong.casework.models import CasePart, Obligation
from juanzong.casework.reads import obligations
from juanzong.casework.sockets_held import Handing, Held, Holds
from juanzong.kit import clock
from juanzong.organisation import actions as organisation
from juanzong.organisation.reads import away


def _owed_rows(staff: int) -> QuerySet[Obligation]:
    return Obligation.objects.filter(owner=staff, state=ObligationState.OPEN)


def _owed(staff: int, most: int) -> Sequence[Held]:
    rows = _owed_rows(staff).order_by("due_on", "id").values_list("id", "due_on")[:most]
    return [Held(pk, where=_("%(day)s 前") % {"day": due.isoformat()}) for pk, due in rows]


def _reassign(handing: Handing, ids: Sequence[int], to: int) -> None:
    for id in ids:
        acts.reassign(by=handing.by, obligation=id, staff=to, reason=handing.reason)


def _part_rows(staff: int) -> QuerySet[CasePart]:
    return CasePart.objects.filter(staff=staff, case__state=CaseState.OPEN)


def _parts(staff: int, most: int) -> Sequence[Held]:
    rows: Any = _part_rows(staff).order_by("case").values_list("case", "case__started_at")[:most]
    return [Held(pk, where=_("%(day)s 提出") % {"day": clock.day_of(at).isoformat()}) for pk, at in rows]


def _change_parts(handing: Handing, ids: Sequence[int], to: int) -> None:
    rows = CasePart.objects.filter(staff=handing.staff, case__in=ids, case__state=CaseState.OPEN)
    for case, role, arrival in list(rows.order_by("case").values_list("case", "role", "case__arrival")):
        steps.change_part(by=handing.by, case=case, arrival=arrival, role=role, staff=to, reason=handing.reason)


def _stand_ins(staff: int, most: int) -> Sequence[Held]:
    return [
        Held(pk, _("代理 %(name)s") % {"name": name}, _("至 %(day)s") % {"day": until.isoformat()})
        for pk, name, until in away.stands_in_for(staff, limit=most)
    ]


def _end_stand_ins(handing: Handing, ids: Sequence[int]) -> None:
    for id in ids:
        organisation.end_stand_in(by=handing.by, arrangement=id)


_GOES_ON = gettext_lazy("离任后没有转交的，由制度规定的人接手。")

HOLDS = (
    Holds(
        "obligations", 60, gettext_lazy("未办待办"), "obligation", _owed, lambda staff: _owed_rows(staff).count(),
        how=_GOES_ON, pass_on=_reassign, rights=(acts.REASSIGN, obligations.OVERSEE),
    ),
    Holds(
        "cases", 61, gettext_lazy("办理单中的职责"), "case", _parts, lambda staff: _part_rows(staff).count(),
        how=_GOES_ON, pass_on=_change_parts, rights=(acts.REASSIGN, obligations.OVERSEE),
    ),
    Holds(
        "stand_ins", 70, gettext_lazy("代理他人"), "", _stand_ins, away.stand_in_count, take_back=_end_stand_ins,
        rights=(away.MANAGE,), at_closing=True,
    ),
)  # fmt: skip
