"""What the papers of the archive room say, put together from its reads."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from juanzong.casework.reads import signatures
from juanzong.casework.shapes.signatures import Signed
from juanzong.custody.choices import DisposalState
from juanzong.custody.reads import binding, counts, disposal, keeping
from juanzong.kit import clock
from juanzong.kit.prints.report import Listing, Report, Signer
from juanzong.kit.refs import Ref
from juanzong.organisation.reads import people
from juanzong.organisation.viewer import Viewer


def signers(given: Sequence[Signed], wanted: Sequence[str]) -> tuple[Signer, ...]:
    """Those who signed what still stands, then empty lines for who has to."""
    lang = "en" if (get_language() or "").startswith("en") else "zh"
    signed = [one for one in given if not one.broken]
    done = [
        Signer(
            capacity=one.capacity.words.in_language(lang), name=one.name,
            on=clock.day_of(one.signed_at).isoformat(), svg=one.svg,
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
            (_("开始"), f"{clock.written(one.opened_at)} {one.opened_by_name}"),
            (_("结束"), clock.written(one.closed_at) if one.closed_at else "—"),
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


def disposal_paper(viewer: Viewer, disposal_id: int, address: str) -> Report:
    """The destruction list, which is the certificate once it has been carried out. Kept for ever."""
    page = disposal.disposal_page(viewer, disposal_id)
    one = page.disposal
    done = one.state == DisposalState.DONE
    rows = tuple(
        (
            str(n), line.number, line.title, line.kind_name, str(line.items), str(line.pages), line.term,
            line.began.isoformat(), line.expired.isoformat(), _("保密") if line.confidential else _("普通"),
            str(line.get_method_display()), line.reason,
        )
        for n, line in enumerate(page.to_destroy, 1)
    )  # fmt: skip
    return Report(
        company=people.company(),
        name=_("档案销毁证明") if done else _("档案销毁清册"),
        number=one.number,
        facts=(
            (_("编制"), f"{one.made_by_name} {clock.day_of(one.made_at)}"),
            (_("批准"), one.decided_by_name or "—"),
            (_("销毁地点"), one.where_done or "—"),
            (_("销毁时间"), clock.written(one.done_at) if one.done_at else "—"),
            (_("执行人"), one.done_by_name or "—"),
            (_("现场照片"), str(len(page.photos))),
        ),
        listings=(
            Listing(
                title=_("销毁的档案"),
                columns=(
                    _("序号"), _("档号"), _("题名"), _("类别"), _("件数"), _("页数"), _("应保管期限"), _("起算"), _("期满"),
                    _("密级"), _("方法"), _("原因"),
                ),
                widths=(2, 5, 8, 5, 2, 2, 6, 4, 4, 2, 4, 5),
                rows=rows,
                none=_("没有要销毁的档案。"),
            ),
        ),
        signers=signers(page.standing, (_("批准人"), _("监销人"), _("监销人"))),
        note=_("本清册永久保存；档号不再使用；电子件连同索引、预览和检索词一并粉碎。"),
        address=address,
        landscape=True,
    )  # fmt: skip


def box_paper(viewer: Viewer, box_id: int, address: str) -> Report:
    """The list of the bound volumes in a box."""
    box, rows = binding.in_box(viewer, box_id)
    return Report(
        company=people.company(),
        name=_("装箱清单"),
        number=box.name,
        facts=(
            (_("库位"), box.address),
            (_("楼层"), binding.storey(rows[0])),
            (_("卷数"), str(len(rows))),
            (_("页数"), str(sum(row.sheets for row in rows))),
        ),
        listings=(
            Listing(
                title=_("装订卷"),
                columns=(_("序号"), _("档号"), _("题名"), _("客户"), _("页数"), _("装订"), _("装箱")),
                widths=(2, 6, 9, 7, 2, 4, 4),
                rows=tuple(
                    (
                        str(n), row.dossier.number, row.dossier.title, row.dossier.customer.name, str(row.sheets),
                        clock.day_of(row.bound_at).isoformat(),
                        clock.day_of(row.boxed_at).isoformat() if row.boxed_at else "",
                    )
                    for n, row in enumerate(rows, 1)
                ),
            ),
        ),
        signers=(Signer(capacity=_("装箱人")), Signer(capacity=_("核对人"))),
        address=address,
    )  # fmt: skip


def keeping_paper(viewer: Viewer, keeping_id: int, address: str) -> Report:
    """The list by which a keeper passes on what they keep, with both signatures (P05-c7)."""
    page = keeping.keeping(viewer, keeping_id)
    row = page.row
    missing = {line.pk for line in page.missing}
    rows = tuple(
        (
            str(n), line.holding.dossier.number, line.holding.dossier.title,
            line.holding.place.address if line.holding.place else "—",
            _("借出 %(who)s") % {"who": line.lent_to} if line.lent_to else _("在架"),
            _("缺") if line.pk in missing else "",
        )
        for n, line in enumerate(page.lines, 1)
        if line.holding.dossier
    )  # fmt: skip
    return Report(
        company=people.company(),
        name=_("档案保管交接清单"),
        facts=(
            (_("库位"), row.address),
            (_("状态"), str(row.get_state_display())),
            (_("移交人"), row.giver.name),
            (_("接收人"), row.receiver.name),
            (_("在架卷数"), str(row.given)),
            (_("借出卷数"), str(row.lent)),
            (_("实收卷数"), "—" if row.received is None else str(row.received)),
            (_("交接时间"), clock.written(row.ended_at) if row.ended_at else "—"),
        ),
        listings=(
            Listing(
                title=_("清单"),
                columns=(_("序号"), _("档号"), _("题名"), _("位置"), _("在架或借出"), _("清点")),
                widths=(2, 6, 10, 9, 5, 2),
                rows=rows,
            ),
        ),
        signers=signers(signatures.signatures_of(viewer, Ref("keeping", row.pk)), (_("移交人"), _("接收人"))),
        note=row.note or _("借出的凭出借单随清单移交；缺的仍由移交人负责查找。"),
        address=address,
    )
