"""Verification by a second person, item by item, and acceptance by the archivist."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from juanzong.casework.reads import routes
from juanzong.dossiers import actions, reads
from juanzong.dossiers.choices import CheckResult, DossierState
from juanzong.dossiers.reads import DossierPage
from juanzong.dossiers.shapes import Line
from juanzong.kit.errors import Invalid, Refusal
from juanzong.kit.refs import Ref
from juanzong.web.dossiers.forms import CheckForm
from juanzong.web.dossiers.links import address
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render


@page("dossiers.verify")
@require_GET
def verify(request: Request, dossier_id: int) -> HttpResponse:
    """One item at a time beside its paper; the next unchecked one comes by itself."""
    return _verify(request, dossier_id, CheckForm())


def _verify(request: Request, dossier_id: int, form: CheckForm, item_id: int = 0) -> HttpResponse:
    viewer = request.viewer
    shown = reads.dossier_page(viewer, dossier_id)
    lines = [*shown.catalogue.lines, *shown.catalogue.attachments]
    wanted = item_id or int(request.GET["item"]) if item_id or request.GET.get("item", "").isdigit() else 0
    mine = [line for line in lines if not line.item.check_result and viewer.staff_id not in line.item.by]
    line = next((one for one in lines if one.item.id == wanted), mine[0] if mine else None)
    case = routes.governing(Ref("dossier", dossier_id), "dossiers.verify")
    looked = actions.view_item(by=viewer, item_id=line.item.id) if line else None
    context = {
        "shown": shown,
        "dossier": shown.dossier,
        "lines": lines,
        "line": line,
        "looked": looked,
        "section": next((s.name for s in shown.kind.sections if line and s.code == line.item.section), ""),
        "form": form,
        "done": sum(bool(one.item.check_result) for one in lines),
        "left": len(shown.unchecked),
        "whole": shown.dossier.state == DossierState.VERIFYING,
        "may": _may_check(shown, line, viewer.staff_id) and (case is None or routes.takes(viewer, case.case)),
        "case": case,
        "pages": range(1, min((looked.newest.version.pages or 0) if looked and looked.newest else 0, 60) + 1),
    }
    return render(request, "dossiers/verify.html", context, status=422 if form.errors else 200)


def _may_check(shown: DossierPage, line: Line | None, staff: int) -> bool:
    if shown.dossier.state == DossierState.VERIFYING:
        return shown.may_verify
    return line is not None and staff not in line.item.by


@page("dossiers.verify")
@require_POST
def check(request: Request, item_id: int) -> HttpResponse:
    """Right or wrong, then on to the next."""
    viewer = request.viewer
    form = CheckForm(request.POST)
    dossier_id = reads.item_page(viewer, item_id).dossier.pk
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.check_item(
                by=viewer, item_id=item_id, result=CheckResult(data["result"]), wrong_fields=data["wrong_fields"],
                note=data["note"],
            )  # fmt: skip
        except Invalid as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, reverse("dossiers:verify", args=[dossier_id]))
    return _verify(request, dossier_id, form, item_id)


@page("dossiers.verify")
@require_POST
def end(request: Request, dossier_id: int) -> HttpResponse:
    """Pass it on, or give it back with what is wrong."""
    one = actions.verify_dossier(by=request.viewer, dossier_id=dossier_id)
    passed = one.state == DossierState.VERIFIED
    return goto(request, address(dossier_id), said=_("核对通过，等待验收。") if passed else _("已退回补正。"))


@page("dossiers.accept")
def accept(request: Request, dossier_id: int) -> HttpResponse:
    """The archivist sees the whole list once more and gives the number."""
    viewer = request.viewer
    refused = None
    if request.method == "POST":
        try:
            one = actions.accept_dossier(by=viewer, dossier_id=dossier_id)
        except Refusal as refusal:
            refused = refusal
        else:
            return goto(request, address(dossier_id), said=_("已验收归档，编号 %(number)s。") % {"number": one.number})
    if case := routes.governing(Ref("dossier", dossier_id), "dossiers.accept"):
        return goto(request, reverse("casework:case", args=[case.case]))
    shown = reads.dossier_page(viewer, dossier_id)
    context = {"shown": shown, "dossier": shown.dossier, "catalogue": shown.catalogue, "refused": refused}
    return render(request, "dossiers/accept.html", context, status=refused.status if refused else 200)


@page("dossiers.accept")
@require_POST
def send_back(request: Request, dossier_id: int) -> HttpResponse:
    """Give it back instead of accepting it."""
    actions.send_back(by=request.viewer, dossier_id=dossier_id, reason=request.POST.get("reason", ""))
    return goto(request, address(dossier_id), said=_("已退回补正。"))
