"""Appraisal and destruction: what is due, the lists, one list with its steps; holds on a dossier."""

from __future__ import annotations

import datetime as dt
from typing import Any, BinaryIO

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from juanzong.casework.reads import signatures
from juanzong.custody import actions, photos
from juanzong.custody.choices import DisposalState, Opinion
from juanzong.custody.models import DisposalPhoto
from juanzong.custody.reads import disposal as reads
from juanzong.dossiers import reads as dossiers
from juanzong.kit import files
from juanzong.kit.errors import Invalid, NotFound, Refusal
from juanzong.kit.refs import Ref
from juanzong.web.shell.pages import Request, add_refusal, chosen_ids, goto, page, render
from juanzong.web.shell.papers import pdf_of
from juanzong.web.shell.signing import SignForm

TONES = {
    "appraising": "amber",
    "proposed": "indigo",
    "approved": "danger",
    "refused": "plain",
    "kept": "plain",
    "done": "plain",
}


def address(disposal_id: int) -> str:
    """The page of a list."""
    return reverse("custody:disposal", args=[disposal_id])


@page("custody.view")
@require_http_methods(["GET", "HEAD", "POST"])
def disposals(request: Request) -> HttpResponse:
    """Dossiers whose term has passed, and the lists; whoever may, begins one."""
    viewer = request.viewer
    if request.method == "POST":
        one = actions.begin_disposal(by=viewer, dossier_ids=chosen_ids(request, "dossier"))
        return goto(request, address(one.pk), said=_("已编制清册 %(number)s，请逐卷鉴定。") % {"number": one.number})
    context = {
        "expired": reads.expired(viewer, limit=200),
        "lists": [(one, TONES[one.state]) for one in reads.disposals(viewer)[:100]],
        "may": viewer.may("custody.appraise"),
    }
    return render(request, "custody/disposals.html", context)


@page("custody.view")
@require_safe
def disposal(request: Request, disposal_id: int) -> HttpResponse:
    """One list with what can be done about it now."""
    return _disposal(request, disposal_id, SignForm(viewer=request.viewer))


def _disposal(request: Request, disposal_id: int, form: SignForm) -> HttpResponse:
    viewer = request.viewer
    shown = reads.disposal_page(viewer, disposal_id)
    state = shown.disposal.state
    mine = {sig.capacity.code for sig in shown.signed if sig.staff == viewer.staff_id and not sig.broken}
    approved = state == DisposalState.APPROVED
    context: dict[str, Any] = {
        "shown": shown,
        "one": shown.disposal,
        "tone": TONES[state],
        "appraises": state == DisposalState.APPRAISING and viewer.may("custody.appraise"),
        "approves": state == DisposalState.PROPOSED and viewer.may("custody.approve_disposal"),
        "refuses": state in (DisposalState.PROPOSED, DisposalState.APPROVED) and viewer.may("custody.approve_disposal"),
        "witnesses": approved
        and viewer.may("custody.witness")
        and not mine
        and not reads.needed_to_destroy(viewer, shown),
        "executes": approved and viewer.may(reads.EXECUTE) and reads.WITNESS not in mine,
        "digest": signatures.content_of(viewer, Ref("disposal", disposal_id)).digest,
        "opinions": Opinion.choices,
        "sign_form": form,
    }
    return render(request, "custody/disposal.html", context, status=422 if form.errors else 200)


@page("custody.appraise")
@require_POST
def appraise(request: Request, line_id: int) -> HttpResponse:
    """What becomes of one dossier."""
    text = request.POST.get("keep_until", "")
    try:
        until = dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid(_("请填写日期，如 2030-12-31。"), fields={"keep_until": _("请填写日期。")}) from None
    line = actions.appraise(
        by=request.viewer,
        line_id=line_id, opinion=request.POST.get("opinion", ""), reason=request.POST.get("reason", ""),
        keep_until=until, confidential="confidential" in request.POST,
    )  # fmt: skip
    return goto(request, address(line.disposal_id), said=_("已记下鉴定意见。"))


@page("custody.appraise")
@require_POST
def propose(request: Request, disposal_id: int) -> HttpResponse:
    """Hand the list to whoever approves."""
    actions.propose_disposal(by=request.viewer, disposal_id=disposal_id)
    return goto(request, address(disposal_id), said=_("已提交。"))


