"""What acts on slips of the safe share: a new slip under its number, the case that decides it, telling the ledger."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from juanzong.casework.actions import cases
from juanzong.casework.reads import routes
from juanzong.custody.choices_safe import Flow
from juanzong.custody.models import SafeSlip
from juanzong.custody.reads import slips as reads
from juanzong.custody.writing import yearly_number
from juanzong.kit import clock
from juanzong.kit.errors import NotAllowed
from juanzong.ledger import actions as ledger
from juanzong.organisation.viewer import Viewer

SLIPS = "custody.safe_slips"
CLAUSE = "P03-5.2"


def new_slip(by: Viewer, flow: Flow, dossier_id: int, **more: Any) -> SafeSlip:
    """A slip under its number."""
    return SafeSlip.objects.create(
        number=yearly_number("custody.safe_slips:", "权字〔{year}〕{n:04d}号"),  # untranslated: the number as it is printed
        flow=flow, dossier_id=dossier_id, begun_at=clock.now(), begun_by=by.staff_id, begun_by_name=by.name[:60], **more,
    )  # fmt: skip


def started(by: Viewer, slip: SafeSlip) -> SafeSlip:
    """Begin the case that decides a slip, by the procedure that the adopted policy lays down for this person."""
    ways = [one for one in routes.procedures_for(by, reads.ref(slip.pk)) if one.procedure.carries(reads.OPENS)]
    if not ways:
        raise NotAllowed(
            _("现行制度没有给您办理“%(what)s”的途径。") % {"what": Flow(slip.flow).label}, clause=CLAUSE,
            todo=_("请由项目经理 A 角或权证管理员办理，或请管理员采用相应制度。"),
        )  # fmt: skip
    cases.start(by=by, procedure=ways[0].procedure.code, subject=reads.ref(slip.pk))
    slip.refresh_from_db()
    return slip


def told(by: Viewer, kind: str, slip: SafeSlip, **payload: Any) -> None:
    """One entry about a slip. Ids and counts only."""
    ledger.record(
        kind, by.actor, reads.ref(slip.pk), clauses=(CLAUSE,),
        payload={"number": slip.number, "dossier": slip.dossier_id, "flow": slip.flow, **payload},
    )  # fmt: skip
