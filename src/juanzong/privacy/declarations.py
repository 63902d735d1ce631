"""What the privacy room adds to the house: its rights, its entry kinds, its background work."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.kit import chores
from juanzong.ledger.kinds import EntryKind
from juanzong.ledger.kinds import declare as declare_kind
from juanzong.organisation.rights import Right
from juanzong.organisation.rights import declare as declare_right
from juanzong.policies.vocabulary import Mechanism, declare_mechanism
from juanzong.privacy import tasks

declare_right(Right("privacy.reveal", _("查看被遮住的重要信息"), reads_customers=True))
declare_right(Right("privacy.reveal_sensitive", _("查看敏感个人信息"), reads_customers=True))
declare_right(Right("keys.rotate", _("更换主密钥")))

declare_kind(EntryKind("value.revealed", _("%(actor)s 为“%(basis)s”查看了 %(subject)s 的 %(field)s")))
declare_kind(
    EntryKind("customers.exported", _("%(actor)s 为“%(basis)s”导出了 %(rows)s 位客户的资料（%(number)s）：%(fields)s"))
)
declare_kind(EntryKind("value.exported", _("%(actor)s 为“%(basis)s”导出了 %(subject)s 未遮住的 %(fields)s")))
declare_kind(EntryKind("export.refused", _("%(actor)s 的导出被拒绝：一小时内已导出 %(made)s 次")))
declare_kind(EntryKind("keys.rotated", _("%(actor)s 更换主密钥，第 %(version)s 版起用")))
declare_kind(EntryKind("keys.retired", _("%(actor)s 停用旧主密钥")))

chores.declare(chores.Chore("privacy.rewrap", 60, tasks.rewrap_some))

declare_mechanism(Mechanism("privacy.encryption", _("重要和敏感信息按客户密钥加密存放")))
declare_mechanism(Mechanism("privacy.masking", _("敏感值默认遮住，按用途查看并记录")))
declare_mechanism(Mechanism("privacy.reveal", _("查看须说明用途，限时，记入台账")))
