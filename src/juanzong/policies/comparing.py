"""What is different between two sets of rules in force, element by element and field by field, in words."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from juanzong.policies import explaining, reads
from juanzong.policies.choices import Text
from juanzong.policies.effective import Effective, of_packs
from juanzong.policies.shapes import Pack
from juanzong.policies.shapes_work import Escalation, Every, Fact, Term, Who

KINDS = {
    "clause": _("条款"), "duty": _("待办规则"), "procedure": _("流程"), "form": _("表单"), "dossier": _("档案种类"),
    "category": _("客户类别"), "position": _("岗位"),
}  # fmt: skip
FIELDS = {
    "name": _("名称"), "due": _("期限"), "owner": _("由谁办理"), "every": _("周期"), "escalate": _("逾期后告知"),
    "remind_before": _("提前几天提醒"), "remind_after": _("逾期几天再提醒"), "opens_on": _("由什么产生"),
    "closes_on": _("由什么完成"), "cancels_on": _("由什么取消"), "by_hand": _("可以自行报告完成"), "says": _("要求"),
    "sections": _("目录"), "custodian": _("保管人"), "steps": _("环节"), "starts": _("由谁提出"), "rights": _("权限"),
    "order": _("排列次序"), "items": _("应归文件"), "events": _("事项"), "managers": _("经办角色"), "copy": _("形态"),
    "required": _("必备"), "important": _("重要"), "media": _("可以是影音"), "numbered": _("编号"),
    "protection": _("保护级别"), "information": _("信息类别"), "retention": _("保管期限"), "years": _("年数"),
    "start": _("起算"), "text": _("说法"), "review_months": _("每几个月检查一次"), "four_eyes": _("第二人核对"),
    "attachments": _("附件"), "who": _("由谁办理"), "within": _("办理时限"), "moves": _("走法"), "signatures": _("签字"),
    "checks": _("核对事项"), "not_own": _("不得由提出人或其下属办理"), "fields": _("字段"), "options": _("可选的值"),
    "columns": _("列"), "help": _("说明"), "type": _("类型"), "positions": _("可填写的岗位"), "purpose": _("目的"),
    "duties": _("职责"), "kind": _("性质"), "number": _("编号样式"), "pattern": _("样式"), "lead": _("提前产生"),
    "max_length": _("最多几个字"), "form": _("须填的表单"), "extension": _("延期流程"), "replaces": _("取代"),
    "carried_out_by": _("由谁落实"), "changed": _("本系统的做法"), "why": _("理由"), "means": _("手段"),
    "law": _("法律底线"), "about": _("释义"), "reason": _("须说明理由"), "withdraw": _("可以撤回"), "roles": _("角色"),
    "prefill": _("预填"), "when": _("何时出现"), "button": _("按钮"), "to": _("下一环节"), "code": _("代码"),
    "effects": _("效果"), "guards": _("条件"), "asks": _("申请表"), "where": _("适用于"), "rows": _("行数"),
    "counts": _("逐件清点页数"), "differs": _("清点不符时"), "faults": _("不合格之处"), "offer": _("从何处选择"),
    "submits_to": _("提交给"), "sealed_by": _("由谁封存"), "files_into": _("归入"), "register": _("登记簿"),
    "unit": _("按单元立卷"), "per": _("编号连续"),
    "exams": _("任职前须合格的考核"),
}  # fmt: skip
_SILENT = ("pack", "packs", "clause", "based_on", "digest")
_WHOLE = (Text, Term, Who, Every, Fact, Escalation)

How = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One element that came, went or changed. fields: what of it, before and after. clauses: those on which the element
    rests, or only those of its parts where nothing but parts changed; none for positions."""

    kind: str
    code: str
    name: str
    how: How
    fields: tuple[tuple[str, str, str], ...] = ()
    clauses: tuple[str, ...] = ()

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


def changed_by(pack: Pack) -> list[Change]:
    """What a pack changes of those it stands on; nothing for a pack that only adds."""
    if not pack.changes:
        return []
    line = reads.lineage(pack.id, pack.version)
    return compare(of_packs(line[1:]), of_packs(line))


def company_changes(packs: Iterable[Pack]) -> dict[str, list[tuple[Pack, Change]]]:
    """By the id of each clause, which packs change something that rests on it, and what."""
    found: dict[str, list[tuple[Pack, Change]]] = {}
    for pack in packs:
        for change in changed_by(pack):
            for clause in change.clauses:
                found.setdefault(clause, []).append((pack, change))
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
        return Change(kind, code, _name(new), "added", clauses=_own(new))
    if new is None:
        return Change(kind, code, _name(old), "removed", clauses=_own(old))
    fields = tuple(_different(old, new))
    touched = tuple(dict.fromkeys(_touched(old, new)))
    return Change(kind, code, _name(new), "changed", fields, touched) if fields else None


def _own(one: Any) -> tuple[str, ...]:
    clause = getattr(one, "clause", "")
    return (clause,) if clause else ()


def _touched(old: Any, new: Any) -> Iterator[str]:
    """The clauses on which what changed rests: of a part where it has one, else of the whole."""
    for field in dataclasses.fields(old):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if field.name in _SILENT or before == after:
            continue
        if not (_coded(before) or _coded(after)):
            yield from _own(new)
            continue
        parts = [{one.code: one for one in them if not isinstance(one, Who)} for them in (before, after)]
        for code in dict.fromkeys([*parts[0], *parts[1]]):
            one, other = parts[0].get(code), parts[1].get(code)
            if one == other:
                continue
            inner = list(_touched(one, other)) if one is not None and other is not None else _own(one or other)
            yield from inner or _own(new)


def _name(one: Any) -> str:
    return str(getattr(one, "name", None) or getattr(one, "says", ""))


def _different(old: Any, new: Any, above: str = "") -> Iterator[tuple[str, str, str]]:
    """What of two things is different: where, before, after; parts with a code are told one by one."""
    for field in dataclasses.fields(old):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if field.name in _SILENT or before == after:
            continue
        place = above + (str(FIELDS[field.name]) if field.name in FIELDS else field.name)
        if _coded(before) or _coded(after):
            yield from _among(before, after, f"{place} › ")
        elif isinstance(before, Mapping) and isinstance(after, Mapping):
            for key in sorted(set(before) | set(after), key=str):
                if before.get(key) != after.get(key):
                    yield f"{place} › {key}", explaining.value(before.get(key)), explaining.value(after.get(key))
        elif dataclasses.is_dataclass(before) and type(before) is type(after) and not isinstance(before, _WHOLE):
            yield from _different(before, after, f"{place} › ")
        else:
            yield place, explaining.value(before), explaining.value(after)


def _coded(parts: Any) -> bool:
    return isinstance(parts, tuple) and bool(parts) and all(hasattr(one, "code") for one in parts)


def _among(before: Any, after: Any, above: str) -> Iterator[tuple[str, str, str]]:
    old, new = ({one.code: one for one in parts if not isinstance(one, Who)} for parts in (before, after))
    if not old and not new:
        yield above.removesuffix(" › "), explaining.value(before), explaining.value(after)
    for code in [*old, *(code for code in new if code not in old)]:
        if code not in new:
            yield above + _name(old[code]), str(_("有")), str(_("取消"))
        elif code not in old:
            yield above + _name(new[code]), str(_("无")), str(_("新增"))
        else:
            yield from _different(old[code], new[code], f"{above}{_name(new[code])} › ")
