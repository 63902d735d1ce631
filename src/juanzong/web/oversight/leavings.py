"""Leavings: the list, beginning one, and one with all that the person holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from juanzong.casework.reads import obligations
from juanzong.kit import clock
from juanzong.kit.errors import Invalid, Refusal
from juanzong.kit.refs import Ref
from juanzong.ledger import reads as ledger
from juanzong.organisation.reads import company as organisation
from juanzong.oversight.actions import offboarding as actions
from juanzong.oversight.models import Leaving
from juanzong.oversight.offboarding import reads
from juanzong.oversight.offboarding.choices import LeavingState
from juanzong.oversight.offboarding.papers import right_to_leave
from juanzong.oversight.offboarding.reads import CLAUSE, CLEAR, Group, Row
from juanzong.web.organisation.forms import LeaveForm, StayForm
from juanzong.web.oversight.leaving_forms import BeginForm, LeavingFilter
from juanzong.web.shell.links import page_of
from juanzong.web.shell.pages import SIGNED_IN, Request, add_refusal, goto, page, render
from juanzong.web.shell.papers import pdf_of
from juanzong.web.shell.tables import Column, Empty, Table, respond

TONES = {"held": "amber", "taken": "celadon", "passed": "celadon", "missing": "danger"}


def address(leaving_id: int) -> str:
    """The page of a leaving."""
    return reverse("oversight:leaving", args=[leaving_id])


class LeavingTable(Table):
    """Who leaves, has left, and how far the clearance is."""

    name = "leavings"
    label = gettext_lazy("离职交接")
    search_hint = gettext_lazy("离职人姓名")
    paging = "pages"
    default_sort = "-day"
    filter_form = LeavingFilter
    columns = (
        Column("staff", gettext_lazy("离职人"), value=lambda row: row.staff_name, opens=True, phone="title"),
        Column("department", gettext_lazy("部门"), value=lambda row: row.department.name, phone="plain"),
        Column("day", gettext_lazy("最后工作日"), value=lambda row: row.last_day, sort=("last_day", "id")),
        Column("receiver", gettext_lazy("接手人"), value=lambda row: row.receiver.name if row.receiver else "—"),
        Column("state", gettext_lazy("状态"), template="oversight/cell_state.html", sort=("state", "id"), phone="plain"),
    )  # fmt: skip

    def row_url(self, row: Leaving) -> str:
        return address(row.pk)

    def search(self, rows: Any, text: str) -> Any:
        return rows.filter(staff_name__icontains=text)

    def narrow(self, rows: Any, chosen: dict[str, Any]) -> Any:
        return rows.filter(**{name: value for name, value in chosen.items() if value})


@page(SIGNED_IN)
@require_safe
def leavings(request: Request) -> HttpResponse:
    """Those one may know of."""
    empty = Empty(_("没有离职交接"), _("登记员工的最后工作日，交接随即开始。"))
    rows = reads.leavings(request.viewer).select_related("department", "receiver")
    context = {"begins": request.viewer.may(CLEAR), "right": right_to_leave()}
    return respond(request, "oversight/leavings.html", LeavingTable(request, rows, empty=empty), context)


@page(CLEAR)
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: Request) -> HttpResponse:
    """Somebody leaves."""
    form = BeginForm(request.POST or None, initial={"staff": request.GET.get("staff", "")[:20]})
    form.fields["staff"].choices = reads.may_begin(request.viewer)  # type: ignore[attr-defined]
    form.offer(request.viewer, "receiver", nobody=_("直接上级"))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.begin_leaving(by=request.viewer, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(made.pk), said=_("离职日已登记，请逐项收回和转交。"))
    context = {"form": form, "right": right_to_leave()}
    return render(request, "oversight/begin_leaving.html", context, status=422 if form.errors else 200)


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A thing as the page shows it. url: of its own page, "" for none."""

    row: Row
    url: str
    tone: str


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A sort of things with what can be done with them here."""

    group: Group
    rows: list[ShownRow]
    takes: bool
    passes: bool
    misses: bool

    @property
    def acts(self) -> bool:
        return self.takes or self.passes or self.misses

    @property
    def note(self) -> Any:
        """What to do on the page of the thing, beside the last of the buttons where there are no others."""
        return "" if self.takes or self.passes else self.group.holds.how


def _shown(group: Group, *, may: bool) -> ShownGroup:
    holds, rows = group.holds, []
    for row in group.rows:
        url = page_of(row.ref) if row.ref and row.words else ""
        rows.append(ShownRow(row, url, TONES[row.state.value]))
    acts = may and group.held > 0
    takes = holds.take_back is not None or holds.by_hand
    return ShownGroup(group, rows, acts and takes, acts and holds.pass_on is not None, acts and holds.is_thing)


@page(SIGNED_IN)
@require_safe
def leaving(request: Request, leaving_id: int) -> HttpResponse:
    """One leaving: everything held, item by item, and what became of it."""
    viewer = request.viewer
    seen, ref = reads.page(viewer, leaving_id), Ref("leaving", leaving_id)
    one = seen.leaving
    is_open = one.state == LeavingState.OPEN
    may = is_open and reads.clears(viewer, one)
    context = {
        "seen": seen, "leaving": one, "tone": "amber" if is_open else "celadon", "is_open": is_open, "may": may, "right": right_to_leave(),
        "closes": may and clock.today() >= one.last_day, "is_self": one.staff_id == viewer.staff_id,
        "groups": [_shown(group, may=may) for group in seen.groups],
        "people": organisation.staff_choices(viewer) if may else [],
        "day_form": LeaveForm(initial={"on": one.last_day}), "stay_form": StayForm(),
        "owed": obligations.obligations_of(viewer, ref),
        "about": ref, "clause": CLAUSE,
        "story": [
            (entry, ledger.sentence(entry, subject=one.staff_name)) for entry in ledger.for_subject(ref, limit=40).entries
        ],
    }  # fmt: skip
    return render(request, "oversight/leaving.html", context)


def _things(request: Request) -> list[int]:
    """What was ticked; nothing for all of it, where the button says so."""
    if "all" in request.POST:
        return []
    found = [int(text) for text in request.POST.getlist("thing") if text.isdecimal() and len(text) < 20]
    if not found:
        raise Invalid(_("还没有勾选。"), clause=CLAUSE, todo=_("请先勾选要办理的，再点按钮。"))
    return found


def _refuse_facts(request: Request) -> None:
    """Whoever wrote what is missing and pressed Enter did not mean the first button."""
    if request.POST.get("facts", "").strip():
        raise Invalid(
            _("写了缺少的经过，却没有登记缺少。"), clause=CLAUSE, todo=_("请点“登记所选缺少”，或清空后再办理。")
        )


def _staff(request: Request, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 20 else 0


@page(CLEAR)
@require_POST
def take(request: Request, leaving_id: int) -> HttpResponse:
    """Things are back."""
    _refuse_facts(request)
    number = actions.take_back(
        by=request.viewer, leaving=leaving_id, holds=request.POST.get("holds", ""), things=_things(request)
    )
    return goto(request, address(leaving_id), said=_("已收回 %(n)s 项。") % {"n": number})


@page(CLEAR)
@require_POST
def hand_on(request: Request, leaving_id: int) -> HttpResponse:
    """Things or work go to somebody else."""
    _refuse_facts(request)
    number = actions.pass_on(
        by=request.viewer, leaving=leaving_id, holds=request.POST.get("holds", ""), things=_things(request),
        to=_staff(request, "to"),
    )  # fmt: skip
    return goto(request, address(leaving_id), said=_("已转交 %(n)s 项。") % {"n": number})


@page(CLEAR)
@require_POST
def missing(request: Request, leaving_id: int) -> HttpResponse:
    """Something is not there."""
    made = actions.note_missing(
        by=request.viewer, leaving=leaving_id, holds=request.POST.get("holds", ""), things=_things(request),
        facts=request.POST.get("facts", ""),
    )  # fmt: skip
    return goto(
        request, address(leaving_id), said=_("已登记缺少，事件 %(number)s，并作问责记录。") % {"number": made.number}
    )


@page(CLEAR)
@require_POST
def receiver(request: Request, leaving_id: int) -> HttpResponse:
    """Who takes over."""
    actions.name_receiver(by=request.viewer, leaving=leaving_id, receiver=_staff(request, "to"))
    return goto(request, address(leaving_id), said=_("已指定接手人。"))


@page(CLEAR)
@require_POST
def move(request: Request, leaving_id: int) -> HttpResponse:
    """They leave on another day."""
    form = LeaveForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("请填写最后工作日。"), clause=CLAUSE)
    actions.move_last_day(by=request.viewer, leaving=leaving_id, last_day=form.cleaned_data["on"])
    return goto(request, address(leaving_id), said=_("最后工作日已更改。"))


@page(CLEAR)
@require_POST
def stay(request: Request, leaving_id: int) -> HttpResponse:
    """They stay."""
    actions.withdraw_leaving(by=request.viewer, leaving=leaving_id, reason=request.POST.get("reason", ""))
    return goto(request, address(leaving_id), said=_("离职登记已撤回，任职和权限照旧。"))


@page(CLEAR)
@require_POST
def close(request: Request, leaving_id: int) -> HttpResponse:
    """The account is closed, and the clearance with it."""
    actions.close_leaving(by=request.viewer, leaving=leaving_id)
    return goto(request, address(leaving_id), said=_("已办结，账号已停用。"))


@page(SIGNED_IN)
@require_safe
def sheet(request: Request, leaving_id: int) -> HttpResponseBase:
    """The clearance sheet on paper."""
    aim = request.build_absolute_uri(address(leaving_id))
    return pdf_of(actions.print_clearance(by=request.viewer, leaving=leaving_id, address=aim), _("离职交接清单"))
