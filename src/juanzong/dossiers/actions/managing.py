"""Naming the people who share the matter of a dossier: manager A, manager B (P03-4.1)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from juanzong.dossiers import reads, rules
from juanzong.dossiers.choices import DossierState, Step
from juanzong.dossiers.models import Dossier, Manager
from juanzong.dossiers.naming import check_managers, write_managers
from juanzong.dossiers.writing import consented, locked, told
from juanzong.kit.errors import Invalid
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer
from juanzong.policies.shapes import DossierKind


@act("dossiers.file", clause="P03-4.1")
def name_managers(*, by: Viewer, dossier_id: int, managers: Mapping[str, int]) -> Dossier:
    """Say who takes which part; `managers` is staff by code of the part, and parts that it leaves out stay as they are.

    Once the dossier is accepted only whoever may consent to changes names others (P06-8).
    """
    one = locked(by, "dossiers.file", dossier_id)
    rules.after(one.state, Step.NAME_MANAGERS)
    if one.state == DossierState.IN_FORCE:
        consented(by, one, attempted="name_managers")
    kind = reads.kind_of(one)
    standing = {row.code: row.staff_id for row in one.managers.all()}
    wanted = standing | dict(managers)
    check_managers(kind, one.department_id, wanted, known=standing)
    changed = sorted(code for code in wanted if wanted[code] != standing.get(code))
    if not changed:
        raise Invalid(_("没有改动。"))
    Manager.objects.filter(dossier=one, code__in=changed).delete()
    write_managers(one, {code: wanted[code] for code in changed}, by)
    told(by, "dossier.managers_named", one, clauses=_clauses(kind, changed), managers=wanted, changed=changed)
    return one


def _clauses(kind: DossierKind, codes: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.clause for part in kind.managers if part.code in codes))
