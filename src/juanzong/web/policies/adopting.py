"""Adopting a policy: choose it, see what becomes different, put it in force; and end it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from juanzong.kit import clock
from juanzong.kit.errors import Invalid, Refusal
from juanzong.organisation import reads as organisation
from juanzong.organisation.actions import packs as actions_packs
from juanzong.organisation.in_force import in_force
from juanzong.policies import comparing, reads, shelf
from juanzong.policies.effective import Effective, in_force_for
from juanzong.policies.means import built
from juanzong.policies.reads import AdoptedPack
from juanzong.policies.shapes import Pack
from juanzong.web.policies.own import grouped
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render


class AdoptForm(forms.Form):
    """Which policy, for whom, from when, with which words of the company's own."""

    def __init__(self, *args: Any, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        packs = [(reference(one), _named(one)) for pack in reads.packs() for one in reads.versions(pack.id)]
        departments = [(str(id), name) for id, name in organisation.department_choices(viewer)]
        self.fields |= {
            "pack": forms.ChoiceField(label=_("制度"), choices=packs),
            "department": forms.ChoiceField(
                label=_("适用于"), choices=[("", _("全公司")), *departments], required=False
            ),
            "from_date": forms.DateField(
                label=_("自哪一天起执行"),
                initial=clock.today,
                widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            ),
        }

    @property
    def department(self) -> int | None:
        """The department chosen; None for the company."""
        text = self.cleaned_data["department"]
        return int(text) if text else None


class WordsForm(forms.Form):
    """The company's own words of a policy: its word in numbers, its address, ... as they hold now."""

    prefix = "word"

    def __init__(self, *args: Any, pack: str, department: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = reads.adopted_for(department, on=clock.today())
        self.own: Mapping[str, str] = next((one.parameters for one in standing if one.pack == pack), {})
        held = reads.parameter_values(department=department)
        for one in reads.parameters([pack]):
            self.fields[one.code] = forms.CharField(
                label=str(one.name), initial=held[one.code], max_length=200, required=False
            )

    def told(self) -> dict[str, str]:
        """What this adoption says itself; what another one says goes on being said there only."""
        return {
            code: value
            for code, value in self.cleaned_data.items()
            if value and (code in self.own or value != self.fields[code].initial)
        }


def reference(pack: Pack) -> str:
    """A version of a policy as the form names it."""
    return f"{pack.id}@{pack.version}"


def _named(pack: Pack) -> str:
    """Its name in the list; the version only where there are several."""
    several = len(reads.versions(pack.id)) > 1 or pack.folder.startswith("edition/")
    version = _("（第 %(n)s 版）") % {"n": pack.version} if several else ""
    return f"{pack.id} {pack.title}{version}"


def _chosen(text: str) -> Pack:
    id, _at, version = text.partition("@")
    return reads.pack(id, int(version))


def _before_and_after(department: int | None, chosen: Pack) -> tuple[Effective, Effective]:
    """What is in force for a department (or the company), and what would be with a policy adopted for it."""
    standing = in_force()
    line = tuple(standing.chart.line(department)) if department else ()
    new = AdoptedPack(
        0, chosen.id, chosen.version, chosen.digest, department, MappingProxyType({}), clock.today(), None
    )
    others = [one for one in standing.adopted if (one.pack, one.department) != (chosen.id, department)]
    return in_force_for(standing.adopted, line), in_force_for([*others, new], line)


def _exactly(told: QueryDict) -> QueryDict | None:
    """What was asked for, with the newest version where only a policy is named; None where none is."""
    if "pack" not in told:
        return None
    asked = told.copy()
    id = str(asked["pack"])
    if any(id == one.id for one in reads.packs()):
        asked["pack"] = reference(reads.pack(id))
    return asked


@require_http_methods(["GET", "HEAD", "POST"])
@page(actions_packs.ADOPT)
def adopt(request: Request) -> HttpResponse:
    """First the choice, then what becomes different, then in force. Nothing happens before the last button."""
    viewer = request.viewer
    shelf.notice()
    asked = _exactly(request.POST if request.method == "POST" else request.GET)
    form = AdoptForm(asked, viewer=viewer)
    context: dict[str, Any] = {"form": form, "standing": _standing()}
    if asked is None or not form.is_valid():
        return render(request, "policies/adopt.html", context, status=422 if form.errors else 200)
    chosen = _chosen(form.cleaned_data["pack"])
    words = WordsForm(request.POST if request.method == "POST" else None, pack=chosen.id, department=form.department)
    if request.method == "POST" and words.is_valid():
        try:
            done = actions_packs.adopt_pack(
                by=viewer, pack=chosen.id, version=chosen.version, from_date=form.cleaned_data["from_date"], department=form.department,
                parameters=words.told() or None,
            )  # fmt: skip
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            said = _("“%(title)s”自 %(day)s 起执行。") % {"title": chosen.title, "day": done.in_force_from.isoformat()}
            return goto(request, reverse("policies:pack", args=[chosen.id]), said=said)
    changes = comparing.compare(*_before_and_after(form.department, chosen))
    line = reads.lineage(chosen.id, chosen.version) if chosen.changes else (chosen,)
    clauses = [clause for one in line for clause in reads.clauses(one.id)]
    context |= {
        "chosen": chosen,
        "words": words,
        "groups": grouped(changes),
        "reference": reference(chosen),
        "same": not changes,
        "not_built": [one for one in clauses if not built(one).done],
        "clauses": len(clauses),
    }
    return render(request, "policies/adopt.html", context, status=422 if form.errors or words.errors else 200)


def _standing() -> list[tuple[Any, Any, str]]:
    """What is in force: the adoption, its policy, for whom."""
    adopted = [one for one in reads.adoptions() if one.in_force_until is None and reads.known(one.pack, one.version)]
    names = organisation.department_names([one.department for one in adopted if one.department])
    return [(one, reads.pack(one.pack, one.version), names.get(one.department or 0, "")) for one in adopted]


class EndForm(forms.Form):
    """From which day on it is no longer in force."""

    from_date = forms.DateField(label=gettext_lazy("自哪一天起停止"))


@require_POST
@page(actions_packs.ADOPT)
def end(request: Request, adoption_id: int) -> HttpResponse:
    """Put a policy out of force."""
    try:
        day = dt.date.fromisoformat(request.POST.get("from_date", ""))
    except ValueError:
        raise Invalid(
            _("请填写日期，如 2026-05-20。"), fields={"from_date": _("请填写日期。")}, clause="P00-1.6"
        ) from None
    done = actions_packs.end_adoption(by=request.viewer, adoption=adoption_id, from_date=day)
    said = _("制度 %(pack)s 自 %(day)s 起停止执行；已产生的待办不受影响。") % {
        "pack": done.pack,
        "day": day.isoformat(),
    }
    return goto(request, reverse("policies:adopt"), said=said)
