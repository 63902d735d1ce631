"""Dossiers as people hold them: who keeps them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from juanzong.casework.sockets_held import Handing, Held, Holds
from juanzong.dossiers.actions.keeping import KEEP, pass_keeping
from juanzong.dossiers.choices import DossierState
from juanzong.dossiers.models import Dossier


def _rows(staff: int) -> QuerySet[Dossier]:
    return Dossier.objects.filter(custodian=staff).exclude(state=DossierState.DESTROYED)


def _held(staff: int, most: int) -> Sequence[Held]:
    rows = _rows(staff).order_by("-id").values_list("id", "state")[:most]
    return [Held(pk, where=str(DossierState(state).label)) for pk, state in rows]


def _pass_on(handing: Handing, ids: Sequence[int], to: int) -> None:
    pass_keeping(by=handing.by, dossier_ids=ids, keeper_id=to, authority=handing.authority, clause=handing.clause)


HOLDS = Holds(
    "dossiers", 40, _("保管的档案"), "dossier", _held, lambda staff: _rows(staff).count(), is_thing=True,
    how=_("档案室的档案宜先办保管交接，双方清点签字。"), pass_on=_pass_on, rights=(KEEP,),
)  # fmt: skip
