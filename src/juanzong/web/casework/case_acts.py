"""What people do with a case: start it, take its step, sign, confirm, attach, and all that belongs to it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from juanzong.casework.actions import cases, steps
from juanzong.casework.cases.papers import Upload
from juanzong.casework.reads import case, routes
from juanzong.casework.reads import cases as reads_cases
from juanzong.casework.sockets import subjects
from juanzong.kit.errors import Invalid, Refusal
from juanzong.kit.files import clean_name
from juanzong.kit.refs import Ref
from juanzong.policies import reads as policies
from juanzong.web.casework.case_forms import EnteringForm, StartForm, move_form, offered_with
from juanzong.web.casework.case_views import shown
from juanzong.web.shell.links import page_of
from juanzong.web.shell.pages import SIGNED_IN, Request, add_refusal, goto, page, render, safe_next
from juanzong.web.shell.signing import SignForm


def back(request: Request, case_id: int, said: str) -> HttpResponse:
    return goto(request, reverse("casework:case", args=[case_id]), said=said)


def number(request: Request, name: str) -> int:
    """A whole number that came with the form; 0 when it is none, which no row has."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


@page(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: Request, procedure: str, kind: str, subject_id: int) -> HttpResponse:
    """Start a case about a thing."""
    viewer = request.viewer
    if kind not in subjects:
        raise Http404
    subject = Ref(kind, subject_id)
    offered = routes.offered(viewer, subject, procedure)
    route = offered.procedure
    roles = [(role.code, str(role.name), reads_cases.candidates(viewer, role.positions)) for role in route.roles]
    form = StartForm(request.POST or None, route.data, roles)
    if request.method == "POST" and form.is_valid():
        try:
            made = cases.start(
                by=viewer, procedure=procedure, subject=subject, roles=form.parts(), data=form.entered(),
                reason=form.reason(),
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return back(request, made.pk, _("已提出，记入台账。"))
    label = subjects[kind].labels(viewer, [subject_id])[subject_id]
    context = {
        "form": form, "route": route, "steps": [one.name for one in route.steps], "label": label,
        "about": page_of(subject), "clause": policies.clause(route.clause), "running": offered.running,
        "who": [(one, reads_cases.people_words(one.who)) for one in route.steps],
    }  # fmt: skip
    return render(request, "casework/start.html", context, status=422 if form.errors else 200)


@page(SIGNED_IN)
@require_POST
def take(request: Request, case_id: int) -> HttpResponse:
    """Take the step at which the case stands."""
    viewer = request.viewer
    code = request.POST.get("move", "")
    row = case.case(viewer, case_id).row
    step = row.step
    move = next((one for one in step.moves if one.code == code), None) if step else None
    form = (
        move_form(move, request.POST, offered_with(move, viewer, row.subject))
        if move
        else EnteringForm(request.POST, ())
    )
    form.is_valid()
    try:
        moved = cases.take_step(
            by=viewer, case=case_id, arrival=number(request, "arrival"), move=code, data=form.entered(),
            reason=form.reason() or request.POST.get("reason", ""),
        )  # fmt: skip
    except Invalid as refusal:
        if move is None:
            raise
        form.refuse(refusal)
        return shown(request, case_id, wrong={code: form})
    said = _("已办理，记入台账。") if moved.step else _("已办结，记入台账。")
    return goto(request, safe_next(request, reverse("casework:case", args=[case_id])), said=said)


@page(SIGNED_IN)
@require_POST
def withdraw(request: Request, case_id: int) -> HttpResponse:
    """Take one's own case back."""
    cases.withdraw(
        by=request.viewer,
        case=case_id,
        arrival=number(request, "arrival"),
        reason=request.POST.get("reason", ""),
    )
    return back(request, case_id, _("已撤回，记入台账。"))


@page(SIGNED_IN)
@require_POST
def sign(request: Request, case_id: int) -> HttpResponse:
    """Sign what the page showed, after proving once more who one is."""
    viewer = request.viewer
    form = SignForm(request.POST, viewer=viewer)
    if form.is_valid():
        try:
            steps.sign_step(
                by=viewer, case=case_id, arrival=number(request, "arrival"), need=request.POST.get("need", ""),
                **form.given(request),
            )  # fmt: skip
        except Invalid as refusal:
            add_refusal(form, refusal)
        else:
            return back(request, case_id, _("已签字，记入台账。"))
    return shown(request, case_id, sign=form)


@page(SIGNED_IN)
@require_POST
def attach(request: Request, case_id: int) -> HttpResponse:
    """Attach a paper that the step asks for."""
    files: list[Any] = request.FILES.getlist("file")
    if not files:
        raise Invalid(_("没有收到文件。"), todo=_("请选择文件后再上传。"))
    paper = request.POST.get("paper", "")
    for each in files:
        upload = Upload(clean_name(each.name or ""), each.opened())
        steps.attach(
            by=request.viewer,
            case=case_id,
            arrival=number(request, "arrival"),
            paper=paper,
            upload=upload,
        )
    return back(request, case_id, _("已添加附件。"))


@page(SIGNED_IN)
@require_POST
def withdraw_paper(request: Request, case_id: int, attachment_id: int) -> HttpResponse:
    """Take an attachment off again."""
    steps.withdraw_attachment(
        by=request.viewer,
        case=case_id, arrival=number(request, "arrival"), attachment=attachment_id,
        reason=request.POST.get("reason", ""),
    )  # fmt: skip
    return back(request, case_id, _("已撤下附件。"))


@page(SIGNED_IN)
@require_POST
def add_signer(request: Request, case_id: int) -> HttpResponse:
    """Ask somebody else to sign as well."""
    steps.add_signer(
        by=request.viewer,
        case=case_id, arrival=number(request, "arrival"), staff=number(request, "staff"),
        note=request.POST.get("note", ""),
    )  # fmt: skip
    return back(request, case_id, _("已请其加签。"))


@page(SIGNED_IN)
@require_POST
def release_signer(request: Request, case_id: int, signer_id: int) -> HttpResponse:
    """Do without an added signature after all."""
    steps.release_signer(
        by=request.viewer,
        case=case_id, arrival=number(request, "arrival"), signer=signer_id, reason=request.POST.get("reason", ""),
    )  # fmt: skip
    return back(request, case_id, _("已取消加签。"))


@require_POST
@page("casework.reassign")
def change_part(request: Request, case_id: int) -> HttpResponse:
    """Put somebody else into a part of the case."""
    steps.change_part(
        by=request.viewer,
        case=case_id, arrival=number(request, "arrival"), role=request.POST.get("role", ""),
        staff=number(request, "staff"), reason=request.POST.get("reason", ""),
    )  # fmt: skip
    return back(request, case_id, _("已更换，记入台账。"))
