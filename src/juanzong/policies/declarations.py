"""What this room registers at start-up."""

from __future__ import annotations

from typing import Any

from django.core import checks
from django.utils.translation import gettext_lazy as _

from juanzong.kit import stamps
from juanzong.ledger.kinds import EntryKind, declare
from juanzong.policies.loading.library import library
from juanzong.policies.vocabulary import Mechanism, declare_mechanism

declare(EntryKind(code="pack.adopted", sentence=_("采用制度 %(pack)s 第 %(version)s 版，自 %(from_date)s 起执行")))
declare(EntryKind(code="pack.ended", sentence=_("制度 %(pack)s 自 %(from_date)s 起停止执行")))

declare(EntryKind(code="edition.begun", sentence=_("%(actor)s 起草本公司制度 %(pack)s 第 %(version)s 版")))
declare(EntryKind(code="edition.changed", sentence=_("%(actor)s 在草稿 %(pack)s 第 %(version)s 版中更改 %(place)s")))
declare(
    EntryKind(code="edition.change_taken_back", sentence=_("%(actor)s 撤回草稿 %(pack)s 第 %(version)s 版中的一处更改"))
)
declare(EntryKind(code="edition.proposed", sentence=_("%(actor)s 提请同意制度 %(pack)s 第 %(version)s 版")))
declare(EntryKind(code="edition.consented", sentence=_("%(actor)s 同意制度 %(pack)s 第 %(version)s 版")))
declare(EntryKind(code="edition.refused", sentence=_("%(actor)s 不同意制度 %(pack)s 第 %(version)s 版：%(reason)s")))
declare(EntryKind(code="edition.withdrawn", sentence=_("%(actor)s 放弃制度 %(pack)s 第 %(version)s 版的草稿")))
stamps.declare("adoptions", policies_adoption="")


@checks.register
def sound_packs(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
    """Tell at start-up of packs that were refused; the others work on."""
    return [checks.Warning(str(fault), id="policies.W001") for fault in library().faults]


declare_mechanism(Mechanism("policies.guidance", _("每个页面写明所办步骤和条款"), "policies.packs"))
declare_mechanism(
    Mechanism("policies.editions", _("本公司制度的更改逐条留痕，须经第二人同意才能执行"), "policies.editions")
)
