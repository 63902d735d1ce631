"""Holds: a dossier that a dispute, an audit or an authority needs is not destroyed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from juanzong.custody.models import Freeze
from juanzong.custody.writing import reached, said, told
from juanzong.dossiers.writing import hold_still
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, NotFound
from juanzong.kit.refs import Ref
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer

HOLD = "custody.hold"
CLAUSE = "P05-d1"


@act(HOLD, clause=CLAUSE)
def freeze_dossier(*, by: Viewer, dossier_id: int, reason: str) -> Freeze:
    """Put a hold on a dossier. It is looked at again in the moment of destruction."""
    text = said(reason, clause=CLAUSE)
    (one,) = hold_still(reached(by, HOLD, dossier_id).pk)  # it may be destroyed in this very moment
    if one.state == "destroyed":
        raise Conflict(_("这份档案已销毁。"), clause=CLAUSE, todo=_("请核对档号。"))
    row = Freeze.objects.create(dossier_id=one.pk, reason=text, placed_at=clock.now(), placed_by_name=by.name[:60])
    told(by, "dossier.frozen", Ref("dossier", one.pk), clauses=(CLAUSE,), hold=row.pk)
    return row


@act(HOLD, clause=CLAUSE)
def lift_freeze(*, by: Viewer, freeze_id: int, reason: str) -> Freeze:
    """Lift a hold, with the reason why it is not needed any more."""
    text = said(reason, clause=CLAUSE)
    row = Freeze.objects.select_for_update().filter(pk=freeze_id).first()
    if row is None:
        raise NotFound(_("没有这条冻结。"), clause=CLAUSE)
    reached(by, HOLD, row.dossier_id)
    if row.lifted_at is not None:
        raise Conflict(_("这条冻结已解除。"), clause=CLAUSE, todo=_("请看解除的原因。"))
    row.lifted_at, row.lifted_by_name, row.lifted_reason = clock.now(), by.name[:60], text
    row.save(update_fields=["lifted_at", "lifted_by_name", "lifted_reason"])
    told(by, "dossier.unfrozen", Ref("dossier", row.dossier_id), clauses=(CLAUSE,), hold=row.pk)
    return row
