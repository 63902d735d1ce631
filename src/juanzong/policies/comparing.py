"""What is different between two sets of rules in force, element by element and field by field, in words."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from juanzong.policies import explaining
from juanzong.policies.effective import Effective

KINDS = {
    "clause": _("条款"), "duty": _("待办规则"), "procedure": _("流程"), "form": _("表单"), "dossier": _("档案种类"),
    "category": _("客户类别"), "position": _("岗位"),
}  # fmt: skip
FIELDS = {
    "name": _("名称"), "due": _("期限"), "owner": _("由谁办理"), "every": _("周期"), "escalate": _("逾期后告知"),
    "remind_before": _("提前几天提醒"), "remind_after": _("逾期几天再提醒"), "opens_on": _("由什么产生"),
    "closes_on": _("由什么完成"), "by_hand": _("可以自行报告完成"), "says": _("要求"), "sections": _("目录"),
    "custodian": _("保管人"), "steps": _("环节"), "starts": _("由谁提出"), "rights": _("权限"), "order": _("排列次序"),
}  # fmt: skip
_SILENT = ("pack", "packs")

How = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One element that came, went or changed. fields: what of it, before and after."""

    kind: str
    code: str
    name: str
    how: How
    fields: tuple[tuple[str, str, str], ...] = ()

    @property
    def label(self) -> Any:
        return KINDS[self.kind]


def compare(before: Effective, after: Effective) -> list[Change]:
    """Everything that is different, kind by kind, in the order of the codes."""
    old, new = _elements(before), _elements(after)
    found = []
    for kind in KINDS:
        for code in sorted(old[kind].keys() | new[kind].keys()):
            change = _change(kind, code, old[kind].get(code), new[kind].get(code))
            if change is not None:
                found.append(change)
    return found


def _elements(rules: Effective) -> dict[str, Mapping[str, Any]]:
    return {
        "clause": rules.clauses,
        "duty": rules.duties,
        "procedure": rules.procedures,
        "form": rules.forms,
        "dossier": rules.dossier_kinds,
        "category": rules.categories,
        "position": rules.positions,
    }


def _change(kind: str, code: str, old: Any, new: Any) -> Change | None:
    if old is None:
        return Change(kind, code, _name(new), "added")
    if new is None:
        return Change(kind, code, _name(old), "removed")
    fields = tuple(_different(old, new))
    return Change(kind, code, _name(new), "changed", fields) if fields else None


def _name(one: Any) -> str:
    return str(getattr(one, "name", None) or getattr(one, "says", ""))


def _different(old: Any, new: Any) -> Iterator[tuple[str, str, str]]:
    for field in dataclasses.fields(old):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if field.name not in _SILENT and before != after:
            label = str(FIELDS[field.name]) if field.name in FIELDS else field.name
            yield label, explaining.value(before), explaining.value(after)
