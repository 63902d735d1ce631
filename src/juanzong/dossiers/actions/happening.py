"""Noting what happened to the matter of a dossier: duties count from such days (P03-4.5, P04-3a)."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from juanzong.dossiers import reads
from juanzong.dossiers.models import Happening
from juanzong.dossiers.reads_matter import parts_of
from juanzong.dossiers.writing import locked, told
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer

_LONGEST_NOTE = 200


@act("dossiers.file", clause="P02-b")
def note_event(*, by: Viewer, dossier_id: int, event: str, on_day: dt.date, note: str = "") -> Happening:
    """Note an event that the dossier's kind knows, on the day it happened, which may lie in the past.

    Invalid: no such event, or a day to come. Conflict: noted already.
    """
    one = locked(by, "dossiers.file", dossier_id)
    kind = reads.kind_of(one)
    try:
        known = kind.event(event)
    except LookupError:
        raise Invalid(
            _("这种档案没有这个事项。"), fields={"event": _("请从列表中选择。")}, clause=kind.clause
        ) from None
    if on_day > clock.today():
        raise Invalid(_("只能登记已经发生的事项。"), fields={"on_day": _("不能晚于今天。")}, clause=known.clause)
    same = Happening.objects.filter(dossier=one, event=event)
    if (same if known.once else same.filter(on_day=on_day)).exists():
        raise Conflict(
            _("“%(event)s”已经登记过。") % {"event": known.name},
            clause=known.clause,
            todo=_("请在档案页查看登记的日期。"),
        )
    if unnamed := [part for part in parts_of(one, kind) if not part.staff_id]:
        raise Conflict(
            _("还没有指定%(parts)s，期限无人承担。")
            % {"parts": _("、").join(str(part.manager.name) for part in unnamed)},
            clause=unnamed[0].manager.clause,
            todo=_("请先指定经办角色，再登记事项。"),
        )
    row = Happening.objects.create(
        dossier=one, event=event, on_day=on_day, note=note.strip()[:_LONGEST_NOTE], noted_at=clock.now(),
        noted_by=by.staff_id, noted_by_name=by.name,
    )  # fmt: skip
    told(by, "dossier.event_noted", one, clauses=(known.clause,), event=event, on=on_day.isoformat())
    return row
