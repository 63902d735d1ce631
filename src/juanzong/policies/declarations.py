"""What this room registers at start-up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.ledger.kinds import EntryKind, declare

declare(EntryKind(code="pack.adopted", sentence=_("采用制度 %(pack)s 第 %(version)s 版，自 %(from_date)s 起执行")))
