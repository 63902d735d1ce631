"""Obligations as things that work can be about: more time is asked for one, by a case of its own (P03-4.5)."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from juanzong.casework.models import Obligation
from juanzong.casework.reads import obligations
from juanzong.casework.sockets import Content, Ids, Subject
from juanzong.organisation import chart
from juanzong.organisation.viewer import Viewer


def _labels(viewer: Viewer, ids: Ids) -> Mapping[int, str]:
    rows = list(obligations.visible(viewer).filter(pk__in=ids).select_related("owner"))
    return {one.id: f"{one.duty.name} {one.label}".strip() for one in obligations.owed(viewer, rows)}


def _departments(ids: Ids) -> Mapping[int, int]:
    return {row.pk: row.department_id or 0 for row in Obligation.objects.filter(pk__in=ids).only("department_id")}


def _owners(ids: Ids) -> Mapping[int, int]:
    """Whoever owes it; of those who may take what a position owes, the first."""
    found = {}
    here = chart.chart()
    for row in Obligation.objects.filter(pk__in=ids):
        people = (row.owner_id,) if row.owner_id else here.holders(row.position, row.department_id or 0)
        if people:
            found[row.pk] = people[0]
    return found


def _extensions(ids: Ids) -> Mapping[int, str]:
    """Code of the procedure by which more time is asked for, "" where none is given."""
    return {row.pk: obligations.duty_of(row).extension for row in Obligation.objects.filter(pk__in=ids)}


def _content(viewer: Viewer, id: int) -> Content:
    one = obligations.obligation(viewer, id)
    lines = (
        (str(_("事项")), str(one.duty.name)),
        (str(_("对象")), one.label),
        (str(_("条款")), one.clause),
        (str(_("经办人")), one.owner or one.position),
        (str(_("期限")), one.due_on.isoformat()),
        (str(_("最初期限")), one.due_was.isoformat()),
    )
    exact = {
        "obligation": one.id, "duty": one.duty.code, "pack": one.duty.pack, "clause": one.clause,
        "subject": str(one.subject), "owner": one.owner_id, "due_on": one.due_on.isoformat(),
        "due_was": one.due_was.isoformat(),
    }  # fmt: skip
    return Content(str(_("待办")), lines, json.dumps(exact, sort_keys=True, ensure_ascii=False).encode())


SUBJECT = Subject(
    "obligation",
    _("待办"),
    _labels,
    _departments,
    roles={"owner": (_("经办人"), _owners)},
    attributes={"extension": _extensions},
    content=_content,
)
