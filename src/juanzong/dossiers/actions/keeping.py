"""Who keeps accepted dossiers, changed for many at once when one archivist hands over to another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from juanzong.dossiers import reads
from juanzong.dossiers.models import Dossier, Item
from juanzong.dossiers.searching import index_dossier, index_items
from juanzong.kit.errors import NotAllowed
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer

KEEP = "dossiers.accept"
CLAUSE: Final = "P05-c7"


@act(KEEP, clause=CLAUSE)
def pass_keeping(
    *, by: Viewer, dossier_ids: Sequence[int], keeper_id: int, authority: Ref, clause: str = CLAUSE
) -> list[Dossier]:
    """Let dossiers be kept by somebody from now on. authority: what it rests on, the change of keeper in the archive room,
    which knows the list, the counts and the signatures, or somebody's leaving. NotAllowed: one is out of reach of the right."""
    wanted = set(dossier_ids)
    rows = list(
        reads.visible(by, KEEP).select_for_update(of=("self",)).select_related("customer").filter(pk__in=wanted)
        .order_by("pk")
    )  # fmt: skip
    if len(rows) != len(wanted):
        raise NotAllowed(_("其中有档案不在您的办理范围内。"), clause=clause, todo=_("请由有权保管全部档案的同事接收。"))
    before = {one.pk: one.custodian_id for one in rows}
    items: dict[int, list[Item]] = {}
    for item in Item.objects.filter(dossier__in=wanted, state="filed"):
        items.setdefault(item.dossier_id, []).append(item)
    for one in rows:
        one.custodian_id = keeper_id
        index_dossier(one, one.customer.name)
        index_items(one, items.get(one.pk, ()))
    Dossier.objects.bulk_update(rows, ["custodian"], batch_size=500)
    ledger.record_many(
        "dossier.keeper_changed", by.actor,
        [(Ref("dossier", one.pk), {"before": before[one.pk], "keeper": keeper_id, authority.kind: authority.id}) for one in rows],
        clauses=(clause,),
    )  # fmt: skip
    return rows
