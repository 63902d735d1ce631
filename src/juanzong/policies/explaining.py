"""What the notations of packs mean, in words: `3 working_days` is “3 个工作日内”, `superior_of:role:handler` is “负责人的直接上级”."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from juanzong.kit.errors import NotFound
from juanzong.policies import reads
from juanzong.policies.choices import Scope, Text
from juanzong.policies.shapes_work import Escalation, Every, EveryUnit, Fact, Term, TermUnit, Who, WhoKind
from juanzong.policies.vocabulary import SUBJECTS

REACHES = {
    Scope.COMPANY: gettext_lazy("全公司"),
    Scope.DEPARTMENT: gettext_lazy("本部门"),
    Scope.OWN: gettext_lazy("本人经办的"),
}


def term(one: Term) -> str:
    """A time limit."""
    n = {"n": one.count}
    match one.unit:
        case TermUnit.WORKING_DAYS:
            return ngettext("%(n)s 个工作日内", "%(n)s 个工作日内", one.count) % n
        case TermUnit.DAYS:
            return ngettext("%(n)s 日内", "%(n)s 日内", one.count) % n
        case TermUnit.WEEKS:
            return ngettext("%(n)s 周内", "%(n)s 周内", one.count) % n
        case TermUnit.MONTHS:
            return ngettext("%(n)s 个月内", "%(n)s 个月内", one.count) % n
        case TermUnit.SAME_DAY:
            return _("当日")
        case TermUnit.NEXT_DAY:
            return _("最迟次日")
        case TermUnit.NEXT_WORKING_DAY:
            return _("最迟下一个工作日")
        case TermUnit.END_OF_PERIOD:
            return _("期末前")


def every(one: Every) -> str:
    """A round."""
    match one.unit:
        case EveryUnit.DATES:
            days = [_("%(m)s 月 %(d)s 日") % {"m": month, "d": day} for month, day in one.dates]
            return _("每年 %(days)s") % {"days": _("、").join(days)}
        case EveryUnit.DAY:
            return _("每日")
        case EveryUnit.WORKING_DAY:
            return _("每个工作日")
        case EveryUnit.WEEK:
            return _("每周")
        case EveryUnit.MONTH:
            return _("每月")
        case EveryUnit.QUARTER:
            return _("每季度")
        case EveryUnit.HALF_YEAR:
            return _("每半年")
        case EveryUnit.YEAR:
            return _("每年")


def who(one: Who) -> str:
    """Whom a rule means."""
    match one.kind:
        case WhoKind.POSITION:
            try:
                return str(reads.position(one.code).name)
            except NotFound:
                return one.code
        case WhoKind.ROLE:
            labels = [subject.roles[one.code] for subject in SUBJECTS if one.code in subject.roles]
            return str(labels[0]) if labels else one.code
        case WhoKind.SUPERIOR_OF:
            return _("%(who)s的直接上级") % {"who": who(one.of) if one.of else ""}
        case WhoKind.STARTER:
            return _("提出人")
        case WhoKind.DEPUTY_IN_CHARGE:
            return _("主管副总经理")
        case WhoKind.EVERYONE:
            return _("任何人")


def value(one: Any) -> str:
    """Any value of an element of a pack, as people read it."""
    match one:
        case None | "" | ():
            return _("无")
        case bool():
            return _("是") if one else _("否")
        case Text():
            return str(one)
        case Term():
            return term(one)
        case Scope():
            return str(REACHES[one])
        case Who():
            return who(one)
        case Every():
            return every(one)
        case Escalation():
            return _("%(after)s未办，告知%(to)s") % {"after": term(one.after), "to": who(one.to)}
        case Fact():
            return one.entry
        case tuple():
            return _("、").join(value(part) for part in one)
    return str(getattr(one, "label", None) or getattr(one, "name", None) or one)
