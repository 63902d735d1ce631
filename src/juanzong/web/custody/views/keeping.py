"""Changes of keeper: the list, one with its papers, offering, signing, receiving."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from juanzong.casework.reads import signatures
from juanzong.custody import actions
from juanzong.custody.choices import KeepingState, PlaceKind
from juanzong.custody.reads import keeping as reads
from juanzong.custody.reads import places
from juanzong.kit.errors import Invalid, NotAllowed, Refusal
from juanzong.kit.refs import Ref
from juanzong.web.shell.pages import Request, add_refusal, chosen_ids, goto, page, render
from juanzong.web.shell.papers import pdf_of
from juanzong.web.shell.signing import SignForm

SHELVE = "custody.shelve"
TONES = {"offered": "amber", "received": "celadon", "declined": "danger", "recalled": "plain"}


class OfferForm(forms.Form):
    """Which place, to whom, how many stand there."""

    place = forms.ChoiceField(label=gettext_lazy("库位"))
    receiver = forms.ChoiceField(label=gettext_lazy("接收人"))
    count = forms.IntegerField(label=gettext_lazy("清点在架卷数"), min_value=0)

    def __init__(self, data: Any, *, places: Sequence[tuple[int, str]], people: Sequence[tuple[int, str]]) -> None:
        super().__init__(data)
        self.fields["place"].choices = [("", _("请选择")), *places]  # type: ignore[attr-defined]
        self.fields["receiver"].choices = [("", _("请选择")), *people]  # type: ignore[attr-defined]


class ReceiveForm(SignForm):
    """One's own count, and what was not there."""

    count = forms.IntegerField(label=gettext_lazy("清点在架卷数"), min_value=0)
    note = forms.CharField(label=gettext_lazy("缺少的说明"), max_length=200, required=False)


def address(keeping_id: int) -> str:
    """The page of one."""
    return reverse("custody:keeping", args=[keeping_id])


@page("custody.view")
@require_http_methods(["GET", "HEAD", "POST"])
def keepings(request: Request) -> HttpResponse:
    """All changes of keeper; whoever keeps something, offers it."""
    viewer = request.viewer
    kinds = (PlaceKind.ROOM, PlaceKind.CABINET, PlaceKind.SAFE, PlaceKind.LAYER)
    offered = places.places(viewer).filter(kind__in=kinds).order_by("path").values_list("pk", "address")[:1000]
    form = OfferForm(request.POST or None, places=list(offered), people=reads.receivers(viewer))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = actions.offer_keeping(
                by=viewer, place_id=int(told["place"]), receiver=int(told["receiver"]), count=told["count"]
            )
        except NotAllowed:
            raise
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(made.pk), said=_("清单已编好，请签字交出。"))
    rows = [(one, TONES[one.state]) for one in reads.keepings(viewer)[:100]]
    context = {"rows": rows, "form": form if viewer.may(SHELVE) else None}
    return render(request, "custody/keepings.html", context, status=422 if form.errors else 200)


@page("custody.view")
@require_safe
def keeping(request: Request, keeping_id: int) -> HttpResponse:
    """One change: its list, who signed, what the viewer may do."""
    return _shown(request, keeping_id, None, None)


def _shown(request: Request, keeping_id: int, giving: SignForm | None, taking: ReceiveForm | None) -> HttpResponse:
    viewer = request.viewer
    shown = reads.keeping(viewer, keeping_id)
    row, ref = shown.row, Ref("keeping", keeping_id)
    signed = signatures.signatures_of(viewer, ref)
    given = any(one.capacity.code == "giver" and not one.broken for one in signed)
    offered = row.state == KeepingState.OFFERED
    context = {
        "shown": shown, "row": row, "tone": TONES[row.state], "signed": signed,
        "digest": signatures.content_of(viewer, ref).digest,
        "gives": offered and row.giver_id == viewer.staff_id,
        "sign_form": (giving or SignForm(viewer=viewer)) if offered and not given and row.giver_id == viewer.staff_id else None,
        "receives": offered and row.receiver_id == viewer.staff_id,
        "receive_form": (taking or ReceiveForm(viewer=viewer)) if offered and given and row.receiver_id == viewer.staff_id else None,
        "chosen": chosen_ids(request, "missing") if request.method == "POST" else [],
    }  # fmt: skip
    wrong = any(form is not None and form.errors for form in (giving, taking))
    return render(request, "custody/keeping.html", context, status=422 if wrong else 200)


@page("custody.view")
@require_safe
def print_keeping(request: Request, keeping_id: int) -> HttpResponseBase:
    """The list with both signatures on paper."""
    where = request.build_absolute_uri(address(keeping_id))
    return pdf_of(actions.print_keeping(by=request.viewer, keeping_id=keeping_id, address=where), _("保管交接清单"))


@page(SHELVE)
@require_POST
def sign(request: Request, keeping_id: int) -> HttpResponse:
    """The giver signs."""
    form = SignForm(request.POST, viewer=request.viewer)
    if form.is_valid():
        try:
            actions.sign_keeping(by=form.viewer, keeping_id=keeping_id, **form.given(request))
        except Invalid as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(keeping_id), said=_("已签字交出，等接收人清点。"))
    return _shown(request, keeping_id, form, None)


@page(SHELVE)
@require_POST
def receive(request: Request, keeping_id: int) -> HttpResponse:
    """The receiver counts and signs."""
    form = ReceiveForm(request.POST, viewer=request.viewer)
    if form.is_valid():
        try:
            actions.receive_keeping(
                by=form.viewer, keeping_id=keeping_id, count=form.cleaned_data["count"], note=form.cleaned_data["note"],
                missing=chosen_ids(request, "missing"), **form.given(request),
            )  # fmt: skip
        except Invalid as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(keeping_id), said=_("已接收，保管人已变更，记入移交登记簿。"))
    return _shown(request, keeping_id, None, form)


@page(SHELVE)
@require_POST
def decline(request: Request, keeping_id: int) -> HttpResponse:
    """Do not take it."""
    actions.decline_keeping(by=request.viewer, keeping_id=keeping_id, reason=request.POST.get("reason", ""))
    return goto(request, address(keeping_id), said=_("已退回。"))


@page(SHELVE)
@require_POST
def recall(request: Request, keeping_id: int) -> HttpResponse:
    """Take the list back."""
    actions.recall_keeping(by=request.viewer, keeping_id=keeping_id, reason=request.POST.get("reason", ""))
    return goto(request, address(keeping_id), said=_("已撤回。"))
