"""Stocktakes: the list, one with its scans and differences, what phones send, signing, the certificate."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from juanzong.casework.reads import signatures
from juanzong.custody import actions
from juanzong.custody.actions.counting import Sent
from juanzong.custody.choices import CountState, PlaceKind
from juanzong.custody.reads import counts as reads
from juanzong.custody.reads import places
from juanzong.kit import clock
from juanzong.kit.errors import Invalid, NotAllowed, Refusal
from juanzong.kit.refs import Ref
from juanzong.web.custody.forms import BeginCountForm
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render
from juanzong.web.shell.papers import pdf_of
from juanzong.web.shell.signing import SignForm


def address(count_id: int) -> str:
    """The page of a stocktake."""
    return reverse("custody:count", args=[count_id])


@page("custody.view")
@require_http_methods(["GET", "HEAD", "POST"])
def counts(request: Request) -> HttpResponse:
    """All stocktakes; whoever may, begins another."""
    viewer = request.viewer
    kinds = (PlaceKind.ROOM, PlaceKind.CABINET, PlaceKind.SAFE, PlaceKind.LAYER)
    offered = places.places(viewer).filter(kind__in=kinds).order_by("path").values_list("pk", "address")[:1000]
    form = BeginCountForm(request.POST or None, places=list(offered), initial={"place": request.GET.get("place", "")})
    if request.method == "POST" and form.is_valid():
        try:
            one = actions.begin_count(by=viewer, place_id=form.cleaned_data["place"])
        except NotAllowed:
            raise
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(one.pk), said=_("盘点开始，请逐卷扫描。"))
    context = {"counts": list(reads.counts(viewer)[:100]), "form": form, "may": viewer.may("custody.count")}
    return render(request, "custody/counts.html", context, status=422 if form.errors else 200)


@page("custody.view")
@require_safe
def count(request: Request, count_id: int) -> HttpResponse:
    """One stocktake."""
    return _count(request, count_id, SignForm(viewer=request.viewer))


def _count(request: Request, count_id: int, form: SignForm) -> HttpResponse:
    viewer = request.viewer
    shown = reads.count_page(viewer, count_id)
    may = viewer.may("custody.count")
    to_sign = signatures.content_of(viewer, Ref("stocktake", count_id))
    given = reads.signatures(viewer, count_id)
    mine = any(sig.staff == viewer.staff_id and not sig.broken for sig in given)
    context: dict[str, Any] = {
        "shown": shown,
        "count": shown.count,
        "may": may,
        "open": shown.count.state == CountState.OPEN,
        "signs": may and shown.count.state == CountState.COUNTED and not mine,
        "digest": to_sign.digest,
        "signatures": given,
        "sign_form": form,
    }
    return render(request, "custody/count.html", context, status=422 if form.errors else 200)


@page("custody.count")
@require_POST
def scans(request: Request, count_id: int) -> HttpResponse:
    """What a phone sends, as JSON: {"scans": [{"id", "code", "spot", "at"}]}; answers {"kept": {id: name}, "scanned": how many
    things so far, "strange": ids of codes that are nobody's}.

    A refusal answers with its words, and the phone keeps what it has.
    """
    try:
        kept = actions.take_scans(by=request.viewer, count_id=count_id, sent=_sent(request))
        number, strange = reads.scanned(request.viewer, count_id, list(kept))
    except Refusal as refusal:
        words = {"message": str(refusal.message), "todo": str(refusal.todo), "clause": refusal.clause}
        return JsonResponse(words, status=refusal.status)
    return JsonResponse({"kept": kept, "scanned": number, "strange": strange})


def _sent(request: Request) -> list[Sent]:
    try:
        rows = json.loads(request.body)["scans"]
        return [
            Sent(
                str(row["id"])[:41], str(row["code"])[:400], str(row.get("spot", ""))[:400],
                dt.datetime.fromtimestamp(float(row["at"]) / 1000, dt.UTC),
            )
            for row in rows
        ]  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError):
        raise Invalid(_("收到的扫描记录不完整。"), todo=_("请刷新页面后再同步，扫描仍在手机上。")) from None


@page("custody.count")
@require_POST
def scan_one(request: Request, count_id: int) -> HttpResponse:
    """One scan from a browser without script."""
    sent = Sent(
        f"form-{clock.now().timestamp():.6f}",
        request.POST.get("code", "").strip(),
        request.POST.get("spot", ""),
        clock.now(),
    )
    if not sent.code:
        raise Invalid(_("请扫描或输入档号。"), fields={"code": _("请扫描或输入档号。")})
    kept = actions.take_scans(by=request.viewer, count_id=count_id, sent=[sent])
    return goto(request, address(count_id), said=kept[sent.mark])


@page("custody.count")
@require_POST
def end(request: Request, count_id: int) -> HttpResponse:
    """End scanning."""
    one = actions.end_count(by=request.viewer, count_id=count_id)
    return goto(
        request,
        address(count_id),
        said=_("盘点结束：应有 %(e)s 件，实有 %(p)s 件。") % {"e": one.expected, "p": one.present},
    )


@page("custody.count")
@require_POST
def sign(request: Request, count_id: int) -> HttpResponse:
    """Sign the result."""
    viewer = request.viewer
    form = SignForm(request.POST, viewer=viewer)
    if form.is_valid():
        try:
            actions.sign_count(by=viewer, count_id=count_id, **form.given(request))
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(count_id), said=_("已签字。"))
    return _count(request, count_id, form)


@page("custody.count")
@require_POST
def settle(request: Request, finding_id: int) -> HttpResponse:
    """Say what became of a difference."""
    row = actions.settle_finding(by=request.viewer, finding_id=finding_id, note=request.POST.get("reason", ""))
    return goto(request, address(row.count_id), said=_("已记下处理结果。"))


@page("custody.view")
@require_safe
def print_count(request: Request, count_id: int) -> HttpResponseBase:
    """The certificate of the stocktake."""
    where = request.build_absolute_uri(address(count_id))
    return pdf_of(actions.print_count(by=request.viewer, count_id=count_id, address=where), _("盘点单"))
