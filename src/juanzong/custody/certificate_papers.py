"""What the papers of certificates and safes say: the slip, the receipt for the owner, the count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from juanzong.casework.reads import signatures
from juanzong.custody.choices_safe import Flow, Occasion, Purpose, SlipState, Title
from juanzong.custody.models import Certificate, SafeSlip
from juanzong.custody.papers import signers
from juanzong.custody.reads import certificates as register
from juanzong.custody.reads import safes, slips
from juanzong.kit import clock
from juanzong.kit.errors import Conflict
from juanzong.kit.prints.report import Listing, Report, Signer
from juanzong.organisation.reads import people
from juanzong.organisation.viewer import Viewer
from juanzong.policies.choices import Protection
from juanzong.privacy.rules import right_of

OWN = "P03-5.2"


def slip_paper(viewer: Viewer, slip_id: int, address: str) -> Report:
    """A slip as it is signed, with the whole numbers for whoever may see them: a number with stars proves nothing.

    Conflict: the person has to enter what they hold first."""
    one, rows = _readable(viewer, slip_id)
    given = signatures.signatures_of(viewer, slips.ref(one.pk))
    owner = (Signer(capacity=_("领取人")),) if one.flow == Flow.RELEASE else ()
    return Report(
        company=people.company(),
        name={
            Flow.IN: _("重要权证移交清单"), Flow.OUT: _("权证出柜单"), Flow.BACK: _("权证还回单"),
            Flow.RELEASE: _("权证交还单"), Flow.MOVE: _("权证移柜单"),
        }[Flow(one.flow)],
        number=one.number,
        facts=_facts(one),
        listings=(_listing(viewer, rows),),
        signers=(*signers(given, _wanted(Flow(one.flow))), *owner),
        note=_("权证视同现金：三方核对名称、证号、数量，掌管钥匙和密码的两人同时开柜；涂改无效。"),
        address=address,
    )  # fmt: skip


def receipt_paper(viewer: Viewer, slip_id: int, address: str) -> Report:
    """The receipt for the owner: what the company keeps for them, and by what number they ask for it."""
    one, rows = _readable(viewer, slip_id)
    if one.flow != Flow.IN or one.state != SlipState.DONE:
        raise Conflict(_("入柜之后才出具收据。"), clause=OWN, todo=_("请先办完移交入柜。"))
    return Report(
        company=people.company(),
        name=_("权证收据"),
        number=one.number,
        facts=(
            (_("档号"), one.dossier.number or "—"),
            (_("客户"), one.dossier.customer.name),
            (_("收存日期"), _moment(one.done_at)),
            (_("数量"), _("%(n)s 件") % {"n": len(rows)}),
        ),
        listings=(_listing(viewer, rows),),
        signers=(Signer(capacity=_("权证管理员")), Signer(capacity=_("经办人")), Signer(capacity=_("权利人"))),
        note=_("以上权证原件由本公司代为保管。结清后凭本收据和本人证件领回；遗失本收据请及时告知。"),
        address=address,
    )


def safe_count_paper(viewer: Viewer, count_id: int, address: str) -> Report:
    """The sheet of a count: the balance of the day, what two people found, and every difference."""
    one = safes.count(viewer, count_id)
    day = safes.day_of(one.place_id, one.day)
    found = safes.findings(viewer, one)
    tallies = list(one.tallies.order_by("at", "pk"))
    return Report(
        company=people.company(),
        name=_("保险柜清点表"),
        facts=(
            (_("保险柜"), one.place.address),
            (_("清点"), f"{Occasion(one.occasion).label} {_moment(one.counted_at)}"),
            (_("当日期初"), str(day.opening)),
            (_("当日入柜"), str(day.into)),
            (_("当日出柜"), str(day.out)),
            (_("期末余额"), str(day.closing)),
            (_("账面"), str(one.expected)),
            (_("实点"), str(one.found)),
        ),
        listings=(
            Listing(
                title=_("两人各自所见"), columns=(_("清点人"), _("录入时间"), _("件数")), widths=(8, 8, 4),
                rows=tuple(
                    (each.staff_name, _moment(each.at), str(len(each.certificates) + len(each.strays))) for each in tallies
                ),
                none=_("还没有人录入。"),
            ),
            Listing(
                title=_("差异"), columns=(_("序号"), _("类别"), _("权证")), widths=(2, 6, 14),
                rows=tuple((str(n), each.kind, each.words) for n, each in enumerate(found, 1)),
                none=_("账实相符，没有差异。") if one.counted_at else _("还没有比较。"),
            ),
        ),
        signers=signers(safes.signatures(viewer, one.pk), (_("清点人"), _("复点人"))),
        note=_("两人互不知情，各自录入所见，由系统比较；有差异的自动立案。"),
        address=address,
    )  # fmt: skip


def _readable(viewer: Viewer, slip_id: int) -> tuple[SafeSlip, list[Certificate]]:
    one, rows = slips.slip(viewer, slip_id), slips.on(slip_id)
    if slips.blind(viewer, one, rows):
        raise Conflict(
            _("请先独立核对，再查看清单。"), clause=OWN, todo=_("请在出入柜单上录入您手中的权证。"),
            about=slips.ref(one.pk),
        )  # fmt: skip
    return one, rows


def _facts(one: SafeSlip) -> tuple[tuple[str, str], ...]:
    found = [
        (_("档号"), one.dossier.number or one.dossier.title),
        (_("客户"), one.dossier.customer.name),
        (_("办理"), f"{Flow(one.flow).label} · {SlipState(one.state).label}"),
        (_("经办"), f"{one.begun_by_name} {_moment(one.begun_at)}"),
    ]
    if one.purpose:
        found.append((_("用途"), f"{Purpose(one.purpose).label} · {one.to_whom}"))
    if one.due_on:
        found.append((_("应还日期"), one.due_on.isoformat()))
    if one.proof:
        found.append((_("结清凭证"), one.proof.title))
    if one.receiver:
        found.append((_("领取人"), one.receiver))
    if one.place:
        found.append((_("开柜"), f"{one.place.address} {_moment(one.done_at)}"))
        found.append((_("钥匙、密码"), _("、").join((one.key_by_name, one.code_by_name))))
    return tuple(found)


def _listing(viewer: Viewer, rows: Sequence[Certificate]) -> Listing:
    whole = viewer.may(right_of(Protection.IMPORTANT))
    numbers = register.numbers(rows) if whole else register.masked(rows)
    return Listing(
        title=_("权证共 %(n)s 件") % {"n": len(rows)},
        columns=(_("序号"), _("名称"), _("证号"), _("权利人"), _("登记机关"), _("发证日期"), _("有效期至")),
        widths=(2, 6, 9, 6, 7, 4, 4),
        rows=tuple(
            (
                str(n), str(Title(row.kind).label), numbers.get(row.pk, ""), row.holder, row.issuer,
                row.issued_on.isoformat() if row.issued_on else "—",
                row.valid_until.isoformat() if row.valid_until else "—",
            )
            for n, row in enumerate(rows, 1)
        ),
        none=_("没有权证。"),
    )  # fmt: skip


def _wanted(flow: Flow) -> tuple[str, ...]:
    two = (_("钥匙"), _("密码"))
    if flow == Flow.MOVE:
        return (_("移出柜钥匙"), _("移出柜密码"), _("移入柜钥匙"), _("移入柜密码"))
    return (_("A 角"), _("B 角"), _("档案（权证）管理员"), *two) if flow in (Flow.IN, Flow.RELEASE) else two


def _moment(at: dt.datetime | None) -> str:
    return clock.written(at) if at else "—"
