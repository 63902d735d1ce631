"""What a step of a procedure does to a dossier, by the names that packs use: each calls an act of this room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.casework.reads import checks
from juanzong.casework.sockets import Doing, Effect
from juanzong.dossiers import actions
from juanzong.dossiers.choices import DossierState
from juanzong.dossiers.guards import why_missing
from juanzong.dossiers.models import Dossier


def _submit(doing: Doing) -> None:
    actions.submit_for_verification(by=doing.by, dossier_id=doing.subject.id, missing_reason=why_missing(doing))


def _verify(doing: Doing) -> None:
    actions.verify_dossier(by=doing.by, dossier_id=doing.subject.id)


def _return(doing: Doing) -> None:
    """Back to whoever files: by the checker with the supplement list, by the archivist with a reason. What failed a check
    of the step goes back as wrong, with what was found."""
    state = Dossier.objects.values_list("state", flat=True).get(pk=doing.subject.id)
    act = actions.send_back if state == DossierState.VERIFIED else actions.return_dossier
    found = checks.failed(doing.case)
    reason = _("；").join([doing.data.get("reason", ""), *(one.words for one in found if not one.item)])
    wrong = {one.item: one.words for one in found if one.item}
    act(by=doing.by, dossier_id=doing.subject.id, reason=reason[:200], wrong=wrong)


def _accept(doing: Doing) -> None:
    actions.accept_dossier(by=doing.by, dossier_id=doing.subject.id, case=doing.case)


def _recall(doing: Doing) -> None:
    actions.recall_dossier(by=doing.by, dossier_id=doing.subject.id)


def _allow_change(doing: Doing) -> None:
    actions.allow_change(
        by=doing.by, dossier_id=doing.subject.id, staff=doing.starter, days=int(doing.params["days"]),
        reason=doing.data.get("why") or doing.data.get("reason", ""),
    )  # fmt: skip


EFFECTS = (
    Effect("dossiers.submit", _("提交核对"), _submit, subject="dossier"),
    Effect("dossiers.verify", _("核对通过"), _verify, subject="dossier"),
    Effect("dossiers.return", _("退回补正，附补充资料清单"), _return, subject="dossier"),
    Effect("dossiers.accept", _("验收归档并编号"), _accept, subject="dossier"),
    Effect("dossiers.recall", _("撤回补正"), _recall, subject="dossier"),
    Effect(
        "dossiers.allow_change", _("同意申请人修改工作档案"), _allow_change, subject="dossier", params={"days": True}
    ),
)
