"""The forms of the archive room; what they take is checked again by the acts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from juanzong.custody.choices import PlaceKind, Trouble
from juanzong.custody.reads import finding
from juanzong.kit.errors import Refusal
from juanzong.organisation.viewer import Viewer


def _mm(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=20000, required=False, **more)


class RoomForm(forms.Form):
    """A new room."""

    name = forms.CharField(label=_("库房名称"), max_length=40, help_text=_("如：一室、地下库。"))


class CabinetsForm(forms.Form):
    """A row of equal cabinets."""

    cabinets = forms.IntegerField(label=_("几个柜"), min_value=1, max_value=200, initial=3)
    layers = forms.IntegerField(label=_("每柜几层"), min_value=1, max_value=20, initial=6)
    boxes = forms.IntegerField(
        label=_("每层几个盒"), min_value=0, max_value=60, initial=12, help_text=_("不用档案盒填 0。")
    )
    layer_mm = _mm(_("每层净宽（毫米）"), initial=850)
    box_mm = _mm(_("盒厚（毫米）"), initial=50)


class PartForm(forms.Form):
    """One more place inside a place."""

    kind = forms.ChoiceField(label=_("种类"))
    name = forms.CharField(label=_("名称"), max_length=40)
    capacity_mm = _mm(_("容量（毫米）"))

    def offer(self, kinds: list[str]) -> None:
        self.fields["kind"].choices = [(kind, PlaceKind(kind).label) for kind in kinds]  # type: ignore[attr-defined]


class PlaceForm(forms.Form):
    """Name, capacity and note of a place."""

    name = forms.CharField(label=_("名称"), max_length=40)
    capacity_mm = _mm(_("容量（毫米）"), help_text=_("里面的档案合计可以有多厚。"))
    note = forms.CharField(label=_("备注"), max_length=200, required=False)


class NearWidget(forms.TextInput):
    """A field to scan or type into, with a few addresses offered."""

    near: Sequence[str] = ()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        options = format_html_join("", '<option value="{}">', ((one,) for one in self.near))
        field = super().render(name, value, {**(attrs or {}), "list": f"near-{name}"}, renderer)
        return format_html('{}<datalist id="near-{}">{}</datalist>', field, name, options)


class MoveForm(forms.Form):
    """Where to, and why. near: addresses that are offered; every other can be scanned or typed."""

    to = forms.CharField(
        label=_("移到"), max_length=400, help_text=_("扫描库位标签，或输入、选择库位。"),
        widget=NearWidget(attrs={"autocomplete": "off", "data-scan": ""}),
    )  # fmt: skip
    reason = forms.CharField(label=_("原因"), max_length=200)

    def __init__(self, *args: Any, viewer: Viewer, near: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._viewer = viewer
        self.fields["to"].widget.near = near

    def clean_to(self) -> int:
        """The id of the place."""
        try:
            return finding.place_called(self._viewer, self.cleaned_data["to"])
        except Refusal as refusal:
            raise forms.ValidationError([str(refusal.message), str(refusal.todo)]) from refusal


class ShelveForm(forms.Form):
    """Which dossier comes here: its number or the code on its label, one a line."""

    code = forms.CharField(
        label=_("扫描或输入档号"), max_length=2000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-scan": ""}),
    )  # fmt: skip


class ScanForm(forms.Form):
    """What a scanner or a hand gives."""

    code = forms.CharField(
        label=_("扫描或输入档号"), max_length=400,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off", "data-scan": ""}),
    )  # fmt: skip


class ThicknessForm(forms.Form):
    """How thick a dossier is."""

    thickness_mm = forms.IntegerField(label=_("厚度（毫米）"), min_value=1, max_value=2000)


class BeginCountForm(forms.Form):
    """What to count."""

    place = forms.TypedChoiceField(label=_("盘点哪里"), coerce=int)

    def __init__(self, *args: Any, places: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", _("请选择")), *places]  # type: ignore[attr-defined]


class InspectionForm(forms.Form):
    """What was read and found on a round. A kind of trouble that is ticked or written about was found."""

    temperature = forms.DecimalField(
        label=_("温度（℃）"), min_value=-40, max_value=60, max_digits=4, decimal_places=1, required=False
    )
    humidity = forms.IntegerField(label=_("相对湿度（%）"), min_value=0, max_value=100, required=False)
    trouble = forms.MultipleChoiceField(label=_("发现的情况"), choices=Trouble.choices, required=False)
    note = forms.CharField(label=_("备注"), max_length=300, required=False, help_text=_("没有读数时须说明原因。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, words in Trouble.choices:
            where = forms.TextInput(attrs={"placeholder": _("在哪里、什么样"), "aria-label": words})
            self.fields[f"note_{kind}"] = forms.CharField(label=words, max_length=300, required=False, widget=where)

    def clean(self) -> dict[str, Any]:
        """What is ticked is also described."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for kind in data.get("trouble", ()):
            if not data.get(f"note_{kind}") and f"note_{kind}" not in self.errors:
                self.add_error(f"note_{kind}", _("请写明发现了什么。"))
        return data

    def tenths(self) -> int | None:
        """The temperature in tenths of a degree."""
        value = self.cleaned_data["temperature"]
        return None if value is None else int(value * 10)

    def troubles(self) -> dict[str, str]:
        """What was found, by kind."""
        return {kind: text for kind in Trouble.values if (text := self.cleaned_data[f"note_{kind}"])}

    def findings(self) -> list[tuple[str, bool, forms.BoundField]]:
        """The lines of the sheet: kind, whether it is ticked, and the field beside it."""
        ticked = set(self["trouble"].value() or ())
        return [(kind, kind in ticked, self[f"note_{kind}"]) for kind in Trouble.values]
