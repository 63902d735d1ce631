"""Filing items, one by one or many files at once; the page of an item."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from juanzong.dossiers import actions, reads, rules
from juanzong.dossiers.choices import ItemField, Medium, Step
from juanzong.dossiers.content import Upload
from juanzong.dossiers.drafts import ItemDraft
from juanzong.kit.errors import Invalid, Refusal
from juanzong.kit.files import clean_name
from juanzong.kit.refs import Ref
from juanzong.ledger import reads as ledger
from juanzong.policies.shapes import DossierKind
from juanzong.web.dossiers.forms import ItemForm, UploadForm, initial_of, slots
from juanzong.web.dossiers.links import address
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render


def uploaded(request: Request, name: str = "file") -> list[Upload]:
    """The files that came with a request; the refusal of the first that did not come in whole."""
    return [Upload(clean_name(each.name or ""), each.opened()) for each in request.FILES.getlist(name)]  # type: ignore[attr-defined]


@page("dossiers.file")
def add(request: Request, dossier_id: int) -> HttpResponse:
    """Add one item by hand, or many files at once."""
    viewer = request.viewer
    shown = reads.dossier_page(viewer, dossier_id)
    wanted = request.GET.get("slot", "")
    form = ItemForm(
        request.POST or None,
        kind=shown.kind,
        initial={"slot": wanted, "title": request.GET.get("title", "")[:200]} | _by_catalogue(shown.kind, wanted),
    )
    if request.method == "POST" and form.is_valid():
        try:
            files = uploaded(request)
            title = rules.title_from(files[0].name) if files else ""
            item = actions.add_item(
                by=viewer, dossier_id=dossier_id, draft=form.draft(file_title=title), upload=files[0] if files else None
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            to = reverse("dossiers:add_item", args=[dossier_id]) if "again" in request.POST else address(dossier_id)
            return goto(request, to, said=_("已归档《%(title)s》。") % {"title": item.title})
    context = {
        "form": form, "shown": shown, "dossier": shown.dossier, "slots": slots(shown.kind),
        "upload_url": reverse("dossiers:upload", args=[dossier_id]), "upload_form": UploadForm(),
    }  # fmt: skip
    return render(request, "dossiers/add_item.html", context, status=422 if form.errors else 200)


def _by_catalogue(kind: DossierKind, slot: str) -> dict[str, Any]:
    """What the catalogue says of an item, as a start."""
    section, _slash, code = slot.partition("/")
    wanted = rules.requirement_of(kind, section, code)
    if wanted is None:
        return {}
    return {"title": wanted.name.zh, "authenticity": "copy" if wanted.copy == "copy" else "original"}


@page("dossiers.file")
@require_POST
def upload(request: Request, dossier_id: int) -> HttpResponse:
    """Scans dropped, pasted or chosen: each becomes an item, its place guessed from its name, else as chosen."""
    viewer = request.viewer
    one = reads.dossier(viewer, dossier_id)
    kind = reads.kind_of(one)
    files = uploaded(request)
    if not files:
        raise Invalid(_("没有收到文件。"), todo=_("请选择文件后再上传。"))
    chosen = request.POST.get("slot", "").partition("/")
    paper = "paper" in request.POST
    for each in files:
        title = rules.title_from(each.name)
        section, requirement = rules.guess_place(kind, title) or (chosen[0] or kind.sections[0].code, chosen[2])
        draft = ItemDraft(
            section=section, requirement=requirement, title=title, sheets_as_scanned=paper,
            medium=(Medium.BOTH if paper else Medium.SCAN).value,
            authenticity=request.POST.get("authenticity", "original"),
        )  # fmt: skip
        actions.add_item(by=viewer, dossier_id=dossier_id, draft=draft, upload=each)
    return goto(request, address(dossier_id))


@page("dossiers.view")
def item(request: Request, item_id: int) -> HttpResponse:
    """An item with its papers, versions and checks."""
    viewer = request.viewer
    shown = actions.view_item(by=viewer, item_id=item_id)
    filed = shown.item.state == "filed"
    steps = rules.open_steps(shown.dossier.state)
    may_file = viewer.may("dossiers.file") and filed
    labels = dict(ItemField.choices)
    context = {
        "shown": shown,
        "item": shown.item,
        "dossier": shown.dossier,
        "kind": shown.kind,
        "section": next((s.name for s in shown.kind.sections if s.code == shown.item.section), shown.item.section),
        "wanted": rules.requirement_of(shown.kind, shown.item.section, shown.item.requirement),
        "pages": range(1, min((shown.newest.version.pages or 0) if shown.newest else 0, 60) + 1),
        "may": {
            "edit": may_file and Step.CHANGE_ITEM in steps
            and (shown.dossier.state == "draft" or viewer.may("dossiers.close"))
            and rules.item_may_change(shown.dossier.state, shown.item.check_result),
            "withdraw": may_file and Step.WITHDRAW_ITEM in steps
            and (shown.dossier.state == "draft" or viewer.may("dossiers.close")),
            "version": may_file and Step.ADD_VERSION in steps,
        },
        "checks": [(one, [labels.get(f, f) for f in one.wrong_fields.split(",") if f]) for one in shown.checks],
        "history": [
            (entry, ledger.sentence(entry, subject=_("本件")))
            for entry in ledger.for_subject(Ref("item", item_id), limit=12).entries
        ],
    }  # fmt: skip
    return render(request, "dossiers/item.html", context)


@page("dossiers.file")
def edit(request: Request, item_id: int) -> HttpResponse:
    """Change what is said of an item."""
    viewer = request.viewer
    shown = reads.item_page(viewer, item_id)
    form = ItemForm(request.POST or None, kind=shown.kind, initial=initial_of(shown.item))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_item(by=viewer, item_id=item_id, draft=form.draft())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, reverse("dossiers:item", args=[item_id]), said=_("已保存，等待重新核对。"))
    context = {"form": form, "item": shown.item, "dossier": shown.dossier}
    return render(request, "dossiers/edit_item.html", context, status=422 if form.errors else 200)


@page("dossiers.file")
@require_POST
def withdraw(request: Request, item_id: int) -> HttpResponse:
    """Take an item out of the volume."""
    gone = actions.withdraw_item(by=request.viewer, item_id=item_id, reason=request.POST.get("reason", ""))
    return goto(request, address(gone.dossier_id), said=_("已撤出《%(title)s》。") % {"title": gone.title})


@page("dossiers.file")
@require_POST
def add_version(request: Request, item_id: int) -> HttpResponse:
    """A scan for an item that has none, or a correction beside the original."""
    files = uploaded(request)
    if not files:
        raise Invalid(_("没有收到文件。"), todo=_("请选择文件后再上传。"))
    actions.add_version(
        by=request.viewer,
        item_id=item_id,
        upload=files[0],
        reason=request.POST.get("reason", ""),
    )
    return goto(request, reverse("dossiers:item", args=[item_id]), said=_("已上传。"))


@page("dossiers.file")
@require_POST
def reorder(request: Request, dossier_id: int) -> HttpResponse:
    """Move one item up or down within its section."""
    viewer = request.viewer
    shown = reads.dossier_page(viewer, dossier_id)
    moved, way = request.POST.get("item", ""), request.POST.get("way", "")
    for group in shown.catalogue.groups:
        ids = [line.item.id for line in group.lines]
        if group.section is None or not moved.isdigit() or int(moved) not in ids:
            continue
        at = ids.index(int(moved))
        to = min(max(at + (1 if way == "down" else -1), 0), len(ids) - 1)
        ids.insert(to, ids.pop(at))
        actions.reorder(by=viewer, dossier_id=dossier_id, section=group.section.code, item_ids=ids)
    return goto(request, address(dossier_id) + "#catalogue")
