"""What dossiers show on the page of the case that carries one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from juanzong.dossiers import reads
from juanzong.dossiers.choices import DossierState, Step
from juanzong.organisation.viewer import Viewer


def left_to_do(viewer: Viewer, dossier_id: int) -> Mapping[str, Any] | None:
    """What is unchecked yet for who may check it, and what has to be supplied. Seven SQL statements at most."""
    shown = reads.dossier_page(viewer, dossier_id)
    state = shown.dossier.state
    if state not in (DossierState.DRAFT, DossierState.VERIFYING):
        return None
    checks = state == DossierState.VERIFYING and viewer.may("dossiers.verify") and shown.may_verify
    unchecked = len(shown.unchecked) if checks else 0
    if not unchecked and not shown.wants:
        return None
    return {
        "dossier": shown.dossier,
        "unchecked": unchecked,
        "wants": shown.wants,
        "supplies": viewer.may("dossiers.file") and Step.ADD_ITEM in shown.steps,
    }
