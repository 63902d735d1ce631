"""Saying of which unit a dossier is: corrected while it is a draft, added later to one that has none (P06-2)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from juanzong.dossiers import reads
from juanzong.dossiers.choices import DossierState
from juanzong.dossiers.models import Dossier
from juanzong.dossiers.rules_units import CLAUSE, Unit
from juanzong.dossiers.searching import index_dossier
from juanzong.dossiers.units import columns, of_kind, unit_of, vacant
from juanzong.dossiers.writing import locked, told
from juanzong.kit.errors import Conflict, Invalid
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer


@act("dossiers.file", clause=CLAUSE)
def name_unit(*, by: Viewer, dossier_id: int, unit: Unit) -> Dossier:
    """Say of which unit a dossier is. Once it has a number that names the unit, the unit stays."""
    one = locked(by, "dossiers.file", dossier_id)
    kind = reads.kind_of(one)
    of_kind(kind, unit)
    known = unit_of(one)
    if known == unit:
        raise Invalid(_("没有改动。"), clause=CLAUSE, todo=_("请填写另一个单元，或不必更正。"))
    if one.state == DossierState.DESTROYED or (known is not None and one.state != DossierState.DRAFT):
        raise Conflict(
            _("这份档案已按单元办理，不能改单元。"), clause=CLAUSE, todo=_("确实立错的，请结卷后在正确的单元另立新卷。")
        )
    if one.state != DossierState.CLOSED and (known is None or known.order != unit.order):
        vacant(kind, unit)
    for name, value in columns(unit).items():
        setattr(one, name, value)
    one.save(update_fields=list(columns(unit)))
    index_dossier(one, one.customer.name)
    told(by, "dossier.unit_named", one, clauses=(kind.clause,), corrected="yes" if known else "no")
    return one
