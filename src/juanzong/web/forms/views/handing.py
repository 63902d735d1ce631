"""Batches of records passed on: offered with a count, received with a count, both signed."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from juanzong.casework.reads import signatures
from juanzong.forms import actions, offering, reads
from juanzong.forms.choices import HandoverState
from juanzong.forms.reads import handovers as reads_handovers
from juanzong.kit.errors import Conflict, Invalid
from juanzong.kit.refs import Ref
from juanzong.organisation import reads as organisation
from juanzong.web.shell.pages import Request, add_refusal, chosen_ids, goto, page, render
from juanzong.web.shell.signing import ProofForm


class SignedForm(ProofForm):
    """One's own count, and who one is, once more."""

    count = forms.IntegerField(label=gettext_lazy("清点份数"), min_value=0)


class OfferForm(SignedForm):
    """To whom."""

    receiver = forms.ChoiceField(label=gettext_lazy("接收人"))
    field_order = ("receiver", "count", "password")


class ReceiveForm(SignedForm):
    """What was different."""

    note = forms.CharField(label=gettext_lazy("差异说明"), required=False, max_length=200)
    field_order = ("count", "note", "password")


@page(reads.VIEW)
@require_safe
def handovers(request: Request) -> HttpResponse:
    """Batches given and to be received."""
    viewer = request.viewer
    rows = list(reads_handovers.between(viewer)[:100])
    return render(request, "forms/handovers.html", {"rows": rows, "me": viewer.staff_id, "tabs": "handovers"})


@page(reads.VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: Request) -> HttpResponse:
    """Choose what one keeps, count it and give it to somebody."""
    viewer = request.viewer
    asking = OfferForm(request.POST or None, viewer=viewer)
    asking.fields["receiver"].choices = [("", _("请选择")), *organisation.staff_choices(viewer)]  # type: ignore[attr-defined]
    if request.method == "POST" and asking.is_valid():
        told = asking.cleaned_data
        try:
            made = actions.offer_records(
                by=viewer, records=chosen_ids(request, "record"), receiver=int(told["receiver"]), count=told["count"],
                proof=asking.proof(request),
            )  # fmt: skip
        except (Invalid, Conflict) as refusal:
            add_refusal(asking, refusal)
        else:
            return goto(request, reverse("forms:handover", args=[made.pk]), said=_("已交出，等接收人清点确认。"))
    rows = [(one, offering.form_of(one)) for one in reads_handovers.to_hand_over(viewer)]
    context = {
        "asking": asking,
        "rows": rows,
        "chosen": chosen_ids(request, "record") if request.method == "POST" else [],
    }
    return render(request, "forms/offer.html", context, status=422 if asking.errors else 200)


@page(reads.VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: Request, handover_id: int) -> HttpResponse:
    """One batch: what is in it, the receiver's count, the signatures."""
    viewer = request.viewer
    batch = reads_handovers.handover(viewer, handover_id)
    asking = ReceiveForm(request.POST or None, viewer=viewer)
    if request.method == "POST" and asking.is_valid():
        told = asking.cleaned_data
        try:
            actions.receive_records(
                by=viewer, handover=handover_id, found=chosen_ids(request, "record"), count=told["count"], note=told["note"],
                proof=asking.proof(request),
            )  # fmt: skip
        except (Invalid, Conflict) as refusal:
            add_refusal(asking, refusal)
        else:
            return goto(request, reverse("forms:handover", args=[handover_id]), said=_("已接收并签字，记入台账。"))
    offered = batch.row.state == HandoverState.OFFERED
    context = {
        "batch": batch, "row": batch.row, "asking": asking,
        "receives": offered and batch.row.receiver_id == viewer.staff_id,
        "recalls": offered and batch.row.giver_id == viewer.staff_id,
        "signed": signatures.signatures_of(viewer, Ref("record_handover", handover_id)),
        "found": chosen_ids(request, "record") if request.method == "POST" else [],
        "tone": {"offered": "amber", "received": "celadon"}.get(batch.row.state, "plain"),
    }  # fmt: skip
    return render(request, "forms/handover.html", context, status=422 if asking.errors else 200)


@require_POST
@page(reads.VIEW)
def recall(request: Request, handover_id: int) -> HttpResponse:
    """Take an offered batch back."""
    actions.recall_handover(by=request.viewer, handover=handover_id)
    return goto(request, reverse("forms:handover", args=[handover_id]), said=_("已撤回。"))
