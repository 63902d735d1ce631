"""The safes: what is in each, the balance of every day, and counting by two people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from juanzong.casework.reads import cases, routes, signatures
from juanzong.custody import actions
from juanzong.custody.choices_safe import Occasion, SafeCountState
from juanzong.custody.reads import safes as reads
from juanzong.kit.errors import Refusal
from juanzong.web.custody.certificate_forms import CountForm, TallyForm
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render
from juanzong.web.shell.papers import pdf_of
from juanzong.web.shell.signing import SignForm

TONES = {"open": "amber", "counted": "indigo", "signed": "celadon"}


def address(count_id: int) -> str:
    """The page of a count."""
    return reverse("custody:safe_count", args=[count_id])


@page(reads.VIEW)
@require_safe
def safes(request: Request) -> HttpResponse:
    """Every safe with what is in it and how its day stands."""
    lines = reads.safes(request.viewer)
    return render(request, "custody/safes.html", {"lines": lines, "tones": TONES})


@page(reads.VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def safe(request: Request, place_id: int) -> HttpResponse:
    """One safe: balance per day, its counts; whoever may, begins another."""
    viewer = request.viewer
    form = CountForm(request.POST or None, initial={"occasion": Occasion.DAY_END})
    if request.method == "POST" and form.is_valid():
        try:
            one = actions.begin_safe_count(by=viewer, place_id=place_id, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(one.pk), said=_("清点开始，请两人各自录入所见。"))
    shown = reads.safe_page(viewer, place_id)
    context = {"shown": shown, "place": shown.place, "form": form, "may": viewer.may(reads.COUNT), "tones": TONES}
    return render(request, "custody/safe.html", context, status=422 if form.errors else 200)


@page(reads.VIEW)
@require_safe
def count(request: Request, count_id: int) -> HttpResponse:
    """One count."""
    return _count(request, count_id)


def _count(request: Request, count_id: int, **given: forms.Form) -> HttpResponse:
    viewer = request.viewer
    one, ref = reads.count(viewer, count_id), reads.ref(count_id)
    tallies = list(one.tallies.order_by("at", "pk"))
    mine = any(each.staff == viewer.staff_id for each in tallies)
    signed = reads.signatures(viewer, count_id)
    context: dict[str, Any] = {
        "count": one, "tone": TONES[one.state], "tallies": tallies, "findings": reads.findings(viewer, one),
        "day": reads.day_of(one.place_id, one.day), "open": one.state == SafeCountState.OPEN,
        "enters": one.state == SafeCountState.OPEN and viewer.may(reads.COUNT) and not mine, "mine": mine,
        "signatures": signed,
        "signs": one.state == SafeCountState.COUNTED and mine
        and not any(each.staff == viewer.staff_id and not each.broken for each in signed),
        "digest": signatures.content_of(viewer, ref).digest,
        "tally_form": given.get("tally_form") or TallyForm(), "sign_form": given.get("sign_form") or SignForm(viewer=viewer),
        "cases": cases.cases_of(viewer, ref),
        "offers": routes.procedures_for(viewer, ref) if one.state != SafeCountState.OPEN else [], "about": ref,
    }  # fmt: skip
    return render(request, "custody/safe_count.html", context, status=422 if given else 200)


@page(reads.COUNT)
@require_POST
def tally(request: Request, count_id: int) -> HttpResponse:
    """Enter what one counter found."""
    form = TallyForm(request.POST)
    if form.is_valid():
        try:
            numbers = form.cleaned_data["numbers"].splitlines()
            actions.tally_safe(by=request.viewer, count_id=count_id, numbers=numbers)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(count_id), said=_("已录入。"))
    return _count(request, count_id, tally_form=form)


@page(reads.COUNT)
@require_POST
def sign(request: Request, count_id: int) -> HttpResponse:
    """Sign the outcome."""
    viewer = request.viewer
    form = SignForm(request.POST, viewer=viewer)
    if form.is_valid():
        try:
            actions.sign_safe_count(by=viewer, count_id=count_id, **form.given(request))
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(count_id), said=_("已签字。"))
    return _count(request, count_id, sign_form=form)


@page(reads.VIEW)
@require_safe
def print_count(request: Request, count_id: int) -> HttpResponseBase:
    """The sheet of the count."""
    where = request.build_absolute_uri(address(count_id))
    return pdf_of(actions.print_safe_count(by=request.viewer, count_id=count_id, address=where), _("清点表"))
