"""Adopting a policy: choose it, see what becomes different, put it in force; and end it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from juanzong.kit import clock
from juanzong.kit.errors import Invalid, Refusal
from juanzong.organisation import actions_packs
from juanzong.organisation import reads as organisation
from juanzong.policies import comparing, reads
from juanzong.policies.comparing import Change
from juanzong.policies.effective import Effective, effective
from juanzong.policies.means import built
from juanzong.web.shell.pages import add_refusal, goto, page, render


class AdoptForm(forms.Form):
    """Which policy, for whom, from when, with which words of the company's own."""

    def __init__(self, *args: Any, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        packs = [(one.id, f"{one.id} {one.title}") for one in reads.packs()]
        departments = [(str(id), name) for id, name in organisation.department_choices(viewer)]
        self.fields |= {
            "pack": forms.ChoiceField(label=_("制度"), choices=packs),
            "department": forms.ChoiceField(
                label=_("适用于"), choices=[("", _("全公司")), *departments], required=False
            ),
            "from_date": forms.DateField(
                label=_("自哪一天起执行"), initial=clock.today, widget=forms.DateInput(attrs={"type": "date"})
            ),
        }

    @property
    def department(self) -> int | None:
        """The department chosen; None for the company."""
        text = self.cleaned_data["department"]
        return int(text) if text else None


class WordsForm(forms.Form):
    """The company's own words of a policy: its word in numbers, its address, ..."""

    prefix = "word"

    def __init__(self, *args: Any, pack: str, standing: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in reads.parameters([pack]):
            self.fields[one.code] = forms.CharField(
                label=str(one.name), initial=standing.get(one.code, one.default), max_length=200, required=False
            )

    def told(self) -> dict[str, str]:
        """What was entered."""
        return {code: value for code, value in self.cleaned_data.items() if value}


def _rules(department: int | None, besides: tuple[str, int] | None = None) -> Effective:
    """What is in force for a department (or the company), with another policy besides."""
    standing = reads.adopted(department=department)
    chosen = {(one.pack, one.version) for one in standing if reads.known(one.pack, one.version)}
    if besides is not None:
        chosen = {one for one in chosen if one[0] != besides[0]} | {besides}
    return effective(chosen)


@require_http_methods(["GET", "HEAD", "POST"])
@page(actions_packs.ADOPT)
def adopt(request: HttpRequest) -> HttpResponse:
    """First the choice, then what becomes different, then in force. Nothing happens before the last button."""
    viewer = request.viewer  # type: ignore[attr-defined]
    asked = request.POST if request.method == "POST" else (request.GET if "pack" in request.GET else None)
    form = AdoptForm(asked, viewer=viewer)
    context: dict[str, Any] = {"form": form, "standing": _standing()}
    if asked is None or not form.is_valid():
        return render(request, "policies/adopt.html", context, status=422 if form.errors else 200)
    chosen = reads.pack(form.cleaned_data["pack"])
    standing = {one.pack: dict(one.parameters) for one in reads.adopted(department=form.department)}
    words = WordsForm(
        request.POST if request.method == "POST" else None, pack=chosen.id, standing=standing.get(chosen.id, {})
    )
    if request.method == "POST" and words.is_valid():
        try:
            done = actions_packs.adopt_pack(
                by=viewer, pack=chosen.id, from_date=form.cleaned_data["from_date"], department=form.department,
                parameters=words.told() or None,
            )  # fmt: skip
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            said = _("“%(title)s”自 %(day)s 起执行。") % {"title": chosen.title, "day": done.in_force_from.isoformat()}
            return goto(request, reverse("policies:pack", args=[chosen.id]), said=said)
    changes = comparing.compare(_rules(form.department), _rules(form.department, (chosen.id, chosen.version)))
    context |= {
        "chosen": chosen,
        "words": words,
        "groups": _grouped(changes),
        "same": not changes,
        "not_built": [one for one in reads.clauses(chosen.id) if not built(one).done],
        "clauses": len(reads.clauses(chosen.id)),
    }
    return render(request, "policies/adopt.html", context, status=422 if form.errors or words.errors else 200)


def _grouped(changes: list[Change]) -> list[tuple[str, list[Change]]]:
    found: dict[str, list[Change]] = {}
    for one in changes:
        found.setdefault(str(one.label), []).append(one)
    return list(found.items())


def _standing() -> list[tuple[Any, Any, str]]:
    """What is in force: the adoption, its policy, for whom."""
    adopted = [one for one in reads.adoptions() if one.in_force_until is None and reads.known(one.pack, one.version)]
    names = organisation.department_names([one.department for one in adopted if one.department])
    return [(one, reads.pack(one.pack), names.get(one.department or 0, "")) for one in adopted]


class EndForm(forms.Form):
    """From which day on it is no longer in force."""

    from_date = forms.DateField(label=gettext_lazy("自哪一天起停止"))


@require_POST
@page(actions_packs.ADOPT)
def end(request: HttpRequest, adoption_id: int) -> HttpResponse:
    """Put a policy out of force."""
    try:
        day = dt.date.fromisoformat(request.POST.get("from_date", ""))
    except ValueError:
        raise Invalid(
            _("请填写日期，如 2026-05-20。"), fields={"from_date": _("请填写日期。")}, clause="P00-1.6"
        ) from None
    done = actions_packs.end_adoption(by=request.viewer, adoption=adoption_id, from_date=day)  # type: ignore[attr-defined]
    said = _("制度 %(pack)s 自 %(day)s 起停止执行；已产生的待办不受影响。") % {
        "pack": done.pack,
        "day": day.isoformat(),
    }
    return goto(request, reverse("policies:adopt"), said=said)
