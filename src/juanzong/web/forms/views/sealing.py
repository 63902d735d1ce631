"""The sealing desk: what is to be sealed, what is sealed and who may read it now; consent to reading and copying."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from juanzong.forms import actions, reads
from juanzong.forms.reads import sealing
from juanzong.kit.errors import Invalid
from juanzong.organisation import reads as organisation
from juanzong.web.shell.pages import Request, add_refusal, chosen_ids, goto, page, render


class PermitForm(forms.Form):
    """Who, what for, for how long."""

    staff = forms.ChoiceField(label=gettext_lazy("给谁"))
    purpose = forms.CharField(label=gettext_lazy("用途"), required=False, max_length=200)
    hours = forms.IntegerField(label=gettext_lazy("时限（小时）"), min_value=1, max_value=72, initial=4)


@page(reads.VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: Request) -> HttpResponse:
    """What waits to be sealed by this person, what is sealed, and the permits that hold now."""
    viewer = request.viewer
    if request.method == "POST":
        n = actions.seal_records(by=viewer, records=chosen_ids(request, "record"), seal=request.POST.get("seal", ""))
        return goto(request, reverse("forms:sealing"), said=_("已封存 %(n)s 份。") % {"n": n})
    context = {
        "waiting": sealing.to_seal(viewer), "sealed": sealing.sealed(viewer),
        "permits": sealing.permits(viewer), "unseals": viewer.may("forms.unseal"), "tabs": "sealing",
        "seals": sealing.to_reseal(viewer), "opened": sealing.readable_seals(viewer),
    }  # fmt: skip
    return render(request, "forms/sealing.html", context)


@require_POST
@page(reads.VIEW)
def break_seal(request: Request, seal_id: int) -> HttpResponse:
    """Break a seal, with its reason."""
    actions.break_seal(by=request.viewer, seal=seal_id, reason=request.POST.get("reason", ""))
    return goto(request, reverse("forms:sealing"), said=_("已拆封，用后请重新加封。"))


@require_POST
@page(reads.VIEW)
def seal_again(request: Request, seal_id: int) -> HttpResponse:
    """A new seal on what lay under a broken one."""
    made = actions.seal_again(by=request.viewer, seal=seal_id, number=request.POST.get("number", ""))
    return goto(request, reverse("forms:sealing"), said=_("已重新加封，封条号 %(number)s。") % {"number": made.number})


def _permit(request: Request, record_id: int, act: Any, name: str, words: dict[str, Any]) -> HttpResponse:
    viewer = request.viewer
    shown = reads.shown(viewer, record_id)
    asking = PermitForm(request.POST or None)
    asking.fields["staff"].choices = [("", _("请选择")), *organisation.staff_choices(viewer)]  # type: ignore[attr-defined]
    if request.method == "POST" and asking.is_valid():
        told = asking.cleaned_data
        try:
            act(by=viewer, record=record_id, purpose=told["purpose"], hours=told["hours"], **{name: int(told["staff"])})
        except Invalid as refusal:
            add_refusal(asking, refusal)
        else:
            return goto(request, reverse("forms:record", args=[record_id]), said=words["said"])
    context = {"shown": shown, "asking": asking, **words}
    return render(request, "forms/ask.html", context, status=422 if asking.errors else 200)


@page("forms.unseal")
@require_http_methods(["GET", "HEAD", "POST"])
def unseal(request: Request, record_id: int) -> HttpResponse:
    """Let one person read a sealed record for a time."""
    words = {
        "title": _("启封"), "does": _("批准启封"), "said": _("已启封，到时自动封存。"),
        "note": _("只对此人有效，到时自动封存，记入台账"),
    }  # fmt: skip
    return _permit(request, record_id, actions.unseal_record, "reader", words)


@page("forms.blanks")
@require_http_methods(["GET", "HEAD", "POST"])
def permit_copy(request: Request, record_id: int) -> HttpResponse:
    """Let one person print a record that may not be copied without consent."""
    words = {
        "title": _("同意复制"), "does": _("同意"), "said": _("已同意，到时失效。"),
        "note": _("复制件带水印，记入台账"),
    }  # fmt: skip
    return _permit(request, record_id, actions.permit_copy, "staff", words)


@require_POST
@page("forms.unseal")
def end_permit(request: Request, permit_id: int) -> HttpResponse:
    """Take a permit back."""
    actions.end_permit(by=request.viewer, permit=permit_id)
    return goto(request, reverse("forms:sealing"), said=_("授权已收回。"))