def _signed(request: Request, disposal_id: int, act: Any, said: str) -> HttpResponse:
    viewer = request.viewer
    form = SignForm(request.POST, viewer=viewer)
    if form.is_valid():
        try:
            act(by=viewer, disposal_id=disposal_id, **form.given(request))
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(disposal_id), said=said)
    return _disposal(request, disposal_id, form)


@page("custody.approve_disposal")
@require_POST
def approve(request: Request, disposal_id: int) -> HttpResponse:
    """Approve with a signature."""
    return _signed(request, disposal_id, actions.approve_disposal, _("已批准。"))


@page("custody.witness")
@require_POST
def witness(request: Request, disposal_id: int) -> HttpResponse:
    """Sign as a witness."""
    return _signed(request, disposal_id, actions.witness_disposal, _("已监销签字。"))


@page("custody.approve_disposal")
@require_POST
def refuse(request: Request, disposal_id: int) -> HttpResponse:
    """Refuse with a reason."""
    actions.refuse_disposal(by=request.viewer, disposal_id=disposal_id, reason=request.POST.get("reason", ""))
    return goto(request, address(disposal_id), said=_("未批准，档案继续保管。"))


@page("dossiers.destroy")
@require_POST
def photo(request: Request, disposal_id: int) -> HttpResponse:
    """Keep a photo of the destruction."""
    upload: Any = request.FILES.get("photo")
    if upload is None:
        raise Invalid(_("请选择照片。"), fields={"photo": _("请选择照片。")}, clause="P05-d1")
    actions.add_photo(by=request.viewer, disposal_id=disposal_id, name=upload.name or "", reader=upload.file)
    return goto(request, address(disposal_id), said=_("照片已保存。"))


@page("custody.view")
@require_safe
def photo_picture(request: Request, disposal_id: int, number: int) -> HttpResponseBase:
    """One photo of a list, drawn anew without its metadata. number: from 1."""
    shown = reads.disposal_page(request.viewer, disposal_id)
    if not 1 <= number <= len(shown.photos):
        raise NotFound(_("没有这张照片。"))
    row = DisposalPhoto.objects.get(pk=shown.photos[number - 1])
    return picture_of(photos.opened(row.pk, row.stored))


def picture_of(reader: BinaryIO) -> HttpResponseBase:
    """A picture we made ourselves of a photo; nothing in it runs, nothing keeps it."""
    with reader:
        response = HttpResponse(files.thumbnail(reader, 1000), content_type="image/png")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    return response


@page("dossiers.destroy")
@require_POST
def execute(request: Request, disposal_id: int) -> HttpResponse:
    """Destroy."""
    actions.execute_disposal(by=request.viewer, disposal_id=disposal_id, where=request.POST.get("where", ""))
    return goto(request, address(disposal_id), said=_("已销毁，证明可以打印。"))


@page("custody.view")
@require_safe
def print_disposal(request: Request, disposal_id: int) -> HttpResponseBase:
    """The list or certificate."""
    where = request.build_absolute_uri(address(disposal_id))
    return pdf_of(actions.print_disposal(by=request.viewer, disposal_id=disposal_id, address=where), _("销毁清册"))


@page("custody.view")
@require_http_methods(["GET", "HEAD", "POST"])
def holds(request: Request, dossier_id: int) -> HttpResponse:
    """The holds on a dossier and its term; whoever may, places one."""
    viewer = request.viewer
    if request.method == "POST":
        actions.freeze_dossier(by=viewer, dossier_id=dossier_id, reason=request.POST.get("reason", ""))
        return goto(request, request.path, said=_("已冻结。"))
    one = dossiers.dossier(viewer, dossier_id)
    (term,) = reads.terms(viewer, dossiers.listed(viewer).filter(pk=one.pk))
    context = {
        "dossier": one, "term": term, "holds": reads.freezes(viewer, dossier_id), "may": viewer.may("custody.hold"),
    }  # fmt: skip
    return render(request, "custody/holds.html", context)


@page("custody.hold")
@require_POST
def lift(request: Request, freeze_id: int) -> HttpResponse:
    """Lift a hold."""
    row = actions.lift_freeze(by=request.viewer, freeze_id=freeze_id, reason=request.POST.get("reason", ""))
    return goto(request, reverse("custody:holds", args=[row.dossier_id]), said=_("已解除冻结。"))
