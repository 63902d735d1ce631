"""Cases as things that work can be about: their steps are owed, told and counted like everything else."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from juanzong.casework.cases.standing import case_content, standing, standings
from juanzong.casework.models import Case, CasePart
from juanzong.casework.reads import cases as reads_cases
from juanzong.casework.reads import obligations
from juanzong.casework.sockets import Content, Ids, Subject, subjects
from juanzong.kit.errors import NotFound
from juanzong.kit.refs import Ref
from juanzong.organisation.viewer import Viewer


def _labels(viewer: Viewer, ids: Ids) -> Mapping[int, str]:
    found = standings(reads_cases.visible(viewer).filter(pk__in=ids))
    about = obligations.labels(viewer, [one.subject for one in found])
    return {one.row.pk: f"{one.procedure.name} {about.get(one.subject, '')}".strip() for one in found}


def _departments(ids: Ids) -> Mapping[int, int]:
    rows = Case.objects.filter(pk__in=ids, department__isnull=False).values_list("pk", "department_id")
    return {pk: department or 0 for pk, department in rows}


def _starters(ids: Ids) -> Mapping[int, int]:
    found = {}
    for row in Case.objects.filter(pk__in=ids).only("starter_id", "started_for_id"):
        staff = row.started_for_id or row.starter_id
        if staff:
            found[row.pk] = staff
    return found


def _part(role: str, ids: Ids) -> Mapping[int, int]:
    """Who plays a part in each case, else in what it is about."""
    found = dict(CasePart.objects.filter(case__in=ids, role=role).values_list("case_id", "staff_id"))
    about: dict[str, dict[int, int]] = {}
    for pk, text in Case.objects.filter(pk__in=set(ids) - set(found)).values_list("pk", "subject"):
        ref = Ref.parse(text)
        about.setdefault(ref.kind, {})[pk] = ref.id
    for kind, cases in about.items():
        known = subjects.find(kind)
        if known and role in known.roles:
            people = known.roles[role][1](sorted(set(cases.values())))
            found |= {pk: people[id] for pk, id in cases.items() if id in people}
    return found


def _procedures(ids: Ids) -> Mapping[int, str]:
    return dict(Case.objects.filter(pk__in=ids).values_list("pk", "procedure"))


def _content(viewer: Viewer, id: int) -> Content:
    row = Case.objects.filter(pk=id).select_related("starter").first()
    if row is None or not reads_cases.may_see(viewer, row):
        raise NotFound(_("没有这张办理单，或您无权查看。"))
    one = standing(row)
    return case_content(one, obligations.labels(viewer, [one.subject]).get(one.subject, ""))


SUBJECT = Subject(
    "case",
    _("办理单"),
    _labels,
    _departments,
    roles={"starter": (_("提出人"), _starters)},
    attributes={"procedure": _procedures},
    content=_content,
    part=_part,
)
