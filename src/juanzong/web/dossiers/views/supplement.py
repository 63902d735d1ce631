"""The supplement list: what is missing, wrong or asked for, and asking for more."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from juanzong.dossiers import actions, reads
from juanzong.dossiers.choices import DossierState, Step
from juanzong.kit.errors import Refusal
from juanzong.web.dossiers.forms import SupplementForm
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render


@page("dossiers.view")
@require_GET
def supplement(request: Request, dossier_id: int) -> HttpResponse:
    """What has to be supplied."""
    return _page(request, dossier_id)


def _page(request: Request, dossier_id: int, form: SupplementForm | None = None) -> HttpResponse:
    viewer = request.viewer
    shown = reads.dossier_page(viewer, dossier_id)
    checking = shown.dossier.state == DossierState.VERIFYING and viewer.may("dossiers.verify") and shown.may_verify
    context = {
        "shown": shown,
        "dossier": shown.dossier,
        "kind": shown.kind,
        "wants": shown.wants,
        "form": form or (SupplementForm(kind=shown.kind) if checking else None),
        "may_file": viewer.may("dossiers.file") and Step.ADD_ITEM in shown.steps,
        "may_print": viewer.may("dossiers.print"),
        "viewer_id": viewer.staff_id,
    }
    return render(request, "dossiers/supplement.html", context, status=422 if form and form.errors else 200)


@page("dossiers.verify")
@require_POST
def ask(request: Request, dossier_id: int) -> HttpResponse:
    """Put a paper on the list."""
    viewer = request.viewer
    form = SupplementForm(request.POST, kind=reads.kind_of(reads.dossier(viewer, dossier_id)))
    if form.is_valid():
        section, _slash, requirement = form.cleaned_data["slot"].partition("/")
        try:
            actions.ask_for(
                by=viewer, dossier_id=dossier_id, section=section, requirement=requirement,
                title=form.cleaned_data["title"], note=form.cleaned_data["note"],
            )  # fmt: skip
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(dossier_id), said=_("已列入补充资料清单。"))
    return _page(request, dossier_id, form)


@page("dossiers.verify")
@require_POST
def drop(request: Request, dossier_id: int, line_id: int) -> HttpResponse:
    """Take a paper off the list."""
    actions.drop_asked(by=request.viewer, line_id=line_id)
    return goto(request, address(dossier_id), said=_("已从清单中去掉。"))


def address(dossier_id: int) -> str:
    """The page of the list."""
    return reverse("dossiers:supplement", args=[dossier_id])
