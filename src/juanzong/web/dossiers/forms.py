"""The forms of dossiers; what they take is checked again by the acts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from juanzong.dossiers.choices import Authenticity, DossierState, ItemField, Medium
from juanzong.dossiers.drafts import ItemDraft
from juanzong.dossiers.models import Item
from juanzong.dossiers.rules_units import Unit, checked
from juanzong.kit import clock
from juanzong.policies.shapes import DossierKind

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class _Parts(forms.Form):
    """Who takes which part in the matter, for kinds of dossier that have such parts (P03-4.1)."""

    def offer_parts(
        self, choices: Mapping[str, Mapping[int, str]], names: Mapping[str, Any], *, hint: str = ""
    ) -> None:
        """Add a field for each part. names: the part's name by its code."""
        for code, people in choices.items():
            listed = [("", "—"), *people.items()]
            self.fields[f"manager_{code}"] = forms.TypedChoiceField(
                label=names[code], coerce=int, empty_value=None, required=False, choices=listed, help_text=hint
            )

    @property
    def part_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("manager_")]

    @property
    def managers(self) -> dict[str, int]:
        """Who was chosen, by code of the part."""
        data = self.cleaned_data
        return {
            name.removeprefix("manager_"): data[name] for name in data if name.startswith("manager_") and data[name]
        }


class _OfUnit(forms.Form):
    """The unit of a building that a dossier is of, for kinds that go by unit (P06-2)."""

    building = forms.CharField(
        label=gettext_lazy("楼座"), max_length=60, required=False,
        help_text=gettext_lazy("只有一座楼的不填。"),
    )  # fmt: skip
    floor = forms.CharField(
        label=gettext_lazy("楼层"), max_length=20, required=False,
        help_text=gettext_lazy("如 12；地下一层填 B1。"),
    )  # fmt: skip
    unit = forms.CharField(
        label=gettext_lazy("单元号"), max_length=40, required=False, help_text=gettext_lazy("与门牌一致，如 1203。")
    )

    @property
    def given(self) -> Unit | None:
        """The unit, None when nothing was said; Invalid when it cannot be."""
        data = self.cleaned_data
        if not any(data[name] for name in ("building", "floor", "unit")):
            return None
        return checked(data["building"], data["floor"], data["unit"])


class UnitForm(_OfUnit):
    """The unit of a dossier."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("floor", "unit"):
            self.fields[name].required = True


class OpenForm(_Parts, _OfUnit):
    """A new dossier. The fields of a unit are shown where dossiers of some kind in force go by unit."""

    kind = forms.ChoiceField(label=gettext_lazy("档案种类"))
    title = forms.CharField(
        label=gettext_lazy("题名"), max_length=200, required=False,
        help_text=gettext_lazy("不填则用“客户名称＋档案种类”。"),
    )  # fmt: skip
    department = forms.TypedChoiceField(label=gettext_lazy("所属部门"), coerce=int)
    custodian = forms.TypedChoiceField(label=gettext_lazy("保管人"), coerce=int)
    note = forms.CharField(label=gettext_lazy("备注"), max_length=500, required=False, widget=forms.Textarea)

    def __init__(
        self, *args: Any, kinds: list[tuple[str, str]], departments: list[tuple[int, str]],
        staff: list[tuple[int, str]], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["department"].choices = departments  # type: ignore[attr-defined]
        self.fields["custodian"].choices = staff  # type: ignore[attr-defined]


class PartsForm(_Parts):
    """Who takes which part in the matter of a dossier."""


class ChangeForm(forms.Form):
    """Title, note and custodian of a dossier."""

    title = forms.CharField(label=gettext_lazy("题名"), max_length=200)
    custodian = forms.TypedChoiceField(label=gettext_lazy("保管人"), coerce=int)
    note = forms.CharField(label=gettext_lazy("备注"), max_length=500, required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, staff: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["custodian"].choices = staff  # type: ignore[attr-defined]


class UploadForm(forms.Form):
    """What holds for all files that are dropped at once."""

    paper = forms.BooleanField(
        label=gettext_lazy("纸质件也在手，随卷移交"), required=False,
        help_text=gettext_lazy("记为纸质和扫描件，页数照扫描件，移交时逐件清点。"),
    )  # fmt: skip


class ItemForm(forms.Form):
    """An item. slot: section and item of the catalogue as `section/requirement`."""

    slot = forms.ChoiceField(label=gettext_lazy("类目与名目"))
    title = forms.CharField(
        label=gettext_lazy("题名"), max_length=200, required=False,
        help_text=gettext_lazy("不填则用名目或文件名。"),
    )  # fmt: skip
    document_number = forms.CharField(label=gettext_lazy("文号或合同编号"), max_length=100, required=False)
    author = forms.CharField(label=gettext_lazy("责任者"), max_length=100, required=False)
    issued_on = forms.DateField(label=gettext_lazy("日期"), required=False, widget=_DAY)
    medium = forms.ChoiceField(
        label=gettext_lazy("形态"), choices=Medium.choices, initial=Medium.PAPER, widget=forms.RadioSelect
    )
    authenticity = forms.ChoiceField(
        label=gettext_lazy("原件或复印件"), choices=Authenticity.choices, initial=Authenticity.ORIGINAL,
        widget=forms.RadioSelect,
    )  # fmt: skip
    sheets = forms.IntegerField(
        label=gettext_lazy("页数"), min_value=1, max_value=9999, required=False,
        help_text=gettext_lazy("封面和每一张都计入。只有扫描件时不用填。"),
    )  # fmt: skip
    attachment = forms.BooleanField(
        label=gettext_lazy("作为附件保存（不编号）"), required=False,
        help_text=gettext_lazy("属于客户、尚未领取的合同。"),
    )  # fmt: skip

    def __init__(self, *args: Any, kind: DossierKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["slot"].choices = slots(kind)  # type: ignore[attr-defined]
        if not kind.attachments:
            del self.fields["attachment"]

    def draft(self, *, file_title: str = "") -> ItemDraft:
        """What was entered; without a title the catalogue's name, else `file_title`."""
        data = self.cleaned_data
        section, _slash, requirement = data["slot"].partition("/")
        named = next(
            (str(i.name.zh) for s in self.kind.sections if s.code == section for i in s.items if i.code == requirement),
            "",
        )
        return ItemDraft(
            section=section,
            requirement=requirement,
            title=data["title"] or named or file_title,
            document_number=data["document_number"],
            author=data["author"],
            issued_on=data["issued_on"],
            medium=data["medium"],
            authenticity=data["authenticity"],
            sheets=data["sheets"],
            attachment=data.get("attachment", False),
        )


