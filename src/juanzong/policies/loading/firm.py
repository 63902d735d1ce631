"""What a company cannot change away, whatever its reason: what the law asks can be made stricter, never weaker.

Clauses with `law` and adapted clauses are firm. What rests on them keeps its parts and its time limits; the guard of
data is never lowered, whatever the clause.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from juanzong.policies.choices import Protection
from juanzong.policies.shapes import DossierKind, Position
from juanzong.policies.shapes_forms import Form, FormField, InputType
from juanzong.policies.shapes_work import Duty, Procedure, Step, Term, TermUnit

Report = Callable[..., None]

KEPT_RIGHT = "organisation.manage"
_DAYS = {
    TermUnit.SAME_DAY: 0.0, TermUnit.NEXT_DAY: 1.0, TermUnit.NEXT_WORKING_DAY: 1.5, TermUnit.DAYS: 1.0,
    TermUnit.WORKING_DAYS: 1.5, TermUnit.WEEKS: 7.0, TermUnit.MONTHS: 31.0, TermUnit.END_OF_PERIOD: 366.0,
}  # fmt: skip
_GUARD = (Protection.ORDINARY, Protection.IMPORTANT, Protection.SENSITIVE)
_LAW = _("本条是法律底线，只能更严，不能取消或放宽：%(what)s。")


def check(old: Any, new: Any, firm: Collection[str], report: Report) -> None:
    """Report what `new` (None when the element was taken away) lacks of what `old` has to keep. firm: ids of clauses."""
    if isinstance(old, Position):
        _position(old, new, report)
        return
    if new is None:
        steps = old.steps if isinstance(old, Procedure) else ()
        if old.clause in firm or any(step.clause in firm for step in steps) or _guarded(old):
            report("remove", _LAW, what=str(old.name.zh))
        return
    match old:
        case Duty():
            if old.clause in firm:
                _shorter(old.due, new.due, "due", report)
        case Procedure():
            _procedure(old, new, firm, report)
        case Form():
            _form(old, new, firm, report)
        case DossierKind():
            _dossier(old, new, firm, report)


def _guarded(one: Any) -> bool:
    """Whether an element asks for a consent of its own."""
    return isinstance(one, Form) and any(field.type is InputType.CONSENT for field in one.fields)


def days(term: Term) -> float:
    """About how many days a limit gives; only for telling which of two is longer."""
    return _DAYS[term.unit] * (term.count or 1)


def _shorter(old: Term | None, new: Term | None, key: str, report: Report) -> None:
    if old is not None and (new is None or days(new) > days(old)):
        report(key, _("本条是法律底线，期限只能缩短，原为 %(old)s。"), old=str(old))


def _kept(old: Iterable[str], new: Iterable[str], key: str, report: Report) -> None:
    for code in sorted(set(old) - set(new)):
        report(key, _LAW, what=code)


def _position(old: Position, new: Position | None, report: Report) -> None:
    if new is None:
        report("remove", _("岗位不能取消；不任命人即可。"))
        return
    if new.reads_customers and not old.reads_customers:
        report("reads_customers", _("此岗位不得接触客户资料，不能有这项权限。"))
    if KEPT_RIGHT in old.rights and new.rights.get(KEPT_RIGHT) != old.rights[KEPT_RIGHT]:
        report(f"rights.{KEPT_RIGHT}", _("这项权限不能去掉，否则无人能管理部门和账号。"))


def _procedure(old: Procedure, new: Procedure, firm: Collection[str], report: Report) -> None:
    steps = {step.code: step for step in new.steps}
    for step in old.steps:
        if step.clause not in firm and old.clause not in firm:
            continue
        if step.code not in steps:
            report("step", _LAW, what=step.name.zh)
            continue
        other = steps[step.code]
        _shorter(step.within, other.within, f"step.{step.code}.within", report)
        if step.not_own and not other.not_own:
            report(f"step.{step.code}.not_own", _LAW, what=step.name.zh)
        for key in ("checks", "signatures"):
            mine, theirs = (one.code for one in getattr(step, key)), (one.code for one in getattr(other, key))
            _kept(mine, theirs, f"step.{step.code}.{key}", report)
        _kept(_uses(step), _uses(other), f"step.{step.code}.moves", report)


def _uses(step: Step) -> Iterator[str]:
    for move in step.moves:
        for use in (*move.effects, *move.guards):
            yield f"{move.code}: {use.name}"


def _lowered(old: Protection, new: Protection) -> bool:
    return _GUARD.index(new) < _GUARD.index(old)


def _form(old: Form, new: Form, firm: Collection[str], report: Report) -> None:
    fields = {field.code: field for field in new.fields}
    if old.purpose is not None and new.purpose is None:
        report("purpose_zh", _LAW, what=old.purpose.zh)
    for field in old.fields:
        other = fields.get(field.code)
        if other is None:
            if field.type is InputType.CONSENT or field.clause in firm:
                report(f"fields.{field.code}", _LAW, what=field.name.zh)
            continue
        if field.type is InputType.CONSENT and (other.type is not InputType.CONSENT or field.required > other.required):
            report(f"fields.{field.code}", _("同意必须由本人逐项作出，不能取消或改为选填。"))
        _protection(field, other, report)
        columns = {column.code: column for column in other.columns}
        for column in field.columns:
            if column.code in columns:
                _protection(column, columns[column.code], report)


def _protection(old: FormField, new: FormField, report: Report) -> None:
    if _lowered(old.protection, new.protection):
        report(f"fields.{old.code}.protection", _("数据的保护级别只能提高，不能降低。"))


def _dossier(old: DossierKind, new: DossierKind, firm: Collection[str], report: Report) -> None:
    items = {item.code: item for section in new.sections for item in section.items}
    for section in old.sections:
        for item in section.items:
            other = items.get(item.code)
            if other is None:
                if item.clause in firm:
                    report(f"items.{item.code}", _LAW, what=item.name.zh)
            elif _lowered(item.protection, other.protection):
                report(f"items.{item.code}.protection", _("数据的保护级别只能提高，不能降低。"))
