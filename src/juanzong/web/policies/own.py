"""The company's own policies: begin one, see what it changes in words, lay it before a second person, decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from juanzong.kit.errors import Refusal
from juanzong.organisation.actions import editions as acts
from juanzong.policies import comparing, editions, reads, shelf
from juanzong.policies.choices import EditionState
from juanzong.policies.comparing import Change
from juanzong.policies.editions import Tried
from juanzong.policies.loading.faults import PackFaulty
from juanzong.policies.models import Edition, EditionChange
from juanzong.policies.shapes_changes import Changeable
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render

VIEW = "policies.view"
TONES = {
    EditionState.DRAFT: "indigo", EditionState.PROPOSED: "amber", EditionState.CONSENTED: "celadon",
    EditionState.WITHDRAWN: "plain",
}  # fmt: skip


class BeginForm(forms.Form):
    """Which policy to start from, and what the company calls its own."""

    stands_on = forms.ChoiceField(label=gettext_lazy("以哪部制度为基础"))
    title_zh = forms.CharField(label=gettext_lazy("本公司制度的名称"), max_length=60)
    title_en = forms.CharField(label=gettext_lazy("英文名称"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stands_on"].choices = [(one.id, f"{one.id} {one.title}") for one in reads.packs()]  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class ShownEdition:
    """A version in the list."""

    one: Edition
    ground: str
    in_force: bool

    @property
    def tone(self) -> str:
        return TONES[EditionState(self.one.state)]

    @property
    def state(self) -> str:
        return str(EditionState(self.one.state).label)


def _shown() -> list[ShownEdition]:
    standing = {(one.pack, one.version) for one in reads.adopted_everywhere()}
    return [
        ShownEdition(one, ground_of(one), (one.pack, one.version) in standing) for one in editions.editions()
    ]  # fmt: skip


def ground_of(one: Edition) -> str:
    """The policy a version stands on, by name."""
    id, _at, version = one.stands_on.partition("@")
    return f"{id} {reads.pack(id, int(version)).title}" if reads.known(id, int(version)) else one.stands_on


@require_http_methods(["GET", "HEAD", "POST"])
@page(VIEW)
def listing(request: Request) -> HttpResponse:
    """Every version of the company's own policies, and the beginning of a new one."""
    viewer = request.viewer
    shelf.notice()
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            edition = acts.begin_edition(by=viewer, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(
                request, reverse("policies:change_list", args=[edition]), said=_("已起草，请选择要更改的内容。")
            )
    context = {"form": form, "shown": _shown(), "edits": viewer.may(acts.EDIT)}
    return render(request, "policies/own_list.html", context, status=422 if form.errors else 200)


class ReasonForm(forms.Form):
    """Why not."""

    reason = forms.CharField(label=gettext_lazy("理由"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


@require_safe
@page(VIEW)
def edition(request: Request, edition_id: int) -> HttpResponse:
    """One version: what it changes in words, who changed it when and why, and what can be done with it."""
    return _page(request, editions.edition(edition_id), ReasonForm())


def name_of(table: Mapping[str, Any]) -> str:
    """What a table is called in the language of the page."""
    return str(table.get("en" if (get_language() or "").startswith("en") else "zh") or table.get("code", ""))


@dataclass(frozen=True, slots=True)
class ToldChange:
    """A change as people read it: the kind of element, and the names from the element down to the part."""

    row: EditionChange
    what: str

    @classmethod
    def of(cls, row: EditionChange, tried: Tried | None) -> ToldChange:
        names = [name_of(one) for one in tried.way_to(Changeable(row.of), row.code, row.at)] if tried else []
        return cls(row, _("：").join([str(comparing.KINDS[row.of]), " › ".join(names or [row.code])]))


def _page(request: Request, one: Edition, refuse_form: ReasonForm, status: int = 200) -> HttpResponse:
    viewer = request.viewer
    changes = list(one.changes.order_by("id"))
    state = EditionState(one.state)
    hand = viewer.staff_id in editions.authors(one, changes)
    tried, faults = _tried(one, [change for change in changes if change.taken_back_at is None])
    context = {
        "one": one, "state": state, "tone": TONES[state], "ground": ground_of(one), "faults": faults,
        "changes": [ToldChange.of(change, tried) for change in changes],
        "refuse_form": refuse_form, "hand": hand,
        "edits": viewer.may(acts.EDIT) and state is EditionState.DRAFT,
        "decides": viewer.may(acts.CONSENT) and state is EditionState.PROPOSED and not hand,
        "begins_next": viewer.may(acts.EDIT) and state is EditionState.CONSENTED,
        "adopts": viewer.may("policies.adopt") and state is EditionState.CONSENTED,
        "in_force": any((one.pack, one.version) == (own.pack, own.version) for own in reads.adopted_everywhere()),
        **_difference(tried),
    }  # fmt: skip
    return render(request, "policies/own_edition.html", context, status=status)


def _tried(one: Edition, changes: list[EditionChange]) -> tuple[Tried | None, Sequence[Any]]:
    """The version as a pack, or the faults that it has by now."""
    try:
        return editions.tried(one, changes), ()
    except PackFaulty as faulty:
        return None, faulty.faults


def _difference(tried: Tried | None) -> dict[str, Any]:
    """What the version makes different, and which clauses that touches."""
    if tried is None:
        return {"groups": [], "clauses": []}
    found = comparing.compare(tried.before, tried.after)
    clauses = sorted({clause for change in found for clause in change.clauses})
    return {"groups": grouped(found), "clauses": clauses}


def grouped(changes: list[Change]) -> list[tuple[str, list[Change]]]:
    """Changes by kind."""
    found: dict[str, list[Change]] = {}
    for one in changes:
        found.setdefault(str(one.label), []).append(one)
    return list(found.items())


def _done(act: Callable[..., Any], said: Any) -> Callable[..., HttpResponse]:
    """A view that carries an act on a version out and goes back to it."""

    def view(request: Request, edition_id: int) -> HttpResponse:
        act(by=request.viewer, edition=edition_id)
        return goto(request, reverse("policies:edition", args=[edition_id]), said=str(said))

    return view


propose = require_POST(page(acts.EDIT)(_done(acts.propose_edition, gettext_lazy("已提请另一位有权的人同意。"))))
withdraw = require_POST(page(acts.EDIT)(_done(acts.withdraw_edition, gettext_lazy("草稿已放弃。"))))


@require_POST
@page(acts.EDIT)
def take_back(request: Request, edition_id: int, change_id: int) -> HttpResponse:
    """Take a change out of a draft."""
    acts.take_back_change(by=request.viewer, edition=edition_id, change=change_id)
    return goto(request, reverse("policies:edition", args=[edition_id]), said=_("已撤回这处更改。"))


@require_POST
@page(acts.EDIT)
def begin_next(request: Request, edition_id: int) -> HttpResponse:
    """Begin the next version of the pack of this one."""
    pack = editions.edition(edition_id).pack
    made = acts.begin_next_edition(by=request.viewer, pack=pack)
    return goto(request, reverse("policies:change_list", args=[made]), said=_("已起草下一版，请选择要更改的内容。"))


@require_POST
@page(acts.CONSENT)
def consent(request: Request, edition_id: int) -> HttpResponse:
    """Consent to the text that was read."""
    digest = request.POST.get("digest", "")
    acts.consent_to_edition(by=request.viewer, edition=edition_id, digest=digest)
    return goto(request, reverse("policies:edition", args=[edition_id]), said=_("已同意，现在可以采用。"))


@require_POST
@page(acts.CONSENT)
def refuse(request: Request, edition_id: int) -> HttpResponse:
    """Send it back with the reason."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, editions.edition(edition_id), form, status=422)
    reason = form.cleaned_data["reason"]
    acts.refuse_edition(by=request.viewer, edition=edition_id, reason=reason)
    return goto(request, reverse("policies:edition", args=[edition_id]), said=_("已退回起草人。"))
