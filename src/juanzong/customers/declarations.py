"""What the customers room adds to the house: its rights and its entry kinds."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.casework.sockets import declare_subject
from juanzong.casework.sockets_held import declare_holds
from juanzong.customers import held, search, tasks, tasks_import, tasks_intake, work
from juanzong.kit import chores
from juanzong.ledger.kinds import EntryKind
from juanzong.ledger.kinds import declare as declare_kind
from juanzong.organisation.rights import Right
from juanzong.organisation.rights import declare as declare_right
from juanzong.organisation.search_sources import SearchSource, search_sources
from juanzong.policies.choices import Information
from juanzong.policies.vocabulary import declare_mechanism

declare_right(Right("customers.view", _("查看客户"), reads_customers=True))
declare_right(Right("customers.register", _("登记客户")))
declare_right(Right("customers.edit", _("修改客户"), reads_customers=True))
declare_right(Right("customers.merge", _("合并客户"), reads_customers=True))
declare_right(Right("customers.import", _("导入客户")))
declare_right(Right("customers.export", _("导出客户"), reads_customers=True))
declare_right(Right("intake.accept", _("受理登记"), reads_customers=True, classes=(Information.BASIC,)))

declare_kind(EntryKind("customer.registered", _("%(actor)s 登记了 %(subject)s")))
declare_kind(EntryKind("customer.imported", _("%(actor)s 导入了 %(subject)s")))
declare_kind(EntryKind("customer.changed", _("%(actor)s 修改了 %(subject)s 的基本情况：%(fields)s")))
declare_kind(EntryKind("customer.handed_over", _("%(actor)s 更换了 %(subject)s 的负责人")))
declare_kind(EntryKind("particular.set", _("%(actor)s 更新了 %(subject)s 的%(field)s")))
declare_kind(EntryKind("particular.ended", _("%(actor)s 停用了 %(subject)s 的一项%(field)s")))
declare_kind(EntryKind("contact.added", _("%(actor)s 为 %(subject)s 添加了联系人")))
declare_kind(EntryKind("contact.changed", _("%(actor)s 修改了 %(subject)s 的联系人：%(fields)s")))
declare_kind(EntryKind("contact.ended", _("%(actor)s 停用了 %(subject)s 的联系人")))
declare_kind(EntryKind("relation.added", _("%(actor)s 登记了 %(subject)s 的客户关系")))
declare_kind(EntryKind("relation.ended", _("%(actor)s 停用了 %(subject)s 的客户关系")))
declare_kind(EntryKind("duplicates.searched", _("%(actor)s 查找疑似重复：比对 %(compared)s 位，发现 %(found)s 对")))
declare_kind(EntryKind("duplicate.dismissed", _("%(actor)s 确认 %(subject)s 与另一客户不是同一客户")))
declare_kind(EntryKind("customer.merged", _("%(actor)s 把另一份资料并入 %(subject)s")))
declare_kind(EntryKind("customer.absorbed", _("%(subject)s 并入另一份资料")))
declare_kind(EntryKind("customer.unmerged", _("%(actor)s 撤销了 %(subject)s 的合并")))

declare_kind(EntryKind("import.uploaded", _("%(actor)s 上传了导入表，共 %(columns)s 列")))
declare_kind(EntryKind("import.check_started", _("%(actor)s 开始试算导入表")))
declare_kind(EntryKind("import.checked", _("导入表试算完成：合格 %(good)s 行，不合格 %(bad)s 行")))
declare_kind(EntryKind("import.reopened", _("%(actor)s 重新核对导入表的列和来源")))
declare_kind(EntryKind("import.started", _("%(actor)s 开始导入，共 %(rows)s 行")))
declare_kind(EntryKind("import.paused", _("导入停在第 %(row)s 行之后")))
declare_kind(EntryKind("import.resumed", _("%(actor)s 从第 %(row)s 行之后继续导入")))
declare_kind(EntryKind("import.finished", _("导入完成：%(good)s 行已导入，%(bad)s 行未导入")))
declare_kind(EntryKind("import.refused", _("导入表在第 %(row)s 行之后无法读取，没有导入")))
declare_kind(EntryKind("import.cancelled", _("%(actor)s 取消了导入，已导入的 %(rows)s 位客户保留")))
declare_kind(EntryKind("import.faults_taken", _("%(actor)s 下载了不能导入的 %(rows)s 行")))
declare_kind(EntryKind("import.sheet_removed", _("%(actor)s 删除了导入的原表")))

chores.declare(chores.Chore("customers.import", 1, tasks_import.go_on))
chores.declare(chores.Chore("customers.import_sheets", 3600, tasks_import.remove_old_sheets))
declare_kind(EntryKind("intake.received", _("%(actor)s 在网上提交了登记")))
declare_kind(EntryKind("intake.opened", _("%(actor)s 打开了一份登记")))
declare_kind(EntryKind("intake.accepted", _("%(actor)s 受理了一份登记")))
declare_kind(EntryKind("intake.declined", _("%(actor)s 没有受理一份登记")))
declare_kind(EntryKind("intake.expired", _("一份登记逾期未受理，内容已销毁")))

chores.declare(chores.Chore("customers.forget-intake", 3600, tasks_intake.forget_unaccepted))
chores.declare(chores.Chore("customers.duplicates", 60, tasks.find_duplicates))

search_sources.declare(
    "customers", SearchSource("customers", _("客户"), "customers.view", 10, search.find, search.STATEMENTS)
)

declare_subject(work.SUBJECT)
declare_holds(held.HOLDS)
for _mechanism in work.MECHANISMS:
    declare_mechanism(_mechanism)
