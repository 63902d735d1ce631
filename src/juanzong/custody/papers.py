"""What the papers of the archive room say, put together from its reads."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from juanzong.casework.signature_shapes import Signed
from juanzong.custody.prints.report import Listing, Report, Signer
from juanzong.custody.reads import counts
from juanzong.kit.clock import SHANGHAI
from juanzong.organisation import reads_people as people
from juanzong.organisation.viewer import Viewer


def signers(given: Sequence[Signed], wanted: Sequence[str]) -> tuple[Signer, ...]:
    """Those who signed what still stands, then empty lines for who has to."""
    lang = "en" if (get_language() or "").startswith("en") else "zh"
    signed = [one for one in given if not one.broken]
    done = [
        Signer(
            capacity=one.capacity.words.in_language(lang), name=one.name,
            on=f"{one.signed_at.astimezone(SHANGHAI):%Y-%m-%d}", svg=one.svg,
        )
        for one in signed
    ]  # fmt: skip
    return (*done, *(Signer(capacity=words) for words in wanted[len(signed) :]))


def count_paper(viewer: Viewer, count_id: int, address: str) -> Report:
    """The certificate of a stocktake: what had to be there, what was, and every difference by name."""
    page = counts.count_page(viewer, count_id)
    one = page.count
    rows = tuple(
        (
            str(n), str(line.row.get_kind_display()), line.number or line.row.code, line.name or "—",
            line.row.belongs or "—", line.row.found_at or "—", line.row.settled_note or "—",
        )
        for n, line in enumerate(page.findings, 1)
    )  # fmt: skip
    return Report(
        company=people.company(),
        name=_("盘点单"),
        facts=(
            (_("库位"), one.place.address),
            (_("状态"), str(one.get_state_display())),
            (_("开始"), f"{one.opened_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M} {one.opened_by_name}"),
            (_("结束"), f"{one.closed_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if one.closed_at else "—"),
            (_("应有"), str(one.expected)),
            (_("实有"), str(one.present)),
        ),
        listings=(
            Listing(
                title=_("差异"),
                columns=(_("序号"), _("类别"), _("档号或码"), _("题名"), _("应在"), _("实在"), _("处理")),
                widths=(2, 4, 6, 9, 8, 8, 6),
                rows=rows,
                none=_("账实相符，没有差异。"),
            ),
        ),
        signers=signers(counts.signatures(viewer, count_id), (_("盘点人"), _("监盘人"))),
        note=_("借出的档案不计入应有；盘点期间移动过的按当时的位置核对。"),
        address=address,
        landscape=True,
    )
