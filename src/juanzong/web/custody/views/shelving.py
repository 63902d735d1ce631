"""Putting dossiers on the shelf, by hand or by scan; where a dossier stands and stood."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from juanzong.custody import actions
from juanzong.custody.reads import finding, shelves
from juanzong.custody.reads import places as reads
from juanzong.dossiers import reads as dossiers
from juanzong.kit.errors import NotAllowed, Refusal
from juanzong.web.custody.forms import MoveForm, ShelveForm, ThicknessForm
from juanzong.web.custody.views.places import address, shown
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render


@page("custody.shelve")
@require_POST
def shelve_here(request: Request, place_id: int) -> HttpResponse:
    """Put what was scanned or typed into this place; the field stays ready for the next."""
    viewer = request.viewer
    form = ShelveForm(request.POST)
    if form.is_valid():
        try:
            ids = finding.dossiers_called(viewer, form.cleaned_data["code"])
            made = actions.shelve(by=viewer, place_id=place_id, dossier_ids=ids)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(place_id), said=_("已上架 %(n)s 卷。") % {"n": len(made)})
    return shown(request, place_id, shelve_form=form)


@page("custody.view")
@require_http_methods(["GET", "HEAD", "POST"])
def whereabouts(request: Request, dossier_id: int) -> HttpResponse:
    """Where a dossier stands and stood; whoever may, puts it elsewhere."""
    viewer = request.viewer
    form = MoveForm(request.POST or None, viewer=viewer, near=shelves.near(viewer))
    form.fields["reason"].required = False
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            why = data["reason"]
            actions.shelve(
                by=viewer, place_id=data["to"], dossier_ids=[dossier_id], reason=why, out_of_order=bool(why.strip())
            )
        except NotAllowed:
            raise
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, request.path, said=_("已上架。"))
    return _whereabouts(request, dossier_id, form, ThicknessForm())


def _whereabouts(request: Request, dossier_id: int, form: forms.Form, thick: forms.Form) -> HttpResponse:
    viewer = request.viewer
    one = dossiers.dossier(viewer, dossier_id)
    context = {
        "dossier": one,
        "where": reads.whereabouts(viewer, dossier_id),
        "history": reads.history(viewer, dossier_id),
        "may": viewer.may("custody.shelve") and bool(one.number),
        "form": form,
        "thick": thick,
    }
    return render(request, "custody/whereabouts.html", context, status=422 if form.errors or thick.errors else 200)


@page("custody.shelve")
@require_POST
def thickness(request: Request, dossier_id: int) -> HttpResponse:
    """Correct how thick a dossier is."""
    viewer = request.viewer
    form = ThicknessForm(request.POST)
    if form.is_valid():
        try:
            actions.correct_thickness(by=viewer, dossier_id=dossier_id, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, reverse("custody:whereabouts", args=[dossier_id]), said=_("已更正厚度。"))
    return _whereabouts(request, dossier_id, MoveForm(viewer=viewer, near=shelves.near(viewer)), form)


@page("custody.shelve")
@require_http_methods(["GET", "HEAD", "POST"])
def apart(request: Request, item_id: int) -> HttpResponse:
    """Keep an item apart from its dossier, in a place of its own."""
    viewer = request.viewer
    shown_item = dossiers.item_page(viewer, item_id)
    form = MoveForm(request.POST or None, viewer=viewer, near=shelves.near(viewer))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.keep_apart(by=viewer, item_id=item_id, place_id=data["to"], reason=data["reason"])
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            back = reverse("custody:whereabouts", args=[shown_item.dossier.pk])
            return goto(request, back, said=_("已另存。"))
    context = {"item": shown_item.item, "dossier": shown_item.dossier, "form": form}
    return render(request, "custody/apart.html", context, status=422 if form.errors else 200)


@page("custody.shelve")
@require_POST
def rejoin(request: Request, item_id: int) -> HttpResponse:
    """Put an item back into its dossier."""
    viewer = request.viewer
    home = dossiers.item_page(viewer, item_id).dossier.pk
    actions.rejoin(by=viewer, item_id=item_id)
    return goto(request, reverse("custody:whereabouts", args=[home]), said=_("已放回原卷。"))
