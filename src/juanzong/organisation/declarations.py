"""What the organisation adds to the house: its rights and its entry kinds."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.ledger.kinds import EntryKind
from juanzong.ledger.kinds import declare as declare_kind
from juanzong.organisation.rights import Right
from juanzong.organisation.rights import declare as declare_right

declare_right(Right("desk.view", _("工作台")))
declare_right(Right("policies.view", _("查看制度")))
declare_right(Right("ledger.view", _("查看台账")))
declare_right(Right("ledger.export", _("导出和核验台账")))
declare_right(Right("organisation.view", _("查看组织")))
declare_right(Right("organisation.manage", _("管理部门、员工和任职")))

declare_kind(EntryKind("access.denied", _("%(actor)s 试图做无权的事:%(right)s")))
