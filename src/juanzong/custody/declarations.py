"""What the archive room adds to the house: rights, entry kinds, what work can be about, mechanisms."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.casework.sockets import declare_effect, declare_guard, declare_offer, declare_subject
from juanzong.casework.sockets_held import declare_holds
from juanzong.custody import accepting, following, held, lending, registering, safekeeping, work
from juanzong.custody.reads import certificates, finding
from juanzong.custody.registers import archive, handovers, seals, totals
from juanzong.custody.registers import certificates as register_of_certificates
from juanzong.custody.registers import lending as register_of_lending
from juanzong.custody.registers.shapes import declare_register
from juanzong.customers.followers import Subjects, timeline_subjects
from juanzong.ledger import facts
from juanzong.ledger.kinds import EntryKind
from juanzong.ledger.kinds import declare as declare_kind
from juanzong.organisation.rights import Right
from juanzong.organisation.rights import declare as declare_right
from juanzong.organisation.search_sources import SearchSource, search_sources
from juanzong.policies.vocabulary import declare_mechanism

declare_right(Right("custody.view", _("查看档案室"), reads_customers=True))
declare_right(Right("custody.places", _("设置库位")))
declare_right(Right("custody.count", _("盘点"), reads_customers=True))
declare_right(Right("custody.inspect", _("检查库房")))
declare_right(Right("custody.hold", _("冻结和解冻档案"), reads_customers=True))
declare_right(Right("custody.appraise", _("鉴定到期档案"), reads_customers=True))
declare_right(Right("custody.approve_disposal", _("批准销毁"), reads_customers=True))
declare_right(Right("custody.witness", _("监销"), reads_customers=True))
declare_right(Right("custody.shelve", _("上架和移位"), reads_customers=True))
declare_right(Right("custody.borrow", _("申请借阅"), reads_customers=True))
declare_right(Right("custody.lend", _("办理借出和归还"), reads_customers=True))
declare_right(Right("certificates.view", _("查看权证和保险柜"), reads_customers=True))
declare_right(Right("custody.safe_slips", _("办理权证移交和出入柜"), reads_customers=True))
declare_right(Right("custody.safe_key", _("掌管保险柜钥匙"), reads_customers=True))
declare_right(Right("custody.safe_code", _("掌管保险柜密码"), reads_customers=True))
declare_right(Right("custody.count_safe", _("清点保险柜"), reads_customers=True))

for _code, _sentence in (
    ("place.added", _("%(actor)s 在 %(stands)s 设置了 %(places)s 个库位")),
    ("place.changed", _("%(actor)s 修改了库位 %(stands)s")),
    ("place.moved", _("%(actor)s 将 %(stood)s 连同 %(things)s 件移到 %(stands)s")),
    ("place.closed", _("%(actor)s 停用了库位 %(stands)s")),
    ("dossier.shelved", _("%(actor)s 将 %(subject)s 上架到 %(stands)s")),
    ("dossier.moved", _("%(actor)s 将 %(subject)s 从 %(stood)s 移到 %(stands)s")),
    ("dossier.measured", _("%(actor)s 更正 %(subject)s 的厚度为 %(thickness_mm)s 毫米")),
    ("item.kept_apart", _("%(actor)s 将 %(subject)s 另存于 %(stands)s")),
    ("item.moved", _("%(actor)s 将另存的 %(subject)s 从 %(stood)s 移到 %(stands)s")),
    ("count.begun", _("%(actor)s 开始盘点 %(stands)s")),
    ("count.scanned", _("%(actor)s 盘点扫描 %(scans)s 件")),
    ("count.ended", _("%(actor)s 结束盘点：应有 %(expected)s 件，实有 %(present)s 件，差异 %(differences)s 条")),
    (
        "count.compared",
        _("补到的扫描并入盘点：应有 %(expected)s 件，实有 %(present)s 件，差异 %(differences)s 条"),
    ),
    ("count.difference_settled", _("%(actor)s 处理了一条盘点差异，还剩 %(left)s 条")),
    ("count.settled", _("%(actor)s 处理完盘点差异")),
    ("count.signed", _("%(actor)s 在盘点结果上签字，共 %(signatures)s 人")),
    ("count.printed", _("%(actor)s 打印了盘点单，核对码 %(code)s")),
    ("dossier.frozen", _("%(actor)s 冻结了 %(subject)s，冻结期间不得销毁")),
    ("dossier.unfrozen", _("%(actor)s 解除了 %(subject)s 的冻结")),
    ("disposal.begun", _("%(actor)s 编制销毁清册 %(number)s，共 %(dossiers)s 卷")),
    ("disposal.appraised", _("%(actor)s 在清册 %(number)s 中鉴定了 %(subject)s")),
    ("disposal.proposed", _("%(actor)s 提交清册 %(number)s：拟销毁 %(destroy)s 卷，留存 %(kept)s 卷")),
    ("disposal.approved", _("%(actor)s 批准了清册 %(number)s")),
    ("disposal.refused", _("%(actor)s 没有批准清册 %(number)s")),
    ("disposal.photographed", _("%(actor)s 上传了销毁现场照片")),
    ("disposal.witnessed", _("%(actor)s 为清册 %(number)s 监销签字，共 %(witnesses)s 人")),
    ("disposal.done", _("%(actor)s 执行清册 %(number)s，销毁 %(dossiers)s 卷")),
    ("disposal.printed", _("%(actor)s 打印了销毁清册，核对码 %(code)s")),
    ("place.inspected", _("%(actor)s 检查了 %(stands)s，发现 %(findings)s 处")),
    ("place.repair_noted", _("%(actor)s 处理了 %(stands)s 的一处问题，还剩 %(left)s 处")),
    ("place.repaired", _("%(actor)s 处理完 %(stands)s 的问题")),
    ("dossier.bound", _("%(actor)s 将 %(subject)s 装订成册，%(sheets)s 页，楼层 %(floor)s")),
    ("volumes.boxed", _("%(actor)s 将楼层 %(floor)s 的 %(volumes)s 卷装入 %(stands)s")),
    ("box.printed", _("%(actor)s 打印了装箱清单，核对码 %(code)s")),
    ("labels.printed", _("%(actor)s 为 %(subject)s 等打印了 %(labels)s 枚标签")),
    ("item.rejoined", _("%(actor)s 将 %(subject)s 放回原卷")),
    ("loan.asked", _("%(actor)s 填写出借单 %(number)s")),
    ("loan.approved", _("%(actor)s 批准出借单 %(number)s")),
    ("loan.issued", _("%(actor)s 凭 %(number)s 借出 %(items)s 件 %(sheets)s 页，应于 %(due)s 归还")),
    ("loan.returned", _("%(actor)s 清点收回 %(number)s，共 %(items)s 件 %(sheets)s 页")),
    ("loan.closed", _("%(actor)s 将 %(number)s 的档案放回 %(stands)s")),
    ("keeping.offered", _("%(actor)s 编制 %(stands)s 的保管交接清单：在架 %(given)s 卷，借出 %(lent)s 卷")),
    ("keeping.signed", _("%(actor)s 在 %(stands)s 的保管交接清单上签字")),
    ("keeping.received", _("%(actor)s 接收 %(stands)s 的保管，应收 %(given)s 卷，实收 %(received)s 卷")),
    ("keeping.declined", _("%(actor)s 退回了 %(stands)s 的保管交接")),
    ("keeping.recalled", _("%(actor)s 撤回了 %(stands)s 的保管交接")),
    ("keeping.printed", _("%(actor)s 打印了保管交接清单，核对码 %(code)s")),
    ("register.printed", _("%(actor)s 打印了登记簿“%(register)s” %(period)s，%(lines)s 行，核对码 %(code)s")),
    ("register.exported", _("%(actor)s 导出了登记簿“%(register)s” %(period)s，%(lines)s 行，编号 %(number)s")),
    ("loan.printed", _("%(actor)s 打印了出借单，核对码 %(code)s")),
    ("safe_slip.listed", _("%(actor)s 在 %(number)s 上列出 %(certificates)s 件权证，待移交")),
    ("safe_slip.changed", _("%(actor)s 修改了 %(number)s 的清单，现有 %(certificates)s 件")),
    ("safe_slip.checked", _("%(actor)s 独立核对 %(number)s，%(certificates)s 件的名称、证号、权利人和数量一致")),
    ("safe_slip.begun", _("%(actor)s 填写 %(number)s，%(certificates)s 件权证")),
    ("safe_slip.done", _("%(number)s 办结：两人开启 %(stands)s，%(certificates)s 件权证，%(actor)s 办理")),
    ("safe_slip.out", _("%(number)s 办结：两人开启 %(stands)s，%(certificates)s 件权证出柜，应于 %(due)s 还回")),
    (
        "safe_slip.moved",
        _("%(number)s 办结：两柜各由两人开启，%(certificates)s 件权证由 %(stood)s 移到 %(stands)s，%(actor)s 办理"),
    ),
    ("certificate.moved", _("%(subject)s 凭 %(number)s 由 %(stood)s 移到 %(stands)s")),
    ("safe_slip.settled", _("%(number)s 出柜的权证已全部还回或交还")),
    ("safe_slip.printed", _("%(actor)s 打印了 %(number)s，核对码 %(code)s")),
    ("certificate.put_in", _("%(subject)s 凭 %(number)s 存入 %(stands)s")),
    ("certificate.taken_out", _("%(subject)s 凭 %(number)s 从 %(stands)s 出柜")),
    ("certificate.put_back", _("%(subject)s 凭 %(number)s 还回 %(stands)s")),
    ("certificate.released", _("%(subject)s 凭 %(number)s 交还权利人")),
    ("certificate.renewed", _("%(actor)s 将 %(subject)s 的有效期延至 %(until)s")),
    ("safe_count.begun", _("%(actor)s 开始清点 %(stands)s")),
    ("safe_count.tallied", _("%(actor)s 录入所见 %(certificates)s 件")),
    ("safe_count.compared", _("清点比较：账面 %(expected)s 件，实点 %(found)s 件，差异 %(differences)s 条")),
    ("safe_count.differed", _("清点有差异 %(differences)s 条，自动立案")),
    ("safe_count.signed", _("%(actor)s 在清点结果上签字，共 %(signatures)s 人")),
    ("safe_count.printed", _("%(actor)s 打印了清点表，核对码 %(code)s")),
    ("safe.counted", _("清点了 %(stands)s：账面 %(expected)s 件，实点 %(found)s 件，差异 %(differences)s 条")),
    ("loan.dropped", _("%(actor)s 将出借单 %(number)s 作未领取处理")),
):
    declare_kind(EntryKind(_code, _sentence))
declare_kind(
    EntryKind(
        "loan.partly_returned", _("%(actor)s 收回 %(number)s 的 %(items)s 件 %(sheets)s 页，其余待还"),
        without=(
            ("items", _("%(actor)s 收回 %(number)s 的 %(sheets)s 页，其余待还")),
            ("sheets", _("%(actor)s 收回 %(number)s 的 %(items)s 件，其余待还")),
        ),
    )
)  # fmt: skip
declare_kind(
    EntryKind(
        "loan.returned_short", _("%(number)s 归还时少 %(items)s 件 %(sheets)s 页"),
        without=(
            ("items", _("%(number)s 归还时少 %(sheets)s 页")),
            ("sheets", _("%(number)s 归还时少 %(items)s 件")),
        ),
    )
)  # fmt: skip

declare_subject(work.PLACE)
declare_subject(work.STOCKTAKE)
declare_subject(work.DISPOSAL)
declare_subject(lending.SUBJECT)
declare_subject(work.KEEPING)
declare_effect(lending.EFFECT)
declare_effect(accepting.EFFECT)
declare_offer(accepting.OFFER)
declare_subject(safekeeping.slip_subject())
declare_subject(safekeeping.certificate_subject())
declare_subject(safekeeping.COUNT_SUBJECT)
declare_effect(safekeeping.EFFECT)
for _guard in safekeeping.GUARDS:
    declare_guard(_guard)
for _mechanism in (
    *work.MECHANISMS,
    *lending.MECHANISMS,
    *accepting.MECHANISMS,
    *registering.MECHANISMS,
    *safekeeping.MECHANISMS,
):
    declare_mechanism(_mechanism)

facts.listen("custody.thickness", 50, following.measure)
facts.listen("custody.loans", 51, lending.follow)
facts.listen("custody.collected", 54, following.collect)
facts.listen("custody.handovers", 52, registering.follow)
for _holds in held.HOLDS:
    declare_holds(_holds)
for _register in (
    archive.REGISTER,
    register_of_certificates.REGISTER,
    register_of_lending.REGISTER,
    handovers.REGISTER,
    totals.REGISTER,
    seals.REGISTER,
):
    declare_register(_register)
facts.listen("custody.safe_slips", 53, safekeeping.follow)
timeline_subjects.declare("certificates", Subjects("certificates", certificates.subjects_of_customer))
search_sources.declare("places", SearchSource("places", _("库位"), "custody.view", 50, finding.searched, 2))
search_sources.declare(
    "certificates", SearchSource("certificates", _("权证"), certificates.VIEW, 55, certificates.searched, 1)
)
