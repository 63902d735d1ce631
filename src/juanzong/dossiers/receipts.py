"""The receipt for attachments that their customer came for (P03-4.4)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from juanzong.casework.rules import drawing
from juanzong.dossiers.models import Collection
from juanzong.dossiers.reads import visible
from juanzong.kit import clock
from juanzong.kit.errors import NotFound
from juanzong.kit.prints.report import Listing, Report, Signer
from juanzong.organisation.reads import people
from juanzong.organisation.viewer import Viewer


def receipt(viewer: Viewer, collection_id: int, address: str) -> tuple[Collection, Report]:
    """What was collected, by whom, with their handwriting; NotFound for whoever may not know of the dossier."""
    rows = Collection.objects.select_related("dossier__customer").prefetch_related("items")
    one = rows.filter(pk=collection_id, dossier__in=visible(viewer)).first()
    if one is None:
        raise NotFound(_("没有这次领取，或您无权查看。"), clause="P03-4.4")
    items = list(one.items.all())
    day = clock.day_of(one.at).isoformat()
    svg = drawing.svg(one.strokes) if one.strokes else ""
    return one, Report(
        company=people.company(),
        name=_("附件领取收据"),
        number=one.dossier.number,
        facts=(
            (_("档案"), one.dossier.title),
            (_("客户"), one.dossier.customer.name),
            (_("领取人"), one.received_by),
            (_("领取时间"), clock.written(one.at)),
            (_("件数"), str(len(items))),
            (_("页数"), str(sum(item.sheets or 0 for item in items))),
            *(((_("说明"), one.note),) if one.note else ()),
        ),
        listings=(
            Listing(
                title=_("领取的附件"),
                columns=(_("序号"), _("题名"), _("文号或合同编号"), _("页数")),
                widths=(2, 12, 8, 3),
                rows=tuple(
                    (str(n), item.title, item.document_number or "—", str(item.sheets or "—"))
                    for n, item in enumerate(items, 1)
                ),
            ),
        ),
        signers=(
            Signer(capacity=_("领取人"), name=one.received_by, on=day, svg=svg),
            Signer(capacity=_("经办人"), name=one.handed_by_name, on=day),
        ),
        note=_("以上属于客户的附件已由领取人当面点清领走；档案室保留目录和本收据的记录。"),
        address=address,
    )
