"""What a person may change of an element of a policy without a text editor, as fields of a form, and the way back: from
what was entered to the body of a change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from juanzong.organisation.rights import rights
from juanzong.policies import explaining, notation
from juanzong.policies.choices import Copy
from juanzong.policies.effective import Effective
from juanzong.policies.shapes_changes import Changeable
from juanzong.policies.shapes_forms import InputType
from juanzong.policies.shapes_work import TermUnit
from juanzong.policies.vocabulary import SUBJECTS

UNITS = {
    TermUnit.WORKING_DAYS: gettext_lazy("个工作日"), TermUnit.DAYS: gettext_lazy("天"), TermUnit.WEEKS: gettext_lazy("周"),
    TermUnit.MONTHS: gettext_lazy("个月"), TermUnit.SAME_DAY: gettext_lazy("当日"), TermUnit.NEXT_DAY: gettext_lazy("次日"),
    TermUnit.NEXT_WORKING_DAY: gettext_lazy("下一个工作日"), TermUnit.END_OF_PERIOD: gettext_lazy("期末"),
}  # fmt: skip
_DAYS = re.compile(r"[\d\s,\uff0c\u3001]*\Z")
REACHES = {"": gettext_lazy("没有"), **{scope.value: label for scope, label in explaining.REACHES.items()}}


@dataclass(frozen=True, slots=True)
class Blank:
    """One value: its key in the tables of a pack, what it is called, and how it is entered (`_ENTERED`)."""

    key: str
    label: Any
    entered: str
    needed: bool = True


_NAMES = (Blank("zh", gettext_lazy("名称"), "text"), Blank("en", gettext_lazy("英文名称"), "text", needed=False))
# What may be changed of which element, or of which part: the arrays that lead to it.
BLANKS: Mapping[tuple[str, ...], tuple[Blank, ...]] = {
    ("duty",): (
        Blank("due", gettext_lazy("期限"), "term"), Blank("owner", gettext_lazy("由谁办理"), "people"),
        Blank("remind_before", gettext_lazy("提前几天提醒"), "days", needed=False),
        Blank("remind_after", gettext_lazy("逾期几天再提醒"), "days", needed=False),
        Blank("escalate", gettext_lazy("逾期后告知"), "escalation", needed=False),
    ),
    ("dossier",): (
        Blank("custodian", gettext_lazy("保管岗位"), "position"), Blank("retention_years", gettext_lazy("保管年数"), "number"),
        Blank("retention_zh", gettext_lazy("保管期限的说法"), "text"),
        Blank("retention_en", gettext_lazy("保管期限的英文说法"), "text"),
        Blank("review_months", gettext_lazy("每几个月检查一次"), "number", needed=False),
        Blank("four_eyes", gettext_lazy("由第二人核对"), "flag"),
    ),
    ("dossier", "section", "items"): (
        *_NAMES, Blank("required", gettext_lazy("必备"), "flag"), Blank("important", gettext_lazy("重要"), "flag"),
        Blank("copy", gettext_lazy("形态"), "copy", needed=False),
    ),
    ("dossier", "event"): _NAMES,
    ("procedure",): (Blank("starts", gettext_lazy("由谁提出"), "people"),),
    ("procedure", "step"): (
        Blank("who", gettext_lazy("由谁办理"), "people"), Blank("within", gettext_lazy("办理时限"), "term", needed=False),
        Blank("not_own", gettext_lazy("不得由提出人或其下属办理"), "flag"),
    ),
    ("procedure", "step", "signatures"): (Blank("who", gettext_lazy("由谁签字"), "people"),),
    ("form",): (),
    ("form", "section", "fields"): (
        *_NAMES, Blank("required", gettext_lazy("必填"), "flag"), Blank("help_zh", gettext_lazy("填写说明"), "text", needed=False),
        Blank("help_en", gettext_lazy("英文填写说明"), "text", needed=False),
    ),
    ("position",): (),
}  # fmt: skip
# Which parts stand under what, and whether people may add and remove them: array, heading, addable.
PARTS: Mapping[tuple[str, ...], tuple[tuple[str, Any, bool], ...]] = {
    ("dossier",): (("section", gettext_lazy("目录"), False), ("event", gettext_lazy("事项"), True)),
    ("dossier", "section"): (("items", gettext_lazy("应归文件"), True),),
    ("procedure",): (("step", gettext_lazy("环节"), False),),
    ("procedure", "step"): (("signatures", gettext_lazy("签字"), False),),
    ("form",): (("section", gettext_lazy("部分"), False),),
    ("form", "section"): (("fields", gettext_lazy("字段"), True),),
}
REMOVABLE = frozenset({
    ("duty",), ("procedure",), ("form",), ("dossier",), ("category",), ("dossier", "section", "items"), ("dossier", "event"),
    ("form", "section", "fields"),
})  # fmt: skip
SIMPLE = (
    InputType.TEXT, InputType.LONG_TEXT, InputType.NUMBER, InputType.MONEY, InputType.DATE, InputType.TIME,
    InputType.YES_NO, InputType.MOBILE, InputType.STAFF, InputType.DEPARTMENT, InputType.SIGNATURE,
)  # fmt: skip
TYPES = {
    InputType.TEXT: gettext_lazy("文字"), InputType.LONG_TEXT: gettext_lazy("长文字"), InputType.NUMBER: gettext_lazy("数字"),
    InputType.MONEY: gettext_lazy("金额"), InputType.DATE: gettext_lazy("日期"), InputType.TIME: gettext_lazy("时间"),
    InputType.YES_NO: gettext_lazy("是或否"), InputType.MOBILE: gettext_lazy("手机号"), InputType.STAFF: gettext_lazy("员工"),
    InputType.DEPARTMENT: gettext_lazy("部门"), InputType.SIGNATURE: gettext_lazy("签字"),
}  # fmt: skip


class TermField(forms.MultiValueField):
    """A number and a unit, as `3 working_days`; "" where nothing is chosen."""

    def __init__(self, *, needed: bool, **kwargs: Any) -> None:
        units: list[tuple[str, Any]] = [] if needed else [("", _("不限"))]
        units += [(unit.value, label) for unit, label in UNITS.items()]
        parts = (
            forms.IntegerField(required=False, min_value=1, max_value=3660),
            forms.ChoiceField(choices=units, required=needed),
        )
        widget = TermInput(units)
        super().__init__(fields=parts, widget=widget, require_all_fields=False, required=needed, **kwargs)

    def compress(self, data_list: list[Any]) -> str:
        count, unit = (*data_list, None, None)[:2] if data_list else (None, "")
        counted = unit in {one.value for one in notation.COUNTED}
        if counted and not count:
            raise forms.ValidationError(_("请填写数目。"))
        return f"{count} {unit}" if counted else str(unit or "")


class TermInput(forms.MultiWidget):
    """Number and unit side by side."""

    template_name = "policies/term_input.html"

    def __init__(self, units: Sequence[tuple[str, Any]]) -> None:
        number = forms.NumberInput(attrs={"min": 1, "class": "term-count", "aria-label": _("数目")})
        super().__init__([number, forms.Select(choices=units, attrs={"class": "term-unit", "aria-label": _("单位")})])

    def decompress(self, value: str | None) -> list[Any]:
        count, _space, unit = (value or "").rpartition(" ")
        return [count or None, unit]


class ElementForm(forms.Form):
    """The blanks of an element or part with what stands there now; `body` says what was changed."""

    def __init__(self, data: Any, *, place: tuple[str, ...], table: Mapping[str, Any], rules: Effective) -> None:
        super().__init__(data)
        self.place, self.table, self.rules = place, table, rules
        for blank in BLANKS.get(place, ()):
            for name, field in self._fields_of(blank):
                self.fields[name] = field
        if place == ("position",):
            for right in rights:
                now = table.get("rights", {}).get(right.code, "")
                label = f"{right.label}"
                self.fields[f"right.{right.code}"] = forms.ChoiceField(
                    label=label, choices=list(REACHES.items()), initial=now, required=False
                )
        self.fields["why"] = forms.CharField(
            label=_("为什么更改"), max_length=400, widget=forms.Textarea(attrs={"rows": 2})
        )

    def _fields_of(self, blank: Blank) -> Iterable[tuple[str, forms.Field]]:
        now = self.table.get(blank.key)
        match blank.entered:
            case "term":
                yield blank.key, TermField(label=blank.label, needed=blank.needed, initial=now or "")
            case "people":
                people = [("", _("不再另选")), *people_choices(self.rules, now or ())]
                for n, who in enumerate([*(now or ()), ""]):
                    label = blank.label if not n else _("如无此人，则由")
                    yield (
                        f"{blank.key}.{n}",
                        forms.ChoiceField(label=label, choices=people, initial=who, required=not n),
                    )
            case "escalation":
                people = [("", _("不再告知")), *people_choices(self.rules, [one["to"] for one in now or ()])]
                for n, one in enumerate([*(now or ()), {}]):
                    yield (
                        f"{blank.key}.{n}.to",
                        forms.ChoiceField(label=blank.label, choices=people, initial=one.get("to", ""), required=False),
                    )
                    yield (
                        f"{blank.key}.{n}.after",
                        TermField(label=_("逾期多久"), needed=False, initial=one.get("after", "")),
                    )
            case "position":
                known = [(one.code, str(one.name)) for one in self.rules.positions.values()]
                yield blank.key, forms.ChoiceField(label=blank.label, choices=known, initial=now)
            case "number":
                yield blank.key, forms.IntegerField(label=blank.label, min_value=0, initial=now, required=blank.needed)
            case "days":
                text = _("、").join(str(day) for day in now or ())
                yield (
                    blank.key,
                    forms.CharField(
                        label=blank.label,
                        initial=text,
                        required=False,
                        help_text=_("几个天数用顿号或逗号分开；不填则为 1 天"),
                    ),
                )
            case "flag":
                default = blank.key == "four_eyes"
                yield (
                    blank.key,
                    forms.BooleanField(label=blank.label, initial=now if now is not None else default, required=False),
                )
            case "copy":
                yield (
                    blank.key,
                    forms.ChoiceField(label=blank.label, choices=Copy.choices, initial=now or Copy.EITHER.value),
                )
            case _:
                yield (
                    blank.key,
                    forms.CharField(label=blank.label, initial=now or "", max_length=200, required=blank.needed),
                )

    def body(self) -> dict[str, Any]:
        """What was changed: values set, keys unset; empty when nothing was."""
        changed: dict[str, Any] = {}
        unset: list[str] = []
        for blank in BLANKS.get(self.place, ()):
            before, after = self.table.get(blank.key), self._entered(blank)
            if after in (None, "", []):
                if before not in (None, "", []):
                    unset.append(blank.key)
            elif after != before and not (before is None and after == self._unsaid(blank)):
                changed[blank.key] = after
        if self.place == ("position",):
            self._rights(changed, unset)
        return {key: value for key, value in (("set", changed), ("unset", unset)) if value}

    def _unsaid(self, blank: Blank) -> Any:
        """What holds where nothing is written."""
        return {"flag": blank.key == "four_eyes", "copy": Copy.EITHER.value}.get(blank.entered)

    def _entered(self, blank: Blank) -> Any:
        told = self.cleaned_data
        if blank.entered == "people":
            return list(
                dict.fromkeys(told[name] for name in self.fields if name.startswith(f"{blank.key}.") and told.get(name))
            )
        if blank.entered == "escalation":
            rows = range(len(self.table.get(blank.key, ())) + 1)
            named = [(told.get(f"{blank.key}.{n}.after"), told.get(f"{blank.key}.{n}.to")) for n in rows]
            return [{"after": after, "to": to} for after, to in named if after and to]
        if blank.entered == "days":
            return [int(day) for day in re.findall(r"\d+", told[blank.key])]
        return told[blank.key]

    def _rights(self, changed: dict[str, Any], unset: list[str]) -> None:
        now = self.table.get("rights", {})
        reached = {}
        for right in rights:
            reach = self.cleaned_data.get(f"right.{right.code}", "")
            if reach and reach != now.get(right.code):
                reached[right.code] = reach
            elif not reach and right.code in now:
                unset.append(f"rights.{right.code}")
        if reached:
            changed["rights"] = reached

    def clean(self) -> dict[str, Any]:
        """Days are numbers."""
        told: dict[str, Any] = super().clean() or {}
        for blank in BLANKS.get(self.place, ()):
            if blank.entered == "days" and not _DAYS.match(told.get(blank.key, "")):
                self.add_error(blank.key, _("请填写天数，如 1、3。"))
        return told


class PartForm(forms.Form):
    """A new part: an item of a catalogue, an event, a field of a form."""

    zh = forms.CharField(label=gettext_lazy("名称"), max_length=60)
    en = forms.CharField(label=gettext_lazy("英文名称"), max_length=120, required=False)
    required = forms.BooleanField(label=gettext_lazy("必备"), required=False)
    type = forms.ChoiceField(label=gettext_lazy("类型"), choices=[(one.value, TYPES[one]) for one in SIMPLE])
    why = forms.CharField(label=gettext_lazy("为什么增加"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any, *, array: str) -> None:
        super().__init__(data, prefix=array)
        self.array = array
        if array != "fields":
            del self.fields["type"]
        if array == "event":
            del self.fields["required"]

    def part(self, taken: Iterable[str], clause: str) -> dict[str, Any]:
        """The part as it would be written; its code is given by number."""
        told, codes = self.cleaned_data, set(taken)
        code = next(f"own_{n}" for n in range(1, 10_000) if f"own_{n}" not in codes)
        part: dict[str, Any] = {"code": code, "zh": told["zh"], "en": told["en"] or told["zh"]}
        for key in ("required", "type"):
            if told.get(key):
                part[key] = told[key]
        return part | ({"clause": clause} if self.array == "event" else {})


def people_choices(rules: Effective, named: Iterable[str]) -> list[tuple[str, str]]:
    """Whom a rule may name: those it names already, the roles of things, then every position."""
    found = {text: explaining.who(notation.who(text)) for text in named if text}
    for text in ("role:handler", "role:opener", "role:custodian", "role:responsible"):
        if any(text.removeprefix("role:") in subject.roles for subject in SUBJECTS):
            for one in (text, f"superior_of:{text}"):
                found.setdefault(one, explaining.who(notation.who(one)))
    found.setdefault("deputy_in_charge", explaining.who(notation.who("deputy_in_charge")))
    for position in rules.positions.values():
        found.setdefault(f"position:{position.code}", str(position.name))
    return list(found.items())


def arrays(at: str) -> tuple[str, ...]:
    """The arrays that lead to a part: `section.contracts.items.loan_contract` is (section, items)."""
    return tuple(at.split(".")[::2]) if at else ()


def place_of(kind: Changeable, at: str) -> tuple[str, ...]:
    """The key of BLANKS and PARTS for an element or part."""
    return (kind.value, *arrays(at))
