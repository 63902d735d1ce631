"""Staff, departments and the company as things that work can be about; they lie below this room, so it speaks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from juanzong.casework.sockets import Ids, Subject
from juanzong.organisation import chart, reads
from juanzong.organisation.reads import training as reads_training
from juanzong.organisation.viewer import Viewer


def _department_labels(_viewer: Viewer, ids: Ids) -> Mapping[int, str]:
    return reads.department_names(ids)


def _heads(ids: Ids) -> Mapping[int, int]:
    """Who manages each department: its department manager, else the general manager."""
    found = chart.chart()
    heads = {id: found.holders("department_manager", id) or found.holders(chart.MANAGER, id) for id in ids}
    return {id: people[0] for id, people in heads.items() if people}


def _departments_after(after: int, limit: int) -> Sequence[int]:
    return sorted(id for id in chart.chart().parents if id > after)[:limit]


def _company_after(after: int, limit: int) -> Sequence[int]:
    return [id for id, parent in chart.chart().parents.items() if parent is None and id > after][:limit]


def _staff_departments(ids: Ids) -> Mapping[int, int]:
    found = chart.chart()
    return {id: found.department_of(id) for id in ids if found.is_here(id)}


def _staff_after(after: int, limit: int) -> Sequence[int]:
    return sorted(id for id in chart.chart().by_staff if id > after)[:limit]


def _training_due(ids: Ids) -> Mapping[int, str]:
    """Whether some training of theirs falls due by the end of this quarter."""
    return {id: "yes" if due else "no" for id, due in reads_training.due_this_quarter(ids).items()}


SUBJECTS = (
    Subject(
        "department", _("部门"), _department_labels, lambda ids: {id: id for id in ids},
        roles={"head": (_("部门负责人"), _heads)}, each=_departments_after,
    ),
    Subject(
        "company", _("公司"), _department_labels, lambda ids: {id: id for id in ids},
        roles={"head": (_("公司负责人"), _heads)}, each=_company_after,
    ),
    Subject(
        "staff", _("员工"), lambda _viewer, ids: reads.names(ids), _staff_departments,
        roles={"self": (_("本人"), lambda ids: {id: id for id in ids})},
        attributes={"training_due": _training_due}, each=_staff_after,
    ),
)  # fmt: skip
