"""What a record is about: found through the sockets of work, so that this room need not know every kind of thing."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from juanzong.casework.sockets import subjects
from juanzong.customers import reads as customers
from juanzong.kit.errors import NotFound
from juanzong.kit.refs import Ref
from juanzong.organisation import chart as organisation
from juanzong.organisation.viewer import Viewer
from juanzong.policies.shapes_forms import Form

CUSTOMER, DOSSIER = "customer", "dossier"


@dataclass(frozen=True, slots=True)
class Target:
    """A thing a record can be about. label: its words. customer: whose data the record will hold, None for nobody's."""

    subject: Ref
    label: str
    customer: int | None
    department: int


def target(viewer: Viewer, form: Form, subject_id: int) -> Target:
    """The thing of the form's kind with that id; NotFound when the viewer may not know of it. At most four statements."""
    if form.subject == CUSTOMER:
        one = customers.customer(viewer, subject_id)
        return Target(Ref(CUSTOMER, one.pk), one.name, one.pk, one.department_id)
    known = subjects[form.subject]
    label = known.labels(viewer, [subject_id]).get(subject_id)
    if label is None:
        raise NotFound(_("没有这项内容，或您无权查看。"), clause="P00-1.6")
    department = known.departments([subject_id]).get(subject_id) or next(iter(viewer.home_departments), 0)
    related = known.relations.get(CUSTOMER)
    owner = related[1]([subject_id]).get(subject_id) if related else None
    return Target(Ref(form.subject, subject_id), label, owner.id if owner else None, department)


def own_subject(viewer: Viewer, form: Form) -> int | None:
    """The thing that is meant when nobody says which: the company, one's own department, oneself; None for others."""
    chart = organisation.chart()
    match form.subject:
        case "company":
            return next((id for id, parent in chart.parents.items() if parent is None), None)
        case "department":
            return next(iter(viewer.home_departments), None)
        case "staff":
            return viewer.staff_id or None
        case _:
            return None
