"""Changing an own policy without a text editor: choose the element, see its values, change them, say why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from juanzong.kit.errors import Refusal
from juanzong.organisation.actions import editions as acts
from juanzong.policies import editions, explaining, notation
from juanzong.policies.comparing import KINDS
from juanzong.policies.editions import Tried
from juanzong.policies.models import Edition
from juanzong.policies.shapes_changes import Changeable
from juanzong.web.policies import blanks
from juanzong.web.policies.blanks import ElementForm, PartForm
from juanzong.web.policies.own import name_of
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render

OFFERED = (Changeable.DUTY, Changeable.DOSSIER, Changeable.FORM, Changeable.PROCEDURE, Changeable.POSITION)


def _tried(one: Edition) -> Tried:
    return editions.tried(one, editions.standing_changes(one))


@dataclass(frozen=True, slots=True)
class Tab:
    """A kind of element that can be changed, and how many there are."""

    kind: Changeable
    label: Any
    count: int


@require_safe
@page(acts.EDIT)
def choose(request: Request, edition_id: int) -> HttpResponse:
    """Every element of the policy that can be changed, kind by kind."""
    one = editions.edition(edition_id)
    tried = _tried(one)
    elements = {kind: list(_elements(tried, kind).values()) for kind in OFFERED}
    tabs = [Tab(kind, KINDS[kind.value], len(elements[kind])) for kind in OFFERED if elements[kind]]
    asked = request.GET.get("of", "")
    chosen = next((tab for tab in tabs if tab.kind == asked), tabs[0])
    changed = {(change.of, change.code) for change in editions.standing_changes(one)}
    rows = [
        (element, (chosen.kind.value, element.code) in changed, _line(element)) for element in elements[chosen.kind]
    ]
    context = {"one": one, "tabs": tabs, "chosen": chosen, "rows": rows}
    return render(request, "policies/change_list.html", context)


def _line(element: Any) -> Any:
    """A second line for the list: what the element is for."""
    duties = getattr(element, "duties", ())
    return getattr(element, "about", None) or (duties[0] if duties else "")


def _elements(tried: Tried, kind: Changeable) -> Mapping[str, Any]:
    rules = tried.after
    found: Mapping[str, Any] = {
        Changeable.DUTY: rules.duties, Changeable.DOSSIER: rules.dossier_kinds, Changeable.FORM: rules.forms,
        Changeable.PROCEDURE: rules.procedures, Changeable.POSITION: rules.positions,
    }[kind]  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what is being changed: where it stands, what it is called, its own parts."""

    at: str
    name: str
    code: str
    children: tuple[tuple[Any, tuple[Part, ...], bool], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """What a person is changing: the version, the element and the part of it."""

    one: Edition
    tried: Tried
    kind: Changeable
    code: str
    at: str
    table: Mapping[str, Any]

    @property
    def key(self) -> tuple[str, ...]:
        return blanks.place_of(self.kind, self.at)

    @property
    def name(self) -> str:
        return name_of(self.table)

    @property
    def whole(self) -> str:
        """What the element is called that the part belongs to."""
        return name_of(self.tried.table(self.kind, self.code) or self.table)


def _place(edition_id: int, of: str, code: str, at: str) -> Place:
    one = editions.edition(edition_id)
    tried = _tried(one)
    if of not in {kind.value for kind in OFFERED}:
        raise Http404
    kind = Changeable(of)
    way = tried.way_to(kind, code, at)
    names = at.split(".") if at else []
    if len(way) * 2 != len(names) + 2:
        raise Http404
    return Place(one, tried, kind, code, at, way[-1])


def _parts(key: tuple[str, ...], table: Mapping[str, Any], at: str) -> tuple[tuple[Any, tuple[Part, ...], bool], ...]:
    """The parts of a table that can be changed, heading by heading, with theirs, and whether one can be added."""
    groups = []
    for array, heading, addable in blanks.PARTS.get(key, ()):
        parts = []
        for inner in table.get(array, ()):
            where = f"{at}.{array}.{inner['code']}".lstrip(".")
            children = _parts((*key, array), inner, where)
            parts.append(Part(where, name_of(inner), inner["code"], children, _note(inner)))
        groups.append((heading, tuple(parts), addable))
    return tuple(groups)


def _note(inner: Mapping[str, Any]) -> str:
    """What is said beside a part in the list: that it is needed, or its time limit."""
    if inner.get("within"):
        return explaining.term(notation.term(inner["within"]))
    return _("必备") if inner.get("required") else ""


@require_http_methods(["GET", "HEAD", "POST"])
@page(acts.EDIT)
def element(request: Request, edition_id: int, of: str, code: str) -> HttpResponse:
    """One element, or with `at` one part of it: its values, its parts, and what can be added or taken away."""
    place = _place(edition_id, of, code, request.GET.get("at", ""))
    doing = request.POST.get("doing", "") if request.method == "POST" else ""
    form = ElementForm(
        request.POST if doing == "set" else None, place=place.key, table=place.table, rules=place.tried.after
    )
    addable = [(array, heading) for array, heading, adds in blanks.PARTS.get(place.key, ()) if adds]
    adding = [
        (PartForm(request.POST if doing == f"add.{array}" else None, array=array), heading)
        for array, heading in addable
    ]
    every: list[ElementForm | PartForm] = [form, *(one for one, _heading in adding)]
    for bound in every:
        if bound.is_bound and bound.is_valid():
            answer = _changed(request, place, bound)
            if answer is not None:
                return answer
    if doing == "remove":
        acts.change_edition(
            by=request.viewer, edition=edition_id, of=place.kind, code=code, at=place.at,
            body={"remove": True}, why=request.POST.get("why", ""),
        )  # fmt: skip
        return _back(request, place, _("已记下：取消“%(name)s”。") % {"name": place.name})
    faulty = form.errors or any(one.errors for one, _heading in adding)
    context = {
        "place": place, "form": form, "adding": adding, "parts": _parts(place.key, place.table, place.at),
        "blanks": bool(blanks.BLANKS.get(place.key)) or place.key == ("position",),
        "removable": place.key in blanks.REMOVABLE, "kind_label": KINDS[place.kind.value],
        "clause": place.table.get("clause", ""),
    }  # fmt: skip
    return render(request, "policies/change_element.html", context, status=422 if faulty else 200)


def _changed(request: Request, place: Place, form: ElementForm | PartForm) -> HttpResponse | None:
    """Write the change of a form that is in order; None when it was refused, and the form says why."""
    if isinstance(form, PartForm):
        standing = [part.get("code") for part in place.table.get(form.array, ())]
        body: dict[str, Any] = {"add": {form.array: [form.part(standing, place.table.get("clause", ""))]}}
    else:
        body = form.body()
        if not body:
            form.add_error(None, _("没有改动任何内容。"))
            return None
    try:
        acts.change_edition(
            by=request.viewer, edition=place.one.pk, of=place.kind, code=place.code, at=place.at, body=body,
            why=form.cleaned_data["why"],
        )  # fmt: skip
    except Refusal as refusal:
        add_refusal(form, refusal)
        return None
    return _back(request, place, _("已记下对“%(name)s”的更改。") % {"name": place.name})


def _back(request: Request, place: Place, said: str) -> HttpResponse:
    return goto(request, reverse("policies:edition", args=[place.one.pk]), said=said)
