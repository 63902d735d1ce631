"""Which sheets are in force for whom, and which sheet a record was begun on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from juanzong.forms.models import Record
from juanzong.kit.errors import NotFound
from juanzong.organisation import chart as organisation
from juanzong.organisation.choices import Scope
from juanzong.organisation.viewer import Viewer
from juanzong.policies import effective as policies
from juanzong.policies import reads as packs
from juanzong.policies.shapes_forms import Form

FILL = "forms.fill"


def in_force(departments: Iterable[int] | None) -> Mapping[str, Form]:
    """The sheets that the company or these departments adopted; all for None. Three statements, one for all."""
    line: set[int | None] | None = None
    if departments is not None:
        chart = organisation.chart()
        line = {None, *(at for one in departments for at in chart.line(one))}
    adopted = [one for one in packs.adopted_everywhere() if packs.known(one.pack, one.version)]
    return policies.effective(
        (one.pack, one.version) for one in adopted if line is None or one.department in line
    ).forms


def forms_for(viewer: Viewer) -> Mapping[str, Form]:
    """The sheets a person may meet: of their departments, of all for whoever sees the whole company. At most three statements."""
    everywhere = viewer.scope("forms.view") is Scope.COMPANY
    return in_force(None if everywhere else viewer.home_departments)


def form_for(viewer: Viewer, code: str) -> Form:
    """One sheet in force; NotFound when no adopted policy has it."""
    found = forms_for(viewer).get(code)
    if found is None:
        raise NotFound(_("没有采用带有这张表单的制度。"), todo=_("请在“采用制度”页查看哪些制度正在执行。"))
    return found


def form_of(record: Record) -> Form:
    """The sheet a record was begun on; in the version of today when that one has gone missing."""
    if packs.known(record.pack, record.pack_version):
        return packs.form(record.form, record.pack, record.pack_version)
    return packs.form(record.form)


def version_of(form: Form) -> int:
    """The version of the pack that a new record is begun on: the adopted one, else the newest."""
    adopted = {one.pack: one.version for one in packs.adopted_everywhere() if packs.known(one.pack, one.version)}
    return adopted.get(form.pack) or packs.pack(form.pack).version


def may_fill(viewer: Viewer, form: Form) -> bool:
    """Whether the person may fill in this sheet at all."""
    return viewer.may(FILL) and (not form.positions or bool(set(form.positions) & set(viewer.positions)))
