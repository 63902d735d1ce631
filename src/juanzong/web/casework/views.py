"""What is owed: the list for those who answer for others, one obligation with its story, and the company's own days."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from juanzong.casework import actions
from juanzong.casework.choices import ObligationState
from juanzong.casework.models import CompanyDay, Obligation
from juanzong.casework.reads import obligations as reads
from juanzong.casework.shapes.obligations import Owed
from juanzong.kit import calendar, clock
from juanzong.kit.errors import Refusal
from juanzong.kit.refs import Ref
from juanzong.ledger import reads as ledger
from juanzong.organisation import reads as organisation
from juanzong.organisation.choices import Scope
from juanzong.policies import reads as policies
from juanzong.web.casework import panels
from juanzong.web.shell.links import page_of
from juanzong.web.shell.pages import SIGNED_IN, Request, add_refusal, goto, page, render
from juanzong.web.shell.tables import Column, Empty, Table, respond

STATES = (("open", gettext_lazy("待办")), ("late", gettext_lazy("已逾期")), ("done", gettext_lazy("已办结")))


class ObligationFilter(forms.Form):
    """What narrows the list."""

    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    clause = forms.CharField(label=gettext_lazy("条款"), required=False, max_length=24)
    owner = forms.ChoiceField(label=gettext_lazy("经办人"), required=False)

    def offer(self, staff: list[tuple[int, str]]) -> None:
        self.fields["state"].choices = [*STATES, ("", _("全部"))]  # type: ignore[attr-defined]
        self.fields["owner"].choices = [("", _("全部")), *staff]  # type: ignore[attr-defined]


class ObligationTable(Table):
    """Obligations a person may know of, the nearest day first."""

    name = "obligations"
    label = gettext_lazy("待办列表")
    paging = "pages"
    searchable = False
    default_sort = "due"
    filter_form = ObligationFilter
    columns = (
        Column("due", gettext_lazy("到期"), template="casework/cell_due.html", sort=("due_on", "id"), phone="plain"),
        Column("what", gettext_lazy("事项"), value=lambda row: row.duty.name, opens=True, phone="title"),
        Column("subject", gettext_lazy("对象"), template="casework/cell_subject.html", width="fill"),
        Column("owner", gettext_lazy("经办人"), value=lambda row: row.owner or row.position),
        Column("clause", gettext_lazy("条款"), template="casework/cell_clause.html", sort=("clause", "id"), phone="plain"),
        Column("opened", gettext_lazy("产生于"), value=lambda row: row.opened_on, sort=("opened_on", "id"), phone="hide"),
    )  # fmt: skip

    def row_url(self, row: Owed) -> str:
        return reverse("casework:obligation", args=[row.id])

    def narrow(self, rows: Any, chosen: dict[str, Any]) -> Any:
        match chosen["state"]:
            case "open":
                rows = rows.filter(state=ObligationState.OPEN)
            case "late":
                rows = rows.filter(state=ObligationState.OPEN, due_on__lt=clock.today())
            case "done":
                rows = rows.exclude(state=ObligationState.OPEN)
        if chosen["clause"]:
            rows = rows.filter(clause=chosen["clause"].strip())
        if chosen["owner"]:
            rows = rows.filter(owner=chosen["owner"])
        return rows

    def enrich(self, rows: list[Obligation]) -> list[Any]:
        return reads.owed(self.request.viewer, rows)


@page(SIGNED_IN)
@require_safe
def obligations(request: Request) -> HttpResponse:
    """What is owed by oneself, and, for those who answer for others, by their department or the company."""
    viewer = request.viewer
    rows = reads.visible(viewer)
    if "state" not in request.GET:
        rows = rows.filter(state=ObligationState.OPEN)
    table = ObligationTable(request, rows, empty=Empty(_("没有待办"), _("制度规定的事项到时会出现在这里。")))
    table.form.offer(organisation.staff_choices(viewer))  # type: ignore[union-attr]
    return respond(request, "casework/list.html", table, {"guidance": policies.guidance("casework")})


class NoteForm(forms.Form):
    """What was done."""

    note = forms.CharField(
        label=gettext_lazy("办理情况"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class WaiveForm(forms.Form):
    """Why nobody has to do it."""

    reason = forms.CharField(label=gettext_lazy("免除的理由"), max_length=300, required=False)


class ReassignForm(forms.Form):
    """To whom it goes."""

    staff = forms.ChoiceField(label=gettext_lazy("转交给"))
    reason = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)


def _may(viewer: Any, one: Owed, right: str, department: int | None) -> bool:
    scope = viewer.scope(right)
    return one.open and scope is not None and (scope is Scope.COMPANY or department in viewer.departments)


def _shown(request: Request, id: int, **forms_with_errors: forms.Form) -> HttpResponse:
    viewer = request.viewer
    one = reads.obligation(viewer, id)
    department = Obligation.objects.values_list("department_id", flat=True).get(pk=id)
    reassigning = _may(viewer, one, actions.REASSIGN, department)
    reassign_form = forms_with_errors.get("reassign_form") or ReassignForm()
    if reassigning:
        reassign_form.fields["staff"].choices = organisation.staff_choices(viewer)  # type: ignore[attr-defined]
    story = [entry for entry in ledger.for_subject(one.subject, limit=60).entries if _tells_of(entry, id)]
    context = {
        "one": one,
        "thing_url": page_of(one.subject) if one.label else "",
        "doing": "" if one.duty.by_hand else page_of(one.subject, one.duty.link) if one.label else "",
        "changes": _changes(one),
        "clause": policies.clause(one.clause),
        "pack": policies.pack(one.duty.pack),
        "day": calendar.day(one.due_on),
        "completes": one.open and one.mine and one.duty.by_hand,
        "waives": _may(viewer, one, actions.WAIVE, department) and not one.mine,
        "reassigns": reassigning,
        "note_form": forms_with_errors.get("note_form") or NoteForm(),
        "waive_form": forms_with_errors.get("waive_form") or WaiveForm(),
        "reassign_form": reassign_form,
        **(panels.of(viewer, Ref("obligation", id)) or {}),
        "story": [(entry, ledger.sentence(entry, subject=one.label or _("此事项"))) for entry in story],
    }
    status = 422 if any(form.errors for form in forms_with_errors.values()) else 200
    return render(request, "casework/obligation.html", context, status=status)


def _changes(one: Owed) -> str:
    """The address that tells what changed since such an obligation was last done, "" where none does."""
    plain, found = page_of(one.subject), page_of(one.subject, "changes")
    return f"{found}?duty={one.duty.code}" if one.round and one.open and one.label and found != plain else ""


def _tells_of(entry: Any, id: int) -> bool:
    return entry.kind.startswith("obligation.") and f'"obligation":{id},' in entry.payload.replace(" ", "")


@page(SIGNED_IN)
@require_safe
def obligation(request: Request, obligation_id: int) -> HttpResponse:
    """What is owed, by whom, by when, because of which clause, and what has happened so far."""
    return _shown(request, obligation_id)


@page(SIGNED_IN)
@require_POST
def complete(request: Request, obligation_id: int) -> HttpResponse:
    """Report it done."""
    form = NoteForm(request.POST)
    form.is_valid()
    try:
        actions.complete(by=request.viewer, obligation=obligation_id, note=form.cleaned_data.get("note", ""))
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _shown(request, obligation_id, note_form=form)
    return goto(request, reverse("desk:desk"), said=_("已办结，记入台账。"))


@require_POST
@page(actions.WAIVE)
def waive(request: Request, obligation_id: int) -> HttpResponse:
    """Let somebody off."""
    form = WaiveForm(request.POST)
    form.is_valid()
    try:
        actions.waive(by=request.viewer, obligation=obligation_id, reason=form.cleaned_data.get("reason", ""))
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _shown(request, obligation_id, waive_form=form)
    return goto(request, reverse("casework:obligation", args=[obligation_id]), said=_("已免除，理由记入台账。"))


@require_POST
@page(actions.REASSIGN)
def reassign(request: Request, obligation_id: int) -> HttpResponse:
    """Give it to somebody else."""
    viewer = request.viewer
    form = ReassignForm(request.POST)
    form.fields["staff"].choices = organisation.staff_choices(viewer)  # type: ignore[attr-defined]
    if not form.is_valid():
        return _shown(request, obligation_id, reassign_form=form)
    try:
        actions.reassign(
            by=viewer, obligation=obligation_id, staff=int(form.cleaned_data["staff"]),
            reason=form.cleaned_data["reason"],
        )  # fmt: skip
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _shown(request, obligation_id, reassign_form=form)
    return goto(request, reverse("casework:obligation", args=[obligation_id]), said=_("已转交。"))


class DayForm(forms.Form):
    """A day that the company works or does not."""

    day = forms.DateField(label=gettext_lazy("日期"), widget=forms.DateInput(attrs={"type": "date"}))
    worked = forms.ChoiceField(
        label=gettext_lazy("是否上班"), choices=[("no", gettext_lazy("放假")), ("yes", gettext_lazy("上班"))],
        widget=forms.RadioSelect, initial="no",
    )  # fmt: skip
    reason = forms.CharField(label=gettext_lazy("依据"), max_length=100)


@page("organisation.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def days(request: Request) -> HttpResponse:
    """The company's own working days and holidays, on top of the State Council's."""
    form = DayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.set_company_day(
                by=request.viewer,
                day=told["day"], worked=told["worked"] == "yes", reason=told["reason"],
            )  # fmt: skip
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, reverse("casework:days"), said=_("已保存，以后产生的期限按此计算。"))
    first = clock.today().replace(month=1, day=1)
    context = {
        "form": form,
        "days": CompanyDay.objects.filter(day__gte=first).order_by("day"),
        "published": [year for year in range(first.year - 1, first.year + 2) if _published(year)],
    }
    return render(request, "casework/days.html", context, status=422 if form.errors else 200)


def _published(year: int) -> bool:
    return not calendar.day(dt.date(year, 1, 4)).provisional
