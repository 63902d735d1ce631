"""What the customers room adds to the house: its rights and its entry kinds."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.ledger.kinds import EntryKind
from juanzong.ledger.kinds import declare as declare_kind
from juanzong.organisation.rights import Right
from juanzong.organisation.rights import declare as declare_right

declare_right(Right("customers.view", _("查看客户"), reads_customers=True))
declare_right(Right("customers.register", _("登记客户")))
declare_right(Right("customers.edit", _("修改客户"), reads_customers=True))
declare_right(Right("customers.merge", _("合并客户"), reads_customers=True))
declare_right(Right("customers.import", _("导入客户")))
declare_right(Right("customers.export", _("导出客户"), reads_customers=True))
declare_right(Right("intake.accept", _("受理登记"), reads_customers=True))

declare_kind(EntryKind("customer.registered", _("%(actor)s 登记了 %(subject)s")))
declare_kind(EntryKind("customer.imported", _("%(actor)s 导入了 %(subject)s")))