def slots(kind: DossierKind) -> list[tuple[str, list[tuple[str, str]]]]:
    """The catalogue as choices, section by section; required items are marked."""
    return [
        (
            str(section.name),
            [
                (f"{section.code}/{item.code}", f"{item.name} *" if item.required else str(item.name))
                for item in section.items
            ]
            + [(f"{section.code}/", _("其他文件"))],
        )
        for section in kind.sections
    ]


def initial_of(item: Item) -> dict[str, Any]:
    """An item as the form shows it."""
    names = ("title", "document_number", "author", "issued_on", "medium", "authenticity", "sheets", "attachment")
    return {"slot": f"{item.section}/{item.requirement}"} | {name: getattr(item, name) for name in names}


class SupplementForm(forms.Form):
    """A paper to be supplied."""

    slot = forms.ChoiceField(label=gettext_lazy("类目与名目"))
    title = forms.CharField(
        label=gettext_lazy("资料名称"), max_length=200, required=False,
        help_text=gettext_lazy("选“其他文件”时填写。"),
    )  # fmt: skip
    note = forms.CharField(label=gettext_lazy("补充说明"), max_length=200, required=False)

    def __init__(self, *args: Any, kind: DossierKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].choices = slots(kind)  # type: ignore[attr-defined]


class CheckForm(forms.Form):
    """What a second person found of an item."""

    result = forms.ChoiceField(choices=[("right", ""), ("wrong", "")])
    wrong_fields = forms.MultipleChoiceField(
        label=gettext_lazy("哪里有误"), choices=ItemField.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)


class DossierFilter(forms.Form):
    """Filters of the list. storey: added where dossiers go by unit."""

    kind = forms.ChoiceField(label=gettext_lazy("种类"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("状态"), required=False, choices=[("", gettext_lazy("全部")), *DossierState.choices]
    )
    department = forms.TypedChoiceField(label=gettext_lazy("部门"), required=False, coerce=int, empty_value=None)
    custodian = forms.TypedChoiceField(label=gettext_lazy("保管人"), required=False, coerce=int, empty_value=None)
    year = forms.TypedChoiceField(label=gettext_lazy("年度"), required=False, coerce=int, empty_value=None)
    customer = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def offer(
        self, kinds: list[tuple[str, str]], departments: list[tuple[int, str]], staff: list[tuple[int, str]]
    ) -> None:
        """The choices that depend on the house."""
        every = ("", _("全部"))
        this = clock.today().year
        self.fields["kind"].choices = [every, *kinds]  # type: ignore[attr-defined]
        self.fields["department"].choices = [every, *departments]  # type: ignore[attr-defined]
        self.fields["custodian"].choices = [every, *staff]  # type: ignore[attr-defined]
        self.fields["year"].choices = [every, *((y, str(y)) for y in range(this, this - 11, -1))]  # type: ignore[attr-defined]


class UnitDossierFilter(DossierFilter):
    """Filters of the list where dossiers go by unit."""

    storey = forms.ChoiceField(label=gettext_lazy("楼层"), required=False)

    def offer_storeys(self, storeys: list[tuple[str, str]]) -> None:
        """The floors that have dossiers."""
        self.fields["storey"].choices = [("", _("全部")), *storeys]  # type: ignore[attr-defined]
