"""What dossiers add to the house: rights, entry kinds, background work, and how they follow their customer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.casework.sockets import declare_effect, declare_guard, declare_subject
from juanzong.casework.sockets_held import declare_holds
from juanzong.customers.followers import Follower, Subjects, customer_followers, timeline_subjects
from juanzong.dossiers import effects, filing_records, following, granting, guards, held, reads, searching, tasks, work
from juanzong.forms.filing import Filer, record_filers
from juanzong.kit import chores
from juanzong.ledger.kinds import EntryKind
from juanzong.ledger.kinds import declare as declare_kind
from juanzong.organisation.rights import Right
from juanzong.organisation.rights import declare as declare_right
from juanzong.organisation.search_sources import SearchSource, search_sources
from juanzong.policies.vocabulary import declare_mechanism
from juanzong.privacy.grantable import grantables

declare_right(Right("dossiers.view", _("查看档案"), reads_customers=True))
declare_right(Right("dossiers.open", _("建立档案"), reads_customers=True))
declare_right(Right("dossiers.file", _("归档文件"), reads_customers=True))
declare_right(Right("dossiers.verify", _("核对档案"), reads_customers=True))
declare_right(Right("dossiers.accept", _("验收归档"), reads_customers=True))
declare_right(Right("dossiers.print", _("打印档案目录"), reads_customers=True))
declare_right(Right("dossiers.destroy", _("销毁档案"), reads_customers=True))
declare_right(Right("dossiers.close", _("结卷"), reads_customers=True))

for _code, _sentence in (
    ("dossier.opened", _("%(actor)s 建立了 %(subject)s")),
    ("dossier.changed", _("%(actor)s 修改了 %(subject)s")),
    ("attachments.receipt_printed", _("%(actor)s 打印了 %(subject)s 的附件领取收据，核对码 %(code)s")),
    ("dossier.unit_named", _("%(actor)s 填写了 %(subject)s 的单元")),
    ("dossier.managers_named", _("%(actor)s 指定了 %(subject)s 的经办角色")),
    ("dossier.submitted", _("%(actor)s 提交核对 %(subject)s")),
    ("dossier.recalled", _("%(actor)s 撤回了 %(subject)s 的提交")),
    ("dossier.returned", _("%(actor)s 退回了 %(subject)s，%(wrong)s 件有误")),
    ("dossier.supplement_asked", _("%(actor)s 在 %(subject)s 的补充资料清单中列出一项")),
    ("dossier.supplement_dropped", _("%(actor)s 从 %(subject)s 的补充资料清单中去掉一项")),
    ("dossier.change_allowed", _("%(actor)s 同意在 %(until)s 之前修改 %(subject)s")),
    ("dossier.verified", _("%(actor)s 核对通过 %(subject)s，共 %(items)s 件")),
    ("dossier.accepted", _("%(actor)s 验收归档 %(subject)s，编号 %(number)s")),
    ("dossier.closed", _("%(actor)s 将 %(subject)s 结卷")),
    ("dossier.reopened", _("%(actor)s 重新启用 %(subject)s")),
    ("dossier.destroyed", _("%(actor)s 销毁了 %(subject)s，依据 %(authority)s，共 %(items)s 件、%(files)s 份电子文件")),
    ("dossier.keeper_changed", _("%(subject)s 改由 %(actor)s 保管")),
    ("dossier.event_noted", _("%(actor)s 为 %(subject)s 登记事项，发生于 %(on)s")),
    ("dossier.reordered", _("%(actor)s 调整了 %(subject)s 的卷内次序")),
    ("dossier.printed", _("%(actor)s 打印了 %(subject)s，核对码 %(code)s")),
    ("attachments.collected", _("%(actor)s 把 %(subject)s 的附件 %(items)s 件交客户领取，客户已签字")),
    ("item.added", _("%(actor)s 归档了 %(subject)s")),
    ("item.repeated", _("%(actor)s 重复提交了 %(subject)s 的同一文件，没有重复归档")),
    ("item.changed", _("%(actor)s 修改了 %(subject)s")),
    ("item.scanned", _("%(actor)s 为 %(subject)s 上传了扫描件")),
    ("item.corrected", _("%(actor)s 为 %(subject)s 增加了第 %(version)s 版，原件保留")),
    ("item.withdrawn", _("%(actor)s 撤出了 %(subject)s")),
    ("item.checked", _("%(actor)s 核对了 %(subject)s")),
    ("item.viewed", _("%(actor)s 查看了 %(subject)s")),
    ("item.downloaded", _("%(actor)s 下载了 %(subject)s 第 %(version)s 版")),
    ("scan.received", _("收到扫描件 %(subject)s")),
    ("scan.discarded", _("%(actor)s 弃用了扫描件 %(subject)s")),
):
    declare_kind(EntryKind(_code, _sentence))

declare_subject(work.SUBJECT)
declare_holds(held.HOLDS)
for _effect in effects.EFFECTS:
    declare_effect(_effect)
for _guard in guards.GUARDS:
    declare_guard(_guard)
for _mechanism in work.MECHANISMS:
    declare_mechanism(_mechanism)
grantables.declare("dossier", granting.GRANTABLE)
record_filers.declare("dossiers", Filer(filing_records.place, filing_records.file))
chores.declare(chores.Chore("dossier texts", 10, tasks.index_texts))
chores.declare(chores.Chore("dossier shredding", 60, tasks.shred_files))
customer_followers.declare("dossiers", Follower("dossiers", _("档案"), following.move, following.move_back))
timeline_subjects.declare(
    "dossiers", Subjects("dossiers", reads.subjects_of_customer, work.CHANGING, reads.items_of_customer)
)
for _name, _label, _order, _find, _statements in (
    ("dossiers", _("档案"), 20, searching.found_dossiers, 2),
    ("items", _("卷内文件"), 30, searching.found_items, 2),
    ("texts", _("文件内容"), 40, searching.found_texts, 3),
):
    search_sources.declare(_name, SearchSource(_name, _label, reads.VIEW, _order, _find, _statements))
