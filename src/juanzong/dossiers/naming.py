"""What acts that name the managers of a dossier share: checking whom they name, and writing it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from juanzong.dossiers.models import Dossier, Manager
from juanzong.dossiers.reads_matter import manager_choices
from juanzong.kit.errors import Invalid
from juanzong.organisation.viewer import Viewer
from juanzong.policies.shapes import DossierKind


def check_managers(kind: DossierKind, department: int, wanted: Mapping[str, int], *, known: Mapping[str, int]) -> None:
    """Invalid, naming the part, for a part the kind has not, somebody who may not take it, and one person in two parts.

    known: whom the record has already, who may stay although they hold the position no more.
    """
    parts = {part.code.value: part for part in kind.managers}
    choices = manager_choices([kind], [department])
    wrong: dict[str, str] = {}
    for code, staff in wanted.items():
        if code not in parts:
            wrong[code] = _("这种档案不设这个角色。")
        elif staff not in choices.get(code, {}) and staff != known.get(code):
            wrong[code] = _("请从可以担任%(part)s的人员中选择。") % {"part": parts[code].name}
    if not wrong and len(set(wanted.values())) < len(wanted):
        sentence = _("%(parts)s须是不同的人。") % {"parts": _("、").join(str(part.name) for part in kind.managers)}
        wrong = dict.fromkeys(sorted(wanted)[1:], sentence)
    if wrong:
        clause = next((part.clause for part in kind.managers), "P03-4.1")
        raise Invalid(
            next(iter(wrong.values())), fields={f"manager_{code}": text for code, text in wrong.items()}, clause=clause
        )


def write_managers(one: Dossier, managers: Mapping[str, int], by: Viewer) -> None:
    """Write who takes which part, after `check_managers`."""
    Manager.objects.bulk_create(
        Manager(dossier=one, code=code, staff_id=staff, named_by=by.staff_id) for code, staff in managers.items()
    )
