"""Scanning: from a code to its thing, with a hand scanner, a camera, or typed; and printing the labels."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from juanzong.custody import actions
from juanzong.custody.choices import Sheet
from juanzong.custody.reads import finding
from juanzong.kit.errors import NotFound, Refusal
from juanzong.web.custody.forms import ScanForm
from juanzong.web.shell.links import page_of
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render
from juanzong.web.shell.papers import pdf_of


def base_of(request: Request) -> str:
    """What the address of every code begins with."""
    return request.build_absolute_uri(reverse("custody:code", args=["X"]))[:-2]


@page("custody.view")
@require_http_methods(["GET", "HEAD", "POST"])
def scan(request: Request) -> HttpResponse:
    """One field for the hand scanner, the camera and the hand; leads to what was scanned."""
    form = ScanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            one = finding.found(request.viewer, form.cleaned_data["code"])
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, page_of(one.ref))
    return render(request, "custody/scan.html", {"form": form}, status=422 if form.errors else 200)


@page("custody.view")
@require_safe
def code(request: Request, code: str) -> HttpResponse:
    """The address on a label: leads to its thing."""
    return goto(request, page_of(finding.found(request.viewer, code).ref))


@page("custody.shelve")
@require_POST
def place_labels(request: Request, place_id: int) -> HttpResponseBase:
    """Labels of a place and of all below it."""
    pdf = actions.print_place_labels(by=request.viewer, place_id=place_id, base=base_of(request))
    return pdf_of(pdf, _("库位标签"))


@page("custody.shelve")
@require_POST
def dossier_labels(request: Request, dossier_id: int, sheet: str) -> HttpResponseBase:
    """A label or spine of one dossier."""
    pdf = actions.print_dossier_labels(
        by=request.viewer,
        dossier_ids=[dossier_id], sheet=_sheet(sheet), base=base_of(request),
    )  # fmt: skip
    return pdf_of(pdf, _("档案标签"))


@page("custody.shelve")
@require_POST
def content_labels(request: Request, place_id: int, sheet: str) -> HttpResponseBase:
    """Labels or spines of all dossiers in a place."""
    viewer = request.viewer
    ids = finding.dossiers_in(viewer, place_id)
    pdf = actions.print_dossier_labels(by=viewer, dossier_ids=ids, sheet=_sheet(sheet), base=base_of(request))
    return pdf_of(pdf, _("档案标签"))


@page("custody.shelve")
@require_POST
def item_label(request: Request, item_id: int) -> HttpResponseBase:
    """The label of a document that is kept apart."""
    pdf = actions.print_item_label(by=request.viewer, item_id=item_id, base=base_of(request))
    return pdf_of(pdf, _("文件标签"))


def _sheet(code: str) -> Sheet:
    if code not in Sheet.values:
        raise NotFound(_("没有这种打印件。"))
    return Sheet(code)
