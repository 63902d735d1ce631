"""What the customers room adds to the house: its rights and its entry kinds."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.customers import search, tasks
from juanzong.kit import chores
from juanzong.ledger.kinds import EntryKind
from juanzong.ledger.kinds import declare as declare_kind
from juanzong.organisation.rights import Right
from juanzong.organisation.rights import declare as declare_right
from juanzong.organisation.search_sources import SearchSource, search_sources

declare_right(Right("customers.view", _("查看客户"), reads_customers=True))
declare_right(Right("customers.register", _("登记客户")))
declare_right(Right("customers.edit", _("修改客户"), reads_customers=True))
declare_right(Right("customers.merge", _("合并客户"), reads_customers=True))
declare_right(Right("customers.import", _("导入客户")))
declare_right(Right("customers.export", _("导出客户"), reads_customers=True))
declare_right(Right("intake.accept", _("受理登记"), reads_customers=True))

declare_kind(EntryKind("customer.registered", _("%(actor)s 登记了 %(subject)s")))
declare_kind(EntryKind("customer.imported", _("%(actor)s 导入了 %(subject)s")))
declare_kind(EntryKind("customer.changed", _("%(actor)s 修改了 %(subject)s 的基本情况：%(fields)s")))
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
declare_kind(EntryKind("customer.unmerged", _("%(actor)s 撤销了 %(subject)s 的合并")))

chores.declare(chores.Chore("customers.duplicates", 60, tasks.find_duplicates))

search_sources.declare(
    "customers", SearchSource("customers", _("客户"), "customers.view", 10, search.find, search.STATEMENTS)
)
