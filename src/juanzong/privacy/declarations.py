"""What the privacy room adds to the house: its rights, its entry kinds, its background work."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.casework.sockets import declare_effect, declare_subject
from juanzong.casework.sockets_held import declare_holds
from juanzong.kit import chores
from juanzong.ledger import facts
from juanzong.ledger.kinds import EntryKind
from juanzong.ledger.kinds import declare as declare_kind
from juanzong.organisation.rights import Right
from juanzong.organisation.rights import declare as declare_right
from juanzong.policies.vocabulary import Mechanism, declare_mechanism
from juanzong.privacy import granting, held, tasks

declare_right(Right("privacy.reveal", _("查看被遮住的重要信息"), reads_customers=True))
declare_right(Right("privacy.reveal_sensitive", _("查看敏感个人信息"), reads_customers=True))
declare_right(Right("keys.rotate", _("更换主密钥")))
declare_right(Right("privacy.view_grants", _("查看阅看授权"), reads_customers=True))
declare_right(Right("privacy.end_grants", _("提前结束阅看授权")))

declare_kind(EntryKind("value.revealed", _("%(actor)s 为“%(basis)s”查看了 %(subject)s 的 %(field)s")))
declare_kind(
    EntryKind("customers.exported", _("%(actor)s 为“%(basis)s”导出了 %(rows)s 位客户的资料（%(number)s）：%(fields)s"))
)
declare_kind(EntryKind("value.exported", _("%(actor)s 为“%(basis)s”导出了 %(subject)s 未遮住的 %(fields)s")))
declare_kind(EntryKind("export.refused", _("%(actor)s 的导出被拒绝：一小时内已导出 %(made)s 次")))
declare_kind(EntryKind("keys.rotated", _("%(actor)s 更换主密钥，第 %(version)s 版起用")))
declare_kind(EntryKind("keys.retired", _("%(actor)s 停用旧主密钥")))

for _code, _sentence in (
    ("grant.looked_for", _("%(actor)s 为申请阅看查找资料，找到 %(things)s 份")),
    ("grant.asked", _("%(actor)s 申请阅看授权 %(number)s")),
    ("grant.given", _("%(actor)s 批准阅看授权 %(number)s，至 %(last_day)s 止")),
    ("grant.read", _("%(actor)s 凭授权 %(number)s 阅看了 %(subject)s")),
    ("grant.ended", _("%(actor)s 提前结束阅看授权 %(number)s")),
    ("grants.exported", _("%(actor)s 导出了阅看授权登记簿 %(rows)s 条")),
):
    declare_kind(EntryKind(_code, _sentence))

declare_subject(granting.SUBJECT)
declare_holds(held.HOLDS)
declare_effect(granting.EFFECT)
facts.listen("privacy.grants", 54, granting.follow)

chores.declare(chores.Chore("privacy.rewrap", 60, tasks.rewrap_some))

declare_mechanism(Mechanism("privacy.encryption", _("重要和敏感信息按客户密钥加密存放")))
declare_mechanism(Mechanism("privacy.masking", _("敏感值默认遮住，按用途查看并记录")))
declare_mechanism(Mechanism("privacy.reveal", _("查看须说明用途，限时，记入台账")))
for _mechanism in granting.MECHANISMS:
    declare_mechanism(_mechanism)
