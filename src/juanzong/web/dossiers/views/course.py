"""The page of a dossier and the steps of its course."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from juanzong.casework.reads import cases as reads_cases
from juanzong.casework.reads import obligations as casework
from juanzong.casework.reads import routes
from juanzong.casework.shapes.cases import CaseRow
from juanzong.customers import reads as customers
from juanzong.customers import search as customer_search
from juanzong.dossiers import actions, reads, reads_units
from juanzong.dossiers.choices import DossierState, Paper, Step
from juanzong.dossiers.reads import DossierPage
from juanzong.dossiers.reads_matter import manager_choices
from juanzong.dossiers.units import unit_of
from juanzong.kit import clock
from juanzong.kit.errors import Invalid, NotFound, Refusal
from juanzong.kit.refs import Ref
from juanzong.ledger import reads as ledger
from juanzong.organisation import reads as organisation
from juanzong.organisation.in_force import in_force
from juanzong.organisation.reads import people
from juanzong.policies import reads as policies
from juanzong.policies.choices import Order
from juanzong.web.dossiers.forms import ChangeForm, OpenForm
from juanzong.web.dossiers.links import address
from juanzong.web.dossiers.views.listing import TONES, kind_choices
from juanzong.web.dossiers.views.units import following, kept
from juanzong.web.forms import panels as forms
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render

FOUND = 12  # customers offered for a new dossier


@page("dossiers.view")
@require_GET
def dossier(request: Request, dossier_id: int) -> HttpResponse:
    """A dossier as its file cover with the volume list under it."""
    viewer = request.viewer
    shown = reads.dossier_page(viewer, dossier_id)
    steps = set(shown.steps)
    ref = Ref("dossier", shown.dossier.pk)
    cases = reads_cases.cases_of(viewer, ref)
    route = _route(shown, cases)
    my_turn = route is not None and routes.takes(viewer, route.id)
    may = {
        "add": Step.ADD_ITEM in steps and viewer.may("dossiers.file"),
        "edit": Step.CHANGE in steps and viewer.may("dossiers.file") and _may_consent(shown, viewer),
        "order": Step.REORDER in steps and viewer.may("dossiers.file") and shown.kind.order is Order.CATALOGUE,
        "managers": bool(shown.parts)
        and Step.NAME_MANAGERS in steps
        and viewer.may("dossiers.file")
        and (shown.dossier.state != DossierState.IN_FORCE or viewer.may("dossiers.close")),
        "unit": shown.kind.unit
        and viewer.may("dossiers.file")
        and (shown.dossier.state == DossierState.DRAFT or not shown.dossier.unit_order),
        "submit": not route and Step.SUBMIT in steps and viewer.may("dossiers.file"),
        "recall": not route and Step.RECALL in steps and viewer.may("dossiers.file"),
        "verify": Step.CHECK_ITEM in steps
        and viewer.may("dossiers.verify")
        and _something_to_check(shown, viewer)
        and (my_turn or not route),
        "accept": not route and Step.ACCEPT in steps and viewer.may("dossiers.accept"),
        "close": Step.CLOSE in steps and viewer.may("dossiers.close"),
        "reopen": Step.REOPEN in steps and viewer.may("dossiers.close"),
        "print": viewer.may("dossiers.print"),
    }
    blocking = [fault for fault in shown.faults if not fault.excusable]
    entries = ledger.for_subject(ref, limit=8).entries
    context = {
        "shown": shown,
        "dossier": shown.dossier,
        "kind": shown.kind,
        "catalogue": shown.catalogue,
        "may": may,
        "blocking": blocking,
        "tone": TONES[shown.dossier.state],
        "stamp": _stamp(shown),
        "parts_label": _parts_label(shown),
        "next_step": _next_step(shown, viewer, route),
        "route": route,
        "my_turn": my_turn,
        "clauses": _applied(ref, shown.dossier.department_id),
        "papers": Paper.choices,
        "history": [(entry, ledger.sentence(entry, subject=_("本卷"))) for entry in entries],
        "owed": casework.obligations_about(viewer, [ref, *(Ref("case", one.id) for one in cases)], limit=12),
        "unit": unit_of(shown.dossier),
        "of_the_unit": reads_units.of_the_unit(viewer, shown.dossier),
        "happenings": reads.happenings(shown),
        "events": reads.open_events(shown) if viewer.may("dossiers.file") else (),
        "today": clock.today(),
        "subtitle": "" if shown.dossier.title.endswith(str(shown.kind.name)) else shown.kind.name,
        "year": clock.day_of(shown.dossier.opened_at).year,
        **forms.panel(viewer, ref),
    }
    return render(request, "dossiers/dossier.html", context)


def _parts_label(shown: DossierPage) -> str:
    """Under which word those who share the matter stand: their position where it is one and the same."""
    positions = {position for part in shown.parts for position in part.manager.positions}
    return organisation.position_name(positions.pop()) if len(positions) == 1 else _("项目经办人")


def _route(shown: DossierPage, cases: Sequence[CaseRow]) -> CaseRow | None:
    """The open case that takes the dossier to the archive, None where none does."""
    on_the_way = (one for one in cases if one.step is not None and one.procedure.carries("dossiers.accept"))
    return next(on_the_way, None)


def _something_to_check(shown: DossierPage, viewer: Any) -> bool:
    if shown.dossier.state == DossierState.VERIFYING:
        return shown.may_verify
    return any(viewer.staff_id not in item.by for item in shown.unchecked)


def _may_consent(shown: DossierPage, viewer: Any) -> bool:
    return shown.dossier.state == DossierState.DRAFT or viewer.may("dossiers.close")


def _stamp(shown: DossierPage) -> tuple[Any, str]:
    """The words of the seal: the state, and the day it began."""
    one = shown.dossier
    if one.state == DossierState.DRAFT and shown.wrong:
        return _("退回补正"), ""
    days = {
        DossierState.IN_FORCE: (one.accepted_at, _("%(day)s 验收")),
        DossierState.CLOSED: (one.closed_at, _("%(day)s 结卷")),
        DossierState.VERIFIED: (one.verified_at, _("%(day)s 核对")),
    }
    moment, sentence = days.get(DossierState(one.state), (None, ""))
    label = DossierState(one.state).label
    return label, sentence % {"day": clock.day_of(moment).isoformat()} if moment else ""


def _next_step(shown: DossierPage, viewer: Any, route: CaseRow | None) -> tuple[str, str]:
    """What comes next, in one sentence, and the clause that asks for it."""
    if route and route.step:
        names = _("、").join(route.waits_for) or _("办理人")
        return _("%(step)s，等 %(names)s 办理。") % {"step": route.step.name, "names": names}, route.step.clause
    match shown.dossier.state:
        case DossierState.DRAFT if shown.faults:
            return _("补齐以下内容后提交核对。"), "P03-4.2a"
        case DossierState.DRAFT:
            return _("资料齐全，可以提交核对。"), "P00-2.4"
        case DossierState.VERIFYING if shown.may_verify:
            return _("请对照原件逐件核对，还有 %(n)s 件。") % {"n": len(shown.unchecked)}, "P00-2.4"
        case DossierState.VERIFYING:
            return _("等没有参与归档的同事核对，还有 %(n)s 件。") % {"n": len(shown.unchecked)}, "P00-2.4"
        case DossierState.VERIFIED:
            return _("等档案管理员验收，验收时统一编号。"), "P03-2"
        case DossierState.IN_FORCE if shown.unchecked:
            return _("归档后新加的 %(n)s 件等第二人核对。") % {"n": len(shown.unchecked)}, "P00-2.4"
        case DossierState.IN_FORCE:
            return _("已归档，原件不得改动；更正另加版本。"), "P06-8"
        case DossierState.DESTROYED:
            return _("已按清册销毁；档号永不再用，本页长期保留。"), "P05-d1"
    return _("已结卷，保管至期满。"), shown.kind.clause


@page("dossiers.open")
def new(request: Request) -> HttpResponse:
    """Open a dossier for a customer, who is named in the address."""
    viewer = request.viewer
    number = request.GET.get("customer", "")
    if not number.isdigit() or len(number) > 19:
        return _choose_customer(request)
    customer = customers.customer(viewer, int(number))
    departments = people.departments_for(viewer, "dossiers.open")
    kinds = [kind for kind in policies.dossier_kinds() if kind.managers]
    choices = manager_choices(kinds, [pk for pk, _name in departments])
    mine = {f"manager_{code}": viewer.staff_id for code in [*choices][:1] if viewer.staff_id in choices[code]}
    form = OpenForm(
        request.POST or None, kinds=kind_choices(), departments=departments, staff=organisation.staff_choices(viewer),
        initial={
            "custodian": viewer.staff_id, "kind": request.GET.get("kind", ""),
            "department": next(iter(viewer.home_departments), customer.department_id),
        } | mine | following(request),
    )  # fmt: skip
    form.offer_parts(
        choices,
        {part.code.value: part.name for kind in kinds for part in kind.managers},
        hint=_("用于%(kinds)s。") % {"kinds": _("、").join(str(kind.name) for kind in kinds)},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            one = actions.open_dossier(
                by=viewer, customer_id=customer.pk, kind=data["kind"], title=data["title"], note=data["note"],
                department_id=data["department"], custodian_id=data["custodian"],
                managers=form.managers if data["kind"] in {kind.code for kind in kinds} else None,
                unit=form.given,
            )  # fmt: skip
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, reverse("dossiers:add_item", args=[one.pk]), said=_("已建档，请加入文件。"))
    status = 422 if form.errors else 200
    context = {"form": form, "customer": customer, "units": reads_units.used(viewer) or form["unit"].value()}
    return render(request, "dossiers/new.html", context, status=status)


def _applied(ref: Ref, department: int) -> list[tuple[str, int, dt.datetime]]:
    """The clauses of the policies in force there that were used on the dossier; all where none is in force."""
    known = in_force().of(department).clauses
    return [one for one in ledger.clauses_of([ref]) if not known or one[0] in known]


def _choose_customer(request: Request) -> HttpResponse:
    """For whom: what was typed is posted, so that no number of a customer stands in an address."""
    viewer = request.viewer
    query = request.POST.get("q", "").strip()[:100]
    ids = customer_search.ids(viewer, query, FOUND) if query else []
    known = customers.visible(viewer).select_related("department", "responsible").in_bulk(ids)
    context = {"query": query, "found": [known[pk] for pk in ids if pk in known], "kept": kept(request)}
    return render(request, "dossiers/new_customer.html", context)


@page("dossiers.file")
def edit(request: Request, dossier_id: int) -> HttpResponse:
    """Change title, note and custodian."""
    viewer = request.viewer
    one = reads.dossier(viewer, dossier_id)
    known = {"title": one.title, "note": one.note, "custodian": one.custodian_id}
    form = ChangeForm(request.POST or None, staff=organisation.staff_choices(viewer), initial=known)
    if one.state != DossierState.DRAFT:
        form.fields["title"].widget.attrs["readonly"] = True
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.change_dossier(
                by=viewer, dossier_id=one.pk, title=data["title"], note=data["note"], custodian_id=data["custodian"]
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(one.pk), said=_("已保存。"))
    return render(request, "dossiers/edit.html", {"form": form, "dossier": one}, status=422 if form.errors else 200)


@page("dossiers.file")
@require_POST
def submit(request: Request, dossier_id: int) -> HttpResponse:
    """Hand over for verification."""
    actions.submit_for_verification(
        by=request.viewer,
        dossier_id=dossier_id,
        missing_reason=request.POST.get("reason", ""),
    )
    return goto(request, address(dossier_id), said=_("已提交，等第二人核对。"))


@page("dossiers.file")
@require_POST
def recall(request: Request, dossier_id: int) -> HttpResponse:
    """Take back what was submitted."""
    actions.recall_dossier(by=request.viewer, dossier_id=dossier_id)
    return goto(request, address(dossier_id), said=_("已撤回，可以继续整理。"))


@page("dossiers.file")
@require_POST
def note_event(request: Request, dossier_id: int) -> HttpResponse:
    """Note what happened to the matter of the dossier, on its day."""
    try:
        day = dt.date.fromisoformat(request.POST.get("on_day", ""))
    except ValueError:
        raise Invalid(_("请填写日期，如 2026-05-20。"), fields={"on_day": _("请填写日期。")}, clause="P02-b") from None
    actions.note_event(
        by=request.viewer,
        dossier_id=dossier_id, event=request.POST.get("event", ""), on_day=day, note=request.POST.get("note", ""),
    )  # fmt: skip
    return goto(request, address(dossier_id), said=_("已登记，期限从这一天起算。"))


@page("dossiers.close")
@require_POST
def close(request: Request, dossier_id: int) -> HttpResponse:
    """Close with a reason."""
    actions.close_dossier(by=request.viewer, dossier_id=dossier_id, reason=request.POST.get("reason", ""))
    return goto(request, address(dossier_id), said=_("已结卷。"))


@page("dossiers.close")
@require_POST
def reopen(request: Request, dossier_id: int) -> HttpResponse:
    """Take into use again with a reason."""
    actions.reopen_dossier(by=request.viewer, dossier_id=dossier_id, reason=request.POST.get("reason", ""))
    return goto(request, address(dossier_id), said=_("已重新启用。"))


def known_paper(code: str) -> Paper:
    """The paper of that code."""
    if code not in Paper.values:
        raise NotFound(_("没有这种打印件。"))
    return Paper(code)
