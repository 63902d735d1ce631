"""Cases as people read them: the list, one case, its papers, the sheet."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, BinaryIO

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_safe

from juanzong.casework.actions import cases as actions_cases
from juanzong.casework.actions import steps as actions_steps
from juanzong.casework.models import Case
from juanzong.casework.reads import case as reads_case
from juanzong.casework.reads import cases as reads_cases
from juanzong.casework.shapes.cases import CaseRow, CaseSeen
from juanzong.kit import clock, sheets
from juanzong.kit.files import KINDS
from juanzong.kit.sheets import Watermark
from juanzong.organisation import reads as organisation
from juanzong.organisation.viewer import Viewer
from juanzong.policies import explaining
from juanzong.policies import reads as policies
from juanzong.policies.shapes_work import Move, MoveKind
from juanzong.web.casework.case_forms import CaseFilter, EnteringForm, move_form, offered_with
from juanzong.web.shell.links import page_of
from juanzong.web.shell.pages import SIGNED_IN, Request, page, render
from juanzong.web.shell.signing import SignForm
from juanzong.web.shell.tables import Column, Empty, Table, respond

EXPORTED = 5000
SHORT = 12  # lines of content that stand on the page of a case without being asked for
_PIECE = 256 * 1024
_TONES = {MoveKind.FORWARD: "primary", MoveKind.END: "primary", MoveKind.REFUSE: "danger"}


class CaseTable(Table):
    """Cases a person may know of, newest first."""

    name = "cases"
    label = gettext_lazy("办理单列表")
    paging = "pages"
    searchable = False
    default_sort = "-started"
    filter_form = CaseFilter
    columns = (
        Column("what", gettext_lazy("流程"), value=lambda row: row.procedure.name, opens=True, phone="title"),
        Column("subject", gettext_lazy("对象"), template="casework/cell_subject.html", width="fill"),
        Column("state", gettext_lazy("状态"), template="casework/cell_state.html", sort=("state", "id"), phone="plain"),
        Column("waits", gettext_lazy("等谁办理"), value=lambda row: _("、").join(row.waits_for), width="l"),
        Column("starter", gettext_lazy("提出人")),
        Column("started", gettext_lazy("提出于"), value=lambda row: row.started_at, sort=("started_at", "id")),
    )  # fmt: skip

    def row_url(self, row: CaseRow) -> str:
        return reverse("casework:case", args=[row.id])

    def narrow(self, rows: Any, chosen: dict[str, Any]) -> Any:
        rows = reads_cases.narrowed(self.request.viewer, rows, chosen["scope"])
        if chosen["state"]:
            rows = rows.filter(state=chosen["state"])
        if chosen["procedure"]:
            rows = rows.filter(procedure=chosen["procedure"])
        return rows

    def enrich(self, rows: list[Case]) -> list[Any]:
        return reads_cases.rows_of(self.request.viewer, rows)


def _table(request: Request) -> CaseTable:
    viewer = request.viewer
    rows = reads_cases.listed(viewer)
    if "scope" not in request.GET:
        rows = reads_cases.narrowed(viewer, rows, "waiting")
    empty = Empty(_("没有等您办理的"), _("要提出新的办理，请打开客户或档案的页面。"))
    table = CaseTable(request, rows, export_url=reverse("casework:export_cases"), empty=empty)
    table.form.offer([(one.code, str(one.name)) for one in policies.procedures()])  # type: ignore[union-attr]
    return table


@page(SIGNED_IN)
@require_safe
def cases(request: Request) -> HttpResponse:
    """The cases that wait for this person, those they take part in, and, for those who answer for others, the rest."""
    return respond(request, "casework/cases.html", _table(request))


@page(SIGNED_IN)
@require_GET
def export_cases(request: Request) -> HttpResponseBase:
    """The list as it is narrowed, as a sheet that says who took it and when."""
    viewer = request.viewer
    found = reads_cases.rows_of(viewer, list(_table(request).narrowed[:EXPORTED]))
    actions_cases.note_export(by=viewer, rows=len(found))
    columns = [
        _("流程"),
        _("条款"),
        _("对象"),
        _("状态"),
        _("环节"),
        _("等谁办理"),
        _("提出人"),
        _("提出于"),
        _("结束于"),
    ]
    out = io.BytesIO()
    mark = Watermark(viewer.name, _("办理单列表"), "", clock.now())
    sheets.write_xlsx(out, columns, _cells(found), title=_("办理单"), watermark=mark)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=_("办理单-%(day)s.xlsx") % {"day": clock.today()})


def _cells(found: list[CaseRow]) -> Iterator[list[Any]]:
    for one in found:
        yield [
            str(one.procedure.name), one.procedure.clause, one.label, str(one.state.label),
            str(one.step.name) if one.step else "", _("、").join(one.waits_for), one.starter, one.started_at,
            one.ended_at,
        ]  # fmt: skip


@page(SIGNED_IN)
@require_safe
def case(request: Request, case_id: int) -> HttpResponse:
    """What it is about, where it stands, what is missing, and what this person may do."""
    return shown(request, case_id)


def _skipped(seen: CaseSeen, at: int) -> frozenset[int]:
    """The steps before the present one, or of a case that has ended, that it never stood at; counted from 1."""
    taken = {one.step.code for one in seen.moves if one.step}
    return frozenset(n for n, step in enumerate(seen.row.procedure.steps[: at - 1], 1) if step.code not in taken)


def shown(
    request: Request,
    case_id: int,
    *,
    sign: SignForm | None = None,
    wrong: Mapping[str, EnteringForm] = MappingProxyType({}),
) -> HttpResponse:
    """The page of a case; `sign` and `wrong` (by the code of their move): forms with what was refused."""
    viewer = request.viewer
    seen = reads_case.case(viewer, case_id)
    steps = list(seen.row.procedure.steps)
    at = steps.index(seen.row.step) + 1 if seen.row.step else len(steps) + 1
    signing = bool(seen.needs or seen.signers)
    content = reads_case.asked_for(viewer, case_id) if seen.row.step else None
    unchecked = seen.may_take and any(one.left for one in seen.checks)
    signs = [one.need for one in seen.needs if one.mine]
    may_sign = content is not None and (signs or seen.asked_of_me)
    context = {
        "seen": seen,
        "row": seen.row,
        "about": page_of(seen.row.subject) if seen.row.label else "",
        "clause": policies.clause((seen.row.step or seen.row.procedure).clause),
        "pack": policies.pack(seen.row.procedure.pack),
        "route": [one.name for one in steps],
        "at": at,
        "skipped": _skipped(seen, at),
        "limit": explaining.term(seen.row.step.within) if seen.row.step and seen.row.step.within else "",
        "moves": _moves(viewer, seen, wrong) if seen.may_take else [],
        "unchecked": unchecked,
        "content": content if signing else None,
        "facts": content if not signing and content and len(content.content.lines) <= SHORT else None,
        "signs": signs,
        "sign_form": sign or (SignForm(viewer=viewer) if may_sign else None),
        "adds_signer": seen.may_take,
        "people": organisation.staff_choices(viewer) if seen.may_take or viewer.may("casework.reassign") else [],
        "changes_parts": bool(seen.roles) and viewer.may("casework.reassign") and seen.row.step is not None,
        "withdraw_error": wrong.get("withdraw"),
    }
    return render(request, "casework/case.html", context, status=422 if wrong or sign else 200)


def _moves(
    viewer: Viewer, seen: CaseSeen, wrong: Mapping[str, EnteringForm]
) -> list[tuple[Move, EnteringForm, str, bool]]:
    """Every move with its form, how its button looks, and whether something is missing for it."""
    return [
        (
            one,
            wrong.get(one.code) or move_form(one, None, offered_with(one, viewer, seen.row.subject)),
            _TONES.get(one.kind, "plain"),
            one.goes_ahead and bool(seen.missing),
        )
        for one in (seen.row.step.moves if seen.row.step else ())
    ]


@page(SIGNED_IN)
@require_GET
def paper(request: Request, case_id: int, attachment_id: int) -> HttpResponseBase:
    """A paper that was attached, to be taken away."""
    row, reader = actions_steps.open_attachment(
        by=request.viewer,
        case=case_id,
        attachment=attachment_id,
    )
    suffix = next((f".{kind.extensions[0]}" for kind in KINDS.values() if kind.mime == row.mime), "")
    response = StreamingHttpResponse(_pieces(reader), content_type=row.mime)
    response["Content-Length"] = str(row.size)
    response["Content-Disposition"] = content_disposition_header(True, f"{row.paper}{suffix}") or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "no-store, private"
    return response


def _pieces(reader: BinaryIO) -> Iterator[bytes]:
    with reader:
        while piece := reader.read(_PIECE):
            yield piece
