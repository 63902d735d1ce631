"""The rooms with their cabinets, one place with its picture, and setting places up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from juanzong.custody import actions
from juanzong.custody.choices import PlaceKind, Sheet
from juanzong.custody.models import Place
from juanzong.custody.reads import floors, shelves
from juanzong.custody.reads import places as reads
from juanzong.custody.rules import places as rules
from juanzong.kit import prepared
from juanzong.kit.errors import Refusal
from juanzong.kit.refs import Ref
from juanzong.ledger import reads as ledger
from juanzong.web.custody.forms import CabinetsForm, MoveForm, PartForm, PlaceForm, RoomForm, ShelveForm
from juanzong.web.shell import links
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render


def address(place_id: int) -> str:
    """The page of a place."""
    return links.address("custody:place", place_id)


@page("custody.view")
@require_safe
def rooms(request: Request) -> HttpResponse:
    """Every room with its cabinets and how full they are."""
    return _rooms(request, RoomForm())


def _rooms(request: Request, form: forms.Form) -> HttpResponse:
    viewer = request.viewer
    found = [(room, reads.parts(viewer, room.place.pk)) for room in reads.parts(viewer, None)]
    context = {"rooms": found, "form": form, "may": viewer.may("custody.places")}
    return render(request, "custody/rooms.html", context, status=422 if form.errors else 200)


@page("custody.places")
@require_POST
def add_room(request: Request) -> HttpResponse:
    """Set up a room."""
    form = RoomForm(request.POST)
    if form.is_valid():
        try:
            made = actions.add_place(by=request.viewer, kind=PlaceKind.ROOM, name=form.cleaned_data["name"])
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(made.pk), said=_("库房已设好，请设柜。"))
    return _rooms(request, form)


@page("custody.view")
@require_safe
def place(request: Request, place_id: int) -> HttpResponse:
    """One place: a room with its cabinets, anything else as a picture of what stands in it."""
    return shown(request, place_id)


def shown(request: Request, place_id: int, shelve_form: forms.Form | None = None) -> HttpResponse:
    """The page of a place, with the form of what could not be shelved."""
    viewer = request.viewer
    one = reads.place(viewer, place_id)
    shelves = viewer.may("custody.shelve") and not one.closed_on
    picture = None if one.kind == PlaceKind.ROOM else reads.picture(viewer, one)
    context: dict[str, Any] = {
        "place": one,
        "above": _above(one),
        "parts": reads.parts(viewer, one.pk) if one.kind == PlaceKind.ROOM else (),
        "picture": picture,
        "storeys": floors.by_floor(viewer, picture) if picture and one.kind != PlaceKind.SAFE else (),
        "holds": one.kind in rules.HOLDS,
        "sheets": Sheet.choices,
        "may_arrange": (shelves or viewer.may("custody.places")) and not one.closed_on,
        "may_shelve": shelves,
        "history": [(entry, ledger.sentence(entry, subject=one.address)) for entry in _entries(one)],
        "shelve_form": shelve_form or ShelveForm(),
    }
    wrong = shelve_form is not None and shelve_form.errors
    return render(request, "custody/place.html", context, status=422 if wrong else 200)


@page("custody.view")
@require_safe
def arrange(request: Request, place_id: int) -> HttpResponse:
    """Everything that can be done to a place itself: parts, name, moving, taking out of use."""
    return _arrange(request, place_id)


def _arrange(request: Request, place_id: int, **given: forms.Form) -> HttpResponse:
    viewer = request.viewer
    one = reads.place(viewer, place_id)
    shelves = viewer.may("custody.shelve") and not one.closed_on
    kinds = [str(kind) for kind in PlaceKind if rules.may_stand_in(kind, one.kind)]
    known = {"name": one.name, "capacity_mm": one.capacity_mm, "note": one.note}
    part = given.get("part_form") or PartForm()
    part.offer(kinds)  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "place": one,
        "above": _above(one),
        "kinds": kinds,
        "may_set": viewer.may("custody.places") and not one.closed_on,
        "cabinets_form": given.get("cabinets_form") or CabinetsForm(),
        "part_form": part,
        "change_form": given.get("change_form") or PlaceForm(initial=known),
    }
    if shelves and rules.INSIDE[one.kind] and one.kind != PlaceKind.LAYER:
        context["move_form"] = given.get("move_form") or _move_form(request, _homes(request, one))
    if shelves and one.kind in rules.HOLDS:
        context["contents_form"] = given.get("contents_form") or _move_form(request, _others(request, one))
    status = 422 if any(form.errors for form in given.values()) else 200
    return render(request, "custody/arrange.html", context, status=status)


def _entries(one: Place) -> Any:
    return ledger.for_subject(Ref("place", one.pk), limit=8).entries


def _above(one: Place) -> list[tuple[str, str]]:
    """Name and address of the places a place is in, the room first."""
    ids = [int(pk) for pk in one.path.strip("/").split("/")[:-1]]
    names: dict[int, str] = dict(prepared.chosen(Place, ids, "pk", "name"))
    return [(names[pk], address(pk)) for pk in ids]


def _move_form(request: Request, near: list[str], data: Any = None) -> MoveForm:
    return MoveForm(data, viewer=request.viewer, near=near)


def _homes(request: Request, one: Place) -> list[str]:
    """Some places that this one could stand in."""
    viewer = request.viewer
    found = reads.places(viewer).filter(kind__in=rules.INSIDE[one.kind]).exclude(parts=one)
    return list(found.order_by("path").values_list("address", flat=True)[: shelves.MOST])


def _others(request: Request, one: Place) -> list[str]:
    return [near for near in shelves.near(request.viewer) if near != one.address]


@page("custody.places")
@require_POST
def add_cabinets(request: Request, place_id: int) -> HttpResponse:
    """Set up a row of cabinets in a room."""
    form = CabinetsForm(request.POST)
    if form.is_valid():
        try:
            made = actions.add_cabinets(by=request.viewer, room_id=place_id, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(place_id), said=_("已设好 %(n)s 个柜。") % {"n": len(made)})
    return _arrange(request, place_id, cabinets_form=form)


@page("custody.places")
@require_POST
def add_part(request: Request, place_id: int) -> HttpResponse:
    """Set up one more place inside a place."""
    viewer = request.viewer
    form = PartForm(request.POST)
    form.offer(list(PlaceKind.values))
    if form.is_valid():
        try:
            made = actions.add_place(by=viewer, parent_id=place_id, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(place_id), said=_("已设好“%(place)s”。") % {"place": made.name})
    return _arrange(request, place_id, part_form=form)


@page("custody.places")
@require_POST
def change(request: Request, place_id: int) -> HttpResponse:
    """Rename or measure a place."""
    form = PlaceForm(request.POST)
    if form.is_valid():
        try:
            actions.change_place(by=request.viewer, place_id=place_id, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(place_id), said=_("已保存。"))
    return _arrange(request, place_id, change_form=form)


@page("custody.shelve")
@require_POST
def move(request: Request, place_id: int) -> HttpResponse:
    """Move a cabinet, safe or box with all that is in it."""
    viewer = request.viewer
    form = _move_form(request, _homes(request, reads.place(viewer, place_id)), request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            moved = actions.move_place(by=viewer, place_id=place_id, parent_id=data["to"], reason=data["reason"])
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(place_id), said=_("已移到“%(place)s”。") % {"place": moved.address})
    return _arrange(request, place_id, move_form=form)


@page("custody.shelve")
@require_POST
def move_contents(request: Request, place_id: int) -> HttpResponse:
    """Move everything that stands here to another place."""
    viewer = request.viewer
    form = _move_form(request, _others(request, reads.place(viewer, place_id)), request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            n = actions.move_contents(by=viewer, from_id=place_id, place_id=data["to"], reason=data["reason"])
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(data["to"]), said=_("已移入 %(n)s 件。") % {"n": n})
    return _arrange(request, place_id, contents_form=form)


@page("custody.places")
@require_POST
def close(request: Request, place_id: int) -> HttpResponse:
    """Take an empty place out of use."""
    actions.close_place(by=request.viewer, place_id=place_id, reason=request.POST.get("reason", ""))
    return goto(request, reverse("custody:rooms"), said=_("已停用。"))
