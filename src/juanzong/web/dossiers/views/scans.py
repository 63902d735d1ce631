"""Scans that wait to be filed."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from juanzong.dossiers import actions, content, reads, rules, searching
from juanzong.kit import files
from juanzong.kit.errors import NotFound, Refusal
from juanzong.web.dossiers.forms import ItemForm
from juanzong.web.dossiers.links import address
from juanzong.web.dossiers.views.papers import picture_of, width_of
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render


@page("dossiers.file")
@require_GET
def scan_list(request: Request) -> HttpResponse:
    """What the scanner brought and nobody has filed yet."""
    return render(request, "dossiers/scans.html", {"scans": reads.scans(request.viewer)})


@page("dossiers.file")
def file_scan(request: Request, scan_id: int) -> HttpResponse:
    """File a scan: first choose the dossier, then its place in it."""
    viewer = request.viewer
    waiting = reads.scan(viewer, scan_id)
    context = {"waiting": waiting, "scan": waiting.scan, "query": request.GET.get("q", "").strip()[:100]}
    chosen = request.GET.get("dossier", "")
    if not chosen.isdigit() or len(chosen) > 19:
        found = reads.open_dossiers(viewer)
        if context["query"]:
            found = found.filter(pk__in=searching.found_ids(viewer, str(context["query"])))
        return render(request, "dossiers/scan.html", context | {"dossiers": found[:30]})
    one = reads.dossier(viewer, int(chosen))
    kind = reads.kind_of(one)
    title = rules.title_from(waiting.file_name)
    place = rules.guess_place(kind, title)
    known = {"title": title, "medium": "scan", "slot": "/".join(place) if place else ""}
    form = ItemForm(request.POST or None, kind=kind, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            item = actions.file_scan(by=viewer, scan_id=scan_id, dossier_id=one.pk, draft=form.draft(file_title=title))
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            said = _("已归入《%(title)s》。") % {"title": item.title}
            return goto(request, reverse("dossiers:scans") if "again" in request.POST else address(one.pk), said=said)
    status = 422 if form.errors else 200
    return render(request, "dossiers/scan.html", context | {"form": form, "dossier": one}, status=status)


@page("dossiers.file")
@require_POST
def discard(request: Request, scan_id: int) -> HttpResponse:
    """Give up a scan that belongs nowhere."""
    actions.discard_scan(by=request.viewer, scan_id=scan_id, reason=request.POST.get("reason", ""))
    return goto(request, reverse("dossiers:scans"), said=_("已弃用，内容已不可恢复。"))


@page("dossiers.file")
@require_GET
def scan_page(request: Request, scan_id: int, number: int) -> HttpResponseBase:
    """A page of a waiting scan as a picture."""
    scan = reads.scan(request.viewer, scan_id).scan
    with content.opened(scan.pk, scan) as reader:
        if scan.mime == "application/pdf":
            return picture_of(files.preview(reader, number, width_of(request)))
        if scan.mime.startswith("image/"):
            return picture_of(files.thumbnail(reader, width_of(request)))
    raise NotFound(_("这件文件没有页面可看。"), todo=_("归档后可以下载查看。"))
