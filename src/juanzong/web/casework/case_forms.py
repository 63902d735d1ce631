"""What is typed in when a case is started or moved: the fields that its procedure asks for, and a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from juanzong.casework.choices import CaseState
from juanzong.casework.rules.procedures import LONGEST_DATUM, LONGEST_REASON
from juanzong.casework.sockets import offers
from juanzong.kit.refs import Ref
from juanzong.organisation.viewer import Viewer
from juanzong.policies.shapes_work import Datum, DatumType, Move, MoveKind

Choices = Mapping[str, Sequence[str]]
"""What rooms offer to choose from, by the code of the datum."""
NONE: Final[Choices] = {}
DATA = "data_"
ROLE = "role_"


def datum_field(one: Datum, offered: Sequence[str] = ()) -> forms.Field:
    """The field for something entered; what it may be is checked by the action."""
    match one.type:
        case DatumType.OFFERED:
            free = [] if one.needed else [("", _("按建议：%(first)s") % {"first": offered[0]})]
            widget: forms.Widget = forms.Select(choices=[*free, *((words, words) for words in offered)])
        case DatumType.CHOICE:
            choices = [("", _("请选择")), *((code, str(words)) for code, words in one.options)]
            return forms.ChoiceField(label=str(one.name), choices=choices, required=False)
        case DatumType.DAY:
            widget = forms.DateInput(attrs={"type": "date"})
        case DatumType.NUMBER:
            widget = forms.TextInput(attrs={"inputmode": "numeric"})
        case _:
            widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=str(one.name), max_length=LONGEST_DATUM, required=False, widget=widget)


class EnteringForm(forms.Form):
    """A form with a field for each datum, and a reason where there may be one."""

    def __init__(
        self, data: Any, wanted: Iterable[Datum], *, reason: str = "", offered: Choices = NONE, **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.wanted = tuple(wanted)
        for one in self.wanted:
            if one.type is DatumType.OFFERED and not one.needed and not offered.get(one.code):
                continue  # nothing to choose: what the move does says why, or needs none
            self.fields[DATA + one.code] = datum_field(one, offered.get(one.code, ()))
        if reason:
            widget = forms.Textarea(attrs={"rows": 3})
            self.fields["reason"] = forms.CharField(
                label=reason, max_length=LONGEST_REASON, required=False, widget=widget
            )

    def entered(self) -> Mapping[str, str]:
        """What was typed, by the code of the datum."""
        return {one.code: str(self.cleaned_data.get(DATA + one.code, "")) for one in self.wanted}

    def reason(self) -> str:
        return str(self.cleaned_data.get("reason", ""))

    def refuse(self, refusal: Any) -> None:
        """Show what an action refused at the fields it names, the rest on top."""
        for name, sentence in getattr(refusal, "fields", {}).items():
            at = next((key for key in (name, DATA + name, ROLE + name) if key in self.fields), None)
            self.add_error(at, str(sentence))
        if not getattr(refusal, "fields", {}):
            self.add_error(None, str(refusal.message))
        self.refusal = refusal


def offered_with(move: Move, viewer: Viewer, subject: Ref) -> Choices:
    """What rooms offer to choose from with a move, for this viewer and this thing."""
    return {one.code: offers[one.offer].choices(viewer, subject) for one in move.data if one.offer}


def move_form(move: Move, data: Any = None, offered: Choices = NONE) -> EnteringForm:
    """The form of one move: its data, and a reason where one must or may be given."""
    needs_reason = move.reason or move.kind in (MoveKind.BACK, MoveKind.REFUSE)
    label = _("理由") if needs_reason else _("意见")
    reason = label if needs_reason or move.data else ""
    return EnteringForm(data, move.data, reason=reason, offered=offered, auto_id=f"{move.code}_%s")


class StartForm(EnteringForm):
    """Starting a case: who plays which part, and what the procedure asks for."""

    def __init__(
        self, data: Any, wanted: Sequence[Datum], roles: Iterable[tuple[str, str, list[tuple[int, str]]]]
    ) -> None:
        super().__init__(data, wanted, reason="" if wanted else _("说明"))
        self.roles = tuple(roles)
        for code, label, choices in self.roles:
            self.fields[ROLE + code] = forms.ChoiceField(
                label=label, choices=[("", _("按制度推荐")), *choices], required=False
            )
        self.order_fields([*(ROLE + code for code, _label, _choices in self.roles)])

    def parts(self) -> Mapping[str, int]:
        """The people that were chosen."""
        chosen = {code: self.cleaned_data.get(ROLE + code) for code, _label, _choices in self.roles}
        return {code: int(staff) for code, staff in chosen.items() if staff}


SCOPES = (
    ("waiting", gettext_lazy("等我办理")),
    ("mine", gettext_lazy("我提出或参与的")),
    ("", gettext_lazy("我能看到的全部")),
)


class CaseFilter(forms.Form):
    """What narrows the list of cases."""

    scope = forms.ChoiceField(label=gettext_lazy("范围"), choices=SCOPES, required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("状态"), choices=[("", gettext_lazy("全部")), *CaseState.choices], required=False
    )
    procedure = forms.ChoiceField(label=gettext_lazy("流程"), required=False)

    def offer(self, procedures: list[tuple[str, str]]) -> None:
        self.fields["procedure"].choices = [("", _("全部")), *procedures]  # type: ignore[attr-defined]
