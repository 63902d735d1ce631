"""Handing attachments to the customer they belong to, who signs on the screen."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from juanzong.casework.rules import drawing as rules_drawing
from juanzong.dossiers import actions, reads, reads_collections
from juanzong.dossiers.choices import DossierState
from juanzong.kit.errors import Invalid
from juanzong.web.shell.pages import Request, add_refusal, chosen_ids, goto, page, render
from juanzong.web.shell.papers import pdf_of


class CollectForm(forms.Form):
    """Who came for them, and their handwriting."""

    received_by = forms.CharField(label=gettext_lazy("领取人"), max_length=60, required=False)
    note = forms.CharField(
        label=gettext_lazy("说明"), max_length=200, required=False,
        help_text=gettext_lazy("代领的写明关系和凭据；证件号不要写在这里。"),
    )  # fmt: skip
    drawing = forms.CharField(max_length=80_000, required=False, widget=forms.HiddenInput)


@page("dossiers.view")
@require_http_methods(["GET", "HEAD", "POST"])
def collect(request: Request, dossier_id: int) -> HttpResponse:
    """What is kept for the customer, who came for what, and handing more out."""
    viewer = request.viewer
    shown = reads.dossier_page(viewer, dossier_id)
    form = CollectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.hand_out_attachments(
                by=viewer, dossier_id=dossier_id, items=chosen_ids(request, "item"), received_by=told["received_by"],
                note=told["note"], drawing=rules_drawing.read(told["drawing"]),
            )  # fmt: skip
        except Invalid as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, reverse("dossiers:collect", args=[dossier_id]), said=_("已交客户领取，记入台账。"))
    kept = shown.dossier.state in (DossierState.IN_FORCE, DossierState.CLOSED)
    context = {
        "dossier": shown.dossier,
        "lines": shown.catalogue.attachments,
        "collected": reads_collections.collected(viewer, dossier_id),
        "form": form if kept and viewer.may("dossiers.accept") and shown.catalogue.attachments else None,
        "chosen": chosen_ids(request, "item") if request.method == "POST" else [],
        "may_print": viewer.may("dossiers.print"),
    }
    return render(request, "dossiers/collect.html", context, status=422 if form.errors else 200)


@page("dossiers.print")
@require_safe
def receipt(request: Request, collection_id: int) -> HttpResponseBase:
    """The receipt for what was collected."""
    where = request.build_absolute_uri()
    return pdf_of(
        actions.print_receipt(by=request.viewer, collection_id=collection_id, address=where), _("附件领取收据")
    )
